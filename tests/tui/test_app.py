"""The program: coming in, locking, languages, what goes wrong below."""

import asyncio
import gc
import shutil
import sqlite3
import threading
import weakref
from typing import Any

import pytest

from locales.words import LANGUAGES
from screens.card import CardScreen
from screens.commands import CommandsScreen
from screens.drawer import DrawerScreen
from screens.first_run import FirstRunScreen, NextScreen
from screens.help import HelpScreen
from screens.import_file import ImportFileScreen
from screens.opening import OpeningScreen
from screens.sign_in import PasswordScreen, SignInScreen
from screens.widgets.chrome import MessageLine
from screens.widgets.form import Form
from store import database, loans, offices, search, staff, whereabouts
from store.access import Role
from tests.conftest import PASSWORD, Room, open_furnished
from tests.screens.house import NARROW, House, a_house
from tests.store.builders import a_card
from tui.app import CardkeeperApp


@pytest.fixture
def room(sqlite_url: str) -> Room:
    return open_furnished(sqlite_url)


async def sign_in(house: House, user: str, password: str = PASSWORD) -> None:
    await house.type(user)
    await house.press("tab")
    await house.type(password)
    await house.press("enter")


async def test_whoever_has_the_password_comes_in(room: Room):
    async with a_house(room.url) as house:
        assert isinstance(house.screen, SignInScreen)
        await sign_in(house, "keeper")
        assert isinstance(house.screen, DrawerScreen)
        assert "Wang Fang clerk·keeper" in house.text()


@pytest.mark.parametrize("user", [None, "keeper"], ids=["nobody yet", "with a password"])
async def test_a_search_index_that_is_made_anew_is_shown_until_the_room_is_open(
    room: Room, user: str | None, monkeypatch: pytest.MonkeyPatch
):
    a_card(room)
    with database.writing():
        database.execute("update setting set value = '0.1' where name = 'search'")
    database.disconnect()
    goes_on = threading.Event()

    def slow(*told: Any) -> Any:
        assert goes_on.wait(10)
        return rebuild(*told)

    rebuild = search.rebuild
    monkeypatch.setattr(search, "rebuild", slow)
    app = CardkeeperApp(room.url, "en", user, PASSWORD if user else None)
    async with app.run_test(size=NARROW) as pilot:
        house = House(app, pilot)
        await house.until(lambda: isinstance(app.screen, OpeningScreen))
        await pilot.pause()
        assert "0 of 1 card" in house.text()
        assert house.keys() == ["leave"]
        goes_on.set()
        await house.settle()
        assert isinstance(house.screen, DrawerScreen if user else SignInScreen)


async def test_a_wrong_password_is_refused_in_one_sentence_and_asked_again(room: Room):
    async with a_house(room.url) as house:
        await sign_in(house, "keeper", "wrong")
        assert isinstance(house.screen, SignInScreen)
        assert house.said == "This name and password do not go together."
        await house.type(PASSWORD)
        await house.press("enter")
        assert isinstance(house.screen, DrawerScreen)


async def test_a_one_time_password_is_changed_at_once(room: Room):
    once = staff.give_one_time_password(room.manager, "clerk")
    async with a_house(room.url) as house:
        await sign_in(house, "clerk", once)
        assert isinstance(house.screen, PasswordScreen)
        await house.type("new password")
        await house.press("tab")
        await house.type("other")
        await house.press("enter")
        assert isinstance(house.screen, PasswordScreen)
        await house.press("end", "shift+home")
        await house.type("new password")
        await house.press("enter")
        assert isinstance(house.screen, DrawerScreen)
    assert staff.sign_in("clerk", "new password").user == "clerk"


async def test_locking_keeps_the_place(room: Room):
    a_card(room, city="南京")
    async with a_house(room.url, "clerk") as house:
        await house.press("enter", "f2", "tab", "tab")
        await house.type("江苏")
        await house.press("ctrl+k")
        assert isinstance(house.screen, SignInScreen)
        assert "南京" not in house.text()
        await house.type(PASSWORD)
        await house.press("enter")
        assert isinstance(house.screen, CardScreen)
        form = house.screen.query_one(Form)
        assert (form.field.name, form.input.value) == ("region", "江苏")


async def test_signing_out_asks_who_is_there(room: Room):
    async with a_house(room.url, "clerk") as house:
        await house.press("ctrl+y")
        assert isinstance(house.screen, SignInScreen)
        await sign_in(house, "manager")
        assert "Wu Gang manager" in house.text()


