"""A submission from the form to the answer, by the keys pressed (F14)."""

import pytest

from locales.messages import NC_
from locales.words import LANGUAGES
from screens.ask import AskScreen
from screens.card import CardScreen
from screens.choose import DoublesScreen
from screens.drafts import SUBMISSION, DraftsScreen
from screens.learnt import LearntScreen
from screens.submission import SubmissionScreen
from screens.submissions import SubmissionsScreen
from screens.submit import SubmitScreen
from screens.widgets.window_list import WindowList
from store import cards, database, drafts, loans, submissions, submitted
from store.card_edits import Edit
from tests.conftest import Room
from tests.screens.house import NARROW, House, a_house
from tests.store.builders import a_card, changed


def states(house: House) -> list[str]:
    return [one.state for one in house.screen.query_one(WindowList).window.rows]


async def command(house: House, name: str) -> None:
    await house.press("f9")
    await house.type(name)
    await house.press("enter")


async def test_a_new_customer_goes_from_the_salesperson_to_the_drawer(room: Room):
    async with a_house(room.url, "sales", size=NARROW) as house:
        await house.press("ctrl+n")
        assert isinstance(house.screen, SubmitScreen)
        await house.type("王芳")
        await house.press("ctrl+s")
        assert isinstance(house.screen, LearntScreen)
        await house.press("1")
        assert house.said == "Submitted, no. 1: the clerk or the manager answers it."
        await command(house, "submissions")
        assert isinstance(house.screen, SubmissionsScreen)
        assert states(house) == ["waiting"]
        await house.press("enter")
        assert "take_over" not in house.keys()
        assert "王芳" in house.text()
        assert "?" not in house.text()
        await house.press("f10")
        assert "take submissions over" in house.said
    async with a_house(room.url, "manager", size=NARROW) as house:
        await command(house, "submissions")
        await house.press("enter")
        assert "The card says" not in house.text(), "there is no card yet"
        await house.press("f10")
        assert house.said == "Taken over: 王芳 has card NJ000001."
        assert "No submission waits" in house.text()
        await house.press("f4")
        assert states(house) == ["taken"]
    assert cards.show(room.sales, 1).row.name == "王芳"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_was_not_sent_in_stands_among_the_drafts_and_is_taken_up_there(room: Room, language: str):
    card = a_card(room, "李娜", salesperson=room.sales.staff_id)
    async with a_house(room.url, "sales", language=language, size=NARROW) as house:
        await house.press("f2", "tab", "tab")
        await house.type("中山")
        await house.press("escape", "ctrl+n")
        await house.type("王芳")
        await house.press("escape")
        await command(house, house.screen.words(NC_("key", "My drafts")))
        assert isinstance(house.screen, DraftsScreen)
        assert house.text().count(house.screen.words(SUBMISSION)) == 2
        assert [one.card_id for one in house.screen.rows.window.rows] == [None, card.id]
        await house.press("enter")
        assert isinstance(house.screen, SubmitScreen)
        assert "王芳" in house.text()
        await house.press("ctrl+s", "enter")
        assert isinstance(house.screen, DraftsScreen)
        assert [one.card_id for one in house.screen.rows.window.rows] == [card.id]
        await house.press("enter")
        assert "中山" in house.text()


async def test_what_is_typed_survives_and_waits_on_its_card(room: Room):
    card = a_card(room, salesperson=room.sales.staff_id)
    async with a_house(room.url, "sales") as house:
        await house.press("f2")
        assert isinstance(house.screen, SubmitScreen)
        await house.press("tab", "tab")
        await house.type("中山")
    kept = drafts.of(room.sales, card.id, submission=True)
    assert kept is not None
    assert "中山" in kept.values["texts"].values()
    async with a_house(room.url, "sales") as house:
        await house.press("enter", "x")
        assert house.said == "F2 writes a correction, which a clerk takes over."
        await house.press("f2")
        assert "This is your draft" in house.said
        assert "中山" in house.text()
        await house.press("ctrl+s", "enter", "ctrl+z")
        assert house.said == "Submission 1 is withdrawn; what you typed is your draft again."
        await house.press("f2", "escape")
        assert not isinstance(house.screen, SubmitScreen)
        await house.press("f2", "ctrl+s", "enter")
        assert drafts.of(room.sales, card.id, submission=True) is None
        await house.press("escape")
        await command(house, "submissions")
        await house.press("backspace")
        assert house.said == "Submission 2 is withdrawn."
        await house.press("ctrl+z")
        assert states(house) == ["waiting"]


