"""Giving back of a settled booking: out of what the provider has earned, paid out or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from capacity.models import Booking
from capacity.operations.holds import lock_booking
from capacity.operations.refusals import IllegalStep, NotAllowed, ReasonMissing, Refused
from marketplace.accounts.actor import Actor
from marketplace.accounts.enums import Role
from marketplace.money import Money, format_money, total
from payments.enums import Rail
from payments.models import BillLine, LateRefund, LateRefundPart, PaymentPlan
from payments.operations import jobs
from payments.operations.owing import left_of_paid, owed


class TooMuchBack(Refused):
    """
    More than is `left` of what was paid for the booking or one of its lines, or nothing at all.

    `line` is the one meant; none where it is about the whole.
    """

    def __init__(self, message: str, *, left: Money, line: BillLine | None = None) -> None:
        super().__init__(message)
        self.left, self.line = left, line


@dataclass(frozen=True)
class Part:
    """How much of what is given back is of one line of the bill."""

    line: BillLine
    amount: Money


def refund_late(
    *,
    booking: Booking,
    amount: Money,
    reason: str,
    by: Actor,
    now: datetime,
    parts: Sequence[Part] = (),
) -> LateRefund:
    """
    Decide it; the gateway is asked afterwards. The commission on it is given back as well.

    `parts` tell which lines of the booking's bill it is of, where that is told; they sum to the amount.

    :raises NotAllowed: neither somebody of the provider's finances nor an operator
    :raises IllegalStep: it is not settled yet
    :raises TooMuchBack: so much is not left, of all or of a line, or nothing is asked for
    :raises ReasonMissing: no reason
    :raises ValueError: the parts are another sum, or a line is named twice
    """
    _check_sum(amount, parts)
    if by.user is None or not may_refund_late(booking, by):
        raise NotAllowed
    if not reason.strip():
        raise ReasonMissing
    with transaction.atomic():
        _tree, booking = lock_booking(booking)
        plan = PaymentPlan.objects.select_for_update().filter(booking=booking).first()
        if plan is None or plan.settled_at is None:
            raise IllegalStep(_("Nothing of this booking is settled yet."))
        left = refundable(booking, now)
        if not 0 < amount.minor <= left.minor:
            told = {"amount": format_money(amount), "left": format_money(left)}
            raise TooMuchBack(
                _("%(amount)s cannot be given back; only an amount above zero and up to %(left)s can.")
                % told,
                left=left,
            )
        _check_lines(booking, parts)
        refund = LateRefund.objects.create(
            plan=plan,
            minor=amount.minor,
            reason=reason.strip(),
            granted_by=by.user,
            acting_for=by.organisation,
            granted_at=now,
        )
        LateRefundPart.objects.bulk_create(
            LateRefundPart(refund=refund, line=part.line, minor=part.amount.minor) for part in parts
        )
        jobs.defer_advance(plan.pk)
        return refund


def _check_sum(amount: Money, parts: Sequence[Part]) -> None:
    if parts and total((part.amount for part in parts), amount.currency) != amount:
        raise ValueError(
            f"{amount} is to be given back, and its parts are {[str(each.amount) for each in parts]}"
        )
    if len({part.line.pk for part in parts}) != len(parts):
        raise ValueError(f"A line is named twice among {[part.line.number for part in parts]}")


def _check_lines(booking: Booking, parts: Sequence[Part]) -> None:
    left_of = {each.line.pk: each.left for each in refundable_lines(booking)} if parts else {}
    for part in parts:
        left = left_of.get(part.line.pk, Money(0, booking.currency))
        if not 0 < part.amount.minor <= left.minor:
            told = {
                "amount": format_money(part.amount),
                "line": part.line.label,
                "left": format_money(left),
            }
            raise TooMuchBack(
                _("%(amount)s of “%(line)s” cannot be given back; at most %(left)s is left of it.") % told,
                left=left,
                line=part.line,
            )


@dataclass(frozen=True)
class RefundableLine:
    """A line of a bill, and what is left of it to be given back."""

    line: BillLine
    left: Money

    @property
    def number(self) -> int:
        return self.line.number

    @property
    def label(self) -> str:
        return self.line.label


def refundable_lines(booking: Booking) -> list[RefundableLine]:
    """
    Those of which anything is left, in the order of the bill; none where there is no bill.

    Left is what is due of a line, less what was given back of it before; read in one query for all lines.
    """
    lines = BillLine.objects.filter(bill__booking=booking).order_by("number")
    found = lines.annotate(given_minor=Sum("late_refund_parts__minor", default=0))
    rows = [RefundableLine(line, line.sure - Money(line.given_minor, line.gross.currency)) for line in found]
    return [each for each in rows if each.left.minor > 0]


def may_refund_late(booking: Booking, by: Actor) -> bool:
    is_provider = by.organisation_id == booking.provider_id and by.has_role(Role.FINANCE)
    return is_provider or by.is_operator


def refundable(booking: Booking, now: datetime) -> Money:
    """What is left of what the customer paid for good; of an invoice, of what it owes by it."""
    claim = owed(booking, booking.state_at(now))
    if claim is None:
        return Money(0, booking.currency)
    is_on_terms = PaymentPlan.objects.filter(booking=booking, rail=Rail.NET_TERMS).exists()
    return claim.sure if is_on_terms else min(claim.sure, left_of_paid(booking))
