"""The index by which cards are found (F10), and the one place where the engines differ in it.

SQLite has one contentless FTS5 table a branch, PostgreSQL one partition a branch of tokens' digests under a GIN
index; both hold what `tokens.tokens` makes of a card. Beginnings of codes too long for a token are looked up in
`search_code`. Nothing here may leave an index that says other than the tables do: whoever changes what is looked for
writes inside `following`, or calls `replace` with the content before and after. All in the caller's transaction.
"""

import contextlib
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from locales import pinyin
from store import blocking, database, search_contents, tokens, walls
from store.queries import Alternatives
from store.tokens import NOTCH_LETTERS, SearchContent

Pair = tuple[int, SearchContent]
VERSION_SETTING = "search"
"""The setting in which a branch keeps which version made its index."""
_ARCHIVED = tokens.mark("archived", "1")


@contextlib.contextmanager
def following(branch_id: int, card_ids: Iterable[int]) -> Iterator[None]:
    """Let the index follow what is written to these cards inside. Inside a write."""
    ids = list(card_ids)
    before = search_contents.of_cards(ids)
    yield
    after = search_contents.of_cards(ids)
    replace_many(branch_id, [(card_id, before.get(card_id), after.get(card_id)) for card_id in ids])


Change = tuple[int, SearchContent | None, SearchContent | None]
"""A card, what the index says of it, and what it is to say."""


def replace(branch_id: int, card_id: int, old: SearchContent | None, new: SearchContent | None) -> None:
    """Make the index say `new` of a card of which it says `old`; None for nothing. Inside a write.

    `old` must be exactly what the index holds: SQLite finds what to take out by its tokens.
    """
    replace_many(branch_id, [(card_id, old, new)])


def replace_many(branch_id: int, cards: Iterable[Change]) -> None:
    """`replace` for many cards. Inside a write."""
    for chunk in database.chunks((card_id, old, new) for card_id, old, new in cards if old != new):
        _replace_words(branch_id, chunk)
        blocking.replace_many(branch_id, chunk)
        gone, come = [], []
        for card_id, old, new in chunk:
            had, has = set(tokens.codes(old) if old else ()), set(tokens.codes(new) if new else ())
            gone += [(branch_id, code, card_id) for code in sorted(had - has)]
            come += [(branch_id, code, card_id) for code in sorted(has - had)]
        database.execute_many("delete from search_code where branch_id = ? and code = ? and card_id = ?", gone)
        database.execute_many(_INSERT_CODE, come)


def _replace_words(branch_id: int, cards: Sequence[Change]) -> None:
    table = _table(branch_id)
    if database.engine() == "postgresql":
        database.execute_many(
            f"delete from {table} where branch_id = ? and card_id = ?",
            [(branch_id, card_id) for card_id, _, new in cards if new is None],
        )
        database.execute_many(
            f"insert into {table} (branch_id, card_id, archived, tokens) values (?, ?, ?, ?)"
            " on conflict (branch_id, card_id) do update set archived = excluded.archived, tokens = excluded.tokens",
            [(branch_id, card_id, *_digest_row(new)) for card_id, _, new in cards if new is not None],
        )
        return
    changes = [(card_id, *_words_changed(old, new)) for card_id, old, new in cards]
    # FTS5 counts its rows up and down: a card goes out and in again, even where no word of it goes
    database.execute_many(
        f"insert into {table}({table}, rowid, t) values ('delete', ?, ?)",
        [(card_id, " ".join(gone)) for (card_id, gone, _), (_, old, _) in zip(changes, cards, strict=True) if old],
    )
    database.execute_many(
        f"insert into {table}(rowid, t) values (?, ?)",
        [(card_id, " ".join(come)) for (card_id, _, come), (_, _, new) in zip(changes, cards, strict=True) if new],
    )


def _words_changed(old: SearchContent | None, new: SearchContent | None) -> tuple[set[str], set[str]]:
    if old is not None and new is not None:
        return tokens.changes(old, new)
    return tokens.tokens(old) if old else set(), tokens.tokens(new) if new else set()


