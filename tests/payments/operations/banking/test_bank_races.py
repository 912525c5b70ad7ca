"""Two operators at once: a line is decided by one, and what a customer has here is given away once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from capacity.operations.refusals import Refused
from marketplace.accounts.enums import Role
from marketplace.money import Money
from payments.enums import BankLineState
from payments.models import BankTask, Journal
from payments.operations.banking.confirming import confirm
from payments.operations.banking.unapplied import free_credit, return_credit
from payments.operations.banking.undoing import undo
from tests import factories
from tests.payments.teller import Teller

YUAN = Money(100, "CNY")
AT_ONCE = 6

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(act: Callable[[], object]) -> int:
    """How many of several who do it at once are not refused."""
    start = Barrier(AT_ONCE)

    def attempt(_number: int) -> bool:
        try:
            start.wait()
            act()
        except Refused:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return sum(pool.map(attempt, range(AT_ONCE)))


def test_of_several_who_decide_a_line_one_does_and_none_gives_away_more_than_there_is():
    customer = factories.member(factories.organisation(), Role.BUYER).organisation
    teller = Teller(factories.operator(), timezone.now())
    line = teller.receive(YUAN)

    confirmed = at_once(
        lambda: confirm(line=line, customer=customer, shares=[], by=teller.by, now=teller.now)
    )
    assert (confirmed, Journal.objects.count(), line.parts.count()) == (1, 1, 1)
    assert free_credit(customer, "CNY") == YUAN

    returned = at_once(lambda: return_credit(customer=customer, amount=YUAN, by=teller.by, now=teller.now))
    assert (returned, BankTask.objects.count()) == (1, 1)


def test_money_whose_match_is_undone_is_not_given_away_at_the_same_moment():
    customer = factories.member(factories.organisation(), Role.BUYER).organisation
    teller = Teller(factories.operator(), timezone.now())
    line = teller.receive(YUAN)
    confirm(line=line, customer=customer, shares=[], by=teller.by, now=teller.now)
    acts = cycle(
        [
            lambda: undo(line=line, reason="x", by=teller.by, now=teller.now),
            lambda: return_credit(customer=customer, amount=YUAN, by=teller.by, now=teller.now),
        ]
    )

    def one_or_the_other() -> object:
        return next(acts)()

    assert at_once(one_or_the_other) == 1

    line.refresh_from_db()
    asked, is_matched = BankTask.objects.count(), line.state == BankLineState.MATCHED
    assert (asked, is_matched) in {(1, True), (0, False)}
    assert free_credit(customer, "CNY").minor == 0