async def test_signing_out_asks_before_a_stack_at_the_desk_is_lost(room: Room):
    card = a_card(room)
    async with a_house(room.url, "keeper") as house:
        await house.press("ctrl+d")
        await house.type(card.card_no)
        await house.press("enter", "escape", "ctrl+y")
        assert "Sign Wang Fang out?" in house.text()
        await house.press("escape")
        assert isinstance(house.screen, DrawerScreen)
        await house.press("ctrl+y", "enter")
        assert isinstance(house.screen, SignInScreen)


async def test_esc_says_that_it_gives_up_the_kept_place(room: Room):
    async with a_house(room.url, "clerk", size=NARROW) as house:
        await house.press("ctrl+k")
        assert "Esc Sign out" in house.lines()[-1]
        await house.press("escape")
        assert isinstance(house.screen, SignInScreen)
        assert not house.screen.locked
        assert "Esc" not in house.lines()[-1]


@pytest.mark.parametrize("where", ["the desk", "a slip"])
async def test_esc_asks_before_it_gives_up_what_is_kept_nowhere_else(room: Room, where: str):
    card = a_card(room)
    async with a_house(room.url, "keeper") as house:
        if where == "the desk":
            await house.press("ctrl+d")
            await house.type(card.card_no)
            await house.press("enter", "escape")
        else:
            await house.press("f7", "tab")
            await house.type("visit")
        await house.press("ctrl+k", "escape")
        assert "Sign Wang Fang out?" in house.text()
        assert card.card_no not in house.text()
        await house.press("ctrl+z", "ctrl+y", "escape")
        assert isinstance(house.screen, SignInScreen)
        assert house.screen.locked
        await house.press("escape", "enter")
        assert isinstance(house.screen, SignInScreen)
        assert not house.screen.locked


async def test_esc_does_not_ask_where_a_draft_is_kept(room: Room):
    a_card(room)
    async with a_house(room.url, "clerk") as house:
        await house.press("enter", "f2")
        await house.type("x")
        await house.press("ctrl+k", "escape")
        assert not house.screen.locked
        await sign_in(house, "clerk")
        await house.press("enter")
        assert "draft" in house.text()


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_palette_says_in_full_what_the_command_does(room: Room, language: str):
    a_card(room)
    async with a_house(room.url, "clerk", size=NARROW, language=language) as house:
        await house.press("f9")
        for command in house.screen.rows.window.rows:
            assert house.screen.rows.row == command
            if command.told.help is not None:
                words = house.app.words(command.told.help).split()
                assert "".join(words) in "".join(house.text().split())
            await house.press("down")


async def test_a_language_reaches_everything_at_once_and_is_kept(room: Room):
    a_card(room)
    async with a_house(room.url, "clerk", language="en") as house:
        seen = []
        for _ in LANGUAGES:
            await house.press("ctrl+l")
            words = house.app.words
            seen.append(words.language)
            shown = house.text()
            for name in ("find", "notches", "open"):
                from screens.actions import ACTIONS

                assert words(ACTIONS[name].label) in shown
            assert words(house.screen.cards.columns[1].label) in shown
        assert sorted(seen) == sorted(LANGUAGES)
        await house.press("ctrl+l")
        chosen = house.app.words.language
    async with a_house(room.url, "clerk", language="en") as house:
        assert house.app.words.language == chosen


async def test_the_palette_finds_a_command_and_does_it(room: Room):
    async with a_house(room.url, "keeper") as house:
        await house.press("f9")
        assert isinstance(house.screen, CommandsScreen)
        await house.type("loans")
        await house.press("enter")
        assert "Every card is in the drawer" in house.text()


async def test_home_and_end_go_to_the_first_and_the_last_command(room: Room):
    async with a_house(room.url, "keeper") as house:
        await house.press("f9", "end")
        rows = house.screen.rows.window.rows
        assert house.screen.rows.row == rows[-1]
        await house.press("home")
        assert house.screen.rows.row == rows[0]
        await house.type("lo")
        await house.press("end")
        assert house.screen.rows.row == house.screen.rows.window.rows[-1] != house.screen.rows.window.rows[0]
        await house.press("home", "x")
        assert house.screen.typed.value == "xlo"


async def test_the_palette_speaks_the_persons_language(room: Room):
    async with a_house(room.url, "keeper", language="zh_CN") as house:
        await house.press("ctrl+p")
        for row in house.screen.rows.window.rows:
            assert house.app.words(row.told.label) in [house.app.words(row.told.label)]
        assert "借出" in house.text() or "查找" in house.text()


