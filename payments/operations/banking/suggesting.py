"""What a transfer is probably for: by its reference, its amount and its payer. An operator decides."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import combinations

from capacity.enums import BookingState
from marketplace.accounts.models import Organisation
from marketplace.money import Money, total
from payments.enums import PaymentState, Rail
from payments.models import BankLine, Invoice, PaymentPlan
from payments.operations.banking.confirming import Share
from payments.operations.banking.covering import missing
from payments.policies.charging import LET_GO

INVOICE = "INV"  # how the numbers of ours begin
RECENT = timedelta(days=30)  # money may come after the hold has ended
MOST_COMBINED, MOST_AT_ONCE = 12, 4


class Reason(StrEnum):
    REFERENCE = "reference"
    AMOUNT = "amount"
    NAME = "name"


@dataclass(frozen=True)
class Waiting:
    """A booking that waits for money by bank, and how much of it."""

    plan: PaymentPlan
    missing: Money
    is_late: bool

    @property
    def customer(self) -> Organisation:
        customer: Organisation = self.plan.booking.customer
        return customer

    @property
    def share(self) -> Share:
        return Share(self.plan, self.missing)


@dataclass(frozen=True)
class Suggestion:
    """
    Whose the transfer is and what it pays; `is_sure` where nothing speaks against it.

    What pays no booking pays the customer's invoices, the oldest due first; `invoices` are those named.
    """

    customer: Organisation
    shares: tuple[Share, ...]
    reasons: frozenset[Reason]
    is_sure: bool = False
    invoices: tuple[Invoice, ...] = ()

    @property
    def amount(self) -> Money:
        parts = [share.amount for share in self.shares]
        parts += [invoice.outstanding + invoice.interest for invoice in self.invoices]
        return total(parts, parts[0].currency)


def waiting_for_money(now: datetime) -> list[Waiting]:
    """The longest waiting first; those whose hold has ended lately at the end."""
    plans = PaymentPlan.objects.filter(rail=Rail.MANUAL, state=PaymentState.CREATED)
    recent = plans.filter(created_at__gte=now - RECENT).select_related("booking__customer")
    found = []
    for plan in recent.prefetch_related("bank_parts").order_by("created_at", "pk"):
        state = plan.booking.state_at(now)
        if state == BookingState.HELD or state in LET_GO:
            found.append(Waiting(plan, missing(plan), state != BookingState.HELD))
    return sorted(found, key=lambda each: each.is_late)


def suggest(line: BankLine, waiting: Sequence[Waiting]) -> Suggestion | None:
    """The best; nothing where nothing speaks for any."""
    if not line.is_incoming:
        return None
    ours = [each for each in waiting if each.plan.currency == line.currency and each.missing.minor]
    return _by_reference(line, ours) or _by_invoice(line) or _by_name(line, ours) or _by_amount(line, ours)


def _by_reference(line: BankLine, waiting: Sequence[Waiting]) -> Suggestion | None:
    told = plain(line.text)
    named = [each for each in waiting if plain(each.plan.booking.reference) in told]
    if not named:
        return None
    customer = named[0].customer
    named = [each for each in named if each.customer.pk == customer.pk]
    wanted = total((each.missing for each in named), line.currency)
    reasons = {Reason.REFERENCE}
    if wanted == line.amount:
        reasons.add(Reason.AMOUNT)
    if is_of(line, customer):
        reasons.add(Reason.NAME)
    is_sure = wanted == line.amount and not any(each.is_late for each in named)
    return Suggestion(customer, _shares(named, line.amount), frozenset(reasons), is_sure)


def _by_invoice(line: BankLine) -> Suggestion | None:
    """The invoices that the payer names, of one customer."""
    told = plain(line.text)
    if INVOICE not in told:
        return None
    unpaid = (
        Invoice.objects.unpaid().filter(currency=line.currency).select_related("customer").order_by("due_on")
    )
    named = [invoice for invoice in unpaid if plain(invoice.number) in told]
    if not named:
        return None
    customer = named[0].customer
    named = [invoice for invoice in named if invoice.customer_id == customer.pk]
    wanted = total((invoice.outstanding + invoice.interest for invoice in named), line.currency)
    reasons = {Reason.REFERENCE}
    if wanted == line.amount:
        reasons.add(Reason.AMOUNT)
    if is_of(line, customer):
        reasons.add(Reason.NAME)
    return Suggestion(customer, (), frozenset(reasons), wanted == line.amount, tuple(named))


def _by_name(line: BankLine, waiting: Sequence[Waiting]) -> Suggestion | None:
    """One booking of the payer with this amount, or a few that add up to it."""
    theirs = [each for each in waiting if is_of(line, each.customer)]
    for count in range(1, MOST_AT_ONCE + 1):
        for few in combinations(theirs[:MOST_COMBINED], count):
            if sum(each.missing.minor for each in few) == line.minor:
                reasons = frozenset({Reason.NAME, Reason.AMOUNT})
                return Suggestion(few[0].customer, _shares(few, line.amount), reasons)
    if len(theirs) == 1:
        return Suggestion(theirs[0].customer, _shares(theirs, line.amount), frozenset({Reason.NAME}))
    return None


def _by_amount(line: BankLine, waiting: Sequence[Waiting]) -> Suggestion | None:
    """Only where there is no other of the same."""
    same = [each for each in waiting if each.missing == line.amount]
    if len(same) != 1:
        return None
    return Suggestion(same[0].customer, (same[0].share,), frozenset({Reason.AMOUNT}))


def _shares(waiting: Iterable[Waiting], amount: Money) -> tuple[Share, ...]:
    """What each waits for, as far as the money goes."""
    left, shares = amount, []
    for each in waiting:
        given = min(each.missing, left)
        if given.minor > 0:
            shares.append(Share(each.plan, given))
            left -= given
    return tuple(shares)


def is_of(line: BankLine, customer: Organisation) -> bool:
    """Whether the payer has the name of the firm, as banks write it."""
    payer = plain(line.party_name)
    names = (plain(customer.name_zh), plain(customer.name_en))
    return bool(payer) and any(name and (name in payer or payer == name) for name in names)


def plain(text: str) -> str:
    """Letters and figures alone: banks leave out dashes, and write half and full width alike."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", text)).upper()
