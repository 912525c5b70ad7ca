"""
The keeper: a small process that owns one embedded server and ends it when nobody uses it.

It is started by `server` as `python -m marketplace.embedded.keeper FOLDER`. The process that is
called waits until the server answers and then ends; the keeper itself goes on in a session of its
own, so that Ctrl-C and a closed terminal do not reach it before its users are gone.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from types import FrameType

import psutil

from marketplace.embedded import cluster, locks
from marketplace.embedded.engine import engine_for
from marketplace.embedded.home import Account, EmbeddedFailure, Home, account_of, find_home

READY = "ready"
PAUSE = 0.02  # seconds between two looks at a starting server
STOPPING = 120  # seconds that a server which outlived its keeper gets to end


def main(wanted: Path) -> int:
    """Start keeper and server; return 0 when the server answers, or 1 after saying why not."""
    reader, writer = os.pipe()
    if os.fork() == 0:
        os.close(reader)
        _keep(wanted, writer)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as answers:
        answer = answers.read()
    if answer != READY:
        sys.stderr.write(answer or "The keeper of the embedded database was killed.")
    return 0 if answer == READY else 1


def _keep(wanted: Path, writer: int) -> None:
    os.setsid()
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        home = find_home(wanted)
        _detach()
        held = locks.take_alone(home.folder / locks.KEEPER)
        server = _start(home)
    except Exception as failure:  # noqa: BLE001 - whatever it is, the waiting process tells it
        os.write(writer, (str(failure) or repr(failure)).encode())
        os._exit(1)
    os.write(writer, READY.encode())
    os.close(writer)
    _end_when_unused(home, server)
    server.wait()
    _tidy(home)
    os.close(held)


def _detach() -> None:
    """Let go of the terminal and of the folder that the first user stood in."""
    os.chdir("/")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)


def _start(home: Home) -> subprocess.Popen[bytes]:
    engine = engine_for(home)
    cluster.make_cluster(home, engine)
    _end_the_server_of_a_killed_keeper(home)
    cluster.admit_only(home, admitted(home))
    sockets = make_sockets(home)
    begun_at = home.log.stat().st_size if home.log.exists() else 0
    server = cluster.launch(home, engine, sockets)
    while not _is_ready(home, server.pid):
        if server.poll() is not None:
            raise EmbeddedFailure(f"The embedded database did not start:\n{_said_since(home, begun_at)}")
        time.sleep(PAUSE)
    return server


def admitted(home: Home) -> set[str]:
    """Whoever starts the server, root, and the owner of the data; not everything that runs as `nobody`."""
    names = {account_of(0).name, account_of(os.geteuid()).name}
    return names if home.account.is_borrowed else names | {home.account.name}


def make_sockets(home: Home) -> Path:
    """Make the private folder of the socket, and refuse one that somebody else laid there."""
    folder = home.sockets
    try:
        folder.mkdir(mode=0o700)
        os.chown(folder, home.account.uid, home.account.gid)
    except FileExistsError:
        _refuse_foreign(folder, home.account)
    return folder


def _refuse_foreign(folder: Path, account: Account) -> None:
    found = folder.lstat()
    if found.st_uid != account.uid or found.st_mode & 0o777 != 0o700 or folder.is_symlink():
        raise EmbeddedFailure(f"{folder} is not private to {account.name}: remove it, or set TMPDIR.")


def _is_ready(home: Home, pid: int) -> bool:
    lines = home.postmaster
    return len(lines) >= 8 and lines[0] == str(pid) and lines[7].strip() == "ready"


def _said_since(home: Home, begun_at: int) -> str:
    with home.log.open("rb") as log:
        log.seek(begun_at)
        return log.read()[-4000:].decode(errors="replace").strip()


def _end_the_server_of_a_killed_keeper(home: Home) -> None:
    """
    End a server that lost its keeper, and remove the mark of one that lost its life.

    A process id may have gone to another program since, in a restarted container nearly always;
    PostgreSQL would then take that program for a running server and refuse to start.
    """
    lines = home.postmaster
    if not lines:
        return
    orphan = _server_process(int(lines[0]), home)
    if orphan is not None:
        orphan.send_signal(signal.SIGINT)
        orphan.wait(STOPPING)
    (home.cluster / "postmaster.pid").unlink(missing_ok=True)


def _server_process(pid: int, home: Home) -> psutil.Process | None:
    try:
        process = psutil.Process(pid)
        ours = process.name() == "postgres" and Path(process.cwd()) == home.cluster.resolve()
    except psutil.Error:
        return None
    return process if ours else None


def _end_when_unused(home: Home, server: subprocess.Popen[bytes]) -> None:
    """End the server at a polite signal, or when the lock of the users can be had alone."""

    def end(_signal: int = 0, _frame: FrameType | None = None) -> None:
        server.send_signal(signal.SIGINT)

    def wait_for_the_last_user() -> None:
        locks.take_alone(home.folder / locks.USERS)  # held until this process ends: newcomers wait meanwhile
        end()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    threading.Thread(target=wait_for_the_last_user, daemon=True).start()


def _tidy(home: Home) -> None:
    with suppress(OSError):  # not empty or gone: the next start judges it
        home.sockets.rmdir()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
