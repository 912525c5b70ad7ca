"""Health for operators, and the one answer that machines ask for."""

from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.urls import reverse
from django.utils import timezone

from marketplace.desk import health
from marketplace.events.models import Timer
from tests import factories
from tests.capacity.views.stage import ENGLISH, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _unasked():
    """As in a process that was not asked before."""
    health._migrated.clear()
    yield
    health._migrated.clear()


def timer(**fields):
    due_at = fields.pop("due_at", timezone.now() - timedelta(minutes=3))
    subject = Timer.objects.count() + 1
    defaults = {
        "kind": "booking_deadline",
        "subject_id": subject,
        "due_at": due_at,
        "next_attempt_at": due_at,
    }
    return Timer.objects.create(**(defaults | fields))


def test_a_site_that_can_serve_says_ok(client):
    answer = client.get("/healthz")

    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_second_asking_costs_one_query(client, django_assert_num_queries):
    client.get("/healthz")

    with django_assert_num_queries(1):
        client.get("/healthz")


def test_a_migration_that_is_not_applied_is_told(client):
    MigrationRecorder.Migration.objects.filter(app="capacity").order_by("-pk").first().delete()

    answer = client.get("/healthz")

    assert answer.status_code == 503
    assert answer.content == b"1 migrations are not applied\n"


def test_a_database_that_does_not_answer_is_told(client):
    def away(*_arguments):
        raise OperationalError("the server closed the connection")

    with connection.execute_wrapper(away):
        answer = client.get("/healthz")

    assert answer.status_code == 503
    assert b"the server closed the connection" in answer.content


def test_nothing_late_is_said_in_words():
    readings = health.Health(now=timezone.now())

    assert [figure.value for figure in readings.figures][:4] == ["0", "0", "0", "0"]
    assert {figure.tone for figure in readings.figures[:4]} == {"free"}


@pytest.mark.parametrize(("minutes", "tone"), [(1, "free"), (3, "hold"), (11, "stop")])
def test_a_late_timer_changes_the_tone_with_its_age(minutes, tone):
    now = timezone.now()
    timer(due_at=now - timedelta(minutes=minutes))

    readings = health.Health(now=now)

    assert (readings.figures[0].value, readings.figures[0].tone) == ("1", tone)
    assert readings.oldest_age == timedelta(minutes=minutes)


def test_a_timer_to_come_is_not_due():
    timer(due_at=timezone.now() + timedelta(hours=1))

    readings = health.Health(now=timezone.now())

    assert (readings.timers["every"], readings.timers["due"]) == (1, 0)


def test_the_page_names_what_failed_and_costs_the_same_for_many(django_assert_num_queries):
    desk = signed_in(factories.operator(), **ENGLISH)
    timer(attempts=2, last_error='Traceback ...\n  File "x"\nKeyError: booking_deadline\n')
    page = desk.get(reverse("health")).content.decode()
    for _number in range(8):
        timer(attempts=1, last_error="ValueError: x")

    assert "KeyError: booking_deadline" in page
    assert "Traceback" not in page
    # user, memberships, timers, failed timers, jobs by state, waiting jobs, failed jobs, workers,
    # search index, database, the bar's count
    with django_assert_num_queries(11):
        desk.get(reverse("health"))
