"""Find: the index answers as a plain scan of the cards would, and nobody finds by a value they may not read."""

import contextlib
from collections.abc import Iterable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from store import access, blocking, cards, database, loans, search, search_contents
from store.access import Actor
from store.acts import rooms
from store.blocking import keys
from store.cards import CardRecord, Edit, RowEdit
from store.find import OnFile, find, found_ids
from store.queries import CARD_NO, EXACT, NAME, OTHER, START, parse, tier
from store.readings import fold, sort_name
from store.tokens import FoldedName, SearchContent, mark, tokens
from tests.conftest import Room, open_furnished


def a_card(room: Room, name: str, *, people: Iterable[str] = (), serial: str = "", **values: str) -> CardRecord:
    edit = Edit(
        {"name": name, **values},
        people=tuple(RowEdit(None, {"name": person}) for person in people),
        goods=(RowEdit(None, {"product": "fan", "serial": serial}),) if serial else (),
    )
    return cards.create(room.clerk, edit, despite_doubles=True)


def a_content(name: str, **values: str) -> SearchContent:
    return SearchContent(name, sort_name(name), **values)  # type: ignore[arg-type]


def names(room: Room, text: str, actor: Actor | None = None) -> list[str]:
    return [row.name for row in find(actor or room.keeper, text).rows]


def test_postgresql_keeps_no_plan_for_words_that_may_be_rare_or_common(postgresql_url: str) -> None:
    room = open_furnished(postgresql_url)
    a_card(room, "张伟")
    for _ in range(10):
        assert names(room, "zhang") == ["张伟"]
    kept = [sql for (sql,) in database.rows("select statement from pg_prepared_statements")]
    assert any("from card c join branch b" in sql for sql in kept)
    assert not [sql for sql in kept if "from card_words" in sql]


@pytest.mark.parametrize(
    ("text", "rank"),
    [
        ("NJ000123", CARD_NO),
        ("nj-123", CARD_NO),
        ("123", CARD_NO),
        ("张伟", EXACT),
        ("zhangwei", EXACT),
        ("zhang wei", EXACT),
        ("张", START),
        ("zh", START),
        ("zw", START),
        ("伟", NAME),
        ("wei", NAME),
        ("０００７", OTHER),
        ("00007", OTHER),
        ("130 1000 0007", OTHER),
        ("+86 130-1000-0007", OTHER),
        ("01301000 0007", OTHER),
        ("南京", OTHER),
        ("nanj", OTHER),
        ("gulou", OTHER),
        ("中山路8", OTHER),
        ("中山路 81号", OTHER),
        ("ka26000", OTHER),
        ("KA2", OTHER),
        ("李娜", OTHER),
        ("lina", OTHER),
        ("zw 南京 0007", OTHER),
        ("1号", None),
        ("路", None),
        ("zw 北京", None),
        ("07", None),
    ],
)
def test_a_text_finds_a_card_as_well_as_it_fits(text: str, rank: int | None) -> None:
    content = SearchContent(
        "张伟",
        "zhang wei",
        "NJ000123",
        "+8613010000007",
        city="南京",
        district="鼓楼区",
        address="南京市鼓楼区中山路81号602室",
        serials=("KA26000000",),
        people=("李娜",),
    )
    assert tier(content, parse(text)) == rank


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Élodie Müller-Œuf", "elodie muller oeuf"),
        ("Élodie Müller", "MÜLL"),
        ("Zoë O’Brien", "obrien"),
        ("Zoë O’Brien", "o'brien"),
        ("L’Étoile du Nord", "etoile"),
        ("Søren Łukasz", "soren luk"),
        ("吕丽", "lvli"),
        ("吕丽", "luli"),
        ("单田芳", "shantian"),
        ("单田芳", "dantian"),
        ("乐嘉", "yuejia"),
        ("乐嘉", "lejia"),
        ("南京华电电器有限公司", "huadian"),
        ("南京华电电器有限公司", "hddq"),
        ("南京华电电器有限公司", "电器有限"),
        ("KFR电器", "kfr电器"),
        ("ＡＢＣ商店", "abc"),
    ],
)
def test_names_are_found_without_accents_and_as_they_are_read(name: str, text: str) -> None:
    found = tier(a_content(name), parse(text))
    assert found is not None
    assert found <= NAME


