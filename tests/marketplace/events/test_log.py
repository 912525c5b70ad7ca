from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import transaction
from django.db.utils import IntegrityError, ProgrammingError
from procrastinate.contrib.django.models import ProcrastinateJob

from marketplace import subscribers
from marketplace.events import log, registry, replay, tasks
from marketplace.events.models import Event
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@dataclass(frozen=True, kw_only=True)
class Happened(log.DomainEvent):
    word: str


heard: list[str] = []


def listen(event: Event) -> None:
    heard.append(event.data["word"])


@pytest.fixture(autouse=True)
def _subscribed():
    registry.connect({Happened: (listen,)}, {}, {})
    heard.clear()
    yield
    registry.connect(subscribers.SUBSCRIBERS, subscribers.TIMERS, subscribers.GUARDS)


def record(version, word="刚订"):
    return log.record(Happened(resource_id=7, version=version, word=word), now=NOW)


def test_an_event_and_its_jobs_are_one_with_what_made_it():
    with pytest.raises(RuntimeError), transaction.atomic():
        record(1)
        raise RuntimeError

    assert not Event.objects.exists()
    assert not ProcrastinateJob.objects.exists()

    event = record(1)
    job = ProcrastinateJob.objects.get()
    assert job.args == {"event_id": event.pk, "subscriber": registry.full_name(listen)}


def test_a_job_delivers_the_event_to_its_subscriber():
    event = record(1)

    tasks.deliver(event_id=event.pk, subscriber=registry.full_name(listen))

    assert heard == ["刚订"]


def test_a_subscription_that_a_release_took_away_is_passed_over():
    event = record(1)

    tasks.deliver(event_id=event.pk, subscriber="gone.function")

    assert heard == []


def test_a_version_is_given_once():
    record(1)

    with pytest.raises(IntegrityError), transaction.atomic():
        record(1)


@pytest.mark.parametrize("change", [{"name": "Other"}, None])
def test_events_are_neither_changed_nor_deleted(change):
    row = Event.objects.filter(pk=record(1).pk)

    with pytest.raises(ProgrammingError), transaction.atomic():
        row.update(**change) if change else row.delete()

    assert row.get().name == "Happened"


def test_the_replay_begins_after_the_version_last_seen():
    for version, word in enumerate("甲乙丙", start=1):
        record(version, word)
    log.record(Happened(resource_id=8, version=1, word="他"), now=NOW + timedelta(seconds=1))

    assert [event.data["word"] for event in replay.events_after(7, 1)] == ["乙", "丙"]
    assert replay.events_after(7, 3) == []


class AwayLayer:
    """A channel layer whose server is gone."""

    def __init__(self, **_options):
        pass

    async def group_send(self, _group, _message):
        raise ConnectionError("nobody there")


@pytest.mark.django_db(transaction=True)
def test_a_signal_that_cannot_be_sent_leaves_the_event_and_its_maker_alone(settings, caplog):
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": "tests.marketplace.events.test_log.AwayLayer"}}

    with transaction.atomic():
        event = record(1)

    assert Event.objects.get() == event
    assert "nobody there" in caplog.text
