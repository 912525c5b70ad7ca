"""Starting the program with real processes: what is wrong is told in one line, and nothing is left."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from marketplace.variables import CHECKOUT


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        check=False,
        capture_output=True,
        text=True,
        cwd=CHECKOUT,
        env={**os.environ, **environment},
    )


def test_a_malformed_variable_stops_the_start_with_one_line(tmp_path: Path) -> None:
    stopped = manage("check", PORT="70000", DATA_DIR=str(tmp_path))

    assert stopped.returncode == 1
    assert stopped.stderr == "rongtong: PORT='70000' cannot be read; it takes a port from 1 to 65535.\n"


def test_a_taken_port_is_told_before_any_work(tmp_path: Path, taken_port: int) -> None:
    stopped = manage("run", PORT=str(taken_port), DATA_DIR=str(tmp_path))

    assert stopped.returncode == 1
    assert stopped.stderr == f"CommandError: Port {taken_port} is taken: set PORT to another one.\n"
    assert not (tmp_path / "postgres").exists()


def test_wsgi_workers_need_redis(tmp_path: Path) -> None:
    environment = {**os.environ, "DATA_DIR": str(tmp_path), "REDIS_URL": ""}

    stopped = subprocess.run(
        [sys.executable, "-c", "import marketplace.wsgi"],
        check=False,
        capture_output=True,
        text=True,
        cwd=CHECKOUT,
        env=environment,
    )

    assert stopped.returncode == 1
    assert stopped.stderr.startswith("rongtong: REDIS_URL is not set.")


def test_two_first_starts_at_once_draw_one_secret_key(tmp_path: Path) -> None:
    draw = (
        "import pathlib, sys; from marketplace.secret import secret_key;"
        "print(secret_key(pathlib.Path(sys.argv[1])))"
    )
    both = [
        subprocess.Popen(
            [sys.executable, "-c", draw, str(tmp_path)], stdout=subprocess.PIPE, text=True, cwd=CHECKOUT
        )
        for _ in range(2)
    ]

    keys = [process.communicate()[0].strip() for process in both]

    assert keys[0] == keys[1] == (tmp_path / "secret-key").read_text()
    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600
