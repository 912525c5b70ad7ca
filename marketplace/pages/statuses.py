"""The status vocabulary: one word, tone and icon for every state a page can show."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True)
class Status:
    """How a state is shown; `tone` names the colour pair of the style sheet, `icon` one of Tabler's."""

    word: str | Promise
    tone: str
    icon: str


class UnknownStatus(KeyError):
    """No word was agreed for this state."""


STATUSES: dict[str, Status] = {
    "booking.held": Status(pgettext_lazy("booking", "Held"), "hold", icon="hourglass-high"),
    "booking.requested": Status(pgettext_lazy("booking", "Requested"), "info", icon="send"),
    "booking.to_answer": Status(pgettext_lazy("booking", "To answer"), "info", icon="inbox"),
    "booking.confirmed": Status(pgettext_lazy("booking", "Confirmed"), "mine", icon="circle-check"),
    "booking.in_use": Status(pgettext_lazy("booking", "In use"), "free", icon="player-play"),
    "booking.delivered": Status(pgettext_lazy("booking", "Delivered"), "hold", icon="package"),
    "booking.completed": Status(pgettext_lazy("booking", "Completed"), "free", icon="checks"),
    "booking.expired": Status(pgettext_lazy("booking", "Expired"), "busy", icon="clock"),
    "booking.declined": Status(pgettext_lazy("booking", "Declined"), "stop", icon="x"),
    "booking.withdrawn": Status(pgettext_lazy("booking", "Withdrawn"), "busy", icon="arrow-back-up"),
    "booking.cancelled": Status(pgettext_lazy("booking", "Cancelled"), "stop", icon="calendar-x"),
    "booking.no_show": Status(pgettext_lazy("booking", "No-show"), "stop", icon="user-x"),
    "booking.disputed": Status(pgettext_lazy("booking", "Disputed"), "case", icon="scale"),
    "claim.free": Status(pgettext_lazy("claim", "Free"), "free", icon="check"),
    "claim.mine": Status(pgettext_lazy("claim", "Mine"), "mine", icon="star"),
    "claim.hold": Status(pgettext_lazy("claim", "On hold"), "hold", icon="hourglass-high"),
    "claim.busy": Status(pgettext_lazy("claim", "Busy"), "busy", icon="lock"),
    "claim.booking": Status(pgettext_lazy("claim", "Busy"), "busy", icon="lock"),
    "claim.proposal": Status(pgettext_lazy("claim", "Proposed"), "info", icon="calendar-time"),
    "claim.outage": Status(pgettext_lazy("claim", "Outage"), "stop", icon="alert-triangle"),
    "claim.maintenance": Status(pgettext_lazy("claim", "Maintenance"), "case", icon="tool"),
    "claim.imported": Status(pgettext_lazy("claim", "Busy elsewhere"), "busy", icon="calendar-off"),
    "claim.closed": Status(pgettext_lazy("claim", "Closed"), "busy", icon="minus"),
    "revision.draft": Status(pgettext_lazy("revision", "Draft"), "busy", icon="pencil"),
    "revision.submitted": Status(pgettext_lazy("revision", "Submitted"), "info", icon="send"),
    "revision.approved": Status(pgettext_lazy("revision", "Approved"), "free", icon="circle-check"),
    "revision.rejected": Status(pgettext_lazy("revision", "Rejected"), "stop", icon="x"),
    "revision.withdrawn": Status(pgettext_lazy("revision", "Withdrawn"), "busy", icon="arrow-back-up"),
    "revision.appealed": Status(pgettext_lazy("revision", "Appealed"), "case", icon="gavel"),
    "payment.created": Status(pgettext_lazy("payment", "To pay"), "hold", icon="wallet"),
    "payment.requires_action": Status(pgettext_lazy("payment", "Needs you"), "hold", icon="shield-check"),
    "payment.authorised": Status(pgettext_lazy("payment", "Authorised"), "info", icon="lock"),
    "payment.captured": Status(pgettext_lazy("payment", "Captured"), "free", icon="circle-check"),
    "payment.partially_refunded": Status(
        pgettext_lazy("payment", "Part refunded"), "mine", icon="receipt-refund"
    ),
    "payment.refunded": Status(pgettext_lazy("payment", "Refunded"), "busy", icon="receipt-refund"),
    "payment.cancelled": Status(pgettext_lazy("payment", "Released"), "busy", icon="ban"),
    "payment.failed": Status(pgettext_lazy("payment", "Failed"), "stop", icon="alert-circle"),
    "payment.charged_back": Status(pgettext_lazy("payment", "Charged back"), "case", icon="scale"),
    "payment.on_terms": Status(pgettext_lazy("payment", "Due on terms"), "info", icon="file-invoice"),
    "payment.paid": Status(pgettext_lazy("payment", "Paid"), "free", icon="circle-check"),
    "payment.overdue": Status(pgettext_lazy("payment", "Overdue"), "stop", icon="alert-triangle"),
    "payment.written_off": Status(pgettext_lazy("payment", "Written off"), "stop", icon="file-off"),
    "payment.given_up": Status(pgettext_lazy("payment", "Given up"), "busy", icon="file-off"),
    "payment.partly_given_up": Status(pgettext_lazy("payment", "Part given up"), "mine", icon="file-minus"),
    "bill.open": Status(pgettext_lazy("bill", "To accept"), "hold", icon="package"),
    "bill.accepted": Status(pgettext_lazy("bill", "Accepted"), "free", icon="circle-check"),
    "bill.disputed": Status(pgettext_lazy("bill", "Disputed"), "case", icon="scale"),
    "bill.settled": Status(pgettext_lazy("bill", "Dispute ended"), "free", icon="checks"),
    "payout.pending": Status(pgettext_lazy("payout", "Pending"), "hold", icon="clock"),
    "payout.paid": Status(pgettext_lazy("payout", "Paid out"), "free", icon="building-bank"),
    "payout.returned": Status(pgettext_lazy("payout", "Returned"), "stop", icon="arrow-back-up"),
}


def status(key: str) -> Status:
    """
    The entry of a state such as `booking.held`.

    :raises UnknownStatus: the table has no such state
    """
    try:
        return STATUSES[key]
    except KeyError:
        raise UnknownStatus(key) from None


# What the steps of the life-line are called: nouns, where pills say states.
LIFE_STEPS: dict[str, str | Promise] = {
    "held": pgettext_lazy("life-line", "Held"),
    "requested": pgettext_lazy("life-line", "Requested"),
    "confirmed": pgettext_lazy("life-line", "Confirmed"),
    "in_use": pgettext_lazy("life-line", "In use"),
    "delivered": pgettext_lazy("life-line", "Delivered"),
    "completed": pgettext_lazy("life-line", "Completed"),
}
