"""The same through the front door: holds by the API, over persistent connections, one server process."""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from threading import Thread

from django.db import connection

from marketplace.variables import CHECKOUT
from tests.bench.ground import Ground, share
from tests.conftest import take_free_port


@contextmanager
def serving(*, engine: str = "", has_worker: bool = False) -> Iterator[int]:
    """The port of a server on our database; `engine` is the address of an Elasticsearch that answers."""
    port = take_free_port()
    environment = {
        **os.environ,
        "RACE_DATABASE": connection.settings_dict["NAME"],
        "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
        "PORT": str(port),
        "WORKER": str(int(has_worker)),
        "BENCH_ENGINE": engine,
    }
    command = [sys.executable, "-m", "uvicorn", "marketplace.asgi:application", "--port", str(port)]
    # A search of a million may keep its client waiting longer than an idle connection is left open.
    command += ["--no-access-log", "--timeout-keep-alive", "3600"]
    server = subprocess.Popen(command, cwd=CHECKOUT, env=environment, text=True, stderr=subprocess.PIPE)
    try:
        for line in server.stderr or ():
            if "Uvicorn running" in line:
                break
        else:
            raise SystemExit("The server did not start.")
        Thread(target=server.stderr.read, daemon=True).start()  # or it would wait for a reader
        yield port
    finally:
        server.send_signal(signal.SIGINT)
        server.wait()


@contextmanager
def clients(
    ground: Ground, options: argparse.Namespace, turn: int, port: int
) -> Iterator[Callable[[int], None]]:
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {ground.secret}"}
    doors = [HTTPConnection("127.0.0.1", port) for _ in range(options.clients)]

    def work(client: int) -> None:
        for number in share(options.bookings, options.clients, client):
            made, period = ground.slot(turn * options.bookings + number)
            body = {
                "resource": made.resource.slug,
                "offer": made.pk,
                "starts_at": period.starts_at.isoformat(),
                "ends_at": period.ends_at.isoformat(),
            }
            doors[client].request("POST", "/api/v1/bookings/", json.dumps(body), headers)
            answer = doors[client].getresponse()
            text = answer.read()
            if answer.status != 201:
                raise SystemExit(f"A booking was refused with {answer.status}: {text[:500]!r}")

    try:
        yield work
    finally:
        for each in doors:
            each.close()
