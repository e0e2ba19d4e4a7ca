"""The house itself: what imports what, what the wheel holds, what README promises."""

import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = {"tui", "screens", "store", "importers", "locales"}
READMES = ["README.md", "README.zh-CN.md", "README.fr.md"]


def imported_with(statement: str) -> set[str]:
    """The modules that a fresh interpreter has after `statement`."""
    code = f"{statement}\nimport sys\nprint(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    return set(ran.stdout.split())


def modules_of(package: str) -> list[str]:
    """Every module of a package, but those that are run and not imported."""
    names = (path.relative_to(ROOT).with_suffix("") for path in sorted((ROOT / package).rglob("*.py")))
    dotted = (".".join(name.parts).removesuffix(".__init__") for name in names)
    return [name for name in dotted if all(part.isidentifier() for part in name.split("."))]


@pytest.mark.parametrize(
    ("package", "never"),
    [
        ("locales", {"store", "importers", "screens", "tui", "textual", "peewee", "openpyxl", "python_calamine"}),
        ("store", {"importers", "screens", "tui", "textual", "openpyxl", "python_calamine"}),
        ("importers", {"screens", "tui", "textual"}),
        ("screens", {"tui"}),
    ],
)
def test_a_floor_brings_nothing_along_from_above(package: str, never: set[str]) -> None:
    modules = imported_with("import " + ", ".join(modules_of(package)))
    assert not modules & never


def test_finding_at_the_command_line_stays_lean() -> None:
    modules = imported_with("import tui.command_line, tui.commands.find, tui.commands.parsing")
    assert not modules & {"textual", "rich", "openpyxl", "python_calamine", "pypinyin", "phonenumbers", "screens"}


def test_the_program_starts_without_what_only_sheets_and_names_need() -> None:
    modules = imported_with("import tui.app, screens.drawer, screens.loans, screens.desk")
    assert not modules & {"openpyxl", "python_calamine", "pypinyin", "phonenumbers"}


def test_what_makes_paper_is_read_when_a_paper_is_made() -> None:
    modules = imported_with("import tui.commands.pack, tui.commands.labels, tui.commands.waits, screens.paper")
    assert not modules & {"fpdf", "fontTools", "PIL", "barcode", "openpyxl"}


def test_no_dependency_has_the_name_of_one_of_our_packages() -> None:
    taken = set()
    for found in distributions():
        if found.name.lower() == "cardkeeper":
            continue
        for file in found.files or ():
            if file.parts[0] in PACKAGES or file.name in {f"{package}.py" for package in PACKAGES}:
                taken |= {found.name} if len(file.parts) <= 1 or file.parts[0] in PACKAGES else set()
    assert not taken


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built as an installer builds it, with the builder that the dev extra brings."""
    folder = tmp_path_factory.mktemp("wheel")
    how = ["--no-deps", "--no-build-isolation"]
    command = [sys.executable, "-m", "pip", "wheel", "-q", *how, "-w", str(folder), str(ROOT)]
    subprocess.run(command, check=True)
    (built,) = folder.glob("cardkeeper-*.whl")
    return built


def test_the_wheel_holds_the_five_packages_with_their_words_and_styles(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names if ".dist-info" not in name} == PACKAGES
    for ending in ("py", "tcss"):
        for path in (file for package in PACKAGES for file in (ROOT / package).rglob(f"*.{ending}")):
            assert path.relative_to(ROOT).as_posix() in names
    assert {name for name in names if name.endswith(".mo")} == {
        f"locales/{language}/LC_MESSAGES/cardkeeper.mo" for language in ("zh_CN", "fr")
    }
    assert not [name for name in names if "test" in name]


def test_installed_elsewhere_it_makes_the_demo_in_chinese(wheel: Path, tmp_path: Path) -> None:
    """Installed away from the checkout; the dependencies are those of the environment that runs the tests."""
    target = tmp_path / "installed"
    install = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", str(target), str(wheel)]
    subprocess.run(install, check=True)
    room = f"sqlite:///{(tmp_path / 'demo.db').as_posix()}"
    code = f"import sys; sys.path.insert(0, {str(target)!r}); from tui.command_line import main; sys.exit(main())"

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {"CARDKEEPER_LANGUAGE": "zh_CN", "PYTHONUTF8": "1", "CARDKEEPER_DATABASE": room,
                       "CARDKEEPER_USER": "keeper", "CARDKEEPER_PASSWORD": "demo", "HOME": str(tmp_path)}  # fmt: skip
        command = [sys.executable, "-P", "-c", code, *arguments]
        return subprocess.run(command, capture_output=True, text=True, env=environment, cwd=tmp_path, check=False)

    made = run("demo", "--no-app", "--cards", "50", "--database", room)
    assert made.returncode == 0, made.stderr
    *told, url = made.stdout.splitlines()
    assert url == room
    assert any("\u4e00" <= character <= "\u9fff" for line in told for character in line)
    asked = run("loans", "--overdue")
    assert asked.returncode == 0, asked.stderr
    assert "应还" in asked.stdout


@pytest.mark.parametrize("readme", READMES)
def test_every_command_is_in_the_readme_and_no_other(readme: str) -> None:
    from tui.commands import COMMANDS

    text = (ROOT / readme).read_text(encoding="utf-8")
    named = set(re.findall(r"`cardkeeper (?:--\w+ [^\s`]+ )?([a-z]+)", text))
    assert named == set(COMMANDS)


@pytest.mark.parametrize("readme", READMES)
def test_every_option_in_the_readme_exists(readme: str) -> None:
    from locales.words import words
    from tui.commands import COMMANDS
    from tui.commands.parsing import command_parser

    text = (ROOT / readme).read_text(encoding="utf-8")
    for name, rest in re.findall(r"`cardkeeper ([a-z]+)([^`]*)`", text):
        parser = command_parser(COMMANDS[name], words("en"))
        acts = [act for one in parser._actions if isinstance(one.choices, dict) for act in one.choices.values()]
        known = {option for one in (parser, *acts) for option in one._option_string_actions}
        assert set(re.findall(r"--[a-z-]+", rest)) <= known, name


def test_the_readmes_give_the_same_commands_to_install_and_to_test() -> None:
    def lines(readme: str) -> list[str]:
        text = (ROOT / readme).read_text(encoding="utf-8")
        return re.findall(r"^(?:python3|py) .*$", text, re.MULTILINE)

    assert lines(READMES[0]) == lines(READMES[1]) == lines(READMES[2])
    assert len(lines(READMES[0])) == 3


def test_every_dependency_is_pinned_within_the_range_we_ask_for() -> None:
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = {canonicalize_name(pin.name): pin for line in lines if line[:1].isalnum() for pin in [Requirement(line)]}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for line in [*project["dependencies"], *project["optional-dependencies"]["dev"]]:
        wanted = Requirement(line)
        (version,) = (one.version for one in pins[canonicalize_name(wanted.name)].specifier)
        assert wanted.specifier.contains(version), line


def test_nothing_in_the_checkout_names_where_packages_come_from() -> None:
    for name in ("constraints.txt", ".ci/run", ".ci/windows.py", "pyproject.toml"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert not re.search(r"https?://|index-url|find-links", text), name