async def test_help_tells_the_keys_of_this_screen(room: Room):
    async with a_house(room.url, "keeper") as house:
        await house.press("f1")
        assert isinstance(house.screen, HelpScreen)
        assert "F3" in house.text()
        assert "finds as you type" in house.text()
        await house.press("escape")
        assert isinstance(house.screen, DrawerScreen)


async def test_a_screen_that_is_gone_leaves_nothing_behind(room: Room):
    """A day's work opens hundreds; whatever one of them drew goes with it."""
    async with a_house(room.url, "keeper") as house:
        shown = set()
        for _ in range(3):
            await house.press("f1")
            shown.add(weakref.ref(house.screen.query_one(MessageLine)._styles_cache))
            await house.press("escape")
        await house.press("f1", "escape")

        def gone() -> bool:
            gc.unfreeze()  # what stood a second after the start was put aside for good, one of these screens perhaps
            gc.collect()
            return all(line() is None for line in shown)

        await house.until(gone)


async def test_who_signs_out_leaves_nothing_behind(room: Room, monkeypatch: pytest.MonkeyPatch):
    """What is there soon after the start is put aside for good: not what each who comes in later has on the screen."""
    monkeypatch.setattr("tui.app.SETTLED", 0.01)
    async with a_house(room.url, "clerk") as house:
        await house.pilot.pause(0.05)
        gone = []
        for user in ("keeper", "manager"):
            await house.press("ctrl+y")
            await sign_in(house, user)
            gone.append(weakref.ref(house.screen))
            await house.pilot.pause(0.05)
        await house.press("ctrl+y")

        def nothing_left() -> bool:
            gc.collect()
            return all(drawer() is None for drawer in gone)

        await house.until(nothing_left)


async def test_who_signs_out_leaves_no_screen_running(room: Room):
    a_card(room)
    async with a_house(room.url, "clerk") as house:
        left: list[Any] = []
        for user in ("keeper", "manager"):
            left.append(house.screen)
            await house.press("enter")
            assert isinstance(house.screen, CardScreen)
            left.append(house.screen)
            await house.press("escape", "ctrl+y")
            await house.until(lambda: not any(screen.is_running for screen in left))
            await sign_in(house, user)


async def test_what_a_screen_was_still_reading_as_it_went_is_no_fault(room: Room):
    async with a_house(room.url, "clerk") as house:
        drawer = house.screen
        assert isinstance(drawer, DrawerScreen)

        async def shows_what_it_read() -> None:
            while drawer.query("#cards"):
                await asyncio.sleep(0)
            drawer.cards.refresh()

        source = drawer.cards.source
        drawer.run(shows_what_it_read)
        await house.press("ctrl+y")
        assert isinstance(house.screen, SignInScreen)
        drawer._begin_count(source)


async def test_what_is_overdue_waits_on_the_top_line(room: Room):
    card = a_card(room)
    loans.lend(room.keeper, [card.id], to="sales", purpose="visit")
    with database.writing():
        database.execute("update slip_card set due = '2020-01-01'")
    async with a_house(room.url, "keeper") as house:
        await house.until(lambda: "● 2 waiting" in house.text())  # that, and the first backup


async def test_a_right_withdrawn_ends_at_the_next_key(room: Room):
    card = a_card(room)
    async with a_house(room.url, "keeper") as house:
        staff.set_roles(room.manager, "keeper", [Role.CLERK])
        await house.press("f7", "z", "tab")
        await house.type("visit")
        await house.press("f7")
        assert "You may not lend cards" in house.said
    assert whereabouts.where(room.manager, card.id).loan is None


