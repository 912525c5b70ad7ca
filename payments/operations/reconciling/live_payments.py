"""Of one booking and purpose one payment is live at the gateway: what is paid besides goes back (I6)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from payments.enums import DifferenceKind
from payments.gateway import Gateway, PaymentStatus
from payments.gateway.values import Payment
from payments.models import PaymentOperation, ReconciliationItem
from payments.operations.reconciling.comparing import Difference, Moved
from payments.operations.reconciling.findings import Findings

Purpose = tuple[int, str]  # the booking, and what is paid for
KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")  # others' payments name other things
NUMBERS = "0123456789# "  # a second page, or a page that was asked anew, is for the same


def compare_payments(gateway: Gateway, findings: Findings, *, since: datetime, until: datetime) -> None:
    """Of those begun in a time; our jobs may be about to return what was paid after it."""
    seen: set[str] = set()
    live: dict[str, list[Payment]] = defaultdict(list)  # by the key of the operation that made them
    for payment in gateway.payments.since(since):
        seen.add(payment.id)
        if is_live(payment) and payment.created_at <= until:
            live[payment.metadata.get("operation", "")].append(payment)
    found = list(_too_many(live))
    found_refs = {difference.ref for difference in found}
    open_refs = _open_refs() - found_refs
    ended = {ref for ref in open_refs if ref in seen or not is_live(gateway.payments.get(ref))}
    findings.compared(found_refs | ended, found)


def is_live(payment: Payment) -> bool:
    """Whether it holds something, or took more than it has returned."""
    if payment.status == PaymentStatus.SUCCEEDED:
        return payment.charge is None or payment.charge.refunded < payment.charge.captured
    return payment.status == PaymentStatus.AUTHORISED


def _too_many(live: dict[str, list[Payment]]) -> Iterator[Difference]:
    """All but the first of each purpose."""
    by_purpose: dict[Purpose, list[Payment]] = defaultdict(list)
    ours = [key for key in live if KEY.fullmatch(key)]
    operations = PaymentOperation.objects.filter(pk__in=ours)
    for operation_id, booking_id, purpose in operations.values_list("pk", "plan__booking", "purpose"):
        by_purpose[booking_id, purpose.rstrip(NUMBERS)] += live[str(operation_id)]
    for (booking_id, _purpose), payments in sorted(by_purpose.items()):
        _first, *others = sorted(payments, key=lambda payment: (payment.created_at, payment.id))
        for payment in others:
            held = payment.capturable if payment.status == PaymentStatus.AUTHORISED else payment.received
            yield Difference(
                kind=DifferenceKind.DOUBLE,
                ref=payment.id,
                currency=held.currency,
                theirs=Moved(held.minor),
                type=payment.status,
                booking_id=booking_id,
                happened_at=payment.created_at,
            )


def _open_refs() -> set[str]:
    items = ReconciliationItem.objects.open().filter(kind=DifferenceKind.DOUBLE)
    return set(items.values_list("ref", flat=True))
