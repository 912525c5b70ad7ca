"""What is true when somebody comes back from the payment page: one sentence, and one thing to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.urls import reverse
from django.utils.translation import gettext as _

from capacity.enums import BookingState
from capacity.models import Booking
from marketplace.money import format_money
from marketplace.pages.formats import near_text
from payments.enums import OperationKind, PaymentState
from payments.gateway import PaymentStatus
from payments.gateway.values import Payment
from payments.models import PaymentPlan
from payments.policies.charging import LET_GO
from payments.shown.checkout import hold_again_url
from payments.shown.told.chargebacks import lost_of


class Outcome(StrEnum):
    PAID = "paid"
    PAID_TWICE = "paid_twice"
    PAID_TOO_LATE = "paid_too_late"
    NOT_SENT = "not_sent"
    WAITING = "waiting"
    WAITING_FOR_BANK = "waiting_for_bank"
    CHALLENGE_FAILED = "challenge_failed"
    CARD_REFUSED = "card_refused"
    LEFT = "left"
    HOLD_ENDED = "hold_ended"


UNPROVEN = frozenset({"authentication_required", "payment_intent_authentication_failure"})
UNDER_WAY = frozenset({PaymentStatus.PROCESSING, PaymentStatus.NEEDS_ACTION})
JUST_PAID = (BookingState.REQUESTED, BookingState.CONFIRMED)


def outcome_of(
    plan: PaymentPlan, booking: Booking, now: datetime, *, attempt: Payment | None, is_known: bool
) -> Outcome:
    """`is_known` is whether the gateway could be asked; `attempt` the last one that somebody made there."""
    state = booking.state_at(now)
    if state == BookingState.HELD:
        if plan.is_secured:
            return Outcome.NOT_SENT
        return _unpaid(attempt) if is_known else Outcome.WAITING
    if state in LET_GO and booking.answer_by is None:
        if plan.payment_ref:
            return Outcome.PAID_TOO_LATE
        return Outcome.HOLD_ENDED if is_known else Outcome.WAITING
    return Outcome.PAID_TWICE if _was_paid_besides(plan) else Outcome.PAID


def _unpaid(attempt: Payment | None) -> Outcome:
    if attempt is None:
        return Outcome.LEFT
    if attempt.waits_for_bank:
        return Outcome.WAITING_FOR_BANK
    if attempt.status in UNDER_WAY:
        return Outcome.WAITING
    if attempt.error_code in UNPROVEN:
        return Outcome.CHALLENGE_FAILED
    return Outcome.CARD_REFUSED if attempt.error_code else Outcome.LEFT


def _was_paid_besides(plan: PaymentPlan) -> bool:
    """Whether another payment than the one that counts had to go back, or to be let go of."""
    return bool(_returns_besides(plan))


def _returns_besides(plan: PaymentPlan) -> set[str]:
    returns = plan.operations.filter(kind__in=(OperationKind.RELEASE, OperationKind.REFUND))
    return set(returns.exclude(params__payment=plan.payment_ref).values_list("kind", flat=True))


@dataclass(frozen=True)
class ComingBack:
    """For the template."""

    outcome: Outcome
    plan: PaymentPlan
    booking: Booking
    now: datetime
    instructions_url: str = ""

    @property
    def is_waiting(self) -> bool:
        return self.outcome is Outcome.WAITING

    @property
    def is_good(self) -> bool:
        return self.outcome in (Outcome.PAID, Outcome.PAID_TWICE)

    @property
    def tone(self) -> str:
        if self.is_good:
            return "free"
        bad = (Outcome.CARD_REFUSED, Outcome.CHALLENGE_FAILED, Outcome.PAID_TOO_LATE, Outcome.HOLD_ENDED)
        return "stop" if self.outcome in bad else "hold"

    @property
    def is_news(self) -> bool:
        """Whether the booking's page says so once: a payment that stands, and nothing became of it yet."""
        return self.booking.state in JUST_PAID and self.plan.is_secured and not lost_of(self.plan).minor

    @property
    def is_held(self) -> bool:
        """Whether the amount is held on a card, and nothing was taken."""
        return self.plan.state == PaymentState.AUTHORISED

    @property
    def is_released(self) -> bool:
        """Whether what goes back was never more than held on a card."""
        if self.outcome is Outcome.PAID_TWICE:
            return _returns_besides(self.plan) == {OperationKind.RELEASE}
        return self.plan.state in (PaymentState.AUTHORISED, PaymentState.CANCELLED)

    @property
    def title(self) -> str:
        return TITLES[self.outcome](self)

    @property
    def text(self) -> str:
        told = {"amount": format_money(self.plan.to_secure), "provider": self.booking.provider.name}
        return TEXTS[self.outcome](self) % (told | {"until": self._until})

    @property
    def _until(self) -> str:
        until = self.booking.held_until
        return near_text(until, self.booking.resource.site.zone, now=self.now) if until else ""

    @property
    def action(self) -> tuple[str, str]:
        """(label, address) of the one thing to do."""
        to_booking = (_("To the booking"), self.booking.get_absolute_url())
        if self.outcome in (Outcome.CHALLENGE_FAILED, Outcome.CARD_REFUSED):
            return _("Try another card"), reverse("payments:checkout", args=[self.booking.reference])
        if self.outcome is Outcome.WAITING_FOR_BANK and self.instructions_url:
            return _("See the account and the reference"), self.instructions_url
        if self.outcome is Outcome.LEFT:
            label = _("Go to payment, %(amount)s") % {"amount": format_money(self.plan.to_secure)}
            return label, reverse("payments:checkout", args=[self.booking.reference])
        if self.outcome in (Outcome.PAID_TOO_LATE, Outcome.HOLD_ENDED):
            again = hold_again_url(self.booking)
            return (_("Hold again"), again) if again else to_booking
        return to_booking


