"""
What must be true of payments as time goes by: nothing is under way, or with us, for longer than it may.

Beside `invariants`, which hold at every moment: these are broken by time, when nobody does what is due.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import F, Q

from capacity.enums import BookingState
from payments.enums import (
    BY_GATEWAY,
    CONTESTED,
    PROVEN,
    AccountKind,
    BankTaskKind,
    BankTaskState,
    JournalKind,
    LineState,
    OperationKind,
    OperationState,
    PaymentState,
)
from payments.models import Journal, PaymentPlan
from payments.operations.owing import owed
from payments.policies.charging import LET_GO, OVER

UNHEARD = timedelta(hours=24)
# The gateway's books are a little behind, and a payout waits for days in which a mistake can be told.
AT_REST, SETTLED = timedelta(days=1), timedelta(days=7)

Check = Callable[[datetime], Iterator[str]]


def overdue(now: datetime) -> Iterator[str]:
    """One line for each row that is wrong by now, naming it."""
    for check in CHECKS:
        yield from check(now)


def _rows(sql: str, params: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def every_question_is_answered(now: datetime) -> Iterator[str]:
    """What was sent more than a day ago is done or refused by now, or looked up and asked anew (I9)."""
    asked = {"sent": OperationState.SENT, "before": now - UNHEARD}
    for operation_id, kind, purpose, reference, sent_at in _rows(_UNANSWERED, asked):
        yield (
            f"operation {operation_id} ({kind} {purpose} of {reference}): "
            f"sent at {sent_at:%Y-%m-%d %H:%M}, and no answer"
        )


_UNANSWERED = """
SELECT operation.id, operation.kind, operation.purpose, booking.reference, operation.first_sent_at
FROM payments_paymentoperation operation
JOIN payments_paymentplan plan ON plan.id = operation.plan_id
JOIN capacity_booking booking ON booking.id = plan.booking_id
WHERE operation.state = %(sent)s AND operation.first_sent_at < %(before)s
ORDER BY operation.first_sent_at, operation.id
"""


def each_purpose_is_served_once(now: datetime) -> Iterator[str]:
    """Of one booking and purpose one request alone was done; one that is asked anew stands for the other."""
    asked = {"done": OperationState.DONE, "pages": OperationKind.CHECKOUT}
    for reference, kind, purpose, number in _rows(_SERVED_TWICE, asked):
        yield f"booking {reference}: {number} times {kind} for {purpose}"


# What is asked anew has the same purpose with a number behind it.
_SERVED_TWICE = """
SELECT booking.reference, operation.kind, split_part(operation.purpose, '#', 1) AS purpose, count(*)
FROM payments_paymentoperation operation
JOIN payments_paymentplan plan ON plan.id = operation.plan_id
JOIN capacity_booking booking ON booking.id = plan.booking_id
WHERE operation.state = %(done)s AND operation.kind <> %(pages)s
GROUP BY 1, 2, 3 HAVING count(*) > 1
ORDER BY 1, 2, 3
"""


def what_is_over_holds_nothing(now: datetime) -> Iterator[str]:
    """
    Nothing is held for a booking that is over and settled or paid back, with all requests at rest (I2).

    But for what the sides, or a bank, have not decided about, and for what is invoiced and not paid.
    """
    asked = {
        "clearing": AccountKind.CLEARING,
        "over": sorted(OVER | LET_GO),
        "returned": [PaymentState.REFUNDED, PaymentState.CANCELLED],
        "at_rest": [OperationState.DONE, OperationState.FAILED],
        "rested": now - AT_REST,
        "disputed": LineState.DISPUTED,
        "contested": list(CONTESTED),
        "settled": now - SETTLED,
    }
    for reference, state, currency, minor in _rows(_STILL_HELD, asked):
        yield f"booking {reference} ({BookingState(state)}): {minor} {currency} still held"


_STILL_HELD = """
SELECT booking.reference, booking.state, entry.currency, -sum(entry.minor)::bigint
FROM payments_paymentplan plan
JOIN capacity_booking booking ON booking.id = plan.booking_id
JOIN payments_ledgeraccount account ON account.booking_id = booking.id AND account.kind = %(clearing)s
JOIN payments_entry entry ON entry.account_id = account.id
WHERE booking.state = ANY(%(over)s)
AND (plan.state = ANY(%(returned)s) OR plan.settled_at < %(settled)s)
AND NOT EXISTS (
    SELECT FROM payments_paymentoperation operation WHERE operation.plan_id = plan.id
    AND (operation.state <> ALL(%(at_rest)s) OR operation.finished_at > %(rested)s)
)
AND NOT EXISTS (
    SELECT FROM payments_bill bill JOIN payments_billline line ON line.bill_id = bill.id
    WHERE bill.booking_id = booking.id AND line.state = %(disputed)s
)
AND NOT EXISTS (
    SELECT FROM payments_chargeback chargeback
    WHERE chargeback.plan_id = plan.id AND chargeback.state = ANY(%(contested)s)
)
AND NOT EXISTS (
    SELECT FROM payments_invoice invoice WHERE invoice.plan_id = plan.id AND invoice.open_minor > 0
)
GROUP BY booking.reference, booking.state, entry.currency HAVING sum(entry.minor) <> 0
ORDER BY booking.reference, entry.currency
"""


def what_is_earned_is_sent(now: datetime) -> Iterator[str]:
    """
    An operator was asked to send each provider all that its bookings paid by bank have earned.

    But for what its debts take, which are of no one booking: of all together no more is missing than it has
    left beside what waits for the gateway, which may be for long where it has no account there.
    """
    asked = {
        "payable": AccountKind.PAYABLE,
        "sending": [JournalKind.TRANSFER, JournalKind.TRANSFER_REVERSAL],
        "payout": BankTaskKind.PAYOUT,
        "returned": BankTaskState.RETURNED,
        "proven": sorted(PROVEN),
        "settled": now - SETTLED,
    }
    for provider_id, currency, minor, references in _rows(_NEVER_SENT, asked):
        yield (
            f"organisation {provider_id}: {minor} {currency} earned, and nobody is asked to send it; "
            f"not all is sent of {', '.join(references)}"
        )


# By the gateway a payout is a request of its own, which other checks watch.
_NEVER_SENT = """
WITH earned AS (
    SELECT journal.booking_id, account.owner_id, account.currency, -sum(entry.minor) AS minor
    FROM payments_ledgeraccount account
    JOIN payments_entry entry ON entry.account_id = account.id
    JOIN payments_journal journal ON journal.id = entry.journal_id
    LEFT JOIN payments_journal reversed ON reversed.id = journal.reverses_id
    WHERE account.kind = %(payable)s AND coalesce(reversed.kind, journal.kind) <> ALL(%(sending)s)
    GROUP BY 1, 2, 3 HAVING max(entry.posted_at) < %(settled)s
), unsent AS (
    SELECT booking.reference, earned.owner_id, earned.currency,
        earned.minor - coalesce(sum(task.minor) FILTER (WHERE task.state <> %(returned)s), 0) AS minor
    FROM earned JOIN capacity_booking booking ON booking.id = earned.booking_id
    JOIN payments_paymentplan plan ON plan.booking_id = booking.id
        AND (plan.payment_ref = '' OR plan.payment_ref LIKE 'bank\\_%%')
    LEFT JOIN payments_banktask task ON task.plan_id = plan.id AND task.kind = %(payout)s
    GROUP BY booking.reference, earned.owner_id, earned.currency, earned.minor
    HAVING earned.minor > coalesce(sum(task.minor) FILTER (WHERE task.state <> %(returned)s), 0)
), lacking AS (
    SELECT owner_id, currency, sum(minor) AS minor, array_agg(reference ORDER BY reference) AS bookings
    FROM unsent GROUP BY owner_id, currency
)
SELECT lacking.owner_id, lacking.currency, least(lacking.minor, owed.minor - leaving.minor)::bigint,
    lacking.bookings
