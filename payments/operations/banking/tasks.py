"""Sending money by bank: one operator prepares, another releases above a limit, the statement proves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.accounts.actor import Actor
from marketplace.money import Money, format_money, total
from payments.enums import (
    AccountKind,
    BankLineState,
    BankTaskKind,
    BankTaskState,
    Failure,
    JournalKind,
    PaymentState,
)
from payments.ledger import postings
from payments.models import BankLine, BankTask, Journal, PaymentPlan
from payments.operations import jobs
from payments.operations.bank_accounts import account_in_use
from payments.operations.banking.confirming import decide, take_up
from payments.operations.banking.refusals import (
    AlreadyDecided,
    KeptBack,
    NoAccount,
    SecondNeeded,
    WrongAmount,
    WrongMatch,
    operator_of,
)
from payments.operations.banking.settling import held
from payments.operations.left_to_provider import left_to_provider
from payments.operations.posting import reverse
from payments.operations.telling import post_and_tell, tell_of_failure
from payments.policies.four_eyes import needs_second

BANK = AccountKind.BANK


@dataclass(frozen=True)
class Recipient:
    """The account that money is sent to."""

    holder: str
    account: str
    bank: str


def prepare(*, task: BankTask, by: Actor, now: datetime, recipient: Recipient | None = None) -> BankTask:
    """
    One operator says where a refund goes; a payout goes to the account that its firm has confirmed. Small
    amounts to an account that was paid before are released with it; all else waits for another operator.

    :raises AlreadyDecided: it was prepared before
    :raises KeptBack: a payout, and nothing of it is left for what its firm owes
    :raises NoAccount: a payout, and the firm has no account that may be used
    :raises WrongMatch: the account is not told whole, or it is too early
    """
    operator = operator_of(by)
    with transaction.atomic():
        task = _locked(task, BankTaskState.DUE)
        if task.not_before > now:
            raise WrongMatch(_("It is not due yet."))
        if task.kind == BankTaskKind.PAYOUT:
            recipient = _of_firm(task, now)
            task.minor = sendable(task).minor
        if recipient is None or not (recipient.holder.strip() and recipient.account.strip()):
            raise WrongMatch(_("Enter the account holder and the account number."))
        task.holder, task.account = recipient.holder.strip(), recipient.account.strip()
        task.bank = recipient.bank.strip()
        task.needs_second = needs_second(task.amount) or not is_known(task)
        task.prepared_by, task.prepared_at = operator, now
        task.state = BankTaskState.PREPARED
        if not task.needs_second:
            task.state, task.released_by, task.released_at = BankTaskState.RELEASED, operator, now
        task.save()
        return task


def _of_firm(task: BankTask, now: datetime) -> Recipient:
    """As it is now: what the firm changes later is for later payouts."""
    account = account_in_use(task.recipient_id, task.currency, now)
    if account is None:
        raise NoAccount(task.recipient, task.currency)
    return Recipient(account.holder, account.number, f"{account.bank} {account.code}")


def sendable(task: BankTask) -> Money:
    """
    What of a payout is left to its firm after what it owes, and what others have prepared.

    :raises KeptBack: nothing
    """
    under_way = (BankTaskState.PREPARED, BankTaskState.RELEASED)
    left = left_to_provider(task.recipient_id, task.currency, besides=task, states=under_way)
    if not left.minor:
        raise KeptBack(task.recipient)
    return min(task.amount, left)


def is_known(task: BankTask) -> bool:
    """Whether the recipient was paid to this account before, or has paid from it."""
    account = _digits(task.account)
    paid = BankTask.objects.filter(recipient=task.recipient, state=BankTaskState.PAID)
    came = BankLine.objects.filter(parts__customer=task.recipient).exclude(party_account="")
    known = {*paid.values_list("account", flat=True), *came.values_list("party_account", flat=True)}
    return account in map(_digits, known)


def _digits(account: str) -> str:
    return "".join(account.split()).upper()


def release(*, task: BankTask, by: Actor, now: datetime) -> BankTask:
    """
    :raises AlreadyDecided: it does not wait for that
    :raises KeptBack: a payout, and its firm has come to owe some of it: it is to be prepared anew
    :raises SecondNeeded: the actor prepared it
    """
    operator = operator_of(by)
    with transaction.atomic():
        task = _locked(task, BankTaskState.PREPARED)
        if task.prepared_by_id == operator.pk:
            raise SecondNeeded
        if task.kind == BankTaskKind.PAYOUT and sendable(task) != task.amount:
            raise KeptBack(task.recipient)
        task.state, task.released_by, task.released_at = BankTaskState.RELEASED, operator, now
        task.save()
        return task


def send_back(*, task: BankTask, reason: str, by: Actor) -> BankTask:
    """
    Prepared wrongly, or not to be sent now: it is to be prepared anew.

    :raises AlreadyDecided: it was not prepared, or is sent already
    :raises WrongMatch: no reason is told
    """
    operator_of(by)
    if not reason.strip():
        raise WrongMatch(_("Say why it goes back."))
    with transaction.atomic():
        task = _locked(task, BankTaskState.PREPARED, BankTaskState.RELEASED)
        task.state, task.note, task.needs_second = BankTaskState.DUE, reason.strip(), False
        task.prepared_by = task.prepared_at = task.released_by = task.released_at = None
        task.save()
        return task


def prove(*, line: BankLine, tasks: Sequence[BankTask], by: Actor, now: datetime) -> BankLine:
    """
    The statement shows that the money went out: only then is it posted.

    :raises AlreadyDecided: the line or a task was decided before, or a task is not released
    :raises WrongAmount: the tasks do not add up to what went out
    """
    operator = operator_of(by)
    with transaction.atomic():
        line = take_up(line)
        locked = [_locked(task, BankTaskState.RELEASED) for task in sorted(tasks, key=lambda each: each.pk)]
        if any(task.currency != line.currency for task in locked):
            raise WrongMatch(_("What is to be sent is in another currency."))
        sum_of_tasks = total((task.amount for task in locked), line.currency)
        if line.is_incoming or sum_of_tasks != line.size:
            told = {"tasks": format_money(sum_of_tasks), "line": format_money(line.amount)}
            raise WrongAmount(_("%(tasks)s was to be sent, but the bank shows %(line)s.") % told)
        for task in locked:
            task.state, task.line = BankTaskState.PAID, line
            task.save(update_fields=["state", "line"])
            _post(task, now)
        decide(line, BankLineState.MATCHED, operator, now)
        return line


def come_back(*, line: BankLine, task: BankTask, by: Actor, now: datetime) -> BankLine:
    """
    What was sent came back, for the account was wrong: it is owed again, and asked for anew.

    :raises AlreadyDecided: the line was decided before, or the task is not sent
    :raises WrongAmount: another amount came
    """
    operator = operator_of(by)
    with transaction.atomic():
        line = take_up(line)
        task = _locked(task, BankTaskState.PAID)
        if line.amount != task.amount:
            raise WrongAmount(_("The amount that came back differs from what was sent."))
        sent = Journal.objects.get(kind=_kind(task), ref=_ref(task))
        reverse(sent, f"bank_line_{line.pk}", now)
        what = Failure.PAYOUT_RETURNED if task.kind == BankTaskKind.PAYOUT else Failure.REFUND
        booking = task.plan.booking if task.plan else None
        tell_of_failure(what, task.recipient_id, booking, task.amount, now=now)
        task.state = BankTaskState.RETURNED
        task.save(update_fields=["state"])
        line.note = task.reference
        decide(line, BankLineState.MATCHED, operator, now)
        if task.plan_id is not None:
            jobs.defer_advance(task.plan_id)
        return line


def _kind(task: BankTask) -> JournalKind:
    return JournalKind.TRANSFER if task.kind == BankTaskKind.PAYOUT else JournalKind.REFUND


def _ref(task: BankTask) -> str:
    return f"bank_task_{task.pk}"


def _post(task: BankTask, now: datetime) -> None:
    booking = task.plan.booking if task.plan else None
    kind, ref = _kind(task), _ref(task)
    if task.is_credit:
        told = postings.unapplied_returned(customer_id=task.recipient_id, amount=task.amount)
        post_and_tell(kind, ref, told, booking=booking, now=now)
        return
    assert booking is not None
    assert task.plan is not None
    if task.kind == BankTaskKind.PAYOUT:
        told = postings.transferred(provider_id=task.recipient_id, amount=task.amount, by=BANK)
    else:
        told = postings.refunded(booking_id=booking.pk, amount=task.amount, by=BANK)
    post_and_tell(kind, ref, told, booking=booking, now=now)
    if task.kind == BankTaskKind.REFUND:
        _follow_state(task.plan)
    jobs.defer_advance(task.plan.pk)


def _follow_state(plan: PaymentPlan) -> None:
    """Refunded whole where nothing was settled and nothing is held any more."""
    is_whole = plan.settled_at is None and held(plan.booking).minor == 0
    state = PaymentState.REFUNDED if is_whole else PaymentState.PARTIALLY_REFUNDED
    before = (PaymentState.CAPTURED, PaymentState.PARTIALLY_REFUNDED)
    PaymentPlan.objects.filter(pk=plan.pk, state__in=before).update(state=state)


def _locked(task: BankTask, *states: BankTaskState) -> BankTask:
    rows = BankTask.objects.select_for_update(of=("self",)).select_related("plan__booking", "recipient")
    found = rows.filter(pk=task.pk).first()  # what nothing is left of is gone
    if found is None or found.state not in states:
        raise AlreadyDecided
    return found
