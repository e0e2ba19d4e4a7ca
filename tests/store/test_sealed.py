"""A backup that leaves the machine is sealed: K3."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store import database, heads, system
from store.acts import backup, read_backup, restore, sealed
from tests.conftest import Room, open_furnished
from tests.store.builders import a_card

SECRET = "seven paper tigers 七只纸老虎"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key that costs little to make."""
    monkeypatch.setattr(sealed, "ROUNDS", 1)
    monkeypatch.setattr(sealed, "MEMORY", 64)


@pytest.mark.parametrize("size", [0, 1, sealed.PIECE - 1, sealed.PIECE, sealed.PIECE + 1, 2 * sealed.PIECE])
def test_what_was_sealed_comes_out_the_same(tmp_path: Path, size: int) -> None:
    plain, closed, again = (tmp_path / name for name in ("plain", "closed", "again"))
    plain.write_bytes(bytes(n % 251 for n in range(size)))
    sealed.seal(plain, closed, SECRET)
    sealed.unseal(closed, again, SECRET)
    assert again.read_bytes() == plain.read_bytes()
    if not system.WINDOWS:
        assert (closed.stat().st_mode | again.stat().st_mode) & 0o077 == 0


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_one_bit_changed_or_any_end_cut_off_does_not_open(tmp_path: Path, data: st.DataObject) -> None:
    plain, closed, again = (tmp_path / name for name in ("plain", "closed", "again"))
    plain.write_bytes(b"x" * 300)
    sealed.seal(plain, closed, SECRET)
    raw = bytearray(closed.read_bytes())
    if data.draw(st.booleans()):
        bit = data.draw(st.integers(len(sealed.START) * 8, len(raw) * 8 - 1))
        raw[bit // 8] ^= 1 << bit % 8
    else:
        del raw[data.draw(st.integers(len(sealed.START), len(raw) - 1)) :]
    closed.write_bytes(raw)
    with pytest.raises(sealed.WrongPassphrase):
        sealed.unseal(closed, again, SECRET)
    assert not again.exists()


def test_whole_pieces_cannot_be_cut_off_or_swapped(tmp_path: Path) -> None:
    plain, closed, again = (tmp_path / name for name in ("plain", "closed", "again"))
    plain.write_bytes(b"a" * sealed.PIECE + b"b" * sealed.PIECE + b"c")
    sealed.seal(plain, closed, SECRET)
    raw = closed.read_bytes()
    piece = sealed.PIECE + 16
    head = len(raw) - 2 * piece - 17
    first, second, third = raw[head : head + piece], raw[head + piece : head + 2 * piece], raw[head + 2 * piece :]
    for other in (first + second, second + first + third, first + third):
        closed.write_bytes(raw[:head] + other)
        with pytest.raises(sealed.WrongPassphrase):
            sealed.unseal(closed, again, SECRET)


def test_a_sealed_backup_shows_nothing_and_is_put_back_with_its_passphrase(room: Room, tmp_path: Path) -> None:
    a_card(room, "Bartholomew")
    made = backup.make(room.keeper, room.url, tmp_path / "copy", passphrase=SECRET)
    assert (made.cards, made.heads) == (1, tuple(heads.parse(head.text) for head in made.heads))
    assert b"Bartholomew" not in made.file.read_bytes()
    assert list(tmp_path.glob("copy*")) == [made.file]
    database.disconnect()
    with pytest.raises(read_backup.Sealed):
        restore.restore(room.url, made.file, overwrite=True, folder=tmp_path)
    with pytest.raises(sealed.WrongPassphrase):
        restore.restore(room.url, made.file, overwrite=True, folder=tmp_path, passphrase="another one")
    assert restore.restore(room.url, made.file, overwrite=True, folder=tmp_path, passphrase=SECRET).cards == 1
    open_furnished(room.url)


def test_a_short_passphrase_is_refused_before_anything_is_copied(room: Room, tmp_path: Path) -> None:
    with pytest.raises(sealed.PassphraseTooShort):
        backup.make(room.keeper, room.url, tmp_path / "folder" / "copy", passphrase="short")
    assert not (tmp_path / "folder").exists()
