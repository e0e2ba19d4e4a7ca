"""Sheets in and lists out, by the keys pressed (X1, X2)."""

from pathlib import Path

import openpyxl
import pytest

from locales.words import LANGUAGES
from screens.ask import AskScreen
from screens.drawer import DrawerScreen
from screens.export import FILE_NAME
from screens.import_file import ImportFileScreen
from screens.import_sheet import PlanScreen
from store import listing
from store.acts.plans import Outcome
from tests.conftest import Room
from tests.screens.house import NARROW, House, a_house
from tests.store.builders import a_card

HEADERS = ("姓名", "电话", "地址", "产品", "型号", "机号", "购买日期")
SOUND = ("张伟", "13010000007", "南京市中山路 81 号", "空调", "KFR-26GW", "KA26000001", "2026-01-05")
OTHER = ("李娜", "13010000008", "南京市太平南路 1 号", "空调", "KFR-26GW", "KA26000002", "2026年2月3日")
FAULTY = ("王芳", "13010000009", "南京市汉中路 2 号", "空调", "KFR-26GW", "KA26000003", "去年")


def a_sheet(folder: Path, *rows: tuple[str, ...], name: str = "march.xlsx") -> Path:
    book = openpyxl.Workbook()
    for row in (HEADERS, *rows):
        book.active.append(row)
    book.save(folder / name)
    return folder / name


async def bring(house: House, path: Path) -> None:
    await house.press("f10")
    await house.type(str(path))
    await house.press("enter")


async def test_a_sheet_is_judged_looked_at_and_written_in_one_key(room: Room, tmp_path: Path):
    sheet = a_sheet(tmp_path, SOUND, OTHER)
    async with a_house(room.url, "clerk") as house:
        await bring(house, sheet)
        assert isinstance(house.screen, PlanScreen)
        assert house.screen.plan.counts[Outcome.NEW] == 2
        assert "2026年2月3日 → 2026-02-03" not in house.text()
        assert listing.count(room.clerk) == 0
        await house.press("down")
        assert "2026年2月3日 → 2026-02-03" in house.text()
        await house.press("f10")
        assert isinstance(house.screen, DrawerScreen)
        assert "Import 1: 2 rows are written" in house.said
        assert listing.count(room.clerk) == 2


async def test_only_the_problems_are_shown_and_leave_as_a_workbook(room: Room, tmp_path: Path):
    sheet, mended = a_sheet(tmp_path, SOUND, FAULTY), tmp_path / "mend.xlsx"
    async with a_house(room.url, "clerk") as house:
        await bring(house, sheet)
        await house.press("tab")
        assert [line.id for line in house.screen.rows.window.rows] == [3]
        assert "去年" in house.text()
        await house.press("f10")
        assert isinstance(house.screen, PlanScreen)
        assert "1 left over" in house.said
        assert "Import 1: 1 row written   rejected 1" in house.lines()[1]
        assert not {"write", "columns"} & set(house.keys())
        await house.press("ctrl+e", "end", "shift+home")
        await house.type(str(mended))
        await house.press("enter")
        assert str(mended) in house.said
    values = [[cell.value for cell in row] for row in openpyxl.load_workbook(mended).active.iter_rows()]
    assert values[1][:3] == list(FAULTY[:3])


async def test_the_palette_and_the_help_call_a_command_as_the_bottom_line_does(room: Room, tmp_path: Path):
    async with a_house(room.url, "clerk") as house:
        await bring(house, a_sheet(tmp_path, FAULTY))
        assert "F2 Mend" in house.lines()[-1]
        await house.press("f9")
        await house.type("mend")
        assert house.lines()[4].split()[1:3] == ["Mend", "F2"]
        await house.press("escape", "tab", "f1")
        assert "Show all" in house.text()


async def test_a_sheet_that_is_left_waits(room: Room, tmp_path: Path):
    sheet = a_sheet(tmp_path, SOUND)
    async with a_house(room.url, "clerk") as house:
        await bring(house, sheet)
        await house.press("escape")
        assert "nothing of it is written yet" in house.said
        await house.press("f10")
        assert "waits to be written" in house.text()
        await house.press("enter")
        assert isinstance(house.screen, PlanScreen)


