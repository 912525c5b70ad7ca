"""Two server processes over Redis: what is booked through one is seen through the other."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from http.client import HTTPConnection

import pytest
from django.db import connection
from django.utils import timezone
from websockets.sync.client import ClientConnection, connect

from capacity.models import Booking
from marketplace.accounts import tokens
from marketplace.accounts.enums import Role
from marketplace.variables import CHECKOUT
from tests.calling import coming
from tests.conftest import take_free_port
from tests.factories import member, offer, organisation, provider, resource

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def servers(redis_url) -> Iterator[list[int]]:
    """Two real server processes on the test's database; their ports."""
    ports = [take_free_port(), take_free_port()]
    processes = [serve(port, redis_url) for port in ports]
    for process in processes:
        for line in process.stderr:
            if "Application startup complete" in line:
                break
    yield ports
    for process in processes:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=20)


def serve(port: int, redis_url: str) -> subprocess.Popen[str]:
    environment = {
        **os.environ,
        "RACE_DATABASE": connection.settings_dict["NAME"],
        "DJANGO_SETTINGS_MODULE": "tests.racing_settings",
        "REDIS_URL": redis_url,
        "PORT": str(port),
        "WORKER": "0",
    }
    command = [sys.executable, "-m", "uvicorn", "marketplace.asgi:application", "--port", str(port)]
    return subprocess.Popen(command, cwd=CHECKOUT, env=environment, text=True, stderr=subprocess.PIPE)


def when():
    return coming(days=6)


@contextmanager
def watch(port: int, resource_id: int) -> Iterator[ClientConnection]:
    with connect(f"ws://127.0.0.1:{port}/ws/live/", origin=f"http://127.0.0.1:{port}") as socket:
        socket.send(json.dumps({"watch": {str(resource_id): 0}}))
        yield socket


def change(socket: ClientConnection) -> dict:
    """The next change; heartbeats in between are passed over."""
    while (frame := json.loads(socket.recv(timeout=10)))["type"] != "change":
        continue
    return frame


def hold_by_api(port: int, made, secret: str) -> int:
    wanted = when()
    body = {
        "resource": made.resource.slug,
        "offer": made.pk,
        "starts_at": wanted.starts_at.isoformat(),
        "ends_at": wanted.ends_at.isoformat(),
    }
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {secret}"}
    with closing(HTTPConnection("127.0.0.1", port)) as http:
        http.request("POST", "/api/v1/bookings/", json.dumps(body), headers)
        answer = http.getresponse()
        answer.read()
        return answer.status


def test_what_one_process_books_the_watchers_of_both_see(servers):
    made = offer(resource(provider()))
    buyer = member(organisation(), Role.BUYER)
    secret = tokens.issue(membership=buyer.membership).secret
    with watch(servers[0], made.resource_id) as first, watch(servers[1], made.resource_id) as second:
        status = hold_by_api(servers[0], made, secret)
        frames = [change(first), change(second)]

    assert status == 201
    assert [frame["version"] for frame in frames] == [1, 1]
    assert [block["kind"] for frame in frames for block in frame["blocks"]] == ["busy", "busy"]
    assert Booking.objects.get().held_until > timezone.now() + timedelta(minutes=14)
