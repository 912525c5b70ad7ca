"""Paying on the pages, as a buyer does, with the sandbox's page acted on behind them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from capacity.models import Booking
from capacity.operations import answers, usage
from marketplace.accounts.actor import Actor
from payments.enums import Rail
from payments.models import PaymentOperation, PaymentPlan
from payments.operations.advancing import advance
from payments.sandbox import acting
from tests.capacity.views.stage import ENGLISH, Stage, set_stage, signed_in
from tests.payments.sandboxed import Desk, yuan


@dataclass
class Till:
    """The booking is Mingchuan's with Hengrui, of four hours for ¥1,717.60."""

    is_instant: bool = False
    offer: dict[str, Any] = field(default_factory=dict)
    stage: Stage = field(init=False)
    booking: Booking = field(init=False)

    def __post_init__(self) -> None:
        self.stage = set_stage(is_instant=self.is_instant, **self.offer)
        self.booking = self.stage.hold()

    @property
    def plan(self) -> PaymentPlan:
        return PaymentPlan.objects.get(booking=self.booking)

    @property
    def page(self) -> PaymentOperation:
        """The newest payment page."""
        return self.plan.operations.filter(kind="checkout").order_by("-created_at")[0]

    @property
    def state(self) -> str:
        return Booking.objects.get(pk=self.booking.pk).state

    def browser(self, actor: Actor | None = None) -> Client:
        return signed_in(actor or self.stage.buyer, **ENGLISH)

    def address(self, *rest: str) -> str:
        return "/".join(["/bookings", self.booking.reference, "pay", *rest, ""])

    def get(self, *rest: str, actor: Actor | None = None, **headers: str):
        return self.browser(actor).get(self.address(*rest), **headers)

    def begin(self, rail: Rail = Rail.CARD_HOLD, **typed: str):
        return self.browser().post(self.address(), {"rail": rail, "agree": "1", **typed})

    def pay(self, instrument: str = "pm_card_visa", page: PaymentOperation | None = None) -> None:
        """On the sandbox's page, and not back yet."""
        ref = (page or self.page).remote_ref
        acting.pay(session_ref=ref, instrument=instrument, now=timezone.now())

    def secure(self, rail: Rail = Rail.CARD_HOLD) -> None:
        self.begin(rail)
        self.pay()
        self.get("back")

    def booking_page(self, actor: Actor):
        return self.browser(actor).get(self.booking.get_absolute_url())

    def complete(self) -> None:
        """Used and accepted: the times of the booking are told to the operations, not waited for."""
        period = self.booking.period
        answers.accept(booking=self.fresh(), by=self.stage.scheduler, now=timezone.now())
        usage.check_in(booking=self.fresh(), by=self.stage.buyer, now=period.starts_at)
        usage.deliver(
            booking=self.fresh(),
            by=self.stage.scheduler,
            now=period.ends_at,
            checked_out_at=period.ends_at,
        )
        usage.complete(booking=self.fresh(), by=self.stage.buyer, now=period.ends_at)

    def settle(self, *, days: int = 9) -> None:
        """So many days pass at the gateway, and its books catch up."""
        desk = Desk(now=timezone.now())
        if not self.plan.settled_at:
            desk.paid(yuan(10_000))  # the marketplace has something to pay fees from
        acting.go_on(by=timedelta(days=days), now=timezone.now())
        later = self.booking.period.ends_at + timedelta(days=days)
        for _ in range(2):
            advance(self.plan.pk, desk.gateway(), clock=lambda: later)

    def fresh(self) -> Booking:
        return Booking.objects.get(pk=self.booking.pk)
