"""Real processes that use real servers, each in a folder of its own."""

import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest

from marketplace.embedded import locks

USER = Path(__file__).with_name("user_of_the_server.py")


class User:
    """A process that uses the server which belongs at a folder, until it is told to end."""

    def __init__(self, wanted: Path, account: str | None = None, **environment: str) -> None:
        identity = {}
        interpreter = sys.executable
        if account is not None and os.geteuid() == 0:
            identity = identity_of(account)
            interpreter = python_for(account)
        self.process = subprocess.Popen(
            [interpreter, str(USER), str(wanted)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd="/",
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
                **environment,
            },
            start_new_session=True,
            **identity,
        )

    def server(self) -> str:
        """Wait for the server; return its process id and the folder of its socket."""
        line = self.process.stdout.readline().strip()
        assert line, self.process.stderr.read()
        return line

    def server_again(self) -> str:
        """Connect once more."""
        self.process.stdin.write("again\n")
        self.process.stdin.flush()
        return self.server()

    def refusal(self) -> str:
        """Wait for the process to fail, and return what it said."""
        said = self.process.communicate(timeout=30)[1]
        assert self.process.returncode == 1
        return said

    def end(self, by: signal.Signals = signal.SIGTERM) -> None:
        self.process.send_signal(by)
        self.process.communicate(timeout=30)


def identity_of(account: str) -> dict[str, Any]:
    entry = pwd.getpwnam(account)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


@contextmanager
def bystander_of(account: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process of the account that has nothing to do with any server."""
    identity = identity_of(account) if os.geteuid() == 0 else {}
    with subprocess.Popen(["sleep", "60"], cwd="/", **identity) as process:
        yield process
        process.kill()


def python_for(account: str) -> str:
    """A Python of our version that the account can run; the one in use may lie in somebody's home."""
    name = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for path in (sys.executable, f"/usr/bin/{name}", f"/usr/local/bin/{name}"):
        try:
            tried = subprocess.run([path, "-c", ""], check=False, cwd="/", **identity_of(account))
        except OSError:
            continue
        if tried.returncode == 0:
            return path
    pytest.skip(f"no {name} that {account} can run: install it under /usr/bin")
    raise AssertionError


class Users:
    """Starts users, and ends those that a test leaves."""

    def __init__(self) -> None:
        self.started: list[User] = []

    def __call__(self, wanted: Path, account: str | None = None, **environment: str) -> User:
        user = User(wanted, account, **environment)
        self.started.append(user)
        return user

    def end(self) -> None:
        for user in self.started:
            if user.process.poll() is None:
                user.end(signal.SIGKILL)
            for stream in (user.process.stdin, user.process.stdout, user.process.stderr):
                stream.close()


def wait_for_keeper(folder: Path) -> None:
    """Wait until the keeper of a home has ended, with all its threads."""
    eventually(lambda: not locks.is_held_alone(folder / locks.KEEPER))


def wait_until_ended(folder: Path) -> None:
    """Wait for the keeper of a home, and for everything else that is left of it."""
    if folder.exists():
        wait_for_keeper(folder)
    eventually(lambda: servers_of(folder) == [])


def servers_of(folder: Path) -> list[str]:
    """The processes whose command line names the folder, but for those that only await their burial."""
    found = []
    for process in psutil.process_iter():
        try:
            words = process.cmdline()
            if any(str(folder) in word for word in words) and process.status() != psutil.STATUS_ZOMBIE:
                found.append(" ".join(words))
        except psutil.NoSuchProcess:
            continue
    return [line for line in found if "user_of_the_server" not in line]


def is_alive(process: psutil.Process) -> bool:
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


def eventually(is_so: Callable[[], bool]) -> None:
    """Wait for another process that has no lock to wait for."""
    give_up_at = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < give_up_at
        time.sleep(0.02)
