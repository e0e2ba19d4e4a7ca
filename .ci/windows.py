"""Resolves every dependency for Windows from where it is not Windows, and says what could not be had.

pip chooses wheels for another platform but reads the markers (`sys_platform == "win32"`) of its own. So what it
reports is read again with Windows' markers, and what these add is asked for, until nothing is added.
Nothing is installed, and what the registry describes apart is not even fetched.
"""

import json
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
WINDOWS = {
    "sys_platform": "win32",
    "platform_system": "Windows",
    "os_name": "nt",
    "platform_machine": "AMD64",
    "python_version": "3.11",
    "python_full_version": "3.11.9",
}
NO_WHEEL = {"odfpy"}
"""Pure Python that its authors offer as source only: any platform builds it, and pip refuses to plan it for another."""


def wanted(lines: list[str], extras: tuple[str, ...] = ("",)) -> list[Requirement]:
    """The requirements that count on Windows, with any of `extras` asked for."""
    requirements = [Requirement(line) for line in lines]
    return [r for r in requirements if any(_counts(r, extra) for extra in extras)]


def _counts(requirement: Requirement, extra: str) -> bool:
    return requirement.marker is None or requirement.marker.evaluate(WINDOWS | {"extra": extra})


def ours() -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return wanted([*project["dependencies"], *project["optional-dependencies"]["dev"]])


def pins() -> list[str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return [_plain(r) for r in wanted([line for line in lines if line and not line.startswith("#")])]


def _plain(requirement: Requirement) -> str:
    """The requirement without its marker, which has been judged already."""
    extras = f"[{','.join(sorted(requirement.extras))}]" if requirement.extras else ""
    return f"{requirement.name}{extras}{requirement.specifier}"


def resolve(requirements: dict[str, Requirement], folder: Path) -> dict[str, list[str]]:
    """What pip would install on Windows: each distribution's name and its own requirements."""
    constraints, report = folder / "constraints.txt", folder / "report.json"
    constraints.write_text("\n".join(pins()), encoding="utf-8")
    command = [
        sys.executable, "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--dry-run", "--ignore-installed",
        "--platform", "win_amd64", "--python-version", "3.11", "--only-binary=:all:", "--target", str(folder / "none"),
        "-c", str(constraints), "--report", str(report), *map(_plain, requirements.values()),
    ]  # fmt: skip
    subprocess.run(command, check=True)
    found = json.loads(report.read_text(encoding="utf-8"))["install"]
    return {canonicalize_name(i["metadata"]["name"]): i["metadata"].get("requires_dist", []) for i in found}


def main() -> int:
    requirements = {canonicalize_name(r.name): r for r in ours() if canonicalize_name(r.name) not in NO_WHEEL}
    with tempfile.TemporaryDirectory() as folder:
        while True:
            found = resolve(requirements, Path(folder))
            asked = {name: tuple(requirements[name].extras) if name in requirements else () for name in found}
            added = {
                canonicalize_name(needed.name): needed
                for name, lines in found.items()
                for needed in wanted(lines, asked[name] or ("",))
                if canonicalize_name(needed.name) not in found
            }
            if not added:
                break
            requirements |= added
    pinned = {canonicalize_name(Requirement(pin).name) for pin in pins()}
    if unpinned := sorted(found.keys() - pinned):
        print("constraints.txt does not pin for Windows:", ", ".join(unpinned))
        return 1
    print(f"Windows: {len(found)} distributions resolve, all pinned")
    return 0


if __name__ == "__main__":
    sys.exit(main())
