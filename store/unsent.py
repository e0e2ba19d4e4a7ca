"""What could not be sent because the line to the database was cut: saves, submissions and drafts, kept on this machine.

Each is a file of its own in the person's data folder, sealed with a key that is made of a secret of the room and learnt
by signing in: whoever finds the disk reads nothing, and neither does another person of the same machine. It is written
before the person is told that it is kept, replaced as a whole, and taken away once it was sent.
"""

import contextlib
import hashlib
import hmac
import json
import os
import secrets
import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from threading import RLock
from typing import Any

from locales.messages import N_
from store import database, system
from store.access import Actor
from store.card_edits import Edit, RowEdit
from store.engines import DatabaseGone
from store.journal import Mark
from store.submission_texts import plain, understood

SAVE, SUBMISSION, DRAFT = "save", "submission", "draft"
START = b"CARDKEEPER UNSENT 1\n"
_NONCE = 12
_SECRET = "unsent_secret"


class NoLine(DatabaseGone):
    time: str
    message = N_(
        "There has been no line to the database since {time}. Nothing was changed. What is on the screen can be read,"
        " and what you type into a card is kept."
    )


class Unsure(DatabaseGone):
    """`marks` are the entries that may have been committed."""

    marks: tuple[Mark, ...]
    message = N_("The line was cut while this was being done. Once it is back, it is said here whether it was done.")


class NotKept(DatabaseGone):
    message = N_("There is no line to the database, and this machine could not keep what you typed. Leave it open.")


@dataclass(frozen=True, slots=True)
class Unsent:
    """`values` is the draft as the screen gives it, `edit` what is to be saved, as text ("" for a draft); `tried` are
    the entries, with their edits, that may have been committed already."""

    kind: str
    card_id: int | None
    title: str
    version: int
    values: Mapping[str, Any]
    edit: str = ""
    learnt_at: str | None = None
    despite_doubles: bool = False
    submission: bool = False
    tried: tuple[tuple[Mark, str], ...] = ()
    id: str = field(default_factory=lambda: f"{time.time_ns():020d}-{secrets.token_hex(4)}")

    @property
    def about(self) -> tuple[str, int | None, bool, str]:
        """What a later one replaces: a draft and a save of the same card; of new cards, each save is of its own."""
        new = self.id if self.card_id is None and self.kind != DRAFT else ""
        return self.kind, self.card_id, self.submission, new

    @property
    def kept_ns(self) -> int:
        """When it was first kept, in nanoseconds since 1970."""
        return int(self.id.partition("-")[0])

    def tried_as(self, marks: Iterable[Mark]) -> "Unsent":
        """The same, which may have been committed by these entries too."""
        return replace(self, tried=(*self.tried, *((mark, self.edit) for mark in marks)))


def saving(title: str, card_id: int | None, version: int, values: Mapping[str, Any], edit: Edit, **more: Any) -> Unsent:
    """A save, or with `submission` a submission, that could not be sent."""
    kind = SUBMISSION if more.get("submission") else SAVE
    return Unsent(kind, card_id, title, version, values, plain(edit), **more)


def left_of(one: Unsent, written: Iterable[str]) -> Edit:
    """What of a save is still to be done once the tried edits `written` turned out to be committed: they are what it
    goes on from."""
    edit = understood(one.edit)
    for text in written:
        done = understood(text)
        values = {name: value for name, value in edit.values.items() if done.values.get(name, edit) != value}
        was = {**edit.was, **{name: done.values[name] for name in values if name in done.values}}
        edit = Edit(values, was, _left_rows(edit.people, done.people), _left_rows(edit.goods, done.goods))
    return edit


def _left_rows(rows: Iterable[RowEdit], done: Iterable[RowEdit]) -> tuple[RowEdit, ...]:
    """Rows that were not written yet; of one that was, and was typed on, what it goes on from."""
    written = list(done)
    left = []
    for row in rows:
        if row in written:
            written.remove(row)
            continue
        before = next((one for one in written if row.id is not None and one.id == row.id), None)
        left.append(row if before is None else row._replace(was={**row.was, **before.values}))
    return tuple(left)


# the shelf


