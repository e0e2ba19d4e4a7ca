"""The acts in the middle of which processes are killed (K3, K4): how each begins, and how it is judged afterwards."""

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from store import access, cards, database, guards, journal, loans, migrations, search, whereabouts
from store.acts import backup, bring_in, dumps, merge, rooms, undo, unmerge
from store.acts.plans import SheetRow, Source
from store.cards import Edit, RowEdit
from tests.conftest import Room
from tests.store import older_rooms
from tests.store.builders import a_card
from tests.store.killing import Act, DrawerAct, find_it_sound, note_writes
from tests.store.processes import Flag, Other, Say

PAIRS, ROWS = 6, 60


class Lend(DrawerAct):
    """Two cards a slip: both go out, or none."""

    name, pause = "lend", 0.006

    def __init__(self, room: Room, folder: Path) -> None:
        super().__init__(room, folder)
        self.pairs = [[a_card(room, f"张{n}").id, a_card(room, f"李{n}").id] for n in range(PAIRS)]
        self.before = 0

    def begin(self) -> Other:
        database.connect(self.url)
        out = [loan.card_id for loan in whereabouts.out(self.room.keeper)]
        if out:
            loans.give_back(self.room.keeper, out)
        self.before = self.entries("lend")
        return Other(self.url, _lend, self.wrote, self.room.keeper.staff_id, self.pairs)

    def judge(self, said: Sequence[Any]) -> int:
        database.connect(self.url)
        out = {loan.card_id for loan in whereabouts.out(self.room.keeper)}
        whole = [pair for pair in self.pairs if out >= set(pair)]
        assert len(out) == 2 * len(whole)
        assert whole[: len(said)] == list(said)
        assert self.entries("lend") == self.before + len(whole)
        slips = (
            "select s.id from slip s left join slip_card l on l.slip_id = s.id group by s.id having count(l.id) <> 2"
        )
        assert database.rows(slips) == []
        find_it_sound()
        return len(whole) - len(said)


def _lend(say: Say, wrote: Flag, keeper_id: int, pairs: Sequence[Sequence[int]]) -> None:
    keeper = access.actor_of(keeper_id)
    note_writes(wrote)
    say("begun")
    for pair in pairs:
        loans.lend(keeper, pair, to="sales", purpose="visit")
        say(pair)


class Return(Lend):
    """Two cards an act: both are back, or none."""

    name, pause = "return", 0.005

    def begin(self) -> Other:
        database.connect(self.url)
        out = {loan.card_id for loan in whereabouts.out(self.room.keeper)}
        for pair in self.pairs:
            if pair[0] not in out:
                loans.lend(self.room.keeper, pair, to="sales", purpose="visit")
        self.before = self.entries("return")
        return Other(self.url, _give_back, self.wrote, self.room.keeper.staff_id, self.pairs)

    def judge(self, said: Sequence[Any]) -> int:
        database.connect(self.url)
        out = {loan.card_id for loan in whereabouts.out(self.room.keeper)}
        back = [pair for pair in self.pairs if not out & set(pair)]
        assert len(out) == 2 * (len(self.pairs) - len(back))
        assert back[: len(said)] == list(said)
        assert self.entries("return") == self.before + len(back)
        find_it_sound()
        return len(back) - len(said)


def _give_back(say: Say, wrote: Flag, keeper_id: int, pairs: Sequence[Sequence[int]]) -> None:
    keeper = access.actor_of(keeper_id)
    note_writes(wrote)
    say("begun")
    for pair in pairs:
        loans.give_back(keeper, pair)
        say(pair)


class Import(DrawerAct):
    """A sheet's rows are all written, with its number, or none is."""

    name, pause = "import", 0.06

    def __init__(self, room: Room, folder: Path) -> None:
        super().__init__(room, folder)
        self.sheets = self.done = 0
        self.plan: int | None = None

    def begin(self) -> Other:
        database.connect(self.url)
        if self.plan is None:
            self.sheets += 1
            source = Source("warranty", "a.xlsx", f"d{self.sheets}", "a", "CN", "CNY", (("<name>", "name"),), ())
            self.plan = bring_in.stage(self.room.clerk, source, self._rows()).id
        return Other(self.url, _commit, self.wrote, self.room.clerk.staff_id, self.plan)

    def _rows(self) -> Iterator[SheetRow]:
        for row in range(2, ROWS + 2):
            one = f"{self.sheets}x{row}"
            yield SheetRow(row, "[]", {"name": f"Dupont {one}", "serial": f"S{one}", "model": "KFR", "product": "TV"})

    def judge(self, said: Sequence[Any]) -> int:
        database.connect(self.url)
        number = database.rows("select number from import where id = ?", (self.plan,))[0][0]
        assert number is not None or not said
        written = number is not None
        self.done += written
        for table in ("card", "warranty", "goods", "card_details"):
            assert database.rows(f"select count(*) from {table}") == [(self.done * ROWS,)], table
        assert self.entries("import") == self.done
        find_it_sound()
        if written:
            last = f"S{self.sheets}x{ROWS + 1}"
            assert [row.card_no for row in cards.rows_of(self.room.clerk, self._with(last))], last
            self.plan = None
        return int(written and not said)

    def _with(self, serial: str) -> list[int]:
        return [row[0] for row in database.rows("select card_id from warranty where serial = ?", (serial,))]