def change_mark(branch_id: int, card_ids: Sequence[int], notch: str, old: str, new: str) -> None:
    """Let the index say `new` of a notch for cards of which it says `old`; all else that it says of them stays. Inside
    a write. No word is made anew, so that thousands of cards take the time that `following` takes for some dozens.
    """
    was, now = tokens.mark(notch, old), tokens.mark(notch, new)
    if database.engine() == "postgresql":
        (gone,), (added,) = _digests([was]), _digests([now])
        database.execute(
            f"update {_table(branch_id)} set tokens = array_replace(tokens, ?::bigint, ?::bigint)"
            " where branch_id = ? and card_id = any(?)",
            (gone, added, branch_id, list(card_ids)),
        )
        return
    table, ordered = _table(branch_id), sorted(card_ids)
    database.execute_many(
        f"insert into {table}({table}, rowid, t) values ('delete', ?, ?)", [(card_id, was) for card_id in ordered]
    )
    database.execute_many(f"insert into {table}(rowid, t) values (?, ?)", [(card_id, now) for card_id in ordered])


def _digest_row(content: SearchContent) -> tuple[bool, list[int]]:
    return ("archived", "1") in content.marks, _digests(tokens.tokens(content))


_INSERT_CODE = "insert into search_code (branch_id, code, card_id) values (?, ?, ?)"


def add_many(branch_id: int, pairs: Iterable[Pair]) -> None:
    """Put many cards in that the index does not hold yet. Inside a write."""
    for chunk in database.chunks(pairs):
        _add_words(branch_id, chunk)
        blocking.add_many(branch_id, chunk)


def _add_words(branch_id: int, pairs: Sequence[Pair]) -> None:
    if database.engine() == "postgresql":
        database.execute_many(
            f"insert into {_table(branch_id)} (branch_id, card_id, archived, tokens) values (?, ?, ?, ?)",
            [(branch_id, card_id, *_digest_row(new)) for card_id, new in pairs],
        )
    else:
        database.execute_many(
            f"insert into {_table(branch_id)}(rowid, t) values (?, ?)",
            [(card_id, " ".join(tokens.tokens(new))) for card_id, new in pairs],
        )
    database.execute_many(
        _INSERT_CODE, [(branch_id, code, card_id) for card_id, new in pairs for code in tokens.codes(new)]
    )


class Indexed(NamedTuple):
    """What the index says of a card: its words, as SQLite takes them out, its codes and its keys."""

    words: str
    codes: Sequence[str]
    keys: Iterable[int]


def indexed(card_ids: Iterable[int]) -> dict[int, Indexed]:
    """What the index says of these cards, to be taken out of it: worked out before the write, since it takes a while.
    Does not write."""
    with_words = database.engine() == "sqlite"
    return {
        card_id: Indexed(" ".join(tokens.tokens(said)) if with_words else "", tokens.codes(said), blocking.keys(said))
        for card_id, said in search_contents.of_cards(card_ids).items()
    }


def remove_many(branch_id: int, cards: Mapping[int, Indexed]) -> None:
    """Take many cards out, of which the index says just this. Inside a write."""
    blocking.remove_many(branch_id, {card_id: said.keys for card_id, said in cards.items()})
    codes = [(branch_id, code, card_id) for card_id, said in cards.items() for code in said.codes]
    if database.engine() == "postgresql":
        sql = f"delete from {_table(branch_id)} where branch_id = ? and card_id = any(?)"
        database.execute(sql, (branch_id, list(cards)))
        database.execute(
            "delete from search_code s using unnest(?::text[], ?::bigint[]) as gone (code, card_id)"
            " where s.branch_id = ? and s.code = gone.code and s.card_id = gone.card_id",
            ([code for _, code, _ in codes], [card_id for *_, card_id in codes], branch_id),
        )
        database.beat(len(cards) + len(codes))
        return
    table = _table(branch_id)
    database.execute_many(
        f"insert into {table}({table}, rowid, t) values ('delete', ?, ?)",
        [(card_id, said.words) for card_id, said in cards.items()],
    )
    database.execute_many("delete from search_code where branch_id = ? and code = ? and card_id = ?", codes)


def create_index(branch_id: int) -> None:
    """An empty index for a new branch. Inside a write."""
    if database.engine() == "postgresql":
        _create_parent()
        database.execute(
            f"create table if not exists {_table(branch_id)} partition of card_words for values in ({branch_id:d})"
            " partition by hash (card_id)"
        )
        _create_shares(branch_id)
    else:
        database.execute(
            f"create virtual table if not exists {_table(branch_id)} using fts5(t, content='', detail=none,"
            " columnsize=0, tokenize=\"ascii tokenchars '^=~@!'\")"
        )
    _create_codes()
    _note_version(branch_id)
    blocking.create()
    blocking.note_version(branch_id)
    walls.open_index(branch_id)


