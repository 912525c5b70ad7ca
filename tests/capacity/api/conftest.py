"""A machine on offer, and those who ask about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from capacity.models import Booking, Offer, Resource
from capacity.operations import answers, holds
from capacity.operations.assessments import Order
from marketplace.accounts.actor import Actor
from marketplace.accounts.enums import Role
from marketplace.periods import Period
from tests import factories
from tests.calling import Caller, coming, told


@pytest.fixture
def machine(db: None) -> Resource:
    return factories.resource(policy={"minimum_minutes": 60})


@pytest.fixture
def offer(machine: Resource) -> Offer:
    return factories.offer(machine)


@pytest.fixture
def customer(db: None) -> Actor:
    """A buyer who may commit any amount."""
    return factories.member(factories.organisation(), Role.BUYER)


@pytest.fixture
def scheduler(machine: Resource) -> Actor:
    return factories.member(machine.provider, Role.SCHEDULER)


@pytest.fixture
def buyer(customer: Actor) -> Caller:
    return Caller(customer)


@pytest.fixture
def provider(scheduler: Actor) -> Caller:
    return Caller(scheduler)


@pytest.fixture
def stranger(db: None) -> Caller:
    """An owner of a firm that has no part in anything here."""
    return Caller(factories.member(factories.organisation(), Role.OWNER))


@pytest.fixture
def nobody(db: None) -> Caller:
    return Caller()


@pytest.fixture
def body(offer: Offer) -> Callable[..., dict[str, Any]]:
    """What a hold is asked for with."""

    def made(period: Period | None = None, **others: Any) -> dict[str, Any]:
        return {**told(period or coming()), "resource": offer.resource.slug, "offer": offer.pk, **others}

    return made


@pytest.fixture
def held(offer: Offer, customer: Actor) -> Booking:
    return hold(offer, customer)


@pytest.fixture
def requested(held: Booking, customer: Actor) -> Booking:
    return holds.send_request(booking=held, by=customer, now=held.created_at)


@pytest.fixture
def confirmed(requested: Booking, scheduler: Actor) -> Booking:
    return answers.accept(booking=requested, by=scheduler, now=requested.created_at)


def hold(offer: Offer, customer: Actor, period: Period | None = None, **options: Any) -> Booking:
    order = Order(period or coming())
    return holds.hold(offer=offer, order=order, by=customer, now=timezone.now(), **options)