async def test_a_likely_customer_is_decided_by_a_person(room: Room, tmp_path: Path):
    card = a_card(room, "张大伟", phone="13010000007")
    sheet = a_sheet(tmp_path, SOUND)
    async with a_house(room.url, "clerk") as house:
        await bring(house, sheet)
        assert house.screen.plan.counts[Outcome.UNDECIDED] == 1
        assert house.said == "No row can be written before 1 undecided row is decided: F2."
        await house.press("f2")
        assert card.card_no in house.text()
        await house.press("enter")
        assert house.screen.plan.counts[Outcome.UNDECIDED] == 0
        await house.press("f10")
        assert listing.count(room.clerk) == 1


async def test_sheet_and_card_stand_side_by_side_and_enter_goes_on_to_the_next(room: Room, tmp_path: Path):
    a_card(room, "张大伟", phone="13010000007", address="南京市北京路 5 号")
    a_card(room, "李明", phone="13010000008")
    sheet = a_sheet(tmp_path, SOUND, OTHER)
    async with a_house(room.url, "clerk", size=NARROW) as house:
        await bring(house, sheet)
        await house.press("f2")
        beside = next(line for line in house.lines() if "81" in line)
        assert beside.index("南京市中山路 81 号") < beside.index("≠") < beside.index("南京市北京路 5 号")
        assert "2 rows undecided" in house.text()
        await house.press("enter")
        assert "1 row undecided" in house.text()
        assert "李明" in house.text()
        await house.press("end", "enter")
        assert isinstance(house.screen, PlanScreen)
        assert house.screen.plan.counts[Outcome.UNDECIDED] == 0
        assert (house.screen.plan.counts[Outcome.UPDATED], house.screen.plan.counts[Outcome.NEW]) == (1, 1)


async def test_all_rows_that_wait_for_one_reason_are_decided_alike(room: Room, tmp_path: Path):
    a_card(room, "张大伟", phone="13010000007")
    a_card(room, "李明", phone="13010000008")
    sheet = a_sheet(tmp_path, SOUND, OTHER)
    async with a_house(room.url, "clerk") as house:
        await bring(house, sheet)
        await house.press("f2", "end", "ctrl+a")
        assert "means a new customer" in house.text()
        await house.press("enter")
        assert isinstance(house.screen, PlanScreen)
        assert house.said == "2 rows are decided."
        assert house.screen.plan.counts[Outcome.NEW] == 2


async def test_a_row_may_mean_the_customer_of_an_earlier_row(room: Room, tmp_path: Path):
    wife = ("李娜", SOUND[1], SOUND[2], "空调", "KFR-26GW", "KA26000009", "2026-01-06")
    sheet = a_sheet(tmp_path, SOUND, wife)
    async with a_house(room.url, "clerk") as house:
        await bring(house, sheet)
        await house.press("down", "f2")
        assert "row 2" in house.text()
        await house.press("enter", "f10")
        assert listing.count(room.clerk) == 1


async def test_the_country_of_a_sheet_is_changed_and_the_rows_are_judged_anew(room: Room, tmp_path: Path):
    french = ("Élodie Müller", "0612345678", "1 rue de la Paix", "clim", "KFR", "RA26000001", "05/03/2026")
    sheet = a_sheet(tmp_path, french)
    async with a_house(room.url, "clerk") as house:
        await bring(house, sheet)
        assert house.screen.plan.counts[Outcome.NEW] == 0
        await house.press("f4", "f", "ctrl+s")
        assert isinstance(house.screen, PlanScreen)
        assert house.screen.plan.source.country == "FR"
        assert house.screen.plan.counts[Outcome.NEW] == 1


async def test_a_sheet_of_another_country_says_where_to_choose_it(room: Room, tmp_path: Path):
    phones = ("0612345678", "0612345679", "0612345680", "0612345681")
    rows = [(f"Élodie {phone}", phone, "1 rue de la Paix", "clim", "KFR", f"RA{phone}", "") for phone in phones]
    sheet = a_sheet(tmp_path, *rows)
    async with a_house(room.url, "clerk", size=NARROW) as house:
        await bring(house, sheet)
        assert "Choose France: F4" in " ".join(house.text().split())
        await house.press("f4", "f", "ctrl+s")
        assert "Choose France" not in house.text()