def _create_parent() -> None:
    database.execute(
        "create table if not exists card_words (branch_id bigint not null, card_id bigint not null,"
        " archived boolean not null, tokens bigint[] not null, primary key (branch_id, card_id))"
        " partition by list (branch_id)"
    )
    database.execute("create index if not exists card_words_tokens on card_words using gin (tokens)")


_SHARES = 4
"""PostgreSQL reads all of a word's cards before it gives the first, so a branch's index is cut into some: a common word
is answered by the first of them."""


def _create_shares(branch_id: int) -> None:
    for n in range(_SHARES):
        database.execute(
            f"create table if not exists {_table(branch_id)}_{n} partition of {_table(branch_id)}"
            f" for values with (modulus {_SHARES}, remainder {n})"
        )


def _create_codes() -> None:
    code, options = ('text collate "C"', "") if database.engine() == "postgresql" else ("text", " without rowid")
    database.execute(
        f"create table if not exists search_code (branch_id bigint not null, code {code} not null,"
        f" card_id bigint not null, primary key (branch_id, code, card_id)){options}"
    )


def rebuild(branch_id: int, told: Callable[[int], None] | None = None) -> None:
    """Build the index of a branch anew from its tables, as quickly as can be. Inside a write. `told` hears how many
    cards are in, now and then; what it raises stops the building."""
    _create_codes()
    database.execute("delete from search_code where branch_id = ?", (branch_id,))
    table = _table(branch_id)
    database.execute(f"drop table if exists {table}")
    if database.engine() == "postgresql":
        _create_parent()
        database.execute(
            f"create table {table} (like card_words including defaults including constraints)"
            " partition by hash (card_id)"
        )
        _create_shares(branch_id)
        _add_all(branch_id, told)
        database.execute(f"alter table {table} add primary key (branch_id, card_id)")
        database.execute(f"create index on {table} using gin (tokens)")
        database.execute(f"alter table card_words attach partition {table} for values in ({branch_id:d})")
        walls.open_index(branch_id)
        _note_version(branch_id)
        return
    create_index(branch_id)
    database.execute(f"insert into {table}({table}, rank) values ('hashsize', {_BULK_HASH})")
    _add_all(branch_id, told)
    database.execute(f"insert into {table}({table}) values ('optimize')")
    database.execute(f"insert into {table}({table}, rank) values ('hashsize', {_USUAL_HASH})")


def _add_all(branch_id: int, told: Callable[[int], None] | None) -> None:
    with blocking.rebuilding(branch_id) as add_keys:
        for chunk in database.chunks(_counted(search_contents.of_branch(branch_id), told)):
            _add_words(branch_id, chunk)
            add_keys(chunk)


def rebuild_keys(branch_id: int, told: Callable[[int], None] | None = None) -> None:
    """Make only the keys of a branch anew. Inside a write; `told` as in `rebuild`."""
    with blocking.rebuilding(branch_id) as add_keys:
        for chunk in database.chunks(_counted(search_contents.of_branch(branch_id), told)):
            add_keys(chunk)


def merge(branch_id: int) -> None:
    """Let SQLite's index of a branch forget what was taken out of it. Inside a write."""
    database.execute(f"insert into {_table(branch_id)}({_table(branch_id)}) values ('optimize')")


_BULK_HASH, _USUAL_HASH = 1 << 25, 1 << 20


def _counted(pairs: Iterable[Pair], told: Callable[[int], None] | None) -> Iterator[Pair]:
    for done, pair in enumerate(pairs, 1):
        yield pair
        if told is not None and done % database.CHUNK == 0:
            told(done)


def outdated() -> list[int]:
    """The branches whose index another version of the tokens made. Does not write.

    On PostgreSQL, where colleagues may run another version, an index made by a newer one stays.
    """
    kept = dict(database.rows("select branch_id, value from setting where name = ?", (VERSION_SETTING,)))
    ours = _version()
    may_be_newer = database.engine() == "postgresql"
    return [
        branch_id
        for branch_id in walls.within_reach()
        if (known := kept.get(branch_id)) != ours and not (may_be_newer and known and _parts(known) > _parts(ours))
    ]


