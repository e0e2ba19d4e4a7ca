"""A session in a browser: who it is, what comes in and goes out, how it ends (K5). The server's part is spoken to as a
page does; the program is the real one, in its own process."""

import io
import json
import stat
import sys
from pathlib import Path

import openpyxl
import pytest

from store import drafts, journal_pages, listing, loans, log
from store.journal_pages import ALL
from tests.conftest import Room, open_furnished
from tests.screens.test_sheets import FAULTY, OTHER, SOUND, a_sheet
from tests.store.builders import a_card
from tests.tui.browser.terminal import a_site
from tui.browser import service
from tui.browser.page import FULL, STOPPING
from tui.browser.service import CAME, WENT, Limits, environment


@pytest.fixture
def room(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Room:
    """A room, and a server whose own account could sign in."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("CARDKEEPER_USER", "manager")
    monkeypatch.setenv("CARDKEEPER_PASSWORD", "demo")
    monkeypatch.setenv("CARDKEEPER_LANGUAGE", "fr")
    return open_furnished(sqlite_url)


def acts(room: Room) -> list[str]:
    return [line.act for line in journal_pages.page(room.manager, ALL, None, "after", 5)]


@pytest.mark.parametrize("room_url", ["sqlite", "postgresql"], indirect=True)
async def test_everybody_signs_in_whoever_started_the_server(room_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARDKEEPER_USER", "manager")
    monkeypatch.setenv("CARDKEEPER_PASSWORD", "demo")
    monkeypatch.setenv("CARDKEEPER_LANGUAGE", "fr")
    async with a_site(room_url) as site, (await site.browser()).terminal() as page:
        await page.sign_in("keeper", "not it")
        await page.shows("This name and password do not go together.")
        await page.type("demo")
        await page.press("enter")
        await page.shows("Wang Fang clerk·keeper")


def test_a_process_gets_what_every_program_needs_and_the_room_and_nothing_else() -> None:
    own = {
        "PATH": "/usr/bin", "HOME": "/home/x", "LC_ALL": "C.UTF-8", "PGPASSFILE": "/home/x/.pgpass",
        "CARDKEEPER_USER": "manager", "CARDKEEPER_PASSWORD": "secret", "CARDKEEPER_PASSPHRASE": "secret",
        "CARDKEEPER_LANGUAGE": "fr", "CARDKEEPER_DATABASE": "sqlite:///other.db", "AWS_SECRET_ACCESS_KEY": "secret",
        "TEXTUAL": "devtools", "PYTHONSTARTUP": "/home/x/start.py", "LD_PRELOAD": "x.so",
    }  # fmt: skip
    given = environment("sqlite:////room.db", (80, 24), own)
    assert {name for name in given if name in own} == {"PATH", "HOME", "LC_ALL", "PGPASSFILE", "CARDKEEPER_DATABASE"}
    assert given["CARDKEEPER_DATABASE"] == "sqlite:////room.db"
    assert "secret" not in given.values()


async def test_a_sheet_comes_from_the_person_s_computer_and_its_problems_go_there(room: Room, tmp_path: Path) -> None:
    sheet = a_sheet(tmp_path, SOUND, OTHER, FAULTY).read_bytes()
    async with a_site(room.url) as site:
        browser, stranger = await site.browser(), await site.browser()
        async with browser.terminal() as page:
            await page.sign_in("clerk")
            await page.shows("Customer cards › Nanjing")
            await page.press("f10")
            wanted = await page.told_of("file_wanted")
            assert wanted["says"]["choose"] == "Choose a file…"
            key = wanted["key"]
            assert await stranger.send(key, sheet) == 404
            assert await browser.send("another", sheet) == 404
            assert await browser.send(key, sheet, "../../etc/m%C3%A4rz.xlsx") == 204
            await page.shows("märz.xlsx", "rejected 1")
            assert await browser.send(key, sheet) == 404
            ((kept,),) = [[path for path in folder.rglob("*") if path.is_file()] for folder in site.folders()]
            assert kept.name == "märz.xlsx"
            if sys.platform != "win32":
                assert stat.S_IMODE(kept.stat().st_mode) == 0o600
                assert stat.S_IMODE(site.folders()[0].stat().st_mode) == 0o700
            await page.press("f10")
            await page.shows("Import 1: 2 rows are written")
            await page.press("ctrl+e")
            await page.shows("märz problems.xlsx")
            await page.press("enter")
            key = await page.told_of("file_comes")
            assert (await stranger.get(f"download/{key}"))[0] == 404
            status, content, headers = await browser.get(f"download/{key}")
            assert (status, headers["Content-Disposition"]) == (
                200,
                "attachment; filename*=UTF-8''m%C3%A4rz%20problems.xlsx",
            )
            assert openpyxl.load_workbook(io.BytesIO(content)).active["A2"].value == "王芳"
            await page.shows("1 row is in märz problems.xlsx")
            assert (await browser.get(f"download/{key}"))[0] == 404
            await page.press("escape")
            await page.until(lambda: not any(path.is_file() for folder in site.folders() for path in folder.rglob("*")))
    assert listing.count(room.clerk) == 2
    assert "import" in acts(room)
    assert [message for message, _ in site.noted if message in (CAME, WENT)] == [CAME, WENT]
    assert "märz" not in str([values for _, values in site.noted])


async def test_none_is_sent_or_too_much_and_the_list_stays(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "LARGEST", 1000)
    async with a_site(room.url) as site:
        browser = await site.browser()
        async with browser.terminal() as page:
            await page.sign_in("clerk")
            await page.shows("Customer cards › Nanjing")
            await page.press("f10")
            key = (await page.told_of("file_wanted"))["key"]
            assert await browser.send(key, b"x" * 1001) == 413
            assert not any(path.is_file() for folder in site.folders() for path in folder.rglob("*"))
            assert await browser.send_none(key) == 204
            assert await browser.send(key, b"x") == 404
            await page.press("enter")
            key = (await page.told_of("file_wanted"))["key"]
            assert await browser.send(key, b"only words", "letter.xlsx") == 204
            await page.shows("“letter.xlsx” is not a workbook")


async def test_lists_and_papers_go_to_the_person_and_the_journal_says_so(room: Room, tmp_path: Path) -> None:
    loans.lend(room.keeper, [a_card(room, "Zara Patel").id], to="sales", purpose="visit")
    log.open_file(tmp_path / "log")
    async with a_site(room.url) as site:
        browser = await site.browser()
        async with browser.terminal() as page:
            await page.sign_in("keeper")
            await page.shows("Zara Patel")
            await page.press("ctrl+e")
            await page.shows("Purpose", "cards.xlsx")
            await page.type("for the fair")
            await page.press("ctrl+s")
            _, content, headers = await browser.get(f"download/{await page.told_of('file_comes')}")
            assert openpyxl.load_workbook(io.BytesIO(content)).properties.subject == "for the fair"
            assert len(content) == int(headers["Content-Length"])
            await page.shows("1 card is in cards.xlsx")
            await page.press("ctrl+g")
            await page.shows("Zhou Min", "Ctrl+R Renew")
            await page.press("shift+f9")
            await page.shows("pack-1.pdf", "Show it or print it there.")
            await page.press("ctrl+s")
            _, content, _ = await browser.get(f"download/{await page.told_of('file_comes')}")
            assert content.startswith(b"%PDF")
    assert acts(room)[:2] == ["make_pack", "export"]
    log.close()
    told = [json.loads(line) for line in (tmp_path / "log").read_text().splitlines()]
    assert {"make_pack", "export"} <= {one.get("act") for one in told}


async def test_who_goes_away_keeps_their_draft_and_leaves_nothing_behind(room: Room) -> None:
    card = a_card(room, "Zara Patel")
    async with a_site(room.url) as site:
        async with (await site.browser()).terminal() as page:
            await page.sign_in("clerk")
            await page.shows("Zara Patel")
            (folder,) = site.folders()
            (process,) = [service._process for service in site.server.services]
            await page.type("\x1b[12~")  # F2
            await page.shows("Zara Patel", "Ctrl+S")
            await page.type("x")
            await page.shows("x")
        await page.until(lambda: process.returncode is not None and not folder.exists())
        assert drafts.of(room.clerk, card.id) is not None


async def test_there_are_so_many_places_and_one_that_is_given_up_is_free(room: Room) -> None:
    async with a_site(room.url, sessions=1) as site:
        browser = await site.browser()
        async with browser.terminal() as page:
            await page.shows("Who is there?")
            async with browser.terminal() as another:
                assert await another.ended() == FULL
            await page.press("ctrl+q")
            assert await page.ended() == 1000
        await page.until(lambda: not site.server.services)
        async with browser.terminal() as page:
            await page.shows("Who is there?")


async def test_idle_it_is_locked_and_then_ends(room: Room) -> None:
    async with a_site(room.url, limits=Limits(2, 6)) as site, (await site.browser()).terminal() as page:
        await page.sign_in("keeper")
        await page.shows("Wang Fang")
        await page.shows("Locked. Your place is kept")
        assert await page.ended() == 1000


async def test_what_no_page_sends_ends_the_session(room: Room) -> None:
    async with a_site(room.url) as site:
        for nonsense in ('["stdin", 1]', "{"):
            async with (await site.browser()).terminal() as page:
                await page.websocket.send_str(json.dumps(["resize", {"width": 10**9, "height": -1}]))
                await page.shows("Who is there?")
                await page.websocket.send_str(nonsense)
                assert await page.ended() == 1008


async def test_a_server_that_ends_says_so_and_leaves_no_process(room: Room) -> None:
    async with a_site(room.url) as site, (await site.browser()).terminal() as page:
        await page.shows("Who is there?")
        (process,) = [service._process for service in site.server.services]
        await site.server.stop()
        assert process.returncode is not None
        assert await page.ended() == STOPPING
