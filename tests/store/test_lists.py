"""Lists leave up to a size, or under a slip that a manager approved (K2)."""

from pathlib import Path

import pytest
from openpyxl import load_workbook  # type: ignore[import-untyped]

from importers.sheets import export
from importers.sheets.writing import FileExists
from locales.words import words
from store import access, database, history, offices, refusals, requested, requests, seen, slips, staff
from store.access import Actor, NotAllowed, Role
from store.acts import lists, take_out
from store.wanted import Wanted, coded, dumped, loaded, narrowing
from tests.conftest import Room
from tests.store.builders import a_card

EN, ALL = words("en"), Wanted()


@pytest.fixture
def drawer(room: Room) -> Room:
    """Five cards, two of them looked after by sales; three rows may leave without approval."""
    for n in range(5):
        a_card(room, f"张{n}", district="鼓楼区", **({"salesperson": room.sales.staff_id} if n < 2 else {}))
    take_out.set_most_rows(room.manager, 3)
    return room


def taken(actor: Actor, path: Path, wanted: Wanted = ALL) -> int:
    return export.export_wanted(actor, wanted, path, EN, purpose="mailing")


def approved(room: Room, actor: Actor, wanted: Wanted = ALL) -> int:
    """The number of a slip on which the manager approved a list."""
    asked = lists.ask(actor, wanted, "mailing")
    requests.approve(room.manager, [asked.id])
    return asked.slip


def numbers(path: Path) -> list[str]:
    return [row[0] for row in load_workbook(path).active.iter_rows(min_row=2, values_only=True)]