async def test_an_amount_is_shown_in_the_currency_that_it_names(room: Room, tmp_path: Path):
    sheet = a_sheet(tmp_path)
    book = openpyxl.load_workbook(sheet)
    book.active["H1"] = "价格"
    book.active.append((*SOUND, "£499.00"))
    book.save(sheet)
    async with a_house(room.url, "clerk", language="fr") as house:
        await bring(house, sheet)
        assert "£499.00 → 499,00 £GB" in house.text().replace("\N{NO-BREAK SPACE}", " ")


async def test_what_is_said_of_a_row_is_said_anew_when_it_is_judged_anew(room: Room, tmp_path: Path):
    sheet = a_sheet(
        tmp_path, ("Élodie Müller", "0612345678", "1 rue de la Paix", "clim", "KFR", "RA26000001", "05/03/2026")
    )
    async with a_house(room.url, "clerk") as house:
        await bring(house, sheet)
        assert "Write the year first" in house.text()
        assert "No row of this sheet can be written" in house.said
        assert "write" not in house.keys()
        await house.press("f4", "f", "ctrl+s")
        assert "Write the year first" not in house.text()
        assert "judged anew" in house.said


async def test_the_columns_of_a_sheet_that_waited_say_how_to_read_it_otherwise(room: Room, tmp_path: Path):
    sheet = a_sheet(tmp_path, SOUND)
    async with a_house(room.url, "clerk") as house:
        await bring(house, sheet)
        await house.press("escape", "f10", "enter", "f4")
        assert "bring its file in once more (F10)" in house.text()


async def test_a_long_refusal_is_read_to_its_end_on_a_narrow_screen(room: Room, tmp_path: Path):
    (tmp_path / "a rather long name of a workbook that an office sent.xlsx").write_bytes(b"PK\x03\x04 cut short")
    async with a_house(room.url, "clerk", size=NARROW) as house:
        await bring(house, tmp_path / "a rather long name of a workbook that an office sent.xlsx")
        assert house.said in " ".join(house.text().split())
        await house.press("down")
        assert house.lines()[-2].startswith(" Type a part of a name")


async def test_only_what_can_be_a_sheet_is_offered(room: Room, tmp_path: Path):
    a_sheet(tmp_path, SOUND)
    (tmp_path / "notes.txt").write_text("call Lyon, then Leeds")
    (tmp_path / "saved by Excel.txt").write_text("姓名\t电话\n张伟\t13010000007\n")
    (tmp_path / "letter.docx").write_bytes(b"PK")
    async with a_house(room.url, "clerk") as house:
        await bring(house, tmp_path)
        names = [entry.name for entry in house.screen.rows.window.rows]
        assert sorted(names) == ["..", "march.xlsx", "saved by Excel.txt"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.xlsx", b"", "is empty"),
        ("text.xlsx", b"only words", "is not a workbook"),
        ("cut.xlsx", b"PK\x03\x04 cut short", "damaged"),
    ],
)
async def test_a_file_that_is_no_sheet_is_one_sentence(room: Room, tmp_path: Path, name, content, said):
    (tmp_path / name).write_bytes(content)
    async with a_house(room.url, "clerk") as house:
        await bring(house, tmp_path / name)
        assert isinstance(house.screen, ImportFileScreen)
        assert said in house.said


async def test_a_folder_is_walked_with_enter_and_narrowed_by_typing(room: Room, tmp_path: Path):
    (tmp_path / "offices").mkdir()
    a_sheet(tmp_path / "offices", SOUND, name="lyon.xlsx")
    a_sheet(tmp_path / "offices", SOUND, name="leeds.xlsx")
    async with a_house(room.url, "clerk") as house:
        await bring(house, tmp_path)
        assert "offices/" in house.text()
        await house.press("down", "enter")
        await house.type("lee")
        assert [entry.name for entry in house.screen.rows.window.rows] == ["leeds.xlsx"]
        await house.press("enter")
        assert isinstance(house.screen, PlanScreen)


def names(house: House) -> list[str]:
    return [entry.name for entry in house.screen.rows.window.rows]