def _paid(back: ComingBack) -> str:
    is_confirmed = back.booking.state != BookingState.REQUESTED
    if back.is_held:
        if is_confirmed:
            return _("%(amount)s is held on your card, and the booking is confirmed.")
        return _("%(amount)s is held on your card, and the request has gone to %(provider)s.")
    if is_confirmed:
        return _("%(amount)s is paid, and the booking is confirmed.")
    return _("%(amount)s is paid, and the request has gone to %(provider)s.")


def _paid_twice(back: ComingBack) -> str:
    if back.is_released:
        return _(
            "The first payment counts. The second was only held on your card, and is released by itself."
        )
    return _("The first payment counts. The second is returned in full by itself.")


def _paid_too_late(back: ComingBack) -> str:
    if back.is_released:
        return _("%(amount)s held on your card is released in full by itself; nothing is taken or booked.")
    return _("%(amount)s is returned in full by itself; nothing is booked.")


def _not_sent(back: ComingBack) -> str:
    if back.is_held:
        return _(
            "%(amount)s is held on your card, but the request could not be sent. If it is not sent by "
            "%(until)s, all of it is released."
        )
    return _(
        "%(amount)s is secured, but the request could not be sent. If it is not sent by %(until)s, "
        "all of it goes back."
    )


TITLES: dict[Outcome, Callable[[ComingBack], str]] = {
    Outcome.PAID: lambda _back: _("The payment is secured"),
    Outcome.PAID_TWICE: lambda back: (
        _("Held on your card twice; one of them is released")
        if back.is_held and back.is_released
        else _("You paid twice; one payment goes back")
    ),
    Outcome.PAID_TOO_LATE: lambda back: (
        _("The hold had ended; your card is let go of")
        if back.is_released
        else _("The hold had ended; your money goes back")
    ),
    Outcome.NOT_SENT: lambda back: (
        _("Held on your card, and not sent yet") if back.is_held else _("Paid, and not sent yet")
    ),
    Outcome.WAITING: lambda _back: _("The payment is being checked"),
    Outcome.WAITING_FOR_BANK: lambda _back: _("Your bank transfer has not arrived yet"),
    Outcome.CHALLENGE_FAILED: lambda _back: _("Your bank could not make sure that it was you"),
    Outcome.CARD_REFUSED: lambda _back: _("The card was refused"),
    Outcome.LEFT: lambda _back: _("Not paid yet"),
    Outcome.HOLD_ENDED: lambda _back: _("The hold has ended"),
}
TEXTS: dict[Outcome, Callable[[ComingBack], str]] = {
    Outcome.PAID: _paid,
    Outcome.PAID_TWICE: _paid_twice,
    Outcome.PAID_TOO_LATE: _paid_too_late,
    Outcome.NOT_SENT: _not_sent,
    Outcome.WAITING: lambda back: _(
        "The bank has not answered yet. This page asks by itself; you may close it, and find the answer "
        "at the booking."
    ),
    Outcome.WAITING_FOR_BANK: lambda back: _(
        "Send %(amount)s to the account that the payment provider names. The period is kept for you until "
        "%(until)s; the rest happens by itself once the money is there."
    ),
    Outcome.CHALLENGE_FAILED: lambda back: _(
        "Nothing was taken. The period is kept for you until %(until)s."
    ),
    Outcome.CARD_REFUSED: lambda back: _("Nothing was taken. The period is kept for you until %(until)s."),
    Outcome.LEFT: lambda back: _("Nothing was taken. The period is kept for you until %(until)s."),
    Outcome.HOLD_ENDED: lambda back: _("Nothing was taken, and the period is free again."),
}