FROM lacking
CROSS JOIN LATERAL (
    SELECT -coalesce(sum(entry.minor), 0) AS minor
    FROM payments_ledgeraccount account JOIN payments_entry entry ON entry.account_id = account.id
    WHERE account.kind = %(payable)s AND account.owner_id = lacking.owner_id
    AND account.currency = lacking.currency
) AS owed
CROSS JOIN LATERAL (
    SELECT coalesce(sum(each.minor), 0) AS minor FROM (
        SELECT task.minor FROM payments_banktask task
        WHERE task.kind = %(payout)s AND task.recipient_id = lacking.owner_id
        AND task.currency = lacking.currency AND task.state <> ALL(%(proven)s)
        UNION ALL
        SELECT -sum(entry.minor) FROM payments_ledgeraccount account
        JOIN payments_entry entry ON entry.account_id = account.id
        JOIN payments_journal journal ON journal.id = entry.journal_id
        JOIN payments_paymentplan plan ON plan.booking_id = journal.booking_id
            AND plan.payment_ref <> '' AND plan.payment_ref NOT LIKE 'bank\\_%%'
        WHERE account.kind = %(payable)s AND account.owner_id = lacking.owner_id
        AND account.currency = lacking.currency
        GROUP BY journal.booking_id HAVING sum(entry.minor) < 0
    ) AS each
) AS leaving
WHERE least(lacking.minor, owed.minor - leaving.minor) > 0
ORDER BY lacking.owner_id, lacking.currency
"""


def what_goes_on_is_secured(now: datetime) -> Iterator[str]:
    """What a card held for a booking was not let go of by its bank: nothing else would pay for it."""
    lost = PaymentPlan.objects.filter(state=PaymentState.CANCELLED, rail__in=BY_GATEWAY)
    taken = Journal.objects.filter(kind=JournalKind.CAPTURE, booking__isnull=False).values("booking")
    for_free = Q(booking__state=BookingState.CANCELLED, booking__refund_minor=F("booking__total_minor"))
    unpaid = lost.exclude(booking__state__in=LET_GO).exclude(for_free).exclude(booking__in=taken)
    for plan in unpaid.select_related("booking").order_by("booking__reference"):
        claim = owed(plan.booking, plan.booking.state_at(now))
        if claim is None or claim.most.minor:
            yield f"booking {plan.booking.reference} ({plan.booking.state}): its hold was lost, nothing pays"


CHECKS: tuple[Check, ...] = (
    every_question_is_answered,
    each_purpose_is_served_once,
    what_is_over_holds_nothing,
    what_is_earned_is_sent,
    what_goes_on_is_secured,
)
