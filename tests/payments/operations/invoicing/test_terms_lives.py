"""Random lives of invoices and the bank money that pays them: nothing that operators do breaks the books."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from random import Random
from typing import TypeVar

import pytest
from django.db import transaction

from capacity.operations.refusals import Refused
from marketplace.money import Money
from payments.enums import BankLineState, BankTaskKind, BankTaskState
from payments.models import BankLine, BankTask, Invoice
from payments.operations.banking.confirming import confirm
from payments.operations.banking.tasks import Recipient, come_back, prepare
from payments.operations.banking.unapplied import free_credit, put_to_invoices, return_credit
from payments.operations.banking.undoing import undo
from payments.operations.banking.withdrawing import withdraw
from payments.operations.checking import faults
from payments.operations.late_refunds import refund_late, refundable
from tests import factories
from tests.nightly import NIGHTLY
from tests.payments.accounts import account_in_use
from tests.payments.teller import Teller
from tests.payments.terms import TermsDeal

pytestmark = pytest.mark.django_db
SEEDS, STEPS, MOST_INVOICES = (range(300) if NIGHTLY else range(8)), 50, 4
Any_ = TypeVar("Any_")


class Life:
    """One customer and one provider on terms, and two operators at the bank."""

    def __init__(self, seed: int, deal: TermsDeal) -> None:
        self.chance, self.deal = Random(seed), deal
        deal.grant(100_000_000, term_days=30)
        self.by, self.second = factories.operator(), factories.operator()
        self.customer, self.done = deal.buyer.organisation, []
        account_in_use(deal.provider.organisation, now=deal.now)
        deal.after(days=2)  # the account has cooled
        deal.grow_old(deal.invoice(), days=3)

    @property
    def teller(self) -> Teller:
        return Teller(self.by, self.deal.now)

    def some(self, rows: Sequence[Any_]) -> Any_:
        if not rows:
            raise NothingThere
        return self.chance.choice(rows)

    def some_of(self, most: Money) -> Money:
        if most.minor <= 0:
            raise NothingThere
        return Money(self.chance.choice([most.minor, self.chance.randint(1, most.minor)]), most.currency)

    def step(self) -> None:
        act = self.chance.choice(ACTS)
        self.done.append(act.__name__)
        with suppress(Refused, NothingThere), transaction.atomic():
            act(self)
        for invoice in Invoice.objects.select_related("booking").order_by("plan").distinct("plan"):
            self.deal.advance(invoice.booking)

    # --- what may happen ---

    def order(self) -> None:
        if Invoice.objects.count() >= MOST_INVOICES:
            raise NothingThere
        self.deal.invoice()

    def pass_days(self) -> None:
        self.deal.after(days=self.chance.choice([3, 3, 40]))

    def pay(self) -> None:
        unpaid = self.some(list(Invoice.objects.unpaid()))
        amount = self.some_of(unpaid.outstanding + unpaid.interest)
        self._match(self.teller.receive(amount, day=self.deal.today))

    def match_again(self) -> None:
        self._match(self.some(list(BankLine.objects.filter(state=BankLineState.OPEN, minor__gt=0))))

    def _match(self, line: BankLine) -> None:
        confirm(line=line, customer=self.customer, shares=[], by=self.by, now=self.deal.now)

    def undo(self) -> None:
        line = self.some(list(BankLine.objects.filter(state=BankLineState.MATCHED, minor__gt=0)))
        undo(line=line, reason="another firm’s", by=self.by, now=self.deal.now)

    def give_back(self) -> None:
        booking = self.some(list(Invoice.objects.select_related("booking"))).booking
        amount = self.some_of(refundable(booking, self.deal.now))
        refund_late(booking=booking, amount=amount, reason="x", by=self.deal.provider, now=self.deal.now)

    def keep_here(self) -> None:
        task = self.some(list(BankTask.objects.filter(state=BankTaskState.DUE, kind=BankTaskKind.REFUND)))
        withdraw(task=task, reason="x", by=self.by, now=self.deal.now)

    def prepare(self) -> None:
        task = self.some(self._to_send())
        recipient = Recipient("Somebody", "6222 7777", "")
        prepare(task=task, recipient=recipient, by=self.by, now=self.deal.now)

    def send(self) -> None:
        self.teller.send(self.some(self._to_send()), self.second)

    def _to_send(self) -> list[BankTask]:
        return list(BankTask.objects.filter(state=BankTaskState.DUE, not_before__lte=self.deal.now))

    def come_back(self) -> None:
        task = self.some(list(BankTask.objects.filter(state=BankTaskState.PAID)))
        line = self.teller.receive(task.amount, f"RETURN {task.reference}", day=self.deal.today)
        come_back(line=line, task=task, by=self.by, now=self.deal.now)

    def put_to_invoices(self) -> None:
        amount = self.some_of(free_credit(self.customer, "CNY"))
        put_to_invoices(customer=self.customer, amount=amount, by=self.by, now=self.deal.now)

    def return_credit(self) -> None:
        amount = self.some_of(free_credit(self.customer, "CNY"))
        return_credit(customer=self.customer, amount=amount, by=self.by, now=self.deal.now)


class NothingThere(Exception):
    """That it could be done to."""


ACTS: tuple[Callable[[Life], None], ...] = (
    Life.order,
    Life.pass_days,
    Life.pay,
    Life.pay,
    Life.match_again,
    Life.undo,
    Life.undo,
    Life.give_back,
    Life.keep_here,
    Life.prepare,
    Life.send,
    Life.send,
    Life.come_back,
    Life.put_to_invoices,
    Life.return_credit,
)


@pytest.mark.parametrize("seed", SEEDS)
def test_after_each_step_the_books_agree(deal: TermsDeal, seed: int):
    life = Life(seed, deal)
    for _ in range(STEPS):
        life.step()
        assert list(faults(deal.now)) == [], life.done
        assert free_credit(life.customer, "CNY").minor >= 0, life.done
