"""The whole index anew, and compared with the database: also while everything goes on."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from io import StringIO
from threading import Barrier

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from capacity.enums import ClaimKind
from capacity.models import Claim, Resource
from search.models import IndexEntry, SearchFree, SearchSuggestion, SearchText
from search.operations import rebuilding
from search.operations.checking import drifted, mended
from search.operations.rebuilding import is_empty, rebuild
from search.operations.refreshing import refresh
from search.postgres.writing import PostgresIndex
from search.request import BackendAway
from tests.factories import NOW, offer, period, resource

pytestmark = pytest.mark.django_db


@pytest.fixture
def machines(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Five, in batches of two."""
    monkeypatch.setattr(rebuilding, "BATCH", 2)
    return [offer(resource(title=f"机床 {number}")).resource_id for number in range(5)]


def drift() -> list[int]:
    return drifted(PostgresIndex(), now=NOW)


@transaction.atomic
def occupy(pk: int, *, days: int = 3) -> None:
    """A booking of the machine, with its version, as its operation would write it."""
    machine = Resource.objects.select_for_update().get(pk=pk)
    Claim.objects.create(
        resource=machine, unit=machine.units.get(), during=period(days=days), kind=ClaimKind.BOOKING
    )
    Resource.objects.filter(pk=pk).update(version=machine.version + 1)


def test_everything_public_is_in_a_rebuilt_index(machines: list[int]):
    assert is_empty()
    assert drift() == machines
    told = []

    rebuild(clock=lambda: NOW, written=lambda last, count: told.append((last, count)))

    assert told == [(machines[1], 2), (machines[3], 2), (machines[4], 1)]
    assert drift() == []
    assert not is_empty()


def test_it_goes_on_where_it_stopped(machines: list[int]):
    rebuild(clock=lambda: NOW, after=machines[2])

    assert list(IndexEntry.objects.order_by("pk").values_list("pk", flat=True)) == machines[3:]


def test_what_is_not_public_any_more_goes(machines: list[int]):
    refresh(machines, now=NOW)
    Resource.objects.filter(pk=machines[0]).update(retired_at=NOW)
    assert drift() == [machines[0]]

    rebuild(clock=lambda: NOW)

    assert drift() == []
    assert not SearchFree.objects.filter(pk=machines[0]).exists()


def test_a_rebuild_under_changes_loses_nothing(machines: list[int]):
    """Before each batch is written a machine behind it and one before it are booked, and come by event."""
    turns = iter([(machines[4], machines[0]), (machines[0], machines[3]), (machines[1], machines[4])])

    def now_with_changes():
        for pk in next(turns):
            occupy(pk) if not Claim.objects.filter(resource=pk).exists() else retire(pk)
            refresh([pk], now=NOW)
        return NOW

    def retire(pk: int) -> None:
        Resource.objects.filter(pk=pk).update(retired_at=NOW, version=9)

    rebuild(clock=now_with_changes)

    assert drift() == []


def test_a_late_batch_does_not_undo_what_came_meanwhile(machines: list[int]):
    """The batch was built before a booking, and is written after it."""

    class Slow(PostgresIndex):
        def put(self, documents, *, now):
            occupy(machines[0])
            refresh([machines[0]], now=now)
            super().put(documents, now=now)

    refresh(machines[:1], now=NOW, indexes=[Slow()])

    assert drift() == machines[1:]


@dataclass
class FullAfter(PostgresIndex):
    last: int

    def put(self, documents, *, now):
        if documents[-1].resource_id > self.last:
            raise BackendAway("full")
        super().put(documents, now=now)


@pytest.mark.django_db(transaction=True)
def test_several_processes_share_the_work_and_tell_it_in_order(machines: list[int]):
    told = []

    rebuild(clock=lambda: NOW, written=lambda last, count: told.append((last, count)), processes=2)

    assert told == [(machines[1], 2), (machines[3], 2), (machines[4], 1)]
    assert drift() == []


@pytest.mark.django_db(transaction=True)
def test_what_one_of_several_processes_cannot_do_stops_the_rebuild(machines: list[int]):
    told = []

    with pytest.raises(BackendAway, match="full"):
        rebuild(
            clock=lambda: NOW,
            indexes=[FullAfter(machines[1])],
            written=lambda last, count: told.append(last),
            processes=2,
        )

    assert told == [machines[1]]


