"""A buyer, a scheduler and a machine, and bookings brought to any state by the operations themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from capacity.enums import BookingState
from capacity.models import Booking, Offer, Qualification, Resource
from capacity.operations import answers, holds, usage
from capacity.operations.assessments import Order
from marketplace.accounts.actor import Actor
from marketplace.accounts.enums import Role
from marketplace.periods import Period
from tests import factories
from tests.calling import coming

CHINESE, ENGLISH = {"HTTP_ACCEPT_LANGUAGE": "zh-CN"}, {"HTTP_ACCEPT_LANGUAGE": "en"}


@dataclass
class Stage:
    """Mingchuan books from Hengrui, whose machine is open from 8 to 20 every day."""

    machine: Resource
    offer: Offer
    buyer: Actor
    scheduler: Actor

    def period(self, days: int = 3, hours: tuple[int, int] = (9, 13)) -> Period:
        """From and to these hours of the site, so many days from now."""
        return soon(days, hours)

    def hold(self, period: Period | None = None, *, now: datetime | None = None, **order: Any) -> Booking:
        return holds.hold(
            offer=self.offer,
            order=Order(period or self.period(), **order),
            by=self.buyer,
            now=now or timezone.now(),
            note="TC4 骨板",
        )

    def request(self, period: Period | None = None, *, now: datetime | None = None) -> Booking:
        now = now or timezone.now()
        booking = self.hold(period, now=now)
        return holds.send_request(booking=booking, by=self.buyer, now=now)

    def confirm(self, period: Period | None = None, *, now: datetime | None = None) -> Booking:
        now = now or timezone.now()
        return answers.accept(booking=self.request(period, now=now), by=self.scheduler, now=now)

    def running(self, hours: int = 2) -> Booking:
        """A booking in use since an hour ago, until so many hours after this one began."""
        now = timezone.now()
        hour = now.replace(minute=0, second=0, microsecond=0)
        period = Period(hour - timedelta(hours=1), hour + timedelta(hours=hours))
        booking = self.confirm(period, now=now - timedelta(days=2))
        return usage.check_in(booking=booking, by=self.buyer, now=period.starts_at)

    def in_state(self, state: BookingState) -> Booking:
        made = {
            BookingState.HELD: self.hold,
            BookingState.REQUESTED: self.request,
            BookingState.CONFIRMED: self.confirm,
            BookingState.IN_USE: self.running,
        }
        return made[state]()


def soon(days: int, hours: tuple[int, int]) -> Period:
    """From and to these hours in Shanghai, so many days after the one on which the test began."""
    return coming(hours, days=days)


def set_stage(*, policy: dict[str, Any] | None = None, units: int = 1, **offer: Any) -> Stage:
    customer = factories.organisation("mingchuan", name_zh="苏州明川医疗器械", name_en="Mingchuan Medical")
    provider = factories.provider(
        "hengrui",
        name_zh="苏州恒锐精密机械",
        name_en="Hengrui Precision",
        contact_name="周工",
        contact_phone="138 0000 1764",
    )
    place = factories.site(provider, street_zh="星港街 288 号", street_en="288 Xinggang Street")
    always_open = {"opens": datetime.min.time(), "closes": datetime.min.time()}
    machine = factories.resource(at=place, units=units, policy=policy, **always_open)
    return Stage(
        machine=machine,
        offer=factories.offer(machine, **offer),
        buyer=factories.member(
            customer,
            Role.BUYER,
            Role.APPROVER,
            person=factories.user("wang@mingchuan.example", full_name="王敏"),
        ),
        scheduler=factories.member(
            provider, Role.SCHEDULER, person=factories.user("zhou@hengrui.example", full_name="周建国")
        ),
    )


def require_pass(machine: Resource, name_en: str = "TC4 fixturing") -> Qualification:
    """Ask for a qualification that nobody has."""
    needed = Qualification.objects.create(
        key="tc4", name_zh="TC4 装夹", name_en=name_en, how_to_get_en="Ask for the half-day course."
    )
    machine.policy.required_qualifications.add(needed)
    return needed


def signed_in(actor: Actor, **defaults: Any) -> Client:
    """A browser of this person; Chinese unless told otherwise."""
    assert actor.user is not None
    client = Client(**(CHINESE | defaults))
    client.force_login(actor.user)
    return client
