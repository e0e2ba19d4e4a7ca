"""What only POSIX has: file modes, memory limits, signals, kinds of file system. Each has a Windows branch."""

import contextlib
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

WINDOWS = sys.platform == "win32"
_NETWORK_FILE_SYSTEMS = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "9p", "fuse.sshfs", "ncpfs", "davfs"}


def keep_private(path: Path) -> None:
    """Let only the owner read and write `path`. On Windows the user's own folder already does."""
    if not WINDOWS:
        path.chmod(0o600)


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


def on_hang_up(act: Callable[[], None]) -> None:
    """Call `act` when the terminal goes away or the system asks the program to stop."""
    for name in ("SIGHUP", "SIGTERM"):
        number = getattr(signal, name, None)
        if number is not None:
            with contextlib.suppress(ValueError):
                signal.signal(number, lambda *_: act())


def on_network_drive(path: Path) -> bool:
    """Whether `path` lies on a drive of another machine, where SQLite's write-ahead log does not work."""
    if sys.platform == "win32":
        import ctypes

        drive_remote = 4
        root = str(path.resolve().anchor)
        return root.startswith("\\\\") or ctypes.windll.kernel32.GetDriveTypeW(root) == drive_remote
    return _file_system(path.resolve()) in _NETWORK_FILE_SYSTEMS


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
