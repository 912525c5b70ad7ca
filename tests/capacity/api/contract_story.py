"""What the contract of the API is asked about: a booking for each state, a bill and a dispute."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from capacity.models import Booking, Offer
from capacity.operations import answers, holds, usage
from capacity.operations.assessments import Order
from marketplace.accounts.actor import Actor
from marketplace.money import Money
from marketplace.periods import Period
from payments.enums import DisputeReason, PaymentState, Rail
from payments.models import BillLine, PaymentPlan, Split
from payments.operations.billing import answering
from payments.operations.billing.drawing import follow_bill
from tests.calling import coming
from tests.capacity.api.conftest import hold
from tests.payments.billed import split_to_confirm


def billed(booking: Booking, customer: Actor) -> Split:
    """A bill with a line that is disputed, and an operator's decision that waits for a second one."""
    follow_bill(booking.pk, timezone.now())
    dispute = answering.dispute_line(
        line=BillLine.objects.select_related("bill__booking").get(bill__booking=booking, number=1),
        amount=Money(1_000, "CNY"),
        reason=DisputeReason.BROKEN,
        text="主轴停转",
        by=customer,
        now=timezone.now(),
    )
    return split_to_confirm(dispute)


def settled(booking: Booking, customer: Actor) -> None:
    """Accepted with its bill, paid, and the provider's: what can be given back of."""
    usage.complete(booking=booking, by=customer, now=timezone.now())
    follow_bill(booking.pk, timezone.now())
    PaymentPlan.objects.create(
        booking=booking,
        rail=Rail.MANUAL,
        state=PaymentState.CAPTURED,
        currency=booking.currency,
        quoted_minor=booking.total_minor,
        commission_basis_points=500,
        begun_by=customer.membership,
        created_at=timezone.now(),
        settled_at=timezone.now(),
    )


class Story:
    """One booking for each state that a step begins from."""

    def __init__(self, offer: Offer, instant: Offer, customer: Actor, scheduler: Actor) -> None:
        self.offer, self.instant, self.customer, self.scheduler = offer, instant, customer, scheduler
        self.now = timezone.now()
        self.hour = self.now.replace(minute=0, second=0, microsecond=0)

    def bookings(self) -> dict[str, Booking]:
        held = hold(self.offer, self.customer, coming((8, 10), days=30))
        instant = hold(self.instant, self.customer, coming((10, 12), days=30))
        requested = self.request(hold(self.offer, self.customer, coming((12, 14), days=30)))
        proposed = self.request(hold(self.offer, self.customer, coming((14, 16), days=30)))
        answers.propose(
            booking=proposed, by=self.scheduler, now=self.now, periods=[coming((18, 20), days=30)]
        )
        confirmed = self.request(hold(self.instant, self.customer, coming((8, 10), days=31)))
        running, used = self.begun(hours=0), self.begun(hours=4)
        usage.check_in(booking=used, by=self.customer, now=self.hour - timedelta(hours=4))
        missed, delivered = self.begun(hours=12), self.begun(hours=8)
        usage.check_in(booking=delivered, by=self.customer, now=self.hour - timedelta(hours=8))
        ended = self.hour - timedelta(hours=6)
        usage.deliver(booking=delivered, by=self.scheduler, now=ended, checked_out_at=ended)
        billed, settled = self.used(hours=16), self.used(hours=20)
        names = (
            "held",
            "instant",
            "requested",
            "proposed",
            "confirmed",
            "running",
            "used",
            "missed",
            "delivered",
            "billed",
            "settled",
        )
        open_ones = (held, instant, requested, proposed, confirmed, running, used, missed)
        return dict(zip(names, (*open_ones, delivered, billed, settled), strict=True))

    def used(self, *, hours: int) -> Booking:
        """Begun so many hours ago, and delivered two hours later."""
        booking, began = self.begun(hours=hours), self.hour - timedelta(hours=hours)
        usage.check_in(booking=booking, by=self.customer, now=began)
        ended = began + timedelta(hours=2)
        return usage.deliver(booking=booking, by=self.scheduler, now=ended, checked_out_at=ended)

    def request(self, booking: Booking) -> Booking:
        return holds.send_request(booking=booking, by=self.customer, now=self.now)

    def begun(self, *, hours: int) -> Booking:
        """Confirmed, and begun so many hours ago."""
        starts_at = self.hour - timedelta(hours=hours)
        early = starts_at - timedelta(days=1)
        order = Order(Period(starts_at, starts_at + timedelta(hours=3)))
        booking = holds.hold(offer=self.instant, order=order, by=self.customer, now=early)
        return holds.send_request(booking=booking, by=self.customer, now=early)
