"""Every command, as everybody types it: none says more of a card than the table written by hand lets it (K1)."""

import json
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

from store import database
from tests.conftest import open_furnished
from tests.store.access_world import READS, World, a_world, leaks, levels, table
from tests.tui.typed import Typed
from tui.commands import COMMANDS, DONE

SEEN = ("whole", "phones", "open")
READING = {
    "show": ("show", "{card}"),
    "where": ("where", "{card}"),
    "history": ("journal", "--card", "{card}"),
}
ACTING = {
    "set": ("set", "{card}", "remarks=x"),
    "ask": ("ask", "{card}", "--purpose", "visit", "--look-up"),
    "reserve": ("reserve", "{card}"),
    "lend": ("lend", "{card}", "--to", "sales2", "--purpose", "visit"),
    "renew": ("renew", "{card}"),
    "recall": ("recall", "{card}"),
    "lost": ("lost", "{card}", "--searched", "everywhere"),
    "return": ("return", "{card}"),
    "waits": ("waits", "{card}", "{folder}/{person}-waits.pdf", "--codes"),
    "labels": ("labels", "{card}", "{folder}/{person}-labels.pdf", "--codes"),
    "original": ("original", "{card}", "{folder}/{person}-original.pdf", "--codes"),
    "void": ("original", "void", "{card}", "--reason", "torn"),
    "count": ("count", "scan", "{card}"),
    "rights": ("rights", "print", "{card}", "{folder}/{person}-kept.pdf", "--purpose", "asked for", "--codes"),
    "extract": ("extract", "{card}", "--for", "clerk", "--purpose", "audit", "--sections", "basic"),
    "restrict": ("rights", "restrict", "{card}", "--reason", "contested"),
    "submit": ("submit", "--card", "{card}", "remarks=x"),
    "merge": ("merge", "{card}", "NJ000001", "--look"),
    "unmerge": ("unmerge", "{card}"),
    "send": ("transfers", "send", "{card}", "--to", "NJ", "--reason", "x"),
}
ABOUT_ALL = {
    "loans": ("loans",),
    "requests": ("requests",),
    "chase": ("chase",),
    "journal": ("journal",),
    "approve": ("approve", "--all"),
    "refuse": ("refuse", "1", "--reason", "no"),
    "withdraw": ("withdraw", "1"),
    "staff": ("staff", "list"),
    "settings": ("settings", "list"),
    "status": ("status",),
    "check": ("check", "--deep"),
    "new": ("new", "name=Otto Otterly", "phone=13033373333", "district=districtOther"),
    "export": ("export", "cards", "{folder}/{person}.xlsx", "--purpose", "office"),
    "import": ("import", "warranty", "{folder}/sheet.csv", "--dry-run"),
    "template": ("template", "cards", "{folder}/{person}-empty.xlsx"),
    "doubles": ("doubles", "--sweep"),
    "held": ("held",),
    "branches": ("branches", "list"),
    "transfers": ("transfers", "list"),
    "imports": ("imports",),
    "undo": ("undo", "1", "--dry-run"),
    "count start": ("count", "start"),
    "count differences": ("count", "differences"),
    "handover": ("handover", "sales", "--to", "sales2", "--resigns", "--dry-run"),
    "submissions": ("submissions", "list"),
    "today": ("today",),
    "retention": ("retention",),
    "extracts": ("extracts", "list"),
    "close": ("close", "-"),
    "pack": ("pack", "5", "{folder}/{person}.pdf", "--codes"),
    "backup": ("backup", "{folder}/{person}.backup"),
}
NOT_ABOUT_CARDS = {"open", "init", "demo", "restore", "move", "serve"}
SHEET = "姓名,手机,产品,机号,购买日期\nOtto Otterly,13033373333,TV,SER333Other,2026-01-05\n"


def in_the_world(url: str) -> World:
    world = a_world(open_furnished(url))
    database.disconnect()
    return world


def turns(url: str) -> Iterator[bool]:
    """Whether what comes next is done on this engine: each is on one of them, the commands being the same on both, and
    what the store answers to whom being held against the table on both."""
    return cycle([database.sqlite_path(url) is not None, database.sqlite_path(url) is None])


def test_a_card_is_shown_as_far_as_the_table_says(at_each_room: Typed, room_url: str) -> None:
    world = in_the_world(room_url)
    here = turns(room_url)
    for turn, person in enumerate(table(READS)):
        for place, (which, level) in enumerate(levels(person).items()):
            for name, words in READING.items():
                if not next(here):
                    continue
                as_json = [] if (turn + place) % 2 else ["--json"]
                told = at_each_room(
                    *(word.format(card=world.cards[which].card_no) for word in words), *as_json, by=person
                )
                assert (told[0] == DONE) is (level in SEEN), (person, which, name, told)
                assert leaks(world, person, told[1] + told[2]) == [], (person, which, name)


def test_no_command_says_more_of_a_card_than_its_reader_may_know(
    at_each_room: Typed, room_url: str, tmp_path: Path
) -> None:
    covered = {name for name, *_ in (*READING.values(), *ACTING.values(), *ABOUT_ALL.values())}
    assert covered | NOT_ABOUT_CARDS | {"find"} == set(COMMANDS)
    world = in_the_world(room_url)
    (tmp_path / "sheet.csv").write_text(SHEET, encoding="utf-8")
    here = turns(room_url)
    for person in ("sales", "sales2", "sales.ly", "both", "clerk", "manager.ly", "keeps"):
        closed = [world.cards[which] for which, level in levels(person).items() if level != "whole"]
        for card in closed:
            for name, words in ACTING.items():
                if not next(here):
                    continue
                said = (word.format(card=card.card_no, folder=tmp_path, person=person) for word in words)
                told = at_each_room(*said, "--json", by=person)
                assert leaks(world, person, told[1] + told[2]) == [], (person, card.mark, name)
            next(here)  # the commands are even in number: those of the next card are on the other engine
        for name, words in ABOUT_ALL.items():
            if not next(here):
                continue
            told = at_each_room(*(word.format(folder=tmp_path, person=person) for word in words), "--json", by=person)
            said = told[1] + told[2]
            for typed_by_them in ("Otto Otterly", "districtOther", "13033373333", "SER333Other"):
                said = said.replace(typed_by_them, "") if name in ("new", "import") else said
            assert leaks(world, person, said) == [], (person, name)


def test_find_tells_each_what_the_table_says(at_each_room: Typed, room_url: str) -> None:
    world = in_the_world(room_url)
    for person in table(READS):
        for which, level in levels(person).items():
            if which == "archived":
                continue
            card = world.cards[which]
            for text, seen in (
                (card.name, level in SEEN),
                (card.phone[-8:], level in SEEN and which != "restricted"),
                (card.confidential["address"], level == "whole" and which != "restricted"),
            ):
                found = json.loads(at_each_room("find", text, "--json", by=person)[1])
                assert (card.card_no in [one["card_no"] for one in found["cards"]]) is seen, (person, which, text)
                told = json.dumps(found)
                assert leaks(world, person, told) == [], (person, which, text)
