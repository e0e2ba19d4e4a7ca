"""What differs from system to system: file modes, memory limits, signals, kinds of file system, the printer, the fonts.
Each has a Windows branch."""

import contextlib
import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from platformdirs import user_data_path, user_log_path

PROGRAM = "cardkeeper"
WINDOWS = sys.platform == "win32"
_NETWORK_FILE_SYSTEMS = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "9p", "fuse.sshfs", "ncpfs", "davfs"}


def data_folder() -> Path:
    """The program's folder among the person's own data."""
    return user_data_path(PROGRAM, appauthor=False)


def log_folder() -> Path:
    """The program's folder for what it notes of itself."""
    return user_log_path(PROGRAM, appauthor=False)


def keep_private(path: Path) -> None:
    """Let only the owner read and write `path`. On Windows the user's own folder already does."""
    if not WINDOWS:
        path.chmod(0o600)


@contextlib.contextmanager
def held(path: Path) -> Iterator[bool]:
    """Hold the file `path` for oneself; answers whether nobody else does. It is let go when the program ends, too."""
    with path.open("ab") as stream:
        try:
            if sys.platform == "win32":
                import msvcrt

                stream.seek(0)
                msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
            return
        yield True


def owns(path: Path) -> bool:
    """Whether `path` belongs to the account that runs this. On Windows the folder's own rights decide."""
    return sys.platform == "win32" or path.stat().st_uid == os.geteuid()


def limit_memory(limit: int) -> None:
    """Let this process have at most `limit` bytes of address space. Windows sets no such limit here."""
    if sys.platform == "win32":
        return
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))


def give_back_memory() -> None:
    """Let the system have what this process has freed: glibc keeps pieces of it for itself, tens of megabytes after a
    workbook or a paper. Elsewhere the system's own way has to do."""
    if not sys.platform.startswith("linux"):
        return
    import ctypes

    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # musl has none
    if trim is not None:
        trim(0)


def on_hang_up(act: Callable[[], None]) -> None:
    """Call `act` when the terminal goes away or the system asks the program to stop."""
    for name in ("SIGHUP", "SIGTERM"):
        number = getattr(signal, name, None)
        if number is not None:
            with contextlib.suppress(ValueError):
                signal.signal(number, lambda *_: act())


def end_group(leader: int) -> bool:
    """Kill what is left of a process that was started in a session of its own, and of all that it started. Returns
    whether this system can; Windows kills only the process itself."""
    if sys.platform == "win32":
        return False
    with contextlib.suppress(ProcessLookupError):
        os.killpg(leader, signal.SIGKILL)
    return True


def on_network_drive(path: Path) -> bool:
    """Whether `path` lies on a drive of another machine, where SQLite's write-ahead log does not work."""
    if sys.platform == "win32":
        import ctypes

        drive_remote = 4
        root = str(path.resolve().anchor)
        return root.startswith("\\\\") or ctypes.windll.kernel32.GetDriveTypeW(root) == drive_remote
    return _file_system(path.resolve()) in _NETWORK_FILE_SYSTEMS


_PRINTERS = ("lp", "lpr")
_OPENERS = ("open",) if sys.platform == "darwin" else ("xdg-open",)
_PATIENCE = {_PRINTERS: 30.0, _OPENERS: 3.0}
"""Seconds that a program may take to refuse a file. One that goes on longer has taken it: it is showing it."""


def print_file(path: Path) -> bool:
    """Send `path` to the person's usual printer. Returns whether anything took it."""
    if sys.platform == "win32":
        return _started(path, "print")
    return _handed_to(_PRINTERS, path)


def open_file(path: Path) -> bool:
    """Show `path` in whatever program the person reads such files with. Returns whether there is one."""
    if sys.platform == "win32":
        return _started(path, "open")
    return can_open_files() and _handed_to(_OPENERS, path)


def can_open_files() -> bool:
    """Whether there is a desktop on which a file can be shown."""
    if sys.platform in ("win32", "darwin"):
        return True
    import shutil

    screen = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return bool(screen) and any(shutil.which(name) for name in _OPENERS)


def _started(path: Path, verb: str) -> bool:
    if sys.platform == "win32":
        with contextlib.suppress(OSError):
            os.startfile(path, verb)
            return True
    return False


def _handed_to(programs: tuple[str, ...], path: Path) -> bool:
    """Whether the first of `programs` that is there took `path`. What it says is not for this terminal, and it lives on
    when this program ends."""
    import shutil
    import subprocess

    program = next((found for name in programs if (found := shutil.which(name))), None)
    if program is None:
        return False
    nothing = subprocess.DEVNULL
    try:
        started = subprocess.Popen(
            [program, str(path.absolute())], stdin=nothing, stdout=nothing, stderr=nothing, start_new_session=True
        )
        return started.wait(_PATIENCE[programs]) == 0
    except subprocess.TimeoutExpired:
        return True
    except OSError:
        return False


def font_files() -> Iterator[Path]:
    """The font files of this system and of this person."""
    for folder in _font_folders():
        for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
            if path.suffix.casefold() in (".ttf", ".otf", ".ttc", ".otc"):
                yield path


def _font_folders() -> tuple[Path, ...]:
    home = Path.home()
    if sys.platform == "win32":
        own = Path(os.environ.get("LOCALAPPDATA", home), "Microsoft/Windows/Fonts")
        return Path(os.environ.get("SYSTEMROOT", "C:/Windows"), "fonts"), own
    if sys.platform == "darwin":
        return Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library/Fonts"
    data = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    own = os.environ.get("XDG_DATA_HOME") or str(home / ".local" / "share")
    return *(Path(folder) / "fonts" for folder in [own, *data.split(":")]), home / ".fonts"


def _file_system(path: Path) -> str:
    """The kind of the file system that holds `path`, from the table of mounts; "" where there is none."""
    try:
        mounts = Path("/proc/self/mounts").read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    best, kind = "", ""
    for line in mounts:
        _, mount, file_system, *_ = line.split(" ")
        mount = mount.encode().decode("unicode_escape")
        inside = os.path.commonpath([mount, str(path)]) == mount
        if inside and len(mount) >= len(best):
            best, kind = mount, file_system
    return kind
