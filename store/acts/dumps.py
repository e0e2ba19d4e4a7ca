"""PostgreSQL's own programs, as backups use them: a password never stands on a command line, and what they complain of
becomes one sentence. pg_dump and pg_restore have to be installed, as new as the server or newer.
"""

import os
import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

from locales.messages import N_
from store.errors import Refused


class ProgramMissing(Refused):
    program: str
    message = N_("{program} is not installed here. It belongs to PostgreSQL; install it and try again.")


class ProgramFailed(Refused):
    program: str
    output: str
    message = N_("{program} reported an error: {output}")


class ProgramTooOld(Refused):
    program: str
    message = N_("{program} here is older than the server or the backup; install a newer one.")


_TOO_OLD = re.compile("server version mismatch|unsupported version")


def dump(url: str, file: Path) -> None:
    """Write the whole database to `file`. Raises ProgramMissing, ProgramFailed, ProgramTooOld."""
    _run("pg_dump", url, "--format=custom", "--no-owner", "--no-privileges", f"--file={file}")


def put_in(url: str, file: Path) -> None:
    """Put a dump into an empty database, all of it or nothing. Raises as `dump`."""
    options = ("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", "--schema=public")
    _run("pg_restore", url, *options, str(file))


def read_through(file: Path) -> None:
    """Read every row of a dump, so that a damaged one is noticed. Raises as `dump`."""
    _run("pg_restore", None, f"--file={os.devnull}", str(file))


def program(name: str) -> str:
    """Where a program of PostgreSQL is. Raises ProgramMissing."""
    found = shutil.which(name)
    if found is None:
        raise ProgramMissing(program=name)
    return found


def _run(name: str, url: str | None, *options: str) -> None:
    bare, password = _without_password(url) if url else ("", None)
    asked = [program(name), *((f"--dbname={bare}",) if bare else ()), *options]
    secret = {"PGPASSWORD": password} if password else {}
    made = subprocess.run(asked, env={**os.environ, "LC_ALL": "C", **secret}, capture_output=True, check=False)
    if made.returncode == 0:
        return
    said = made.stderr.decode("utf-8", "replace")
    if _TOO_OLD.search(said):
        raise ProgramTooOld(program=name)
    first = next((line for line in said.splitlines() if "error" in line.lower()), said.strip())
    raise ProgramFailed(program=name, output=re.sub(rf"^{name}: (error: )?", "", first).strip()[:300])


def _without_password(url: str) -> tuple[str, str | None]:
    """A URL with the password taken out, and the password."""
    parts = urlsplit(url)
    if parts.password is None:
        return url, None
    before, _, host = parts.netloc.rpartition("@")
    user = before.partition(":")[0]
    return urlunsplit(parts._replace(netloc=f"{user}@{host}")), unquote(parts.password)
