"""
Telling the finance people of a firm what became of its money: taken, paid back, sent, or gone wrong.

Each side reads of its own money alone: the customer what was paid and comes back, the provider what it gets.
A job that runs again after a crash may mail twice; what happened is recorded once, however often it is told.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import Sum
from django.urls import reverse

from capacity.enums import BookingState, Step
from capacity.models import Booking
from marketplace.events.models import Event
from marketplace.money import Money, format_money
from payments.enums import AccountKind, AllocatedTo, ChargebackState, Failure, JournalKind, PaymentState, Rail
from payments.mailing import finance_people, mail
from payments.models import Allocation, Chargeback, Entry, Journal, LateRefund, PaymentPlan
from payments.policies.banking import goes_by_bank

# Whose money a journal moved stands on one of these, beside where it came from or went to.
WHOSE = (AccountKind.CLEARING, AccountKind.PAYABLE, AccountKind.UNAPPLIED, AccountKind.REFUND_OWED)
TAKEN = (JournalKind.CAPTURE, JournalKind.ALLOCATION)
TO_PROVIDER = (JournalKind.TRANSFER, JournalKind.TRANSFER_REVERSAL)


def tell_posted(event: Event) -> None:
    """A payment was taken, money paid back, or a payout sent or taken back."""
    journal = Journal.objects.select_related("booking").get(pk=event.data["journal_id"])
    entries = list(journal.entries.select_related("account"))
    entry = next(each for each in entries if each.account.kind in WHOSE)
    booking = journal.booking
    told = {
        "what": journal.kind,
        "by_bank": any(each.account.kind == AccountKind.BANK for each in entries),
        "was_held": _rail_of(booking) == Rail.CARD_HOLD,
        "why_back": _why_taken_back(journal),
        **_of_whole(journal, abs(entry.minor)),
    }
    if booking is None:
        firm_id = entry.account.owner_id
    else:
        firm_id = booking.provider_id if journal.kind in TO_PROVIDER else booking.customer_id
    assert firm_id is not None
    _tell(firm_id, booking, Money(abs(entry.minor), entry.currency), told)


def tell_held(event: Event) -> None:
    _tell_news(event, "held")


def tell_released(event: Event) -> None:
    _tell_news(event, "released")


def tell_failed(event: Event) -> None:
    """Nobody can switch this off; whoever has paid since is left in peace."""
    what = event.data["what"]
    is_paid = PaymentPlan.objects.filter(booking=event.data["booking_id"]).exclude(state=PaymentState.CREATED)
    if what != Failure.ATTEMPT or not is_paid.exists():
        _tell_news(event, f"failed_{what}")


def tell_unpaid(event: Event) -> None:
    """The hold ended, and they had begun to pay."""
    told = event.data
    if (told["step"], told["from_state"]) != (Step.EXPIRE, BookingState.HELD):
        return
    begun = PaymentPlan.objects.filter(booking=told["booking_id"], state=PaymentState.CREATED)
    if plan := begun.select_related("booking").first():
        is_kept = plan.rail == Rail.BANK_TRANSFER  # on the payer's balance at the payment provider
        words = {"what": "unpaid", "is_kept": is_kept}
        _tell(told["customer_id"], plan.booking, plan.to_secure, words)


def _tell_news(event: Event, what: str) -> None:
    told = event.data
    booking = Booking.objects.filter(pk=told["booking_id"]).first()
    amount = Money(told["minor"], told["currency"])
    _tell(told["organisation_id"], booking, amount, {"what": what, "by_bank": _goes_by_bank(booking)})


def _tell(firm_id: int, booking: Booking | None, amount: Money, told: dict[str, Any]) -> None:
    is_payout = booking is not None and firm_id == booking.provider_id
    page = reverse("payments:earnings") if is_payout else reverse("capacity:bookings")
    address = booking.get_absolute_url() if booking else page

    def words() -> dict[str, Any]:
        revision = booking.listing_revision if booking else None
        return told | {
            "booking": booking,
            "title": revision.title if revision else "",
            "amount": format_money(amount),
            "address": settings.ORIGINS[0] + address,
            "earnings": settings.ORIGINS[0] + page if is_payout else "",
        }

    mail(finance_people(firm_id), "money", words)


def _of_whole(journal: Journal, minor: int) -> dict[str, Any]:
    """Of a refund, how much was paid, and whether this is all of it."""
    if journal.kind != JournalKind.REFUND or journal.booking is None:
        return {}
    paid = _paid_for(journal.booking)
    return {"paid": format_money(paid), "is_whole": minor >= paid.minor}


def _paid_for(booking: Booking) -> Money:
    """What came for it; on terms what came of its invoices, without interest."""
    if _rail_of(booking) == Rail.NET_TERMS:
        came = Allocation.objects.filter(invoice__booking=booking, to=AllocatedTo.PRINCIPAL, minor__gt=0)
        came = came.filter(undone_by__isnull=True)
        return Money(int(came.aggregate(sum=Sum("minor"))["sum"] or 0), booking.currency)
    taken = Entry.objects.filter(
        journal__booking=booking, journal__kind__in=TAKEN, account__kind=AccountKind.CLEARING
    )
    return Money(-int(taken.aggregate(sum=Sum("minor"))["sum"] or 0), booking.currency)


def _why_taken_back(journal: Journal) -> str:
    """What happened last of all that takes a payout back; empty where it was neither."""
    if journal.kind != JournalKind.TRANSFER_REVERSAL:
        return ""
    refunds = LateRefund.objects.filter(plan__booking=journal.booking)
    lost = Chargeback.objects.filter(plan__booking=journal.booking, state=ChargebackState.LOST)
    ours = [(each, "refund") for each in refunds.values_list("granted_at", flat=True)]
    theirs = [(each, "chargeback") for each in lost.values_list("closed_at", flat=True)]
    return max([*ours, *theirs], default=("", ""))[1]


def _goes_by_bank(booking: Booking | None) -> bool:
    plan = PaymentPlan.objects.filter(booking=booking).first() if booking else None
    return plan is not None and goes_by_bank(plan)


def _rail_of(booking: Booking | None) -> str:
    plan = PaymentPlan.objects.filter(booking=booking).first() if booking else None
    return plan.rail if plan else ""
