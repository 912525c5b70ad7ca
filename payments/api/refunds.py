"""Giving back of a settled booking for programs: what can be, and doing it, of the whole or by line."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from capacity.api import kinds
from capacity.api.acts import Act, Ask, endpoint
from capacity.api.lookups import booking_or_404, unknown
from capacity.models import Booking
from capacity.operations.refusals import NotAllowed
from marketplace.api.operations import Operation
from marketplace.api.problems import Problem
from marketplace.money import Money, total
from payments.api.endpoint import MoneyEndpoint
from payments.api.told_refunds import LateRefundBody, LateRefundsSerializer
from payments.models import BillLine
from payments.operations.late_refunds import Part, TooMuchBack, may_refund_late, refund_late
from payments.shown.late_refund import GivingBack
from payments.shown.plans import plan_of


def _booking(ask: Ask) -> Booking:
    """:raises NotAllowed: neither somebody of the provider's finances nor an operator"""
    booking = booking_or_404(ask.by, ask.where["reference"])
    if not may_refund_late(booking, ask.by):
        raise NotAllowed
    return booking


def _told(ask: Ask, booking: Booking) -> GivingBack:
    return GivingBack(booking, plan_of(booking), ask.now)


def _read(ask: Ask) -> GivingBack:
    return _told(ask, _booking(ask))


def _give_back(ask: Ask) -> GivingBack:
    booking = _booking(ask)
    parts = _parts(booking, ask.said.get("lines", []))
    amount = total((part.amount for part in parts), booking.currency)
    if "amount_minor" in ask.said:
        amount = Money(ask.said["amount_minor"], booking.currency)
    try:
        refund_late(
            booking=booking, amount=amount, reason=ask.said["reason"], by=ask.by, now=ask.now, parts=parts
        )
    except TooMuchBack as refused:
        raise _named(refused, amount, parts) from refused
    return _told(ask, booking)


def _parts(booking: Booking, said: list[dict[str, Any]]) -> list[Part]:
    """:raises Problem: there is no line of this number"""
    lines = {line.number: line for line in BillLine.objects.filter(bill__booking=booking).order_by("number")}
    for index, each in enumerate(said):
        if each["number"] not in lines:
            raise unknown(f"lines.{index}.number", each["number"], lines)
    return [Part(lines[each["number"]], Money(each["amount_minor"], booking.currency)) for each in said]


def _named(refused: TooMuchBack, amount: Money, parts: list[Part]) -> Problem:
    """The same refusal with the field that has to change, what it was and what would do."""
    field, value = ("lines" if parts else "amount_minor"), amount.minor
    for index, part in enumerate(parts):
        if part.line == refused.line:
            field, value = f"lines.{index}.amount_minor", part.amount.minor
    bounds = _("from %(least)s to %(most)s") % {"least": 1, "most": refused.left.minor}
    fault = {
        "field": field,
        "code": "too_much",
        "message": str(refused),
        "value": value,
        "accepted": bounds if refused.left.minor else "–",
    }
    return Problem(kinds.REFUSED, str(refused), errors=[fault])


def _operation(id_: str, summary: str, description: str, **others: Any) -> Operation:
    return Operation(
        id=id_, summary=summary, description=description, tag="Bills", answers=LateRefundsSerializer, **others
    )


REFUNDS = endpoint(
    MoneyEndpoint,
    get=Act(
        _operation(
            "read_refunds",
            "Read what can be given back",
            "Of a settled booking, as a whole and by the lines of its bill, and what was given back so far. "
            "For the provider's finances and operators.",
            refuses=dict.fromkeys((403, 404)),
        ),
        _read,
    ),
    post=Act(
        _operation(
            "give_back",
            "Give money of a settled booking back",
            "An amount of the whole, or amounts by line. The marketplace's fee on it is given back as well.",
            sends=LateRefundBody,
            status=201,
            refuses=dict.fromkeys((403, 404, 409, 422)),
        ),
        _give_back,
    ),
)
