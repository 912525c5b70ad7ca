"""A running server for this process, for as long as the process lives."""

import subprocess
import sys
import threading
from pathlib import Path

from marketplace.embedded import locks
from marketplace.embedded.home import EmbeddedFailure, Home, find_home

CHECKOUT = Path(__file__).resolve().parent.parent.parent

_homes: dict[Path, Home] = {}
_one_thread = threading.Lock()


def running_at(wanted: Path) -> Path:
    """
    Return the folder of the socket of the server whose cluster belongs at `wanted`, started if need be.

    The server stays until the last process that called this has ended, however it ends.

    :raises EmbeddedFailure: the server cannot be started; the text says why
    """
    wanted.parent.mkdir(parents=True, exist_ok=True)
    with _one_thread, locks.alone(wanted.parent / locks.STARTING):
        home = _homes.get(wanted) or _use(wanted)
        if not locks.is_held_alone(home.folder / locks.KEEPER):
            _start_keeper(wanted)
    # Another process may have started it under another TMPDIR, so the server itself is asked, unless
    # it died this moment: then the connection fails, and the next one finds a new server.
    said = home.postmaster
    return Path(said[4]) if len(said) > 4 else home.sockets


def _use(wanted: Path) -> Home:
    """Become a user of the server; this waits while a keeper that saw no user is ending it."""
    home = find_home(wanted)
    locks.take_shared(home.folder / locks.USERS)
    _homes[wanted] = home
    return home


def _start_keeper(wanted: Path) -> None:
    command = [sys.executable, "-m", "marketplace.embedded.keeper", str(wanted)]
    done = subprocess.run(
        command, check=False, cwd=CHECKOUT, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    if done.returncode:
        raise EmbeddedFailure(done.stderr.decode(errors="replace").strip())