async def test_a_path_typed_into_another_folder_narrows_the_list_to_it(room: Room, tmp_path: Path):
    (tmp_path / "offices").mkdir()
    a_sheet(tmp_path / "offices", SOUND, name="old lyon.xlsx")
    a_sheet(tmp_path / "offices", SOUND, name="lyon.xlsx")
    a_sheet(tmp_path / "offices", SOUND, name="leeds.xlsx")
    async with a_house(room.url, "clerk") as house:
        await house.press("f10")
        await house.type(f"{tmp_path}/offices/")
        assert {"lyon.xlsx", "leeds.xlsx"} < set(names(house))
        await house.type("lyon")
        assert sorted(names(house)) == ["lyon.xlsx", "old lyon.xlsx"]
        assert house.screen.rows.row.name == "lyon.xlsx"
        await house.press("down" if names(house)[0] == "lyon.xlsx" else "up", "enter")
        assert isinstance(house.screen, PlanScreen)
        assert house.screen.plan.source.file == "old lyon.xlsx"


async def test_a_folder_typed_with_a_separator_behind_it_is_opened(room: Room, tmp_path: Path):
    (tmp_path / "offices" / "lyon").mkdir(parents=True)
    async with a_house(room.url, "clerk") as house:
        await bring(house, Path(f"{tmp_path}/offices"))
        assert house.screen.folder == tmp_path / "offices"
        await house.type("lyon/")
        assert names(house) == ["./", ".."]
        await house.press("enter")
        assert house.screen.folder == tmp_path / "offices" / "lyon"
        assert house.screen.typed.value == ""


async def test_a_file_that_is_not_offered_may_still_be_typed(room: Room, tmp_path: Path):
    a_sheet(tmp_path, SOUND, name="march.dat.xlsx")
    a_sheet(tmp_path, OTHER).rename(tmp_path / "march.dat")
    async with a_house(room.url, "clerk") as house:
        await bring(house, tmp_path / "march.dat")
        assert house.screen.plan.source.file == "march.dat"


async def test_a_path_that_leads_nowhere_is_refused_by_its_name(room: Room, tmp_path: Path):
    a_sheet(tmp_path, SOUND)
    async with a_house(room.url, "clerk") as house:
        await house.press("f10")
        await house.type(f"{tmp_path}/april")
        assert f"Nothing in {tmp_path} is called so." in house.text()
        await house.press("enter")
        assert house.said.startswith(f"There is no file “{tmp_path / 'april'}”")


async def test_the_list_as_narrowed_leaves_as_a_workbook_with_its_purpose(room: Room, tmp_path: Path):
    a_card(room, "张伟", grade="A", grade_reason="sales")
    a_card(room, "=1+1")
    path = tmp_path / "list.xlsx"
    async with a_house(room.url, "clerk") as house:
        await house.press("f3")
        await house.type("zhang")
        await house.press("enter", "ctrl+e")
        await house.type("spring letters")
        await house.press("tab", "end", "shift+home")
        await house.type(str(path))
        await house.press("ctrl+s")
        assert "1 card is in" in house.said
    sheet = openpyxl.load_workbook(path).active
    assert [row[1].value for row in sheet.iter_rows(min_row=2)] == ["张伟"]


async def test_a_file_is_replaced_only_after_a_question(room: Room, tmp_path: Path):
    a_card(room, "张伟")
    path = tmp_path / "list.xlsx"
    path.write_bytes(b"another list")
    async with a_house(room.url, "clerk") as house:
        await house.press("ctrl+e")
        await house.type("spring letters")
        await house.press("tab", "end", "shift+home")
        await house.type(str(path))
        await house.press("ctrl+s")
        assert isinstance(house.screen, AskScreen)
        await house.press("escape")
        assert path.read_bytes() == b"another list"
        await house.press("ctrl+s", "enter")
        assert "1 card is in" in house.said
        assert isinstance(house.screen, DrawerScreen)
    assert [row[1].value for row in openpyxl.load_workbook(path).active.iter_rows(min_row=2)] == ["张伟"]


async def test_an_export_without_a_purpose_is_refused(room: Room, tmp_path: Path):
    a_card(room)
    path = tmp_path / "list.xlsx"
    async with a_house(room.url, "clerk") as house:
        await house.press("ctrl+e", "tab", "end", "shift+home")
        await house.type(str(path))
        await house.press("ctrl+s")
        assert house.said == "A list leaves the room only for a purpose: a few words say what it is for."
        assert house.screen.form.field.name == "purpose"
        assert not path.exists()


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_list_goes_into_the_folder_that_is_named_and_says_where(
    room: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str
):
    a_card(room)
    monkeypatch.chdir(tmp_path)
    async with a_house(room.url, "clerk", language=language) as house:
        house.app.next_colours()
        for folder in ("", str(tmp_path)):
            await house.press("ctrl+e")
            await house.type("spring letters")
            await house.press("tab", "end", "shift+home", "delete")
            await house.type(folder)
            await house.press("ctrl+s")
            file = tmp_path / house.app.words(FILE_NAME)
            if folder:
                assert isinstance(house.screen, AskScreen)
                await house.press("enter")
            assert str(file) in house.said
            assert str(file) in house.text()