@pytest.mark.django_db(transaction=True)
def test_rebuilds_and_a_stream_of_bookings_at_once_lose_nothing(machines: list[int]):
    """Two rebuild while two book; each booking comes into the index by itself, as by its event."""
    together = Barrier(4)

    def rebuilding(_number: int) -> None:
        for _turn in range(3):
            rebuild(clock=lambda: NOW)

    def booking(number: int) -> None:
        for days in range(1 + number, 40, 4):
            for pk in machines:
                occupy(pk, days=days)
                refresh([pk], now=NOW)

    def work(number: int) -> None:
        together.wait()
        try:
            (booking if number % 2 else rebuilding)(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))

    assert drift() == []
    assert Resource.objects.filter(version=19).count() == len(machines)


DAMAGES = {
    "a lost row": lambda pk: SearchFree.objects.filter(pk=pk).delete(),
    "lost words": lambda pk: SearchText.objects.filter(pk=pk).delete(),
    "another class": lambda pk: SearchFree.objects.filter(pk=pk).update(facets_id=0),
    "another price": lambda pk: SearchFree.objects.filter(pk=pk).update(prices=[0, 0, 0, 0, 0, 0]),
    "another specification": lambda pk: SearchText.objects.filter(pk=pk).update(
        specifications={"load": [1, 2]}
    ),
    "a lost suggestion": lambda pk: SearchSuggestion.objects.filter(resource_id=pk).delete(),
    "an older version": lambda pk: Resource.objects.filter(pk=pk).update(version=5),
    "a lost entry": lambda pk: IndexEntry.objects.filter(pk=pk).delete(),
    "a claim nobody told of": occupy,
}


def _flip(pk: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE search_searchfree SET bits = set_bit(bits, 200, 1 - get_bit(bits, 200))"
            " WHERE resource_id = %s", [pk]
        )  # fmt: skip


@pytest.mark.parametrize("damage", [*DAMAGES.values(), _flip], ids=[*DAMAGES, "a bit"])
def test_every_drift_is_found_and_mended(damage, machines: list[int]):
    refresh(machines, now=NOW)
    assert drift() == []

    damage(machines[2])

    assert drift() == [machines[2]]
    assert mended(PostgresIndex(), [machines[2]], now=NOW) == []
    assert drift() == []


@pytest.mark.parametrize("later", [timedelta(hours=1), timedelta(days=6)])
@pytest.mark.parametrize("policy", [{}, {"horizon_days": 9, "minimum_minutes": 240}])
def test_time_that_passes_is_no_drift(later: timedelta, policy: dict):
    """Neither what is over nor what has come into the horizon since."""
    machine = resource(units=2, policy=policy)
    refresh([machine.pk], now=NOW)

    assert drifted(PostgresIndex(), now=NOW + later) == []


def said(*command: str) -> str:
    out = StringIO()
    call_command(*command, stdout=out, stderr=out)
    return out.getvalue()


def test_the_commands_fill_check_and_mend(machines: list[int]):
    with pytest.raises(CommandError):
        said("check_index")
    assert "The index is rebuilt." in said("rebuild_index", "--processes=1")
    assert "every listing is as the database says" in said("check_index")

    DAMAGES["another class"](machines[1])
    with pytest.raises(CommandError):
        said("check_index")

    assert "1 listings are mended" in said("check_index", "--mend")
    assert "every listing is as the database says" in said("check_index")


def test_a_rebuild_that_is_stopped_says_where_to_go_on(machines: list[int], monkeypatch: pytest.MonkeyPatch):
    out, put = StringIO(), PostgresIndex.put

    def interrupted(self, documents, *, now):
        if documents[0].resource_id == machines[2]:
            raise KeyboardInterrupt
        put(self, documents, now=now)

    monkeypatch.setattr(PostgresIndex, "put", interrupted)
    with pytest.raises(KeyboardInterrupt):
        call_command("rebuild_index", "--processes=1", stdout=out, stderr=out)

    assert f"--after {machines[1]}" in out.getvalue()