def test_chinese_and_latin_names_stand_in_one_order() -> None:
    assert sorted(["Zoé", "张伟", "Élodie", "张三", "李娜", "O’Brien"], key=sort_name) == [
        "Élodie", "李娜", "O’Brien", "张三", "张伟", "Zoé",
    ]  # fmt: skip


def test_folding_twice_is_folding_once() -> None:
    for text in ("Ｅ́ LODIE", "Œuf", "ﬁn", "O’Brien", "張偉", "ǅ", "İ"):
        assert fold(fold(text)) == fold(text)


TEXT = st.text(st.sampled_from("张伟李娜单吕 aeéœb'-1207０KF号路"), max_size=14)
CONTENT = st.builds(
    lambda name, city, address, person, serial, digits, number: SearchContent(
        name, sort_name(name), f"NJ{number:06d}", digits and f"+86{digits}", city=city, address=address,
        people=(person,) if person.strip() else (), serials=(serial,) if serial else (),
    ),
    TEXT, TEXT, TEXT, TEXT,
    st.text(st.sampled_from("KA0127"), max_size=9), st.text(st.sampled_from("0127"), max_size=11),
    st.integers(1, 130),
)  # fmt: skip


@given(CONTENT, st.data())
@settings(max_examples=500, deadline=None)
def test_tokens_never_miss_a_card_that_answers(content: SearchContent, data: st.DataObject) -> None:
    text = data.draw(_texts_like(content))
    query = parse(text)
    has, codes = set(tokens(content)), search.tokens.codes(content)
    rank = tier(content, query)
    for asked in (EXACT, START, NAME, OTHER):
        by_tokens = bool(query.words) and all(
            any(has.issuperset(alternative) for alternative in group) for group in query.groups[asked]
        )
        answers = rank is not None and CARD_NO < rank <= asked
        by_codes = any(code.startswith(start) for word in query.words for start in word.ranges for code in codes)
        if query.sure(asked) and not by_codes and rank != CARD_NO:
            assert by_tokens == answers
        elif answers and not (asked == OTHER and by_codes):
            assert by_tokens


@given(CONTENT, st.data())
def test_names_answer_at_once_as_all_their_readings_would(content: SearchContent, data: st.DataObject) -> None:
    name = FoldedName(content.name, data.draw(st.sampled_from([content.sort_name, ""])))
    for text in data.draw(_texts_like(content)).split():
        start = "".join(char for char in fold(text) if char.isalnum())
        if start:
            assert name.begins(start) == any(key.startswith(start) for key in name.keys)
            assert name.is_just(start) == (start in name.exact)
            assert name.starts_so(start) == any(whole.startswith(start) for whole in name.starts)


def _texts_like(content: SearchContent) -> st.SearchStrategy[str]:
    """Pieces of what the card says, as somebody may type them."""
    said = [content.name, content.sort_name, content.card_no, content.phone, content.city, content.address]
    said += [*content.people, *content.serials, content.sort_name.replace(" ", "")]
    piece = st.sampled_from([text for text in said if text] or ["a"]).flatmap(
        lambda text: st.tuples(st.integers(0, len(text) - 1), st.integers(1, 12)).map(
            lambda cut: text[cut[0] : cut[0] + cut[1]]
        )
    )
    return st.lists(st.one_of(piece, TEXT), min_size=1, max_size=3).map(" ".join)


def scanned(room: Room, text: str) -> list[int]:
    """What `find` should answer the keeper, by looking at every card."""
    query = parse(text)
    found = []
    for card_id, content in search_contents.of_cards(row[0] for row in database.rows("select id from card")).items():
        rank = tier(content, query) if query.words else None
        archived = ("archived", "1") in content.marks
        if rank is not None and (rank == CARD_NO or not archived):
            found.append((rank, card_id))
    return [card_id for _, card_id in sorted(found)]


NAME_TEXT = st.text(st.sampled_from("张伟李娜单吕 aeé'"), min_size=1, max_size=6).filter(
    lambda text: bool(text.strip())
)


