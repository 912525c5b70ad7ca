"""`manage.py run` as people start and end it: real processes, a real server, nothing left afterwards."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from marketplace.variables import CHECKOUT
from tests.conftest import take_free_port
from tests.marketplace.embedded.processes import eventually, wait_until_ended

ONE_FIRM = (
    "from marketplace.accounts.models import Organisation;"
    "Organisation.objects.create(slug='a-firm', name_zh='一家', size_class='small')"
)
ONE_JOB = "from marketplace.events.tasks import wake_up; wake_up.defer()"
WAITING = (
    "from procrastinate.contrib.django.models import ProcrastinateJob as Job;"
    "print(Job.objects.filter(task_name__endswith='wake_up').count())"
)
LAUNCHER = "import subprocess, sys; subprocess.run(sys.argv[1:])"


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    """The data of a marketplace that was begun before, so that no demo is made."""
    folder = Path(tempfile.mkdtemp(prefix="rongtong test "))
    folder.chmod(0o755)
    manage(folder, "migrate", "--verbosity", "0")
    manage(folder, "shell", "--no-imports", "--command", ONE_FIRM)
    yield folder
    wait_until_ended(folder / "postgres")
    shutil.rmtree(folder)


def manage(data: Path, *arguments: str) -> str:
    """What a command says. It is a process of its own, for this one would keep the database up."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        check=True, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True,
        env={**os.environ, "DATA_DIR": str(data)},
    ).stdout  # fmt: skip


class Running:
    """A server that answers, in a session of its own as a terminal gives it."""

    def __init__(self, data: Path, *, launched: bool = False) -> None:
        self.data = data
        self.port = take_free_port()
        launcher = [sys.executable, "-c", LAUNCHER] if launched else []
        options = ["--with-parent"] if launched else []
        self.process = subprocess.Popen(
            [*launcher, sys.executable, "manage.py", "run", *options],
            cwd=CHECKOUT, text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            start_new_session=True,
            env={**os.environ, "DATA_DIR": str(data), "PORT": str(self.port)},
        )  # fmt: skip
        self.greeting = self._wait_for_greeting()

    def _wait_for_greeting(self) -> str:
        lines = []
        for line in self.process.stdout:
            lines.append(line)
            if line.startswith("Ctrl-C"):
                return "".join(lines)
        pytest.fail(f"the server ended: {self.process.wait()}")
        raise AssertionError

    def end(self, by: signal.Signals) -> None:
        os.killpg(self.process.pid, by)
        self.process.communicate(timeout=30)

    def is_reachable(self) -> bool:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{self.port}/jsi18n/").close()
        except OSError:
            return False
        return True


@pytest.fixture
def running(data: Path) -> Iterator[Running]:
    server = Running(data)
    yield server
    if server.process.poll() is None:
        server.end(signal.SIGKILL)


def test_it_tells_its_address_and_answers_there(running: Running) -> None:
    assert f"Rongtong is open at http://127.0.0.1:{running.port}/\n" in running.greeting
    assert running.is_reachable()


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGHUP, signal.SIGTERM, signal.SIGKILL])
def test_nothing_is_left_however_the_terminal_ends(running: Running, by: signal.Signals) -> None:
    running.end(by)

    assert not running.is_reachable()
    wait_until_ended(running.data / "postgres")


@pytest.mark.skipif(sys.platform != "linux", reason="Linux alone tells a child of its parent's end")
def test_nothing_is_left_when_the_launcher_is_killed(data: Path) -> None:
    running = Running(data, launched=True)

    running.process.kill()

    running.process.communicate()
    eventually(lambda: not running.is_reachable())
    wait_until_ended(data / "postgres")


def test_it_runs_the_jobs(running: Running) -> None:
    manage(running.data, "shell", "--no-imports", "--command", ONE_JOB)

    eventually(lambda: manage(running.data, "shell", "--no-imports", "--command", WAITING) == "0\n")


def test_it_goes_on_when_its_database_was_killed(running: Running) -> None:
    mark = running.data / "postgres" / "cluster" / "postmaster.pid"
    os.kill(int(mark.read_text().splitlines()[0]), signal.SIGKILL)

    eventually(running.is_reachable)

    manage(running.data, "shell", "--no-imports", "--command", ONE_JOB)
    eventually(lambda: manage(running.data, "shell", "--no-imports", "--command", WAITING) == "0\n")