def _commit(say: Say, wrote: Flag, clerk_id: int, plan: int) -> None:
    clerk = access.actor_of(clerk_id)
    note_writes(wrote)
    say("begun")
    say(bring_in.commit(clerk, plan).number)


class Undo(Import):
    """All that an import made and changed is taken back, and it says so; or nothing is."""

    name, pause = "undo", 0.06

    def begin(self) -> Other:
        database.connect(self.url)
        if self.plan is None:
            self.sheets += 1
            source = Source("warranty", "a.xlsx", f"d{self.sheets}", "a", "CN", "CNY", (("<name>", "name"),), ())
            self.plan = bring_in.stage(self.room.clerk, source, self._rows()).id
            bring_in.commit(self.room.clerk, self.plan)
        return Other(self.url, _undo, self.wrote, self.room.clerk.staff_id, self.sheets)

    def judge(self, said: Sequence[Any]) -> int:
        database.connect(self.url)
        undone = database.rows("select undone_at from import where id = ?", (self.plan,))[0][0] is not None
        assert undone or not said
        self.done += undone
        for table in ("card", "warranty", "goods", "card_details"):
            assert database.rows(f"select count(*) from {table}") == [(0 if undone else ROWS,)], table
        assert self.entries("undo_import") == self.done
        find_it_sound()
        assert bool(self._with(f"S{self.sheets}x2")) is not undone
        if undone:
            self.plan = None
        return int(undone and not said)


def _undo(say: Say, wrote: Flag, clerk_id: int, number: int) -> None:
    clerk = access.actor_of(clerk_id)
    note_writes(wrote)
    say("begun")
    say(undo.undo(clerk, number).of.number)


class Merge(DrawerAct):
    """One card goes into another with all that hangs from it, and leads there; or the two are as they were."""

    name, pause, act = "merge", 0.012, "merge_cards"

    def __init__(self, room: Room, folder: Path) -> None:
        super().__init__(room, folder)
        self.pairs = [(a_card(room, f"张{n}").id, self._with_all(n)) for n in range(PAIRS)]
        self.before = 0

    def _with_all(self, n: int) -> int:
        """A card with a spouse, goods, a remark, and out to somebody."""
        edit = Edit(
            {"name": f"张{n}", "remarks": "tea"},
            people=(RowEdit(None, {"role": "spouse", "name": "王芳"}),),
            goods=(RowEdit(None, {"product": "TV", "serial": f"S{n}"}),),
        )
        card = cards.create(self.room.clerk, edit, despite_doubles=True).id
        loans.lend(self.room.keeper, [card], to="sales", purpose="visit")
        return card

    def begin(self) -> Other:
        database.connect(self.url)
        for _, gone in self._merged():
            unmerge.unmerge(self.room.manager, gone)
        self.before = self.entries(self.act)
        return Other(self.url, _merge, self.wrote, self.room.manager.staff_id, self.pairs)

    def judge(self, said: Sequence[Any]) -> int:
        database.connect(self.url)
        merged = self._merged()
        done = [pair for pair in self.pairs if (pair in merged) is (self.act == "merge_cards")]
        assert done[: len(said)] == list(said)
        assert self.entries(self.act) == self.before + len(done)
        find_it_sound()
        return len(done) - len(said)

    def _merged(self) -> list[tuple[int, int]]:
        return [pair for pair in self.pairs if self._one(*pair)]

    def _one(self, kept: int, gone: int) -> bool:
        """Whether two cards are one by all that tells of it: none of it tells otherwise."""
        hanging = "select card_id from {} where card_id in (?, ?)"
        told = [
            (card == kept)
            for table in ("person", "goods", "slip_card")
            for card in self._column(hanging.format(table), kept, gone)
        ]
        told += [
            bool(archived) for archived in self._column("select archived_at is not null from card where id = ?", gone)
        ]
        told += [
            remarks == "tea" for remarks in self._column("select remarks from card_details where card_id = ?", kept)
        ]
        told.append(bool(self._column("select kept_id from merge where gone_id = ? and undone_at is null", gone)))
        assert len(told) == 6
        assert len(set(told)) == 1, (kept, gone, told)
        return told[0]

    def _column(self, sql: str, *params: Any) -> list[Any]:
        return [value for (value,) in database.rows(sql, params)]


