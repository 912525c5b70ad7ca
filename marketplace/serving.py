"""One server process on loopback, which ends with its terminal."""

import os
import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from types import FrameType

import uvicorn

LOOPBACK = "127.0.0.1"
GRACE_SECONDS = 10


class PortInUse(OSError):
    """Somebody else listens on the port."""


def take_port(port: int) -> socket.socket:
    """
    Take the port before any slow work, so that a second server says at once what is wrong.

    :raises PortInUse: somebody else has it
    """
    taken = socket.socket()
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind((LOOPBACK, port))
    except OSError as error:
        taken.close()
        raise PortInUse(f"Port {port} is taken: set PORT to another one.") from error
    return taken


class Server(uvicorn.Server):
    """Calls `announce` once the address answers."""

    def __init__(self, config: uvicorn.Config, announce: Callable[[], None]) -> None:
        super().__init__(config)
        self.announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.announce()


def serve(taken: socket.socket, announce: Callable[[], None]) -> None:
    """Serve until Ctrl-C, a polite signal, or the end of the terminal."""
    signal.signal(signal.SIGHUP, _as_a_polite_signal)
    config = uvicorn.Config(
        "marketplace.asgi:application",
        lifespan="on",
        ws="websockets-sansio",
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    with suppress(KeyboardInterrupt):
        Server(config, announce).run(sockets=[taken])


def _as_a_polite_signal(_signal: int, _frame: FrameType | None) -> None:
    os.kill(os.getpid(), signal.SIGTERM)