async def test_a_correction_is_chosen_field_by_field_and_undone(room: Room):
    card = a_card(room, phone="13010000007", city="南京")
    loans.lend(room.keeper, [card.id], to="sales", purpose="visit")
    submissions.submit(room.sales, Edit({"phone": "13010000009", "city": "无锡"}), card=card.id)
    changed(room, card, phone="13010000008")
    async with a_house(room.url, "clerk") as house:
        await command(house, "submissions")
        await house.press("enter")
        assert isinstance(house.screen, SubmissionScreen)
        await house.press("enter")
        assert isinstance(house.screen, CardScreen)
        await house.press("escape")
        assert "1 field to choose" in house.text()
        assert "take_over" not in house.keys()
        await house.press("f10")
        assert "First choose each field" in house.said
        await house.press("left", "f10")
        assert house.said == "Taken over: NJ000001 says it now."
        values = cards.show(room.clerk, card.id).values
        assert (values["phone"], values["city"]) == ("+8613010000008", "无锡")
        await house.press("ctrl+z")
        assert house.said == "Submission 1 waits again; NJ000001 is as it was before."
        assert states(house) == ["waiting"]
    assert cards.show(room.clerk, card.id).values["city"] == "南京"


async def test_whoever_reads_a_correction_has_seen_its_card(room: Room):
    card = a_card(room, city="南京")
    loans.lend(room.keeper, [card.id], to="sales", purpose="visit")
    submissions.submit(room.sales, Edit({"city": "无锡"}), card=card.id)
    looks = 'select s."user", e.how from seen_entry e join staff s on s.id = e.staff_id'
    async with a_house(room.url, "clerk", size=NARROW) as house:
        await command(house, "submissions")
        await house.press("enter")
        await house.until(lambda: database.rows(looks))
        assert database.rows(looks) == [("clerk", "opened")]


async def test_what_may_not_be_read_is_not_shown_as_empty(room: Room):
    card = a_card(room, remarks="pays late", salesperson=room.sales.staff_id)
    submissions.submit(room.sales, Edit({"remarks": "pays at once"}), card=card.id)
    async with a_house(room.url, "sales") as house:
        await command(house, "submissions")
        await house.press("enter")
        assert "pays late" not in house.text()
        assert "not shown" in house.text()
    async with a_house(room.url, "clerk") as house:
        await command(house, "submissions")
        await house.press("enter")
        assert "pays late" in house.text()


async def test_a_refusal_says_why_to_whoever_wrote_it(room: Room):
    for name in ("王芳", "李娜"):
        submissions.submit(room.sales, Edit({"name": name}))
    async with a_house(room.url, "clerk") as house:
        assert "● 2 waiting" in house.text()
        await command(house, "submissions")
        await house.press("space", "delete")
        await house.type("a dealer")
        await house.press("enter")
        assert house.said == "Refused 1 submission."
        await house.press("ctrl+z", "delete")
        await house.type("a dealer")
        await house.press("enter")
        assert "● 1 waiting" in house.text()
    async with a_house(room.url, "sales") as house:
        await command(house, "submissions")
        assert states(house) == ["waiting", "refused"]
        await house.press("end")
        assert "a dealer" in house.text()


async def test_a_name_on_file_is_asked_about_and_a_double_is_shown_to_the_clerk(room: Room):
    a_card(room, "李娜", salesperson=room.sales2.staff_id)
    a_card(room, "赵敏", phone="13010000003", salesperson=room.sales.staff_id)
    async with a_house(room.url, "sales") as house:
        await house.press("ctrl+n")
        await house.type("李娜")
        await house.press("ctrl+s", "enter")
        assert isinstance(house.screen, AskScreen)
        assert "NJ000001 is on file under this name, looked after by Sun Yan" in house.text()
        await house.press("escape")
        assert isinstance(house.screen, SubmitScreen)
        await house.press("ctrl+s", "enter")
        assert "Submitted" in house.said
    submissions.submit(room.sales, Edit({"name": "赵小敏", "phone": "13010000003"}), despite_doubles=True)
    async with a_house(room.url, "manager") as house:
        await command(house, "submissions")
        await house.press("down", "enter", "f10")
        assert isinstance(house.screen, DoublesScreen)
        await house.press("ctrl+s")
        assert "赵小敏 has card NJ000003" in house.said
    assert submitted.count(room.clerk, "waiting") == 1


async def test_the_history_names_both(room: Room):
    card = a_card(room, city="南京")
    loans.lend(room.keeper, [card.id], to="sales", purpose="visit")
    submissions.submit(room.sales, Edit({"city": "无锡"}), card=card.id)
    async with a_house(room.url, "clerk") as house:
        await command(house, "submissions")
        await house.press("enter", "f10", "escape", "enter", "shift+f6")
        text = house.text()
        assert "Li Na" in text
        assert "submission taken over" in text
        assert "no. 1, from Zhou Min" in text