async def test_a_cell_is_mended_where_it_stands_and_all_that_are_alike_in_one_key(room: Room, tmp_path: Path):
    others = [(*FAULTY[:5], f"KA2600001{place}", "去年") for place in range(3)]
    sheet = a_sheet(tmp_path, SOUND, FAULTY, *others)
    async with a_house(room.url, "clerk") as house:
        await bring(house, sheet)
        assert house.screen.plan.counts[Outcome.REJECTED] == 4
        await house.press("tab", "f2")
        assert "no date that is understood" in house.text()
        await house.type("2026-01-09")
        await house.press("ctrl+s")
        assert isinstance(house.screen, PlanScreen)
        assert "Row 3 is judged again: new. 3 other rows have the same there" in house.said
        assert [line.id for line in house.screen.rows.window.rows] == [4, 5, 6]
        await house.press("ctrl+r")
        assert "3 rows more are mended" in house.said
        assert house.screen.plan.counts[Outcome.REJECTED] == 0
        assert "mend_alike" not in house.keys()


async def test_a_number_that_stands_in_two_rows_is_mended_in_one(room: Room, tmp_path: Path):
    sheet = a_sheet(tmp_path, SOUND, (*OTHER[:5], SOUND[5], OTHER[6]))
    async with a_house(room.url, "clerk") as house:
        await bring(house, sheet)
        await house.press("tab", "enter")
        await house.type("KA26000002")
        await house.press("ctrl+s")
        assert house.screen.plan.counts[Outcome.NEW] == 2
        assert "mend_alike" not in house.keys(), "it would make the two alike again"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_key_that_writes_is_never_cut_off(room: Room, tmp_path: Path, language: str):
    sheet = a_sheet(tmp_path, SOUND, FAULTY, FAULTY)
    async with a_house(room.url, "clerk", size=NARROW, language=language) as house:
        await bring(house, sheet)
        assert " F10 " in house.lines()[-1]
        assert "Tab" in house.lines()[-1]
        await house.press("down", "f2")
        await house.type("2026-01-02")
        await house.press("ctrl+s")
        assert "Ctrl+R" in house.lines()[-1]
        assert " F10 " in house.lines()[-1]
        await house.press("f10")
        assert "open" not in house.keys(), "Enter does nothing to what is written"


async def test_a_name_is_not_cut_where_the_path_gave_way(room: Room, tmp_path: Path):
    async with a_house(room.url, "clerk", size=NARROW) as house:
        await bring(house, a_sheet(tmp_path, SOUND, name="a_sheet_of_march.xlsx"))
        house.app.actor = house.app.actor._replace(name="Bartholomew Hartwell-Featherstone")
        house.screen.top_changed()
        assert "Bartholomew Hartwell-Featherstone" in house.lines()[0], "where the path gave way, the name has its room"


async def test_a_plan_with_its_mendings_is_taken_up_without_the_file(room: Room, tmp_path: Path):
    sheet = a_sheet(tmp_path, SOUND, FAULTY)
    async with a_house(room.url, "clerk") as house:
        await bring(house, sheet)
        await house.press("down", "f2")
        await house.type("2026-01-09")
        await house.press("ctrl+s", "escape")
        sheet.unlink()
        await house.press("f10", "enter", "down")
        assert isinstance(house.screen, PlanScreen)
        assert "去年 → 2026-01-09" in house.text()
        await house.press("enter", *["down"] * 6)
        assert "The sheet has “去年” here" in house.text()
        await house.press("escape", "f10")
        assert listing.count(room.clerk) == 2


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_row_to_be_mended_fits_the_narrow_screen(room: Room, tmp_path: Path, language: str):
    sheet = a_sheet(tmp_path, SOUND, FAULTY)
    async with a_house(room.url, "clerk", size=NARROW, language=language) as house:
        await bring(house, sheet)
        await house.press("down", "f2")
        assert "…" not in house.lines()[0]
        assert "{" not in house.text()
