"""The keys under which cards that may be of one customer lie together (F12, X1).

Two records of one customer share a key even where one of them has a slip in the name or the phone, is written in pinyin
or in another order, or gives the address in another way. What shares a key is compared; what shares none is never
looked at. `search` keeps the keys as it keeps its words, in the caller's transaction.
"""

import contextlib
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from operator import attrgetter

from locales.traditional import simplified
from store import database, walls
from store.readings import compiled, fold, has_chinese, runs, sort_name, syllables
from store.tokens import SearchContent

VERSION = "2"
"""Changed whenever the keys of some content change, so that every branch's are made anew."""

Pair = tuple[int, SearchContent]
VERSION_SETTING = "blocking"
MOST = 60
"""Cards of one key that are compared: what more cards share tells nothing by itself."""

_DIGITS_AT_THE_END = 4
_TITLE_WORDS = "mr mrs ms miss mx dr prof sir m mme mlle monsieur madame mademoiselle mbe obe phd esq"
_FIRM_WORDS = "ltd limited plc llp inc co sarl sas sasu eurl sa gmbh ste societe ets etablissements and et"
_NOT_NAMES = frozenset(f"{_TITLE_WORDS} {_FIRM_WORDS}".split())
_HAN_NOT_NAMES = "(?<=.)(?:先生|女士|小姐|太太|同志|老师|师傅|经理|(?:股份|有限责任|有限)?公司)$"
_DOTTED = r"\b(?:[a-z]\.){2,}"


@lru_cache(maxsize=1 << 12)
def keys(content: SearchContent) -> frozenset[int]:
    """The keys of a card or of a row of a sheet."""
    return frozenset(_digest(text) for text in _texts(content))


def _texts(content: SearchContent) -> Iterator[str]:
    name = name_letters(content.name)
    for phone in (content.phone, content.other_phone):
        if phone:
            yield f"e{name}{phone[-_DIGITS_AT_THE_END:]}"
            yield f"s{name}{phone[:-_DIGITS_AT_THE_END]}"
    if content.email:
        yield f"m{content.email.casefold()}"
    if content.birth:
        yield f"b{name}{content.birth[-5:]}"
    street = Address.of(content.address)
    where = content.district or content.city
    if where and street.numbers:
        yield f"d{name}{place(where)}{street.numbers[0]}"
    if street.numbers and street.street:
        house = f"{street.street} {' '.join(street.numbers)}"
        if street.chinese:
            yield f"a{house}"
        else:
            yield from (f"a{house} {place(town)}" for town in (content.city, content.postcode) if town)


_made_of = attrgetter("name", "phone", "other_phone", "email", "birth", "address", "district", "city", "postcode")
"""What keys are made of: a card that gets a serial, say, keeps its keys."""


def _digest(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), signed=True)


@lru_cache(maxsize=1 << 12)
def name_words(name: str) -> tuple[str, ...]:
    """A name's words as they are read, in their order, without titles and forms of firms: 张伟先生 → zhang wei."""
    read = sort_name(bare_name(name)).split()
    return tuple(word for word in read if word not in _NOT_NAMES) or tuple(read)


@lru_cache(maxsize=1 << 12)
def bare_name(name: str) -> str:
    """A name folded and in simplified characters, without a Chinese title or form of firm; what was read as another
    alphabet than it was written in is put right (JÃ©rÃ´me → jerome)."""
    folded = fold(simplified(_ungarbled(name)).strip())
    untitled = compiled(_HAN_NOT_NAMES).sub("", folded)
    return compiled(_DOTTED).sub(lambda dotted: dotted[0].replace(".", ""), untitled)


def _ungarbled(name: str) -> str:
    if "Ã" not in name and "Å" not in name:
        return name
    try:
        return name.encode("cp1252").decode()
    except UnicodeError:
        return name


