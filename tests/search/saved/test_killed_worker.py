"""A worker killed with -9 between finding and mailing loses nothing and tells nothing twice."""

import asyncio
import os
import subprocess
import sys

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app

from capacity.operations.listing_log import tell_listing
from marketplace.events import tasks
from marketplace.variables import CHECKOUT
from search.models import SavedSearchMatch
from tests import factories
from tests.factories import NOW
from tests.search.saved.keeping import keep

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _no_jobs(transactional_db):
    with connection.cursor() as cursor:
        # Jobs lie in tables that Django does not empty after a test.
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")


def worker(mode):
    environment = {**os.environ, "RACE_DATABASE": connection.settings_dict["NAME"]}
    environment["DJANGO_SETTINGS_MODULE"] = "tests.racing_settings"
    return subprocess.Popen(
        [sys.executable, "-m", "tests.search.saved.killed_worker", mode],
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


@pytest.mark.parametrize(("hangs", "found_before"), [("finding", 0), ("mailing", 1)])
def test_a_killed_worker_neither_loses_nor_doubles_what_is_to_be_told(hangs, found_before):
    machine = factories.resource()
    saved = keep(machine="five_axis")
    with transaction.atomic():
        tell_listing(machine.pk, change="approved", now=NOW)

    doomed = worker(hangs)
    assert doomed.stdout.readline() == "hangs\n"
    doomed.kill()
    doomed.communicate()
    assert SavedSearchMatch.objects.count() == found_before

    take_up_stalled()
    told, _errors = worker("works").communicate()

    assert told == f"[['{saved.membership.user.email}']]\n"
    assert SavedSearchMatch.objects.get().told_at is not None