def _merge(say: Say, wrote: Flag, manager_id: int, pairs: Sequence[tuple[int, int]]) -> None:
    manager = access.actor_of(manager_id)
    note_writes(wrote)
    say("begun")
    for kept, gone in pairs:
        merge.merge(manager, kept, gone)
        say((kept, gone))


class Unmerge(Merge):
    """What a merge brought goes home, and the other card is among the cards again; or the two are still one."""

    name, pause, act = "unmerge", 0.012, "unmerge_cards"

    def begin(self) -> Other:
        database.connect(self.url)
        merged = self._merged()
        for kept, gone in self.pairs:
            if (kept, gone) not in merged:
                merge.merge(self.room.manager, kept, gone)
        self.before = self.entries(self.act)
        return Other(self.url, _unmerge, self.wrote, self.room.manager.staff_id, self.pairs)


def _unmerge(say: Say, wrote: Flag, manager_id: int, pairs: Sequence[tuple[int, int]]) -> None:
    manager = access.actor_of(manager_id)
    note_writes(wrote)
    say("begun")
    for kept, gone in pairs:
        unmerge.unmerge(manager, gone)
        say((kept, gone))


class Backup(DrawerAct):
    """A copy stands under its name whole, or not at all. Inside is where what will be the copy has been begun."""

    name, pause = "backup", 0.25

    def __init__(self, room: Room, folder: Path) -> None:
        super().__init__(room, folder)
        self.before = 0
        a_card(room)

    def begin(self) -> Other:
        database.connect(self.url)
        self.before = self.entries("back_up")
        return Other(self.url, _back_up, self.url, self.room.keeper.staff_id, str(self.folder / "copies"))

    def inside(self) -> bool:
        return any((self.folder / "copies").glob("*.part"))

    def judge(self, said: Sequence[Any]) -> int:
        files = sorted(path for path in (self.folder / "copies").glob("*.copy"))
        assert [path.name for path in files][: len(said)] == list(said)
        for file in files:
            self._look_at(file)
        shutil.rmtree(self.folder / "copies", ignore_errors=True)
        database.connect(self.url)
        noted = self.entries("back_up") - self.before
        assert len(said) <= noted <= len(files) <= len(said) + 1
        find_it_sound()
        return len(files) - len(said)

    def _look_at(self, file: Path) -> None:
        if "sqlite" not in self.url:
            dumps.read_through(file)
            return
        database.connect(database.sqlite_url(file))
        find_it_sound()
        assert database.rows("select count(*) from card") == [(1,)]
        database.disconnect()


def _back_up(say: Say, url: str, keeper_id: int, folder: str) -> None:
    keeper = access.actor_of(keeper_id)
    say("begun")
    for n in range(3):
        say(backup.make(keeper, url, Path(folder) / f"{n}.copy").file.name)


class Migration(Act):
    """A room of before is brought up to date, or is as it was. It comes from the last version, or from the second."""

    name, pause = "migration", 0.01

    def __init__(self, engine: str, folder: Path, server: str) -> None:
        super().__init__(older_rooms.empty(engine, "killed", folder, server), folder)
        self.engine, self.server = engine, server
        self.tries = 0
        self.old: list[tuple[str, str]] = []
        database.connect(older_rooms.empty(engine, "new", folder, server))
        older_rooms.up_to(migrations.known()[-1])
        self.new = older_rooms.shape()
        database.disconnect()

    def begin(self) -> Other:
        rooms.discard(self.url)
        older_rooms.empty(self.engine, "killed", self.folder, self.server)
        self.tries += 1
        database.connect(self.url)
        older_rooms.up_to(migrations.known()[-2 if self.tries % 2 else 1])
        with database.writing():
            for statement in (*older_rooms.ROOM_OF_BEFORE, older_rooms.AN_EMPTY_CHAIN):
                database.execute(statement)
            search.create_index(1)
        self.old = older_rooms.shape()
        self.before = migrations.applied()
        return Other(self.url, _migrate, self.wrote)

    def judge(self, said: Sequence[Any]) -> int:
        database.connect(self.url)
        whole = migrations.applied() == migrations.known()
        assert whole or (migrations.applied() == self.before and not said)
        assert older_rooms.shape() == (self.new if whole else self.old)
        assert not whole or guards.missing() == []
        rooms.open_room(self.url, backups=self.folder / "before")
        assert older_rooms.shape() == self.new, set(older_rooms.shape()) ^ set(self.new)
        assert database.rows("select name, branch_id from card") == [("A", 1)]
        assert journal.head(1)[0] == 0
        find_it_sound()
        shutil.rmtree(self.folder / "before", ignore_errors=True)
        return int(whole and not said)


def _migrate(say: Say, wrote: Flag) -> None:
    note_writes(wrote)
    say("begun")
    say(migrations.apply())


IN_A_ROOM: tuple[type[DrawerAct], ...] = (Lend, Return, Import, Undo, Merge, Unmerge, Backup)