@lru_cache(maxsize=1 << 12)
def name_letters(name: str) -> str:
    """The letters of a name as it is read, in the order of the alphabet: however its words are parted and turned, and
    in characters or pinyin, it is the same (张小明, Zhang Xiaoming, XIAO MING ZHANG)."""
    return "".join(sorted("".join(name_words(name))))


@lru_cache(maxsize=1 << 12)
def place(name: str) -> str:
    """A city, district or postcode as it is compared: 南京市 and Nánjīng are nanjing."""
    bare = name[:-1] if len(name) > 2 and name[-1] in "市区县區縣" else name
    return "".join("".join(syllables(piece)) if is_han else piece for is_han, piece in runs(fold(bare)))


_STREET_WORDS = (
    "rue avenue av ave boulevard bd bld blvd place pl allee allees impasse imp chemin ch che route rte quai cours"
    " square sq passage pass faubourg fbg residence res batiment bat bt escalier esc etage etg appartement appt apt app"
    " porte lieu dit hameau zone ter bis quater des les aux sur sous saint sainte"
    " street st road rd lane ln drive dr close cl court ct crescent cres gardens gdns grove terrace way mews row"
    " hill park flat floor unit house block building bldg room the and old new upper lower north south east west"
)
_STREET_KINDS = frozenset(_STREET_WORDS.split())
_REGIONS = "(?:[^省区市县镇]{2,8}?(?:特别行政区|自治区|自治州|省|市|(?<![小社园校厂片库])[区县]))"
_NUMBER = "[0-9]+[a-z]?"
_HAN_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_HAN_NUMBER = "(?<=[第路街道弄巷村园苑区庭])[〇零一二三四五六七八九十]+(?=[号栋幢座楼单])|[〇零一二三四五六七八九]{3,}"


class Address:
    """An address taken apart: the street as it is read, and the numbers of house, stair and flat."""

    __slots__ = ("chinese", "numbers", "street", "words")

    def __init__(self, street: str, numbers: tuple[str, ...], words: frozenset[str], *, chinese: bool) -> None:
        self.street, self.numbers, self.words, self.chinese = street, numbers, words, chinese

    @staticmethod
    def of(text: str | None) -> "Address":
        return _address(text or "")


@lru_cache(maxsize=1 << 12)
def _address(text: str) -> Address:
    folded = fold(text)
    return _chinese_address(folded) if has_chinese(folded) else _latin_address(folded)


def _chinese_address(folded: str) -> Address:
    bare = simplified(folded)
    while (region := compiled(_REGIONS).match(bare)) and len(bare) > region.end():
        bare = bare[region.end() :]
    bare = compiled(_HAN_NUMBER).sub(lambda found: _as_digits(found[0]), bare)
    number = compiled(_NUMBER)
    words = ["".join(syllables(piece)) for is_han, piece in runs(number.sub(" ", bare)) if is_han]
    return Address(words[0] if words else "", tuple(number.findall(bare)), frozenset(words), chinese=True)


def _as_digits(han: str) -> str:
    if "十" not in han:
        return han.translate(_HAN_DIGITS)
    tens, _, ones = han.partition("十")
    return str(10 * int(tens.translate(_HAN_DIGITS) or 1) + int(ones.translate(_HAN_DIGITS) or 0))


def _latin_address(folded: str) -> Address:
    pieces = [piece.replace("'", "") for _, piece in runs(folded.replace("'", " "))]
    numbers = tuple(sorted(piece for piece in pieces if piece[0].isdigit()))
    words = frozenset(piece for piece in pieces if len(piece) > 2 and piece not in _STREET_KINDS and piece.isalpha())
    return Address(max(sorted(words), key=len, default=""), numbers, words, chinese=False)


def create() -> None:
    """The table of keys, if it is not there. Inside a write."""
    options = " without rowid" if database.engine() == "sqlite" else ""
    database.execute(
        "create table if not exists blocking_key (branch_id bigint not null, key bigint not null,"
        f" card_id bigint not null, primary key (branch_id, key, card_id)){options}"
    )


