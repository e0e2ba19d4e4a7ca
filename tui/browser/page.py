"""The one page: what it is made of, its words, and the headers by which a browser asks nobody else for anything."""

from collections.abc import Mapping
from html import escape
from pathlib import Path
from string import Template
from typing import NamedTuple

import pylopdf_fonts_zh_cn
import textual_serve

from locales.messages import N_
from locales.words import LANGUAGES, Words

OWN = Path(__file__).parent / "static"
TEXTUAL = Path(textual_serve.__file__).parent / "static"
CHINESE = Path(pylopdf_fonts_zh_cn.__file__).parent / "NotoSansSC-Regular.otf"
STOPPING, CUT, FULL = 1001, 1006, 1013
"""Why a websocket is closed: the server ends; the browser's own word for a line that was cut; no session is free."""
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self' 'unsafe-inline'",  # the terminal's script lays out its cells with a style of its own
            "font-src 'self'",
            "img-src 'self' data:",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    ),
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), usb=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class Asset(NamedTuple):
    path: Path
    kind: str


ASSETS: Mapping[str, Asset] = {
    "page.css": Asset(OWN / "page.css", "text/css"),
    "page.js": Asset(OWN / "page.js", "text/javascript"),
    "xterm.css": Asset(TEXTUAL / "css" / "xterm.css", "text/css"),
    "textual.js": Asset(TEXTUAL / "js" / "textual.js", "text/javascript"),
    "mono.ttf": Asset(TEXTUAL / "fonts" / "RobotoMono-VariableFont_wght.ttf", "font/ttf"),
    "mono-italic.ttf": Asset(TEXTUAL / "fonts" / "RobotoMono-Italic-VariableFont_wght.ttf", "font/ttf"),
    "chinese.otf": Asset(CHINESE, "font/otf"),
}
"""All that the page asks for, by name; there is no folder to look into. The Latin letters come with textual-serve; the
Chinese ones, which paper is printed with too, are asked for where the person's computer has none."""
WORDS = {
    "opening": N_("Cardkeeper is being opened…"),
    "left": N_("This session is over. A card that was being edited is kept as a draft."),
    "cut": N_("The line to the server was cut. A card that was being edited is kept as a draft."),
    "full": N_("All places are taken at the moment. Try again in a while."),
    "stopping": N_("The server is being stopped. A card that was being edited is kept as a draft."),
    "again": N_("Sign in again"),
    "try_again": N_("Try again"),
}


def page(words: Words) -> str:
    """The page in a person's language, as far as that is known before they sign in."""
    said = {name: escape(words(message)) for name, message in WORDS.items()}
    text = (OWN / "page.html").read_text(encoding="utf-8")
    codes = {"full_code": FULL, "stop_code": STOPPING, "cut_code": CUT}
    return Template(text).substitute(said, language=words.language.replace("_", "-"), **codes)


def language_of(accepted: str) -> str:
    """The language of ours that a browser likes best, by its header Accept-Language; English where it names none."""
    wanted = sorted(map(_liked, enumerate(accepted.split(","))))
    by_name = {code.partition("_")[0]: code for code in LANGUAGES}
    return next((by_name[name] for _, _, name in wanted if name in by_name), "en")


def _liked(numbered: tuple[int, str]) -> tuple[float, int, str]:
    """How well a language is liked, the best first, with its bare name."""
    place, text = numbered
    tag, _, quality = text.strip().partition(";q=")
    try:
        liked = float(quality or 1)
    except ValueError:
        liked = 0
    return -liked, place, tag.strip().partition("-")[0].casefold()
