"""What the server answers, and to whom: nothing to another site, nothing but what the page is made of (K5)."""

import re
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import WSServerHandshakeError
from hypothesis import given
from hypothesis import strategies as st

from locales.words import LANGUAGES, words
from tests.tui.browser.terminal import LIMITS, Site, a_site
from tui.browser.names import MOST_BYTES, safe_name
from tui.browser.page import ASSETS, HEADERS, OWN, WORDS, language_of, page
from tui.browser.server import COOKIE, Served, may_ask


def served(host: str = "127.0.0.1", public: str = "") -> Served:
    return Served("sqlite:////room.db", host, 8000, public, 5, LIMITS)


TYPED = "https://cards.firm.example"
BEHIND = served(public=TYPED)


@pytest.mark.parametrize(
    ("server", "host", "method", "path", "origin", "may"),
    [
        (served(), "127.0.0.1:8000", "GET", "/", None, True),
        (served(), "localhost:8000", "GET", "/ws", "http://localhost:8000", True),
        (served(), "[::1]:8000", "GET", "/", None, True),
        (served(), "localhost:8000", "GET", "/ws", None, False),
        (served(), "localhost:8000", "GET", "/ws", "http://evil.example", False),
        (served(), "localhost:8000", "GET", "/ws", "http://localhost:9000", False),
        (served(), "localhost:8000", "GET", "/ws", "null", False),
        (served(), "localhost:8000", "POST", "/upload/x", None, False),
        (served(), "localhost:8000", "POST", "/upload/x", "https://evil.example", False),
        (served(), "evil.example:8000", "GET", "/", None, False),
        (served(), "192.168.0.5:8000", "GET", "/", None, False),
        (served(), "", "GET", "/", None, False),
        (served("0.0.0.0"), "192.168.0.5:8000", "GET", "/", None, True),
        (served("0.0.0.0"), "evil.example:8000", "GET", "/", None, False),
        (served("0.0.0.0"), f"{socket.gethostname()}:8000", "GET", "/", None, True),
        (BEHIND, "cards.firm.example", "GET", "/ws", TYPED, True),
        (BEHIND, "127.0.0.1:8000", "GET", "/ws", TYPED, True),
        (BEHIND, "cards.firm.example", "GET", "/ws", "https://evil.example", False),
        (BEHIND, "evil.example", "GET", "/", None, False),
    ],
)  # fmt: skip
def test_only_a_page_of_ours_asks_by_a_name_of_ours(
    server: Served, host: str, method: str, path: str, origin: str | None, may: bool
) -> None:
    assert may_ask(server, host, method, path, origin) is may


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    """A server of which no session is asked."""
    async with a_site(f"sqlite:///{tmp_path}/none.db") as site:
        yield site


async def test_the_page_asks_for_what_is_listed_and_nothing_else_is_there(site: Site) -> None:
    browser = await site.browser()
    _, content, _ = await browser.get("")
    own = content.decode() + "".join(path.read_text("utf-8") for path in OWN.iterdir())
    assert not re.findall(r"https?://|//[a-z]", re.sub(r"^\s*//.*|/\^https?/", "", own, flags=re.M))
    wanted = set(re.findall(r"(?:static/|url\(\")([\w.-]+)", own))
    assert wanted == set(ASSETS)
    for name in ASSETS:
        status, content, headers = await browser.get(f"static/{name}")
        assert (status, bool(content)) == (200, True)
        assert headers["Content-Type"].partition(";")[0] == ASSETS[name].kind
    for path in ("static/", "static", "static/page.py", "static/..%2Fpage.py", "static/%2e%2e/%2e%2e/pyproject.toml",
                 "upload/x", "download/x", "favicon.ico", "static/page.html"):  # fmt: skip
        assert (await browser.get(path))[0] in (404, 405), path


