"""A booking that was delivered, and its bill: of three hours at ¥380, 13 % tax, ¥200 for setting up."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from capacity.enums import ChargeMode, Side
from capacity.models import Booking
from capacity.operations import answers, changes, holds, usage
from capacity.operations.assessments import Order
from marketplace.accounts.actor import Actor
from marketplace.accounts.enums import Role
from marketplace.money import Money
from payments.enums import DisputeReason
from payments.models import Bill, BillLine, DisputeFile, LineDispute, Split
from payments.operations.billing import answering, evidence
from payments.operations.billing.drawing import follow_bill
from payments.operations.billing.evidence import Sent
from tests import factories
from tests.capacity.views.stage import Stage

TAX = 1300
PHOTO = b"\x89PNG\r\n\x1a\n" + b"a picture"


@dataclass
class Billed:
    """Payments are off in these tests: what a bill says does not depend on how it is paid."""

    charge_mode: ChargeMode = ChargeMode.OVERAGE
    offer: dict[str, Any] = field(default_factory=dict)
    order: dict[str, Any] = field(default_factory=dict)
    policy: dict[str, Any] = field(default_factory=lambda: {"late_check_out_minutes": 120})
    now: datetime = factories.NOW

    def __post_init__(self) -> None:
        machine = factories.resource(policy=self.policy)
        told = {"charge_mode": self.charge_mode, "set_up_minor": 20_000, "tax_basis_points": TAX}
        made = factories.offer(machine, **(told | self.offer))
        self.buyer = factories.member(factories.organisation(), Role.BUYER)
        self.scheduler = factories.member(machine.provider, Role.SCHEDULER)
        order = Order(factories.period(), **self.order)
        self.booking = holds.hold(offer=made, order=order, by=self.buyer, now=self.now)
        if not made.is_instant:
            holds.send_request(booking=self.booking, by=self.buyer, now=self.now)
            answers.accept(booking=self.fresh(), by=self.scheduler, now=self.now)

    def fresh(self) -> Booking:
        return Booking.objects.get(pk=self.booking.pk)

    def use(self, *, minutes: int = 180, quantity: int | None = None) -> Booking:
        """From the beginning of the booking, so long; the bill is drawn up."""
        period = self.booking.period
        usage.check_in(booking=self.fresh(), by=self.buyer, now=period.starts_at)
        until = period.starts_at + timedelta(minutes=minutes)
        self.now = until + timedelta(minutes=1)
        told = {"checked_out_at": until, "quantity": quantity}
        self.booking = usage.deliver(booking=self.fresh(), by=self.scheduler, now=self.now, **told)
        return self.follow()

    def follow(self) -> Booking:
        follow_bill(self.booking.pk, self.now)
        return self.fresh()

    def cancel(self, *, by: Actor | None = None, now: datetime | None = None) -> Booking:
        self.now = now or self.now
        changes.cancel(booking=self.fresh(), by=by or self.buyer, now=self.now, reason_code="order_lost")
        return self.follow()

    @property
    def bill(self) -> Bill:
        return Bill.objects.get(booking=self.booking)

    @property
    def lines(self) -> list[BillLine]:
        return list(self.bill.lines.select_related("bill__booking").order_by("number"))

    @property
    def total(self) -> int:
        return sum(line.gross.minor for line in self.lines)

    def told(self) -> list[tuple[str, int, int, bool]]:
        """(kind, quantity, net, whether it goes beyond the booking) of each line."""
        return [
            (line.price["kind"], line.price["quantity"], line.net_minor, line.is_beyond)
            for line in self.lines
        ]

    def dispute(self, number: int = 1, *, minor: int = 10_000, text: str = "停机一小时") -> LineDispute:
        return answering.dispute_line(
            line=self.lines[number - 1],
            amount=Money(minor, "CNY"),
            reason=DisputeReason.BROKEN,
            text=text,
            by=self.buyer,
            now=self.now,
        )

    def actor(self, side: Side) -> Actor:
        return self.buyer if side is Side.CUSTOMER else self.scheduler


def delivered(stage: Stage) -> Booking:
    """On the pages' stage, as of now: used for an hour of the three that were booked, and billed."""
    booking, now = stage.running(), timezone.now()
    until = booking.period.starts_at + timedelta(minutes=60)
    told = {"checked_out_at": until, "now": max(now, until)}
    booking = usage.deliver(booking=booking, by=stage.scheduler, **told)
    follow_bill(booking.pk, now)
    return booking


def disputed(stage: Stage, booking: Booking, *, minor: int = 10_000) -> LineDispute:
    """The buyer does not accept this much of the first line."""
    return answering.dispute_line(
        line=BillLine.objects.select_related("bill__booking").get(bill__booking=booking, number=1),
        amount=Money(minor, "CNY"),
        reason=DisputeReason.BROKEN,
        text="主轴停转",
        by=stage.buyer,
        now=timezone.now(),
    )


def split_to_confirm(dispute: LineDispute) -> Split:
    """As an operator proposed it about an amount above the limit."""
    return Split.objects.create(
        dispute=dispute,
        kept_minor=4_000,
        reason="停机有记录",
        needs_second=True,
        proposed_by=factories.user(is_operator=True),
        proposed_at=timezone.now(),
    )


def photo_of(dispute: LineDispute, by: Actor) -> DisputeFile:
    """Kept with the dispute, as its sender sent it."""
    sent = [Sent("主轴.png", PHOTO)]
    evidence.add_files(dispute=dispute, files=sent, by=by, now=timezone.now())
    return dispute.files.get(name="主轴.png")
