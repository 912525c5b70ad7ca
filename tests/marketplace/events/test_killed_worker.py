"""A worker killed with -9 between commit and delivery loses nothing."""

import asyncio
import os
import subprocess
import sys

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from capacity.events import CalendarChanged
from marketplace.events import log, registry, tasks
from marketplace.variables import CHECKOUT
from tests.factories import NOW

pytestmark = pytest.mark.django_db(transaction=True)


def listen(event):
    raise AssertionError("this process only records")


@pytest.fixture(autouse=True)
def _subscribed(transactional_db, monkeypatch):
    # The worker process knows the subscriber under its own module's name.
    with connection.cursor() as cursor:
        # Jobs lie in tables that Django does not empty after a test.
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")
    monkeypatch.setattr(registry, "_subscribers", {"CalendarChanged": {"__main__.listen": listen}})


def worker(mode):
    environment = {**os.environ, "RACE_DATABASE": connection.settings_dict["NAME"]}
    environment["DJANGO_SETTINGS_MODULE"] = "tests.racing_settings"
    return subprocess.Popen(
        [sys.executable, "-m", "tests.marketplace.events.killed_worker", mode],
        cwd=CHECKOUT,
        env=environment,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


def take_up_stalled():
    async def again():
        with app.replace_connector(app.connector.get_worker_connector()) as worker_app:
            async with worker_app.open_async():
                await tasks.retry_stalled(worker_app.job_manager, after_seconds=0)

    asyncio.run(again())


def deliveries():
    """Jobs of the minute may stand beside them, where a minute begins."""
    return ProcrastinateJob.objects.filter(task_name=tasks.deliver.name)


def test_a_killed_worker_loses_no_event():
    with transaction.atomic():
        log.record(CalendarChanged(resource_id=1, version=1, cause="test"), now=NOW)

    doomed = worker("hang")
    assert doomed.stdout.readline() == "heard 1\n"
    doomed.kill()
    doomed.communicate()
    assert deliveries().get().status == "doing"

    take_up_stalled()
    told, _errors = worker("write").communicate()

    assert told == "heard 1\n"
    assert not deliveries().exists()
