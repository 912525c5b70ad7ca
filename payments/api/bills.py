"""The bill of a booking for programs: read by both sides, answered by the customer, argued about by both."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404

from capacity.api.acts import Act, Ask, endpoint
from capacity.api.lookups import booking_or_404, unknown
from capacity.models import Booking
from capacity.operations.refusals import NotAllowed
from capacity.serializers.steps import NothingBody
from marketplace.api.operations import Operation
from marketplace.money import Money
from payments.api.endpoint import MoneyEndpoint
from payments.api.told_bills import (
    AcceptBody,
    BillSerializer,
    DisputeBody,
    MeterBody,
    MeterProblemSerializer,
    MeterReadingSerializer,
    OfferAnswerBody,
    SettlementBody,
)
from payments.enums import DisputeReason, LineState
from payments.models import Bill, BillLine, LineDispute, MeterReading, SettlementOffer
from payments.operations.billing import answering, bargaining
from payments.operations.billing.metering import deliver_by_meter
from payments.policies.disputing import ANSWERING, answering_side

TAG = "Bills"


def _booking(ask: Ask) -> Booking:
    return booking_or_404(ask.by, ask.where["reference"])


def _bill_of(booking: Booking) -> Bill:
    found = Bill.objects.with_lines().prefetch_related("lines__dispute__splits").select_related("booking")
    return get_object_or_404(found, booking=booking)


def _read(ask: Ask) -> Bill:
    return _bill_of(_booking(ask))


def _answered(ask: Ask) -> Booking:
    """
    The booking, for the two sides that can say anything to its bill.

    :raises Http404: the actor belongs to neither
    :raises NotAllowed: it may not speak for its side
    """
    booking = _booking(ask)
    if booking.side_of(ask.by) not in ANSWERING:
        raise Http404
    if answering_side(booking, ask.by) is None:
        raise NotAllowed
    return booking


def _line(ask: Ask) -> BillLine:
    booking = _answered(ask)
    lines = BillLine.objects.select_related("bill")
    line = get_object_or_404(lines, bill__booking=booking, number=ask.where["number"])
    line.bill.booking = booking
    return line


def _dispute_of(line: BillLine) -> LineDispute:
    dispute = get_object_or_404(LineDispute, line=line)
    dispute.line = line
    return dispute


def _accept(ask: Ask) -> Bill:
    booking = _answered(ask)
    lines = {line.number: line for line in _bill_of(booking).lines.order_by("number")}
    for index, number in enumerate(ask.said["lines"]):
        if number not in lines:
            raise unknown(f"lines.{index}", number, lines)
    waiting = [number for number, line in lines.items() if line.state == LineState.OPEN]
    named = [lines[number] for number in dict.fromkeys(ask.said["lines"] or waiting or lines)]
    # What was answered comes first, and is refused by that: the last answer ends the whole bill.
    for line in sorted(named, key=lambda each: each.state == LineState.OPEN):
        line.bill.booking = booking
        answering.accept_line(line=line, by=ask.by, now=ask.now)
    return _bill_of(booking)


def _dispute(ask: Ask) -> Bill:
    line = _line(ask)
    answering.dispute_line(
        line=line,
        amount=Money(ask.said["amount_minor"], line.gross.currency),
        reason=DisputeReason(ask.said["reason"]),
        text=ask.said["text"],
        by=ask.by,
        now=ask.now,
    )
    return _bill_of(line.bill.booking)


def _offer(ask: Ask) -> Bill:
    line = _line(ask)
    bargaining.offer_settlement(
        dispute=_dispute_of(line),
        kept=Money(ask.said["kept_minor"], line.gross.currency),
        by=ask.by,
        now=ask.now,
        message=ask.said["message"],
    )
    return _bill_of(line.bill.booking)


def _on_offer(operation: Callable[..., object]) -> Callable[[Ask], Bill]:
    """For the two answers to the offer that was read."""

    def act(ask: Ask) -> Bill:
        line = _line(ask)
        dispute = _dispute_of(line)
        offers = {offer.pk: offer for offer in SettlementOffer.objects.filter(dispute=dispute)}
        if ask.said["offer"] not in offers:
            raise unknown("offer", ask.said["offer"], offers)
        offer = offers[ask.said["offer"]]
        offer.dispute = dispute
        operation(offer=offer, by=ask.by, now=ask.now)
        return _bill_of(line.bill.booking)

    return act


def _on_dispute(operation: Callable[..., object]) -> Callable[[Ask], Bill]:
    def act(ask: Ask) -> Bill:
        line = _line(ask)
        operation(dispute=_dispute_of(line), by=ask.by, now=ask.now)
        return _bill_of(line.bill.booking)

    return act


def _meter(ask: Ask) -> MeterReading:
    return deliver_by_meter(
        booking=_answered(ask),
        name=ask.said["file_name"],
        data=ask.said["content"].encode(),
        by=ask.by,
        now=ask.now,
        message=ask.said["message"],
    )


def _operation(id_: str, summary: str, description: str, **others: Any) -> Operation:
    told: dict[str, Any] = {"answers": BillSerializer, "refuses": dict.fromkeys((403, 404, 409, 422))}
    return Operation(id=id_, summary=summary, description=description, tag=TAG, **(told | others))


def _post(id_: str, summary: str, description: str, act: Callable[[Ask], Any], **others: Any) -> Any:
    return endpoint(MoneyEndpoint, post=Act(_operation(id_, summary, description, **others), act))


BILL = endpoint(
    MoneyEndpoint,
    get=Act(
        _operation(
            "read_bill",
            "Read the bill of a booking",
            "Its lines and what is disputed of them. There is none before it was used, cancelled or missed.",
            refuses=dict.fromkeys((403, 404)),
        ),
        _read,
    ),
)
METER = _post(
    "report_by_meter",
    "Report the use by the machine's meter",
    "The provider sends the file of the meter; the use ended with its last row. Without a meter: deliver.",
    _meter,
    sends=MeterBody,
    answers=MeterReadingSerializer,
    status=201,
    refuses={403: None, 404: None, 409: None, 422: MeterProblemSerializer},
)
ACCEPT = _post(
    "accept_bill_lines",
    "Accept lines of a bill",
    "The customer accepts those it names, or all that nobody has answered. The last answer accepts the "
    "delivery.",
    _accept,
    sends=AcceptBody,
)
DISPUTE = _post(
    "dispute_bill_line",
    "Dispute a line of a bill",
    "Keeps this amount of the line back; the rest of it, and every other line, goes on.",
    _dispute,
    sends=DisputeBody,
)
OFFER = _post(
    "offer_settlement",
    "Offer how a dispute could end",
    "Either side says what the provider should keep; an offer that stood open gives way to it.",
    _offer,
    sends=SettlementBody,
)
TAKE = _post(
    "take_offer",
    "Take an offer",
    "The other side agrees, and the dispute ends as offered.",
    _on_offer(bargaining.take_offer),
    sends=OfferAnswerBody,
)
LEAVE = _post(
    "leave_offer",
    "Leave an offer",
    "The other side does not agree, and the dispute goes on.",
    _on_offer(bargaining.leave_offer),
    sends=OfferAnswerBody,
)
GIVE_UP = _post(
    "give_up_dispute",
    "Take a dispute back",
    "By the customer: the line is due as it stood.",
    _on_dispute(bargaining.give_up),
    sends=NothingBody,
)
GIVE_WAY = _post(
    "give_way_in_dispute",
    "Give way in a dispute",
    "By the provider: the customer is left all that was disputed.",
    _on_dispute(bargaining.give_way),
    sends=NothingBody,
)