async def test_every_answer_lets_the_browser_ask_nobody_else(site: Site) -> None:
    browser = await site.browser()
    for path, more in (
        ("", {}),
        ("static/page.js", {}),
        ("nothing", {}),
        ("download/x", {}),
        ("", {"Host": "evil.example"}),
    ):
        headers = (await browser.get(path, **more))[2]
        assert {name: headers[name] for name in HEADERS if name != "Cache-Control"} == {
            name: value for name, value in HEADERS.items() if name != "Cache-Control"
        }
    assert (await browser.get(""))[2]["Cache-Control"] == "no-store"
    assert "max-age" in (await browser.get("static/chinese.otf"))[2]["Cache-Control"]
    policy = dict(part.split(" ", 1) for part in HEADERS["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == policy["frame-ancestors"] == "'none'"
    assert policy["script-src"] == policy["connect-src"] == policy["font-src"] == "'self'"


async def test_another_site_s_page_is_refused_and_so_is_one_that_never_asked_for_the_page(site: Site) -> None:
    browser = await site.browser()
    assert (await browser.get("", Host="evil.example"))[0] == 403
    for headers in (
        browser.headers | {"Origin": "http://evil.example"},
        {"Cookie": browser.headers["Cookie"]},
        {"Origin": browser.headers["Origin"]},
    ):
        with pytest.raises(WSServerHandshakeError) as refused:
            await site.client.ws_connect(f"{site.url}ws", headers=headers)
        assert refused.value.status == 403
    assert not site.server.services


async def test_no_script_reads_the_cookie_and_behind_tls_it_goes_by_tls_alone(tmp_path: Path) -> None:
    for public, secure in (("", False), (TYPED, True)):
        async with a_site(f"sqlite:///{tmp_path}/none.db", public=public) as site, site.client.get(site.url) as answer:
            cookie = answer.cookies[COOKIE]
            assert (bool(cookie["httponly"]), cookie["samesite"], bool(cookie["secure"])) == (True, "Strict", secure)
            assert len(cookie.value) > 40


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("fr-FR,fr;q=0.9,en;q=0.8", "fr"), ("zh-TW,zh;q=0.9", "zh_CN"), ("de,en;q=0.5,fr;q=0.4", "en"), ("", "en"),
        ("en;q=x, fr;q=0.2", "fr"), ("*", "en"), ("en;q=0.1,zh;q=0.2", "zh_CN"),
    ],
)  # fmt: skip
def test_the_page_speaks_the_language_that_the_browser_likes_best(accepted: str, language: str) -> None:
    assert language_of(accepted) == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_has_its_words_in_each_language(language: str) -> None:
    said = words(language)
    text = page(said)
    assert f'lang="{language.replace("_", "-")}"' in text
    assert all(said(message) in text for message in WORDS.values())
    assert "$" not in text


@given(st.text(max_size=400), st.sampled_from(["", ".xlsx", ".CSV"]))
def test_a_name_that_comes_is_a_name_and_never_a_path(typed: str, ending: str) -> None:
    name = safe_name(typed + ending, "sheet.xlsx")
    assert name
    assert not set(name) & set('/\\<>:"|?*\n\r\t\0\u202e\u200b')
    assert name not in (".", "..")
    assert name == name.strip(" .")
    assert len(name.encode()) <= MOST_BYTES
    assert safe_name(name, "sheet.xlsx") == name


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("march.xlsx", "march.xlsx"), ("C:\\Users\\anne\\mars.xlsx", "mars.xlsx"), ("../../etc/passwd", "passwd"),
        ("..", "sheet.xlsx"), ("", "sheet.xlsx"), ("三月 客户.xlsx", "三月 客户.xlsx"),
        ("a\u202exslx.exe", "a_xslx.exe"),
        ("con.xlsx", "_con.xlsx"), (".hidden", "hidden"), ("a" * 300 + ".xlsx", "a" * 195 + ".xlsx"),
    ],
)  # fmt: skip
def test_a_name_keeps_what_may_stand_in_it(typed: str, name: str) -> None:
    assert safe_name(typed, "sheet.xlsx") == name