def _version() -> str:
    """The version of the tokens, and of pypinyin, on whose readings they rest."""
    return f"{tokens.VERSION}.{pinyin.version()}"


def _parts(version: str) -> list[int]:
    return [int(part) for part in version.split(".") if part.isdigit()]


def _note_version(branch_id: int) -> None:
    database.keep_setting(branch_id, VERSION_SETTING, _version())


def _table(branch_id: int) -> str:
    return f"card_words_{branch_id:d}"


def match(branch_id: int, groups: Sequence[Alternatives], *, limit: int, archived: bool = False) -> list[int]:
    """Ids of at most `limit` cards that have, for each group, all tokens of one of its alternatives, in order; on
    SQLite the lowest. `archived` asks for archived cards instead of the others. Does not write."""
    sql, params = hits(branch_id, groups, archived=archived)
    order = " order by rowid" if database.engine() == "sqlite" else ""
    return sorted(row[0] for row in database.rows(f"{sql}{order} limit ?", (*params, limit)))


def count(branch_id: int, groups: Sequence[Alternatives], *, archived: bool = False) -> int:
    """How many cards `match` would give, all of them counted. Does not write."""
    sql, params = hits(branch_id, groups, archived=archived)
    return int(database.rows(f"select count(*) from ({sql}) h", params)[0][0])


def hits(branch_id: int, groups: Sequence[Alternatives], *, archived: bool = False) -> tuple[str, list[Any]]:
    """SQL that selects `card_id` of the cards as `match` does, all of them, and its parameters."""
    if database.engine() == "postgresql":
        return _hits_by_digest(branch_id, groups, archived)
    wanted = [*groups, ((_ARCHIVED,),)] if archived else groups
    expression = " AND ".join(_any_of(group) for group in wanted)
    if not archived:
        expression = f'({expression}) NOT "{_ARCHIVED}"'
    return f"select rowid as card_id from {_table(branch_id)} where {_table(branch_id)} match ?", [expression]


def _any_of(group: Alternatives) -> str:
    return "(" + " OR ".join(" AND ".join(f'"{token}"' for token in alternative) for alternative in group) + ")"


def _hits_by_digest(branch_id: int, groups: Sequence[Alternatives], archived: bool) -> tuple[str, list[Any]]:
    """All groups are asked of one column, so that PostgreSQL goes through its index once, led by the rarest word."""
    conditions, params = [], []
    for group in groups:
        if all(len(alternative) == 1 for alternative in group):
            conditions.append("tokens && ?::bigint[]")
            params.append(_digests(token for (token,) in group))
        else:
            conditions.append("(" + " or ".join("tokens @> ?::bigint[]" for _ in group) + ")")
            params += [_digests(alternative) for alternative in group]
    sql = f"select card_id from {_table(branch_id)} where {' and '.join([*conditions, 'archived = ?'])}"
    return sql, [*params, archived]


def _digests(words: Iterable[str]) -> list[int]:
    """The tokens as PostgreSQL keeps them: of eight bytes each, so that no two are ever taken for each other."""
    return [_digest(word) for word in words]


@lru_cache(maxsize=1 << 13)
def _digest(word: str) -> int:
    return int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), signed=True)


def with_code(branch_id: int, start: str, *, limit: int, archived: bool = False) -> list[int]:
    """Ids of at most `limit` cards with a code that begins with `start` (`tokens.codes`). Does not write."""
    found = database.rows(
        "select distinct k.card_id from search_code k join card c on c.id = k.card_id where k.branch_id = ?"
        f" and k.code >= ? and k.code < ? and c.archived_at is {'not ' if archived else ''}null"
        " order by k.card_id limit ?",
        (branch_id, start, start + "\U0010ffff", limit),
    )
    return [row[0] for row in found]


def notch_groups(notches: Mapping[str, frozenset[str]]) -> list[Alternatives]:
    """The groups of tokens that cards with the picked values have."""
    return [
        tuple((tokens.mark(name, value),) for value in sorted(values))
        for name, values in sorted(notches.items())
        if name in NOTCH_LETTERS and name != "archived"
    ]