async def test_a_database_that_goes_away_takes_what_is_saved_once_it_is_back(room: Room):
    a_card(room, city="南京")
    path = database.sqlite_path(room.url)
    async with a_house(room.url, "clerk") as house:
        await house.press("enter", "f2", "tab", "tab")
        listening = house.app.end_listening()
        house.app.watcher, house.app.ending = None, False
        listening.join()
        await house.app.store(database.disconnect)
        await house.app.store_slow(database.disconnect)
        await asyncio.wrap_future(house.app._noted._pool.submit(database.disconnect))
        for suffix in ("-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        away = path.with_name("away.db")
        shutil.move(path, away)
        path.mkdir()
        await house.type("x")
        await house.press("ctrl+s", "enter")
        assert "kept on this machine" in house.said
        assert "1 to send" in house.lines()[0]
        path.rmdir()
        shutil.move(away, path)
        house.app.listen({})
        house.app.watcher.look()
        await house.until(lambda: "is sent" in house.said)
        assert "to send" not in house.lines()[0]
    assert sqlite3.connect(path).execute("select region from card").fetchone() == ("x",)


async def test_a_room_that_cannot_be_opened_is_told_and_the_program_stays_up(tmp_path):
    path = tmp_path / "room.db"
    path.write_bytes(b"this is no database, whatever its name says" * 100)
    async with a_house(database.sqlite_url(path)) as house:
        assert isinstance(house.screen, SignInScreen)
        assert "damaged" in house.said


async def test_the_first_minute_makes_a_room_and_says_what_comes_next(tmp_path):
    url = database.sqlite_url(tmp_path / "new" / "room.db")
    async with a_house(url, language="fr") as house:
        assert isinstance(house.screen, FirstRunScreen)
        form = house.screen.query_one(Form)
        assert (form.values["country"], form.values["currency"]) == ("FR", "EUR")
        for typed in ("", "Lyon", "", "", "", "Élodie Müller", "elodie", "secret", "secret"):
            await house.type(typed)
            await house.press("enter")
        assert isinstance(house.screen, NextScreen)
        assert "F10" in house.text()
        await house.press("enter")
        assert isinstance(house.screen, DrawerScreen)
        assert "Lyon" in house.text()
        (branch,) = offices.branches()
        assert (branch.name, branch.country, branch.time_zone, branch.language) == ("Lyon", "FR", "Europe/Paris", "fr")
    assert (tmp_path / "new" / "room.db").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(("key", "screen"), [("f10", ImportFileScreen), ("ctrl+n", CardScreen)])
async def test_what_comes_next_is_one_key_away(tmp_path, key, screen):
    async with a_house(database.sqlite_url(tmp_path / "room.db"), language="en") as house:
        for typed in ("", "Leeds", "", "", "", "Grace Ng", "grace", "secret", "secret"):
            await house.type(typed)
            await house.press("enter")
        await house.press(key)
        assert isinstance(house.screen, screen)
        await house.press("escape")
        assert isinstance(house.screen, DrawerScreen)


async def test_the_language_brings_its_country_unless_another_was_chosen(tmp_path):
    async with a_house(database.sqlite_url(tmp_path / "room.db"), language="en") as house:
        form = house.screen.query_one(Form)
        followed = []
        for _ in range(3):
            await house.press("ctrl+l")
            followed.append((house.app.words.language, form.values["country"], form.values["currency"]))
        assert followed == [("fr", "FR", "EUR"), ("zh_CN", "CN", "CNY"), ("en", "GB", "GBP")]
        await house.press("tab", "tab", "s", "ctrl+l")
        assert form.values["country"] == "CH"


async def test_the_country_brings_its_currency_and_time_zone_unless_others_were_typed(tmp_path):
    async with a_house(database.sqlite_url(tmp_path / "room.db"), language="en") as house:
        form = house.screen.query_one(Form)
        await house.press("tab", "tab")
        await house.press("c", "c")
        assert form.values["currency"] == offices.CURRENCIES[form.values["country"]]
        await house.press("tab", "end", "shift+home")
        await house.type("USD")
        await house.press("shift+tab", "f")
        assert (form.values["country"], form.values["currency"]) == ("FR", "USD")
        assert form.values["time_zone"] == "Europe/Paris"


async def test_a_form_that_is_not_filled_in_says_where(tmp_path):
    path = tmp_path / "room.db"
    async with a_house(database.sqlite_url(path), language="en") as house:
        await house.press(*["enter"] * 9)
        assert house.screen.query_one(Form).field.name == "branch"
        line = house.screen.query_one(MessageLine).region.y
        assert house.lines()[line] == " Branch office: must not be empty."
        await house.type("Leeds")
        assert "must not be empty" not in house.lines()[line]
        assert not path.exists()


async def test_no_color_draws_without_a_colour(room: Room, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    a_card(room)
    async with a_house(room.url, "keeper") as house:
        styles = {
            segment.style
            for strip in house.app.screen._compositor.render_strips()
            for segment in strip
            if segment.style is not None
        }
        assert all(style.color is None or style.color.is_default for style in styles)
        assert all(style.bgcolor is None or style.bgcolor.is_default for style in styles)
        assert any(style.reverse for style in styles)
