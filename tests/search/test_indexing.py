"""Everything that changes a listing comes into the index by its event."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import time, timedelta

import pytest

from capacity.enums import OfferKind, OutageKind, RateUnit
from capacity.events import BookingMoved, CalendarChanged, ListImported, ListingChanged
from capacity.models import Resource
from capacity.opening import Weekly
from capacity.operations import (
    expiry,
    holds,
    limits,
    listings,
    moderation,
    offers,
    openings,
    outages,
    resources,
    sites,
    units,
)
from capacity.operations.assessments import Order
from capacity.policies import Limits
from marketplace.accounts.actor import Actor
from marketplace.accounts.enums import Role
from marketplace.events.models import Event
from marketplace.subscribers import SUBSCRIBERS
from payments.events import PaymentMoved
from search.backends.postgres import PostgresBackend
from search.indexing import reindex
from search.models import IndexEntry
from search.operations.checking import drifted
from search.operations.refreshing import refresh
from search.operations.rolling import roll_forward
from search.postgres.writing import PostgresIndex
from search.request import SearchRequest
from search.tokens import terms_of
from tests.factories import NOW, member, offer, operator, organisation, period, provider, resource
from tests.search.contract.listings import in_a_row

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The jobs run on the day of the factories."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def by() -> Actor:
    return member(provider(), Role.OWNER, Role.LISTER, Role.SCHEDULER)


@pytest.fixture
def machine(by: Actor) -> Resource:
    made = resource(by.organisation, units=2)
    offer(made)
    refresh([made.pk], now=NOW)
    return made


def deliver(since: int) -> None:
    """What the workers do with the events after this one."""
    for event in Event.objects.filter(pk__gt=since).order_by("pk"):
        reindex(event)


def drift() -> list[int]:
    return drifted(PostgresIndex(), now=NOW)


def found(**asked) -> list[int]:
    return [hit.resource_id for hit in PostgresBackend().search(SearchRequest(now=NOW, **asked)).hits]


def site_facts(machine: Resource, **changed) -> sites.SiteFacts:
    names = sites.SiteFacts.__dataclass_fields__
    return sites.SiteFacts(**{name: getattr(machine.site, name) for name in names} | changed)


def machine_facts(machine: Resource, **changed) -> resources.ResourceFacts:
    names = resources.ResourceFacts.__dataclass_fields__
    return resources.ResourceFacts(**{name: getattr(machine, name) for name in names} | changed)


def new_offer() -> offers.OfferDraft:
    rates = [offers.RateRow(unit=RateUnit.HOUR, amount_minor=5)]
    return offers.OfferDraft(kind=OfferKind.TESTING, name_zh="检测", is_instant=True, rates=rates)


def approve_another_title(machine: Resource, by: Actor) -> None:
    draft = listings.start_draft(resource=machine, by=by, now=NOW)
    draft.state, draft.title_zh = "submitted", "车铣复合"
    draft.save()
    moderation.approve(revision=draft, by=operator(), now=NOW)


Change = Callable[[Resource, Actor], object]
CHANGES: dict[str, Change] = {
    "hold": lambda machine, by: holds.hold(
        offer=machine.offers.get(),
        order=Order(period()),
        by=member(organisation(), Role.OWNER, Role.BUYER),
        now=NOW,
    ),
    "outage": lambda machine, by: outages.report_outage(
        resource=machine,
        units=[machine.units.first()],
        period=period(),
        kind=OutageKind.OUTAGE,
        by=by,
        now=NOW,
    ),
    "weekly hours": lambda machine, by: openings.replace_weekly_rules(
        resource=machine, rules=[Weekly(2, time(9), time(17), None, None)], by=by, now=NOW
    ),
    "a date": lambda machine, by: openings.set_dates(
        resource=machine, change=openings.DatedChange(first=NOW.date(), last=NOW.date()), by=by, now=NOW
    ),
    "limits": lambda machine, by: limits.update_policy(
        resource=machine, limits=Limits(notice_minutes=60), qualifications=(), by=by, now=NOW
    ),
    "another offer": lambda machine, by: offers.create_offer(
        resource=machine, draft=new_offer(), by=by, now=NOW
    ),
    "a retired offer": lambda machine, by: offers.retire_offer(offer=machine.offers.get(), by=by, now=NOW),
    "a changed offer": lambda machine, by: offers.update_offer(
        offer=machine.offers.get(), draft=new_offer(), by=by, now=NOW
    ),
    "a point": lambda machine, by: sites.update_site(
        site=machine.site, facts=site_facts(machine, latitude=31.0, longitude=121.0), by=by, now=NOW
    ),
    "a city": lambda machine, by: sites.update_site(
        site=machine.site, facts=site_facts(machine, city_zh="无锡"), by=by, now=NOW
    ),
    "a zone": lambda machine, by: sites.update_site(
        site=machine.site, facts=site_facts(machine, time_zone="Europe/Berlin"), by=by, now=NOW
    ),
    "facts": lambda machine, by: resources.update_resource(
        resource=machine, facts=machine_facts(machine, maker="Mazak"), by=by, now=NOW
    ),
    "a title": approve_another_title,
    "retirement": lambda machine, by: resources.retire_resource(resource=machine, by=by, now=NOW),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_every_change_comes_into_the_index(change: Change, machine: Resource, by: Actor):
    assert drift() == []
    last = Event.objects.order_by("pk").values_list("pk", flat=True).last() or 0
    change(machine, by)
    assert drift() == [machine.pk]

    deliver(last)

    assert drift() == []
    machine.refresh_from_db()
    assert IndexEntry.objects.get(pk=machine.pk).version == machine.version > 0


def test_a_unit_more_and_a_unit_less(machine: Resource, by: Actor):
    """Equal calendars are one: the version tells that the index is behind."""
    added = units.add_unit(resource=machine, by=by, now=NOW)
    assert drift() == [machine.pk]
    deliver(0)
    units.retire_unit(unit=added, by=by, now=NOW)
    assert drift() == [machine.pk]
    deliver(0)

    assert drift() == []


def test_an_unchanged_site_tells_nobody(machine: Resource, by: Actor):
    sites.update_site(site=machine.site, facts=site_facts(machine), by=by, now=NOW)

    assert Event.objects.count() == 0


def test_a_hold_is_not_free_and_is_again_when_its_timer_ran(by: Actor):
    machine = resource(by.organisation)
    offer(machine)
    asked = {"when": in_a_row(12, "03-04 03-04")}
    CHANGES["hold"](machine, by)
    deliver(0)
    assert found(**asked) == []

    booking = machine.bookings.get()
    later = booking.held_until + timedelta(seconds=1)
    expiry.expire_if_due(booking.pk, later)
    deliver(0)

    assert found(**asked) == [machine.pk]


def test_a_retired_machine_is_gone_and_comes_back(machine: Resource, by: Actor):
    resources.retire_resource(resource=machine, by=by, now=NOW)
    deliver(0)
    assert found() == []

    resources.bring_back(resource=machine, by=by, now=NOW)
    deliver(0)

    assert found() == [machine.pk]


def test_events_may_come_late_and_doubled(machine: Resource, by: Actor):
    for change in ("outage", "a city", "facts"):
        CHANGES[change](machine, by)
        machine.refresh_from_db()

    for event in [*Event.objects.order_by("-pk"), *Event.objects.order_by("pk")]:
        reindex(event)

    assert drift() == []
    assert found(terms=terms_of("Mazak")) == [machine.pk]


def test_a_list_that_came_in_is_read(machine: Resource):
    Resource.objects.filter(pk=machine.pk).update(maker="Mazak")
    imported = ListImported(provider_id=machine.provider_id, resource_ids=[machine.pk])
    reindex(Event(name="ListImported", data=asdict(imported)))

    assert drift() == []


def test_every_event_that_raises_a_version_is_subscribed_to():
    listened = {event for event, functions in SUBSCRIBERS.items() if reindex in functions}

    assert listened == {BookingMoved, CalendarChanged, ListingChanged, ListImported, PaymentMoved}


def test_the_nights_of_a_week_reach_every_listing(machine: Resource):
    others = [resource().pk for _ in range(8)]
    refresh(others, now=NOW)

    for night in range(7):
        roll_forward(now=NOW + timedelta(days=night))

    seen = dict(IndexEntry.objects.values_list("pk", "indexed_at"))
    assert set(seen) == {machine.pk, *others}
    assert all(at >= NOW for at in seen.values())
    assert len(set(seen.values())) == 7


def test_one_night_takes_what_cannot_wait(machine: Resource):
    by_pk = {night: resource(policy={"horizon_days": 5 if night == 3 else None}).pk for night in range(7)}
    missing = resource().pk
    refresh(by_pk.values(), now=NOW)
    IndexEntry.objects.filter(pk=by_pk[5]).update(indexed_at=NOW - timedelta(days=30))
    tomorrow = NOW + timedelta(days=1)

    roll_forward(now=tomorrow)

    fresh = set(IndexEntry.objects.filter(indexed_at=tomorrow).values_list("pk", flat=True))
    assert {missing, by_pk[3], by_pk[5]} <= fresh
    assert len(fresh - {missing, by_pk[3], by_pk[5]}) <= 3


def test_a_rate_that_begins_is_in_the_index_the_next_night():
    sold = offer(resource())
    sold.rates.update(valid_from=NOW.date() + timedelta(days=1))
    refresh([sold.resource_id], now=NOW)
    tomorrow = NOW + timedelta(days=1)
    IndexEntry.objects.update(indexed_at=NOW)
    asked = SearchRequest(now=tomorrow, budget_minor=10**9)
    assert PostgresBackend().search(asked).total == 0

    roll_forward(now=tomorrow)

    assert PostgresBackend().search(asked).total == 1


def test_a_price_of_the_day_is_reckoned_as_on_the_page(machine: Resource):
    (hit,) = PostgresBackend().search(SearchRequest(now=NOW, budget_minor=10**9)).hits

    assert hit.price_minor == 42_940  # 380.00 and 13 % tax