class CardsComeAndGo(RuleBasedStateMachine):
    """Cards are made, changed, archived and brought back; after each act the index says what a scan says.

    Each run is one write that is rolled back at its end, so that the next begins with an empty room.
    """

    room: Room

    @initialize()
    def begin(self) -> None:
        self.write = contextlib.ExitStack()
        self.write.enter_context(contextlib.suppress(ZeroDivisionError))
        self.write.enter_context(database.writing())
        self.version: dict[int, int] = {}
        self.typed = ["张", "zw", "a"]

    def teardown(self) -> None:
        error = ZeroDivisionError()
        self.write.__exit__(ZeroDivisionError, error, None)

    def _some(self, number: int) -> int | None:
        ids = sorted(self.version)
        return ids[number % len(ids)] if ids else None

    @rule(name=NAME_TEXT, address=TEXT, person=NAME_TEXT, serial=st.sampled_from(["", "KA2700", "KA27000000"]))
    def make(self, name: str, address: str, person: str, serial: str) -> None:
        record = a_card(self.room, name, people=[person], serial=serial, address=address)
        self.version[record.id] = record.version
        self.typed += [name, address[:5], person[:1], serial[:7]]

    @rule(number=st.integers(0, 99), name=NAME_TEXT, end=st.integers(0, 9999))
    def change(self, number: int, name: str, end: int) -> None:
        card = self._some(number)
        if card is not None and not self._archived(card):
            values = {"name": name, "phone": f"1300000{end:04d}"}
            record = cards.save(self.room.clerk, card, self.version[card], Edit(values), despite_doubles=True)
            self.version[card] = record.version
            self.typed += [name[-2:], f"{end:04d}", f"0{end:04d}"]

    @rule(number=st.integers(0, 99))
    def archive_or_bring_back(self, number: int) -> None:
        card = self._some(number)
        if card is not None:
            move = cards.bring_back if self._archived(card) else cards.archive
            self.version[card] = move(self.room.clerk, card, "tested").version

    @rule()
    def build_anew(self) -> None:
        with database.writing():
            search.rebuild(self.room.keeper.branch_id)

    def _archived(self, card: int) -> bool:
        return ("archived", "1") in search_contents.of_card(card).marks

    @invariant()
    def the_index_says_what_a_scan_says(self) -> None:
        if hasattr(self, "typed"):
            for text in self.typed[-4:]:
                assert list(find(self.room.keeper, text).ids) == scanned(self.room, text), text

    @invariant()
    def cards_lie_under_their_keys(self) -> None:
        if hasattr(self, "version"):
            kept = set(database.rows("select key, card_id from blocking_key"))
            assert kept == {
                (key, card) for card, new in search_contents.of_cards(self.version).items() for key in keys(new)
            }


