"""An operator says what a transfer was for; only then is it posted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.accounts.actor import Actor
from marketplace.accounts.models import Organisation, User
from marketplace.money import Money, format_money, total
from payments.enums import BankLineState, JournalKind, Rail
from payments.ledger import postings
from payments.models import BankLine, BankPart, PaymentPlan
from payments.operations import jobs
from payments.operations.banking.refusals import AlreadyDecided, WrongAmount, WrongMatch, operator_of
from payments.operations.invoicing.allocating import pay_invoices
from payments.operations.posting import post

LINE = "bank_line_"  # how the reference of money begins that a line of a statement told of


@dataclass(frozen=True)
class Share:
    """How much of a transfer is for one booking."""

    plan: PaymentPlan
    amount: Money


def confirm(
    *, line: BankLine, customer: Organisation, shares: Sequence[Share], by: Actor, now: datetime
) -> BankLine:
    """
    The transfer came from the customer and pays these bookings, then its invoices, the oldest due first;
    what is left over stays the customer's.

    A booking is secured by the job that is put off here, once all of its money is there.

    :raises AlreadyDecided: the line was decided before
    :raises WrongAmount: the shares are more than came, or not above nothing
    :raises WrongMatch: a booking is another firm's, of another currency, or not paid by bank
    """
    operator = operator_of(by)
    with transaction.atomic():
        line = take_up(line)
        _check(line, customer, shares)
        told = postings.bank_money_received(customer_id=customer.pk, amount=line.amount)
        post(JournalKind.BANK_RECEIPT, receipt_ref(line), told, now=now)
        given: list[tuple[PaymentPlan | None, Money]] = [(share.plan, share.amount) for share in shares]
        left = _to_invoices(line, customer, shares, now)
        if left.minor:
            given.append((None, left))
        BankPart.objects.bulk_create(
            BankPart(
                line=line,
                customer=customer,
                plan=plan,
                minor=amount.minor,
                currency=amount.currency,
                made_by=operator,
                made_at=now,
            )
            for plan, amount in given
        )
        for share in shares:
            jobs.defer_advance(share.plan.pk)
        decide(line, BankLineState.MATCHED, operator, now)
        return line


def receipt_ref(line: BankLine) -> str:
    """What its receipt is posted under: another one each time, for what was undone stays posted."""
    undone = line.undone_matches.count()
    return f"{LINE}{line.pk}" + (f" again {undone}" if undone else "")


def _to_invoices(line: BankLine, customer: Organisation, shares: Sequence[Share], now: datetime) -> Money:
    """What pays neither a booking nor an invoice: the customer's, until somebody says what for."""
    left = line.amount - total((share.amount for share in shares), line.currency)
    if not left.minor:
        return left
    return pay_invoices(customer, left, now, ref=receipt_ref(line), came_on=line.booked_on).rest


def _check(line: BankLine, customer: Organisation, shares: Sequence[Share]) -> None:
    if not line.is_incoming:
        raise WrongMatch(_("This money went out; it pays for no booking."))
    for share in shares:
        if share.plan.booking.customer_id != customer.pk:
            told = {"booking": share.plan.booking.reference, "customer": customer.name}
            raise WrongMatch(_("%(booking)s is not a booking of %(customer)s.") % told)
        if share.plan.rail != Rail.MANUAL or share.plan.currency != line.currency:
            told = {"booking": share.plan.booking.reference}
            raise WrongMatch(_("%(booking)s is not paid by bank transfer in this currency.") % told)
        if share.amount.minor <= 0:
            raise WrongAmount(_("Each booking needs an amount above zero."))
    if len({share.plan.pk for share in shares}) != len(shares):
        raise WrongMatch(_("A booking is named twice."))
    if line.amount < total((share.amount for share in shares), line.currency):
        raise WrongAmount(
            _("%(amount)s came; no more can be given to bookings.") % {"amount": format_money(line.amount)}
        )


def set_aside(*, line: BankLine, reason: str, by: Actor, now: datetime) -> BankLine:
    """
    The line is none of our business here, such as a fee of the bank's; nothing is posted.

    :raises AlreadyDecided: the line was decided before
    :raises WrongMatch: no reason is told
    """
    operator = operator_of(by)
    if not reason.strip():
        raise WrongMatch(_("Say why it is set aside."))
    with transaction.atomic():
        line = take_up(line)
        line.note = reason.strip()
        decide(line, BankLineState.SET_ASIDE, operator, now)
        return line


def take_back(*, line: BankLine, by: Actor) -> BankLine:
    """
    A line that was set aside is to be matched after all.

    :raises AlreadyDecided: it is not set aside
    """
    operator_of(by)
    with transaction.atomic():
        line = BankLine.objects.select_for_update().get(pk=line.pk)
        if line.state != BankLineState.SET_ASIDE:
            raise AlreadyDecided
        line.state, line.decided_by, line.decided_at, line.note = BankLineState.OPEN, None, None, ""
        line.save(update_fields=["state", "decided_by", "decided_at", "note"])
        return line


def take_up(line: BankLine) -> BankLine:
    """The line as it is, locked. :raises AlreadyDecided: it is decided"""
    line = BankLine.objects.select_for_update().get(pk=line.pk)
    if line.state != BankLineState.OPEN:
        raise AlreadyDecided
    return line


def decide(line: BankLine, state: BankLineState, operator: User, now: datetime) -> None:
    line.state, line.decided_by, line.decided_at = state, operator, now
    line.save(update_fields=["state", "decided_by", "decided_at", "note"])
