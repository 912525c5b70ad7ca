from datetime import timedelta

import pytest
from django.db import connection

from marketplace.events import due, registry, timers
from marketplace.events.models import Timer
from tests.factories import NOW
from tests.racing import all_at_once

KIND = "tested"


@pytest.fixture
def handled():
    """What the handler was called for; a negative subject fails."""
    calls: list[int] = []

    def handle(subject_id, now):
        if subject_id < 0:
            raise RuntimeError("the machine is not there")
        calls.append(subject_id)

    before = dict(registry._timers)
    registry._timers[KIND] = handle
    yield calls
    registry._timers.clear()
    registry._timers.update(before)


def start(subject_id, after=timedelta()):
    timers.start(kind=KIND, subject_id=subject_id, due_at=NOW + after)


@pytest.mark.django_db
def test_what_is_due_runs_once_and_is_gone(handled):
    start(1)
    start(2, timedelta(minutes=1))

    assert due.run_due(now=NOW) == 1
    assert due.run_due(now=NOW) == 0
    assert handled == [1]
    assert Timer.objects.get().subject_id == 2


@pytest.mark.django_db
def test_starting_again_puts_the_one_timer_off(handled):
    start(1)
    start(1, timedelta(minutes=5))

    assert due.run_due(now=NOW) == 0
    assert due.run_due(now=NOW + timedelta(minutes=5)) == 1


@pytest.mark.django_db
def test_a_stopped_timer_does_not_run(handled):
    start(1)
    timers.stop(kinds=(KIND,), subject_id=1)

    assert due.run_due(now=NOW) == 0


@pytest.mark.django_db
def test_a_failing_timer_waits_longer_each_time_and_keeps_the_reason(handled, caplog):
    start(-1)
    start(2)

    assert due.run_due(now=NOW) == 1
    failed = Timer.objects.get()
    assert failed.attempts == 1
    assert failed.next_attempt_at == NOW + timedelta(seconds=10)
    assert "the machine is not there" in failed.last_error

    due.run_due(now=failed.next_attempt_at)
    again = Timer.objects.get()
    assert again.next_attempt_at - failed.next_attempt_at == timedelta(seconds=20)
    assert handled == [2]


@pytest.mark.django_db
def test_a_timer_set_anew_while_it_runs_is_kept(handled):
    def put_off(subject_id, now):
        timers.start(kind=KIND, subject_id=subject_id, due_at=now + timedelta(hours=1))

    registry._timers[KIND] = put_off
    start(1)

    assert due.run_due(now=NOW) == 1
    assert Timer.objects.get().due_at == NOW + timedelta(hours=1)


@pytest.mark.django_db
def test_the_lease_of_a_killed_worker_runs_out(handled):
    start(1)
    assert due._claim(NOW).subject_id == 1

    assert due.run_due(now=NOW + timedelta(minutes=1)) == 0
    assert due.run_due(now=NOW + due.LEASE) == 1


@pytest.mark.django_db(transaction=True)
def test_eight_workers_at_once_run_each_timer_once(handled):
    for subject_id in range(1, 41):
        start(subject_id)

    counts = all_at_once([lambda: due.run_due(now=NOW) for _ in range(8)])

    assert sorted(handled) == list(range(1, 41))
    assert sum(counts) == 40
    assert connection.in_atomic_block is False
