"""The engine's index is given what it lacks, and no more; it is filled by one process at a time."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from threading import Thread

import psutil
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from elasticsearch import Elasticsearch

from capacity.models import Resource
from marketplace.variables import CHECKOUT
from search.breaker import Breaker
from search.elastic.writing import ElasticIndex, OneIndex
from search.models import Clock, IndexEntry, IndexLag
from search.operations import answering, catching_up
from search.operations.catching_up import catch_up, fill_anew
from search.operations.checking import drifted
from search.operations.lacking import lacking
from search.operations.refreshing import refresh
from search.postgres.writing import PostgresIndex
from search.request import Circle, SearchRequest
from tests.factories import offer, resource
from tests.search.contract.listings import BERLIN, listing

pytestmark = pytest.mark.django_db(transaction=True)

NOW = timezone.now()
BEFORE = NOW - timedelta(minutes=5)  # long enough ago to be in nobody's hands any more


@pytest.fixture
def index(elasticsearch_url: str, settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[ElasticIndex]:
    """The site's own, filled with what the site lists."""
    settings.ELASTICSEARCH_URL = elasticsearch_url
    breaker = Breaker()
    monkeypatch.setattr(answering, "_breaker", lambda: breaker)
    client = Elasticsearch(elasticsearch_url)
    found = ElasticIndex(client)
    assert fill_anew(found, clock=timezone.now)
    yield found
    client.close()


def list_machine() -> int:
    return offer(resource()).resource_id


def answer(**asked):
    return answering.answer(SearchRequest(now=NOW, **asked))


def raise_version(pk: int, version: int) -> None:
    Resource.objects.filter(pk=pk).update(version=version)


def test_what_the_engine_was_never_told_is_found_by_its_version(index: ElasticIndex):
    """As after a process that was killed between its two writes."""
    machines = [list_machine() for _ in range(3)]
    refresh(machines, now=BEFORE)
    raise_version(machines[1], 7)
    refresh([machines[1]], now=BEFORE, indexes=[PostgresIndex()])
    assert lacking(index, before=NOW, most=9).late == [machines[1]]

    assert catch_up(clock=lambda: NOW)  # not later: a document made after NOW has less free time

    assert len(lacking(index, before=NOW, most=9)) == 0
    assert drifted(index, now=NOW) == []


def test_a_refresh_of_the_same_version_that_was_missed_is_found_as_well(index: ElasticIndex):
    pk = list_machine()
    refresh([pk], now=BEFORE)
    refresh([pk], now=BEFORE + timedelta(minutes=1), indexes=[PostgresIndex()])

    found = lacking(index, before=NOW, most=9)

    assert (found.late, found.stale) == ([pk], 0)


def test_a_listing_that_should_be_gone_goes(index: ElasticIndex):
    stays, goes = list_machine(), list_machine()
    refresh([stays, goes], now=BEFORE)
    Resource.objects.filter(pk=goes).update(retired_at=BEFORE, version=9)
    refresh([goes], now=BEFORE, indexes=[PostgresIndex()])

    assert catch_up(clock=timezone.now)

    index.refresh()
    assert [hit.resource_id for hit in answer().hits] == [stays]


def test_what_somebody_is_just_writing_is_left_to_him(index: ElasticIndex):
    pk = list_machine()
    refresh([pk], now=NOW, indexes=[PostgresIndex()])

    assert len(lacking(index, before=NOW, most=9)) == 0


def test_only_what_is_lacking_is_sent(index: ElasticIndex):
    kept, missed = list_machine(), list_machine()
    refresh([kept], now=BEFORE)
    (before,) = index.family()
    IndexLag.objects.begin("elastic", now=BEFORE)
    refresh([missed], now=BEFORE)

    assert catch_up(clock=timezone.now)

    assert index.family() == [before]
    assert index.held([kept])[kept] < index.held([missed])[missed]
    assert not IndexLag.objects.exists()


