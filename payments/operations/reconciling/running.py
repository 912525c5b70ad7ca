"""
Comparing our books with the gateway's: each line both ways, live payments, balances, the ledger's rules.

No transaction is open while the gateway is asked. A run that broke off begins anew and finds the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from capacity.operations.refusals import NotAllowed, Refused
from marketplace.accounts.actor import Actor
from marketplace.money import UnknownCurrency
from payments.enums import OF_A_LINE
from payments.gateway import Gateway, GatewayProblem
from payments.gateway import Refused as GatewayRefused
from payments.gateway.values import BalanceTransaction
from payments.models import PaymentOperation, ReconciliationItem, ReconciliationRun
from payments.operations import jobs
from payments.operations.checking import faults
from payments.operations.reconciling.balance_checks import compare_balances
from payments.operations.reconciling.comparing import Difference, differences, missing_there
from payments.operations.reconciling.findings import Findings
from payments.operations.reconciling.live_payments import compare_payments
from payments.operations.reconciling.our_books import posted_of, refs_since

OVERLAP = timedelta(days=3)
# A line is judged once our jobs have had time to post it. The sandbox's clock may be ahead of ours by
# days, Stripe's never is by more than moments: what is told of a later time is judged at once.
GRACE, SKEW = timedelta(hours=1), timedelta(minutes=5)
AT_ONCE = 500
LONGEST = timedelta(hours=1)  # what takes longer was broken off, and another may begin
MOST_VIOLATIONS = 100
NOT_THERE = 404

Thing = TypeVar("Thing")
Clock = Callable[[], datetime]


class AlreadyRunning(Refused):
    """A comparison waits or is under way."""


def ask_for_run(*, by: Actor, now: datetime, since: datetime | None = None) -> ReconciliationRun:
    """
    Begin a comparison in a job: of the last days, or since a moment.

    :raises NotAllowed: the actor is no operator
    :raises AlreadyRunning: one waits or is under way
    """
    if not by.is_operator:
        raise NotAllowed
    under_way = ReconciliationRun.objects.filter(finished_at__isnull=True, error="")
    if under_way.filter(asked_at__gt=now - LONGEST).exists():
        raise AlreadyRunning(_("A comparison is under way; its result will stand here."))
    with transaction.atomic():
        run = ReconciliationRun.objects.create(
            since=since or usual_beginning(now), asked_at=now, asked_by=by.user
        )
        jobs.defer_reconciliation(run.pk)
        return run


def begin_nightly(*, now: datetime) -> ReconciliationRun:
    """What the clock asks for each night."""
    with transaction.atomic():
        run = ReconciliationRun.objects.create(since=usual_beginning(now), asked_at=now)
        jobs.defer_reconciliation(run.pk)
        return run


def usual_beginning(now: datetime) -> datetime:
    """Three days ago; more, so that nothing lies between this and the last that was finished."""
    last = ReconciliationRun.objects.finished().order_by("-started_at").first()
    if last and last.started_at:
        return min(now, last.started_at) - OVERLAP
    return beginning(now)


def beginning(now: datetime) -> datetime:
    """Before anything was asked of the gateway."""
    first = PaymentOperation.objects.order_by("created_at").first()
    return min(now, first.created_at if first else now) - OVERLAP


def reconcile(run_id: int, gateway: Gateway, *, clock: Clock) -> ReconciliationRun:
    """
    Once: a run that is finished is not run again.

    :raises GatewayProblem: the gateway cannot be read now; try again
    :raises UnknownCurrency: the gateway has money in a currency that the marketplace does not deal in
    """
    run = ReconciliationRun.objects.get(pk=run_id)
    if run.finished_at is not None:
        return run
    _write(run, started_at=clock(), read=0, young=0, error="")
    try:
        _compare(run, gateway, clock)
    except (GatewayProblem, UnknownCurrency) as problem:
        _write(run, error=str(problem))
        raise
    now = clock()
    _write(run, violations=list(islice(faults(now), MOST_VIOLATIONS)), finished_at=now)
    return run


def _write(run: ReconciliationRun, **fields: object) -> None:
    for name, value in fields.items():
        setattr(run, name, value)
    run.save(update_fields=list(fields))


def _compare(run: ReconciliationRun, gateway: Gateway, clock: Clock) -> None:
    findings = Findings(run, clock())
    seen: set[str] = set()
    for lines in in_chunks(gateway.books.transactions(since=run.since), AT_ONCE):
        _compare_lines(lines, findings)
        seen.update(line.id for line in lines)
        _write(run, read=run.read + len(lines), young=run.young)
    for refs in in_chunks((ref for ref in refs_since(run.since) if ref not in seen), AT_ONCE):
        compare_singly(refs, gateway, findings)
    compare_singly(_left_open(run), gateway, findings)
    compare_payments(gateway, findings, since=run.since, until=findings.now - GRACE)
    _write(run, are_balances_compared=compare_balances(gateway, findings, is_young=is_young))


def _compare_lines(lines: list[BalanceTransaction], findings: Findings) -> None:
    ours = posted_of([line.id for line in lines])
    judged: list[str] = []
    found: list[Difference] = []
    for line in lines:
        posted = ours.get(line.id)
        if posted is None and is_young(line, findings.now):
            findings.run.young += 1
            continue
        judged.append(line.id)
        found += differences(line, posted)
    findings.compared(judged, found)


def is_young(line: BalanceTransaction, now: datetime) -> bool:
    """Whether our jobs may still be about to post it."""
    return now - GRACE < line.created_at <= now + SKEW


def compare_singly(refs: Iterable[str], gateway: Gateway, findings: Findings) -> None:
    """What was told at another time than it was posted is asked by its name."""
    refs = list(refs)
    ours = posted_of(refs)
    found: list[Difference] = []
    for ref in refs:
        posted, line = ours.get(ref), _line(ref, gateway)
        if line is not None:
            found += differences(line, posted)
        elif posted is not None:
            found += missing_there(ref, posted)
    findings.compared(refs, found)


def _line(ref: str, gateway: Gateway) -> BalanceTransaction | None:
    try:
        return gateway.books.transaction(ref)
    except GatewayRefused as refusal:
        if refusal.status != NOT_THERE:
            raise
        return None


def _left_open(run: ReconciliationRun) -> list[str]:
    """What is open since an earlier run and did not lie in the time that was compared now."""
    items = ReconciliationItem.objects.open().filter(kind__in=OF_A_LINE).exclude(last_run=run)
    return list(items.values_list("ref", flat=True).distinct())


def in_chunks(things: Iterable[Thing], size: int) -> Iterator[list[Thing]]:
    rest = iter(things)
    while chunk := list(islice(rest, size)):
        yield chunk