def replace_many(branch_id: int, cards: Iterable[tuple[int, SearchContent | None, SearchContent | None]]) -> None:
    """Let cards that had the keys of one content have those of another; None for none. Inside a write."""
    gone, come = [], []
    for card_id, old, new in cards:
        if old and new and _made_of(old) == _made_of(new):
            continue
        had, has = keys(old) if old else frozenset[int](), keys(new) if new else frozenset[int]()
        gone += [(branch_id, key, card_id) for key in had - has]
        come += [(branch_id, key, card_id) for key in has - had]
    database.execute_many("delete from blocking_key where branch_id = ? and key = ? and card_id = ?", sorted(gone))
    _insert("blocking_key", sorted(come))


def add_many(branch_id: int, contents: Iterable[Pair]) -> None:
    """Give keys to cards that have none yet. Inside a write."""
    _insert("blocking_key", sorted((branch_id, key, card_id) for card_id, new in contents for key in keys(new)))


def remove_many(branch_id: int, cards: Mapping[int, Iterable[int]]) -> None:
    """Take cards out, each of which has just these keys. Inside a write."""
    pairs = [(key, card_id) for card_id, had in cards.items() for key in had]
    if database.engine() == "postgresql":
        database.execute(
            "delete from blocking_key b using unnest(?::bigint[], ?::bigint[]) as gone (key, card_id)"
            " where b.branch_id = ? and b.key = gone.key and b.card_id = gone.card_id",
            ([key for key, _ in pairs], [card_id for _, card_id in pairs], branch_id),
        )
        database.beat(len(pairs))
        return
    database.execute_many(
        "delete from blocking_key where branch_id = ? and key = ? and card_id = ?",
        [(branch_id, key, card_id) for key, card_id in pairs],
    )


def _insert(table: str, rows: Iterable[tuple[int, int, int]]) -> None:
    database.execute_many(f"insert into {table} (branch_id, key, card_id) values (?, ?, ?)", rows)


@contextlib.contextmanager
def rebuilding(branch_id: int) -> Iterator[Callable[[Iterable[Pair]], None]]:
    """Make the keys of a branch anew: whoever goes through its cards hands them in. Inside a write.

    SQLite gets them in their order, which it has to sort first: a page of the table is then written once.
    """
    create()
    database.execute("delete from blocking_key where branch_id = ?", (branch_id,))
    table = "blocking_key"
    if database.engine() == "sqlite":
        table = "unsorted_key"
        database.execute(f"create temp table {table} (branch_id, key, card_id)")
    yield lambda pairs: _insert(table, ((branch_id, key, card_id) for card_id, new in pairs for key in keys(new)))
    if table != "blocking_key":
        database.execute(f"insert into blocking_key select * from {table} order by branch_id, key, card_id")
        database.execute(f"drop table {table}")
    note_version(branch_id)


def note_version(branch_id: int) -> None:
    """Keep which version made the keys of a branch. Inside a write."""
    database.keep_setting(branch_id, VERSION_SETTING, VERSION)


def outdated() -> set[int]:
    """The branches whose keys another version made, or none. Does not write."""
    current = database.rows("select branch_id from setting where name = ? and value = ?", (VERSION_SETTING, VERSION))
    return set(walls.within_reach()) - {branch for (branch,) in current}


def cards_with(branch_id: int, wanted: Iterable[int]) -> Mapping[int, list[int]]:
    """The cards of the branch by each of these keys, at most `MOST` a key. Does not write."""
    found: dict[int, list[int]] = {}
    sql = "select key, card_id from blocking_key where branch_id = ? and key in {among}"
    for key, card in database.rows_among(sql, sorted(wanted), (branch_id,)):
        cards = found.setdefault(key, [])
        if len(cards) < MOST:
            cards.append(card)
    return found