class Shelf:
    """What one person could not send from this machine into one room, in the order in which it was kept."""

    def __init__(self, folder: Path, key: bytes) -> None:
        self.folder = folder
        self._key = key
        self._lock = RLock()
        self._kept: dict[str, Unsent] | None = None

    @property
    def kept(self) -> tuple[Unsent, ...]:
        """All of it, the oldest first. A file that is damaged or not ours is left alone."""
        with self._lock:
            if self._kept is None:
                self._kept = {}
                for path in sorted(self.folder.glob("*.unsent")) if self.folder.is_dir() else ():
                    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
                        one = _parsed(self._opened(path.read_bytes()), path.stem)
                        self._kept[one.id] = one
            return tuple(self._kept.values())

    def any(self) -> bool:
        """Whether anything is kept."""
        return bool(self.kept)

    def read_again(self) -> None:
        """Another program of the same person may have sent some of it."""
        with self._lock:
            self._kept = None

    def put(self, one: Unsent) -> Unsent:
        """Keep `one`, instead of what was kept about the same; a save also instead of a draft. It keeps its place, and
        what was tried. Raises NotKept."""
        with self._lock:
            same = next((other for other in self.kept if other.about == one.about or other.id == one.id), None)
            if same is not None:
                known = {mark for mark, _ in one.tried}
                earlier = (kept for kept in same.tried if kept[0] not in known)
                one = replace(one, id=same.id, tried=(*earlier, *one.tried))
            assert self._kept is not None
            try:
                self._write(one)
            except OSError:
                raise NotKept() from None
            self._kept[one.id] = one
            if one.kind != DRAFT:
                self.drop_draft(one.card_id, submission=one.submission)
            return one

    def drop_draft(self, card_id: int | None, *, submission: bool = False) -> None:
        """Forget what was typed into this card and is not needed here any more."""
        for one in self.kept:
            if (one.kind, one.card_id, one.submission) == (DRAFT, card_id, submission):
                self.take_off(one.id)

    def take_off(self, id_: str) -> None:
        """It was sent."""
        with self._lock:
            if self._kept is not None and self._kept.pop(id_, None) is not None:
                self._path(id_).unlink(missing_ok=True)

    def _path(self, id_: str) -> Path:
        return self.folder / f"{id_}.unsent"

    def _write(self, one: Unsent) -> None:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        half = self._path(one.id).with_suffix(".half")
        half.touch(mode=0o600)
        system.keep_private(half)
        with half.open("wb") as stream:
            stream.write(self._sealed(json.dumps(asdict(one), ensure_ascii=False).encode()))
            stream.flush()
            os.fsync(stream.fileno())
        half.replace(self._path(one.id))

    def _sealed(self, text: bytes) -> bytes:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        nonce = secrets.token_bytes(_NONCE)
        return START + nonce + AESGCM(self._key).encrypt(nonce, text, START)

    def _opened(self, sealed: bytes) -> bytes:
        """Raises ValueError."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        start, rest = sealed[: len(START)], sealed[len(START) :]
        try:
            return AESGCM(self._key).decrypt(rest[:_NONCE], rest[_NONCE:], start)
        except InvalidTag:
            raise ValueError from None


def _parsed(text: bytes, id_: str) -> Unsent:
    told = json.loads(text)
    tried = tuple((Mark(*mark), edit) for mark, edit in told.pop("tried"))
    return Unsent(**{**told, "tried": tried, "id": id_})


def shelf_of(actor: Actor, folder: Path) -> Shelf:
    """The shelf of `actor` among those that stand in `folder`. Asks the room for its secret, and gives it one if it has
    none."""
    secret = bytes.fromhex(_secret(actor.branch_id))
    key = hmac.digest(secret, b"key of %d" % actor.staff_id, "sha256")
    room = hashlib.sha256(b"room" + secret).hexdigest()[:16]
    return Shelf(folder / room / str(actor.staff_id), key)


def _secret(branch_id: int) -> str:
    asked = "select value from setting where branch_id = ? and name = ?"
    found = database.rows(asked, (branch_id, _SECRET))
    if not found:
        with database.writing():
            database.execute(
                "insert into setting (branch_id, name, value) values (?, ?, ?) on conflict do nothing",
                (branch_id, _SECRET, secrets.token_hex(32)),
            )
            found = database.rows(asked, (branch_id, _SECRET))
    return str(found[0][0])