def test_the_index_says_what_a_scan_says_whatever_happens_to_cards(room: Room) -> None:
    CardsComeAndGo.room = room
    run_state_machine_as_test(
        CardsComeAndGo,
        settings=settings(
            max_examples=15, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


def looked_after(room: Room, record: CardRecord, actor: Actor) -> CardRecord:
    return cards.save(
        room.clerk, record.id, record.version, Edit({"salesperson": actor.staff_id}), despite_doubles=True
    )


def held(room: Room, record: CardRecord) -> None:
    loans.lend(room.keeper, [record.id], to="sales", purpose="visit")


def test_a_salesperson_finds_own_cards_by_open_part_and_phone_only(room: Room) -> None:
    own = a_card(
        room, "张伟", address="中山路81号", phone="13010000007", district="鼓楼区", people=["李娜"], serial="KA2600"
    )
    looked_after(room, own, room.sales)
    for text in ("张", "zw", "0007", "00007", "鼓楼", own.card_no):
        assert names(room, text, room.sales) == ["张伟"], text
    for text in ("中山", "李娜", "lina", "ka26", "81"):
        assert names(room, text, room.sales) == [], text
        assert names(room, text) == ["张伟"], text


def test_whoever_holds_a_card_finds_it_by_everything_until_it_is_back(room: Room) -> None:
    record = a_card(room, "张伟", address="中山路81号", people=["李娜"], serial="KA2600")
    held(room, record)
    for text in ("张", "中山路", "lina", "ka26"):
        assert names(room, text, room.sales) == ["张伟"], text
        assert names(room, text, room.sales2) == [], text
    loans.give_back(room.keeper, [record.id])
    assert names(room, "张", room.sales) == []


def test_a_full_name_or_number_outside_a_salespersons_cards_is_only_on_file(room: Room) -> None:
    a_card(room, "李娜")
    record = looked_after(room, a_card(room, "张伟"), room.sales2)
    found = find(room.sales, "张伟")
    assert (found.rows, found.ids) == ((), ())
    assert found.on_file == (OnFile(record.card_no, "Sun Yan"),)
    for text in ("张", "zhangwei", "zw", record.card_no[-2:], "张伟 x"):
        assert find(room.sales, text).on_file == (), text
    assert find(room.sales, record.card_no).on_file == (OnFile(record.card_no, "Sun Yan"),)
    assert find(room.sales2, "张伟").on_file == ()
    assert find(room.keeper, "张伟").on_file == ()


def test_a_text_with_nothing_to_look_for_finds_nothing(room: Room) -> None:
    a_card(room, "张伟")
    for text in ("", "  ", "'", "-", "?*%", '"', "\x00", "𝄞" * 200):
        assert find(room.keeper, text).rows == ()


def test_what_is_typed_is_never_taken_for_a_command_to_the_index(room: Room) -> None:
    a_card(room, "Ann Not Or")
    for text in (
        "ann AND",
        'an" OR "x',
        "NOT",
        "ann NEAR(",
        "a*",
        "^ann",
        "t:ann",
        "-ann",
        "%",
        "_",
        "'; drop table card",
    ):
        find(room.keeper, text)
    assert names(room, "not or") == ["Ann Not Or"]


def test_the_best_come_first_and_of_equals_the_older(room: Room) -> None:
    for name, address in [
        ("Peter Wei", ""),
        ("Ann", "Wei Road"),
        ("Wei Li", ""),
        ("Wei", ""),
        ("魏", ""),
        ("Weiß", ""),
    ]:
        a_card(room, name, address=address)
    assert names(room, "wei") == ["Wei", "魏", "Wei Li", "Weiß", "Peter Wei", "Ann"]


def test_a_cards_number_comes_before_all_else(room: Room) -> None:
    for name in ("Ann 3", "3", "Bob", "Cid"):
        a_card(room, name)
    assert names(room, "3") == ["Bob", "3", "Ann 3"]
    assert names(room, "NJ000004") == ["Cid"]
    assert names(room, "ly000004") == []


def test_find_keeps_to_the_notches_that_are_picked(room: Room) -> None:
    a_card(room, "张伟", list="existing", district="鼓楼区")
    a_card(room, "张三", list="potential", district="鼓楼区")
    a_card(room, "张五", list="potential", attitude="loyal")
    gone = a_card(room, "张六")
    cards.archive(room.clerk, gone.id, "moved away")
    picked = {
        "张伟": {"list": frozenset({"existing"})},
        "张三": {"list": frozenset({"potential", "probable"}), "district": frozenset({"鼓楼区"})},
        "张五": {"attitude": frozenset({"loyal"})},
        "张六": {"archived": frozenset({"1"})},
    }
    for name, notches in picked.items():
        assert [row.name for row in find(room.keeper, "张", notches).rows] == [name]
    assert names(room, "张") == ["张伟", "张三", "张五"]
    assert names(room, gone.card_no) == ["张六"]


def test_nobody_notches_by_a_value_they_may_not_read(room: Room) -> None:
    loyal = {"attitude": frozenset({"loyal"})}
    record = looked_after(room, a_card(room, "张伟", attitude="loyal"), room.sales)
    assert find(room.sales, "张", loyal).rows == ()
    held(room, record)
    assert [row.name for row in find(room.sales, "张", loyal).rows] == ["张伟"]


def test_the_count_is_bounded_and_says_so(room: Room) -> None:
    with database.writing():
        _many_cards(room, 1005)
        search.rebuild(room.keeper.branch_id)
    found = find(room.keeper, "张")
    assert (len(found.rows), len(found.ids), found.more) == (50, 1000, True)
    found = find(room.keeper, "zhang 1004")
    assert ([row.name for row in found.rows], len(found.ids), found.more) == (["张1004"], 1, False)


def _many_cards(room: Room, count: int) -> None:
    branch, now = room.keeper.branch_id, database.now()
    database.execute_many(
        "insert into card (branch_id, number, name, sort_name, customer, list, kind, grade, key_customer, version,"
        " created_at, updated_at) values (?, ?, ?, ?, 'consumer', 'potential', 'develop', 'C', ?, 1, ?, ?)",
        [(branch, n + 1, f"张{n}", f"zhang {n}", False, now, now) for n in range(count)],
    )
    flags = [name for name, info in cards.FIELDS.items() if info.table == "card_details" and info.format == "flag"]
    database.execute(
        f"insert into card_details (card_id, branch_id, {', '.join(flags)})"
        f" select id, branch_id, {', '.join('key_customer' for _ in flags)} from card"
    )


def test_a_words_end_that_has_no_token_is_compared(room: Room) -> None:
    a_card(room, "Elektromechanische Werke")
    a_card(room, "Elektromechanik", address="山中路山")
    a_card(room, "Ann", address="中山路")
    assert names(room, "elektromechanisch") == ["Elektromechanische Werke"]
    assert names(room, "elektromechani") == ["Elektromechanische Werke", "Elektromechanik"]
    assert names(room, "中山路") == ["Ann"]


def test_an_index_of_another_version_is_known_and_built_anew(room: Room) -> None:
    a_card(room, "张伟")
    branch = room.keeper.branch_id
    assert search.outdated() == []
    with database.writing():
        database.execute("update setting set value = '0.1' where name = 'search'")
    assert search.outdated() == [branch]
    with database.writing():
        search.rebuild(branch)
    assert search.outdated() == []
    assert names(room, "zw") == ["张伟"]


def test_keys_of_another_version_are_made_anew_when_the_room_is_opened(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "CHUNK", 2)
    for n in range(5):
        a_card(room, f"张{n}", phone=f"+861390000000{n}")
    kept = database.rows("select key, card_id from blocking_key order by key, card_id")
    with database.writing():
        database.execute("delete from blocking_key")
        database.execute("update setting set value = '0' where name = 'blocking'")
    assert blocking.outdated() == {room.keeper.branch_id}
    rooms.open_room(room.url)
    assert blocking.outdated() == set()
    assert database.rows("select key, card_id from blocking_key order by key, card_id") == kept


def test_what_is_rolled_back_is_not_found(room: Room) -> None:
    record = a_card(room, "张伟")
    with contextlib.suppress(ZeroDivisionError), database.writing():
        cards.save(room.clerk, record.id, record.version, Edit({"name": "李娜"}))
        raise ZeroDivisionError
    assert (names(room, "李"), names(room, "张")) == ([], ["张伟"])


def test_marks_tell_values_apart_that_differ_in_case_only() -> None:
    assert mark("district", "Leeds") != mark("district", "leeds")
    assert mark("district", "") != mark("region", "")


def test_a_salesperson_with_many_cards_is_answered_from_what_may_be_read(room: Room) -> None:
    reading = access.Reading((), frozenset(a_card(room, f"张{n}", address="中山路").id for n in range(30)), frozenset())
    assert len(found_ids(reading, "张")[0]) == 30
    assert found_ids(reading, "中山")[0] == []


def an_outdated_index(room: Room) -> None:
    a_card(room, "张伟")
    a_card(room, "章文")
    with database.writing():
        database.execute("update setting set value = '0.1' where name = 'search'")


def test_opening_a_room_brings_its_index_up_to_date_and_tells_how_far_it_is(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "CHUNK", 1)
    an_outdated_index(room)
    told: list[tuple[int, int]] = []
    rooms.open_room(room.url, told=lambda *far: told.append(far))
    assert told == [(0, 2), (1, 2), (2, 2)]
    assert search.outdated() == []
    assert names(room, "zw") == ["张伟", "章文"]
    rooms.open_room(room.url, told=lambda *far: told.append(far))
    assert len(told) == 3


def test_an_index_whose_making_is_stopped_is_as_it_was_and_is_made_at_the_next_opening(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "CHUNK", 1)
    an_outdated_index(room)

    def stop(done: int, _cards: int) -> None:
        if done:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        rooms.open_room(room.url, told=stop)
    assert search.outdated() == [room.keeper.branch_id]
    assert names(room, "zw") == ["张伟", "章文"]
    rooms.open_room(room.url)
    assert search.outdated() == []
    assert names(room, "zw") == ["张伟", "章文"]