def test_nobody_is_answered_from_an_index_that_is_far_behind(
    index: ElasticIndex, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(catching_up, "MANY", 2)
    machines = [list_machine() for _ in range(3)]
    refresh(machines, now=BEFORE, indexes=[PostgresIndex()])
    seen = []

    class Watched(ElasticIndex):
        def put(self, documents, *, now):
            seen.append(answer().backend)
            super().put(documents, now=now)

    monkeypatch.setattr(catching_up, "engine_index", lambda: Watched(index.client))

    assert catch_up(clock=timezone.now)
    assert seen == ["postgres"]
    index.refresh()
    assert (answer().backend, answer().total) == ("elastic", 3)


def test_an_engine_that_lost_everything_is_filled(index: ElasticIndex):
    pk = list_machine()
    refresh([pk], now=BEFORE)
    index.client.indices.delete(index=index.family())
    refresh([pk], now=BEFORE)
    assert answer().is_stand_in

    assert catch_up(clock=timezone.now)

    assert (answer().backend, answer().total) == ("elastic", 1)


def test_two_do_not_fill_at_once(index: ElasticIndex, monkeypatch: pytest.MonkeyPatch):
    """A long filling is not undone by the next minute's job, nor by somebody's command."""
    monkeypatch.setattr(catching_up, "PATIENCE", catching_up.NONE)
    list_machine()
    others: list[object] = []

    def elsewhere() -> None:
        others.append(catch_up(clock=timezone.now))
        try:
            call_command("rebuild_index")
        except CommandError as refusal:
            others.append(str(refusal))
        connection.close()

    def meanwhile(_last: int, _count: int) -> None:
        thread = Thread(target=elsewhere)
        thread.start()
        thread.join()

    assert fill_anew(index, clock=timezone.now, written=meanwhile)
    assert others == [False, "The search index is being filled by another process."]
    assert catch_up(clock=timezone.now)


def test_the_commands_fill_and_check_the_engine(index: ElasticIndex):
    pk = list_machine()
    out = StringIO()

    call_command("rebuild_index", stdout=out, stderr=out)
    raise_version(pk, 5)
    with pytest.raises(CommandError):
        call_command("check_index", stdout=out, stderr=out)
    call_command("check_index", "--mend", stdout=out, stderr=out)
    call_command("check_index", stdout=out, stderr=out)

    assert "elastic: every listing is as the database says." in out.getvalue()


def test_a_filling_that_is_stopped_leaves_the_old_index_asked(index: ElasticIndex):
    pk = list_machine()
    refresh([pk], now=BEFORE)
    (before,) = index.family()

    def stopped(_last: int, _count: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fill_anew(index, clock=timezone.now, written=stopped)
    index.refresh()
    assert (answer().backend, answer().total) == ("elastic", 1)
    assert len(index.family()) == 2

    assert catch_up(clock=timezone.now)
    assert index.family() == [before]


def test_a_filling_killed_with_its_processes_leaves_the_old_index_asked(index: ElasticIndex):
    for pk in [list_machine() for _ in range(4)]:
        refresh([pk], now=BEFORE)
    (before,) = index.family()
    doomed = filling()
    assert doomed.stdout.readline() == "hangs\n"
    helpers = psutil.Process(doomed.pid).children(recursive=True)

    doomed.kill()
    doomed.communicate()

    _gone, alive = psutil.wait_procs(helpers, timeout=30)
    assert (len(helpers) >= 2, alive) == (True, [])
    index.refresh()
    assert (answer().backend, answer().total) == ("elastic", 4)
    assert len(index.family()) == 2
    assert catch_up(clock=timezone.now)
    assert index.family() == [before]
    assert drifted(index, now=NOW) == []


def filling() -> subprocess.Popen[str]:
    environment = {
        **os.environ,
        "RACE_DATABASE": connection.settings_dict["NAME"],
        "DJANGO_SETTINGS_MODULE": "tests.racing_settings",
    }
    return subprocess.Popen(
        [sys.executable, "-m", "tests.search.killed_rebuild", settings.ELASTICSEARCH_URL],
        cwd=CHECKOUT,
        env=environment,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


def test_a_write_to_a_dropped_index_does_not_make_it_anew(index: ElasticIndex):
    dropped, family = OneIndex(index.client, f"{index.alias}-dropped"), index.family()

    dropped.put([listing(1)], now=NOW)
    dropped.remove({1: 2}, now=NOW)

    assert index.family() == family


def test_a_question_that_the_engine_refuses_does_not_turn_everybody_away(index: ElasticIndex):
    refused = answer(circle=Circle(latitude=1_000.0, longitude=0.0, radius_km=5))

    assert (refused.backend, refused.is_stand_in) == ("postgres", True)
    assert answer().backend == "elastic"


def test_writing_costs_no_numbers_of_clocks():
    """There are 32 767 of them, and millions of writes."""
    for version in range(5):
        PostgresIndex().put([listing(1, version=version)], now=NOW)
    PostgresIndex().put([listing(2, zone=BERLIN)], now=NOW)

    first, second = Clock.objects.order_by("pk").values_list("pk", flat=True)
    assert second == first + 1
    assert IndexEntry.objects.count() == 2
