"""A line to a PostgreSQL server that can be cut and mended: a port of this machine that passes on what comes."""

import contextlib
import select
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

PORT = 5432


class Line:
    """`url` is that of a room, by way of this line. Cut, nobody gets through, and who was through is cut off."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._server = str(Path(parse_qs(parts.query)["host"][0]) / f".s.PGSQL.{PORT}")
        self._listening = _listen(0)
        self.port: int = self._listening.getsockname()[1]
        self.url = f"postgresql://{parts.username}@127.0.0.1:{self.port}{parts.path}"
        self.swallows_commit = False
        """Cut the line once the server has committed what is journalled, and keep its answer."""
        self._open: list[socket.socket] = []
        self._ended = False
        self._begin()

    def cut(self) -> None:
        self._listening.close()
        for one in self._open:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        self._thread.join(20)

    def mend(self) -> None:
        self.cut()
        self._listening = _listen(self.port)
        self._begin()

    def _begin(self) -> None:
        self._thread = threading.Thread(target=self._accept, args=(self._listening,), daemon=True)
        self._thread.start()

    def _accept(self, listening: socket.socket) -> None:
        passing: list[threading.Thread] = []
        while True:
            try:
                ready, _, _ = select.select([listening], [], [], 0.02)
                if not ready:
                    continue
                client, _ = listening.accept()
            except (OSError, ValueError):  # it was closed
                break
            server = socket.socket(socket.AF_UNIX)
            server.connect(self._server)
            self._open += [client, server]
            passing.append(threading.Thread(target=self._pass_on, args=(client, server), daemon=True))
            passing[-1].start()
        for one in passing:
            one.join(20)

    def _pass_on(self, client: socket.socket, server: socket.socket) -> None:
        journalled = swallow = False
        with client, server, contextlib.suppress(OSError):
            while True:
                ready, _, _ = select.select([client, server], [], [])
                for one in ready:
                    sent = one.recv(1 << 16)
                    if not sent or (swallow and one is server):
                        if sent:
                            self._listening.close()
                        return
                    if one is client:
                        journalled = journalled or b"update journal_head" in sent
                        ends = b"COMMIT" in sent or b"ROLLBACK" in sent
                        swallow = self.swallows_commit and journalled and ends
                        journalled = journalled and not ends
                    (server if one is client else client).sendall(sent)


def _listen(port: int) -> socket.socket:
    return socket.create_server(("127.0.0.1", port))


@contextlib.contextmanager
def a_line(url: str) -> Iterator[Line]:
    line = Line(url)
    try:
        yield line
    finally:
        line.swallows_commit = False
        line.cut()