def test_a_longer_list_needs_the_manager_and_no_file_appears(drawer: Room, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    for actor in (drawer.clerk, drawer.keeper):
        with pytest.raises(take_out.ListTooLong) as refused:
            taken(actor, path)
        assert refused.value.most == 3
    with pytest.raises(take_out.ListTooLong):
        export.export(drawer.clerk, export.CARDS, lists.records(drawer.clerk, ALL), path, EN, purpose="mailing")
    assert [*tmp_path.glob("*xlsx*")] == []
    assert taken(drawer.clerk, path, Wanted(marked=(1, 2, 3))) == 3
    assert taken(drawer.manager, tmp_path / "b.xlsx") == 5


def test_whoever_borrows_takes_out_only_what_was_approved(drawer: Room, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with pytest.raises(take_out.AskFirst):
        taken(drawer.sales, path)
    slip = approved(drawer, drawer.sales)
    assert export.export_slip(drawer.sales, slip, path, EN) == 2
    assert sorted(numbers(path)) == ["NJ000001", "NJ000002"]
    assert access.reading(drawer.sales).held == frozenset()


def test_a_list_goes_its_way_from_asking_to_the_file(drawer: Room, tmp_path: Path) -> None:
    wanted = Wanted(notches={"district": frozenset({"鼓楼区"})}, order="number")
    asked = lists.ask(drawer.clerk, wanted, "mailing")
    assert (asked.state, asked.rows, asked.card_no, asked.wanted) == ("requested", 5, "", wanted)
    with pytest.raises(take_out.NotApprovedYet):
        export.export_slip(drawer.clerk, asked.slip, tmp_path / "a.xlsx", EN)
    assert requested.count_to_approve(drawer.manager) == 1
    (done,) = requests.approve(drawer.manager, requests.lines_of(drawer.manager, asked.slip))
    assert (done.state, done.due) == ("approved", slips.usual_due("export", offices.today(drawer.clerk)))
    assert export.export_slip(drawer.clerk, asked.slip, tmp_path / "a.xlsx", EN) == 5
    book = load_workbook(tmp_path / "a.xlsx")
    said = f"for: mailing · slip {asked.slip}, approved by Wu Gang"
    assert said in book.active.oddFooter.left.text
    assert said in book.properties.description
    assert (book.properties.creator, book.properties.subject) == ("Li Na", "mailing")
    entry = history.acts(drawer.keeper)[0]
    told = [(change.field, change.new) for change in entry.changes if change.record == "export"]
    assert dict(told[:5]) == {
        "list": "cards", "narrowed": "district=鼓楼区", "file": "a.xlsx", "rows": "5", "slip": str(asked.slip)
    }  # fmt: skip
    assert len([change for change in entry.changes if change.field == "card"]) == 5
    with pytest.raises(take_out.NotApprovedYet) as again:
        export.export_slip(drawer.clerk, asked.slip, tmp_path / "b.xlsx", EN)
    assert again.value.state == slips.STATES["out"]
    assert requested.listed(drawer.clerk) == []


def test_a_list_is_nobody_else_s_and_ends_with_its_day(drawer: Room, tmp_path: Path) -> None:
    slip = approved(drawer, drawer.clerk)
    for other in (drawer.keeper, drawer.manager, drawer.sales):
        with pytest.raises(take_out.NotYourSlip):
            export.export_slip(other, slip, tmp_path / "a.xlsx", EN)
    with database.writing():
        database.execute("update slip_card set due = '2020-01-01' where card_id is null")
    with pytest.raises(take_out.Expired):
        export.export_slip(drawer.clerk, slip, tmp_path / "a.xlsx", EN)


def test_a_list_that_grew_is_another_list(drawer: Room, tmp_path: Path) -> None:
    slip = approved(drawer, drawer.clerk)
    a_card(drawer, "王芳")
    assert export.export_slip(drawer.clerk, slip, tmp_path / "a.xlsx", EN) == 6
    slip = approved(drawer, drawer.clerk)
    for n in range(2):
        a_card(drawer, f"李{n}")
    with pytest.raises(take_out.Grown):
        export.export_slip(drawer.clerk, slip, tmp_path / "b.xlsx", EN)
    assert not (tmp_path / "b.xlsx").exists()


def test_a_file_that_cannot_be_written_uses_up_no_slip(drawer: Room, tmp_path: Path) -> None:
    slip = approved(drawer, drawer.clerk)
    (tmp_path / "a.xlsx").write_bytes(b"mine")
    with pytest.raises(FileExists):
        export.export_slip(drawer.clerk, slip, tmp_path / "a.xlsx", EN)
    assert export.export_slip(drawer.clerk, slip, tmp_path / "b.xlsx", EN) == 5


def test_nobody_approves_their_own_list(drawer: Room) -> None:
    staff.set_roles(drawer.manager, "first", [*Role])
    asked = lists.ask(drawer.first, ALL, "mailing")
    with pytest.raises(requests.OwnList) as refused:
        requests.approve(drawer.first, [asked.id])
    assert refused.value.slip == asked.slip
    with pytest.raises(NotAllowed):
        requests.approve(drawer.clerk, [asked.id])
    requests.refuse(drawer.manager, [asked.id], "no")
    (shown,) = requested.listed(drawer.first)
    assert (shown.state, shown.reason) == ("refused", "no")


def test_a_list_is_withdrawn_by_whoever_asked(drawer: Room) -> None:
    asked = lists.ask(drawer.sales, ALL, "mailing")
    requests.withdraw(drawer.sales, asked.slip)
    assert requested.listed(drawer.manager) == []


def test_a_list_of_warranties_counts_as_seen(drawer: Room, tmp_path: Path) -> None:
    with database.writing():
        database.execute(
            "insert into warranty (branch_id, card_id, serial, currency, state, received_at, version)"
            " values (?, 1, 'X1', 'CNY', 'received', ?, 1)",
            (drawer.clerk.branch_id, database.now()),
        )
    assert taken(drawer.clerk, tmp_path / "w.xlsx", Wanted("warranty")) == 1
    assert [(one.user, one.how) for one in seen.of_card(drawer.keeper, 1)] == [("clerk", "exported")]


def test_only_a_manager_sets_the_size(drawer: Room) -> None:
    with pytest.raises(NotAllowed):
        take_out.set_most_rows(drawer.clerk, 1000)
    with pytest.raises(take_out.BadMost):
        take_out.set_most_rows(drawer.manager, -1)
    assert take_out.most_rows(drawer.clerk.branch_id) == 3


def test_what_is_wanted_is_kept_whole_and_said_in_words(room: Room) -> None:
    notches = {"grade": frozenset({"A", ""}), "salesperson": frozenset({"5"}), "archived": frozenset({"1"})}
    wanted = Wanted("cards", "zw", notches, (3, 1), "grade", True)
    assert loaded(dumped(wanted)) == wanted
    assert loaded(None) is None
    assert coded(wanted) == "find=zw archived=1 grade=,A salesperson=5 marked=2"
    said = narrowing(wanted, EN, {5: "Zhou Min"})
    assert said == "find “zw” · Grade none, grade A · Salesperson Zhou Min · archived · 2 marked cards"


def test_a_refused_list_is_kept_among_the_refusals(drawer: Room, tmp_path: Path) -> None:
    with pytest.raises(take_out.ListTooLong) as refused:
        taken(drawer.clerk, tmp_path / "a.xlsx")
    assert refusals.note(drawer.clerk, refused.value)
    assert [one.refusal for one in refusals.page(drawer.manager)] == ["ListTooLong"]
