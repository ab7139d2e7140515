"""The server on the loopback interface, from its start to its end."""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable
from pathlib import Path

import uvicorn

from pipeline.errors import StageError
from pipeline.review.app import application
from pipeline.review.gold import Room
from pipeline.review.guard import Admission
from pipeline.review.office import Office

LOOPBACK = "127.0.0.1"


class Service:
    """A server that listens already, and answers once it runs.

    Args:
        office: Takes the decisions.
        audit: The folder of the audit site.
        port: 0 means any that is free.
        room: Where gold is annotated, if there is any.

    Raises:
        StageError: The port is taken.
    """

    def __init__(self, office: Office, audit: Path, port: int, room: Room | None = None) -> None:
        self._listening = _listening(port)
        self.admission = Admission(self._listening.getsockname()[1])
        config = uvicorn.Config(
            application(office, audit, self.admission, room),
            log_level="warning",
            access_log=False,
            server_header=False,
            ws="none",
            proxy_headers=False,
            timeout_graceful_shutdown=5,
        )
        self._server = _Server(config)

    def run(self, started: Callable[[str], None]) -> None:
        """Serve until somebody ends it; `started` is called with the address to open, once it answers."""
        self._server.told = lambda: started(self.admission.address)
        with self._listening:
            self._server.run(sockets=[self._listening])

    def stop(self) -> None:
        """End it from another thread."""
        self._server.should_exit = True


class _Server(uvicorn.Server):
    """Says when it answers."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.told: Callable[[], None] = lambda: None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer."""
        await super().startup(sockets=sockets)
        if self.started:
            self.told()


def _listening(port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((LOOPBACK, port))
    except OSError as error:
        listening.close()
        if error.errno in (errno.EADDRINUSE, errno.EACCES):
            raise StageError(f"port {port} is taken or not allowed; name another with --port") from error
        raise
    return listening
