"""A statement is taken over whole or not at all, and each line once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils import timezone

from capacity.operations.refusals import NotAllowed
from marketplace.accounts.enums import Role
from marketplace.money import Money
from payments.models import BankLine, BankStatement
from tests import factories
from tests.payments.teller import Teller, written

YUAN = Money(100, "CNY")


@pytest.fixture
def teller(db) -> Teller:
    return Teller(factories.operator(), timezone.now())


def test_the_same_file_again_and_one_that_overlaps_add_only_what_is_new(teller: Teller):
    lines = [written(YUAN, "one"), written(-YUAN, "two")]
    assert (teller.take_over(*lines).new, teller.take_over(*lines).new) == (2, 0)

    longer = teller.take_over(*lines, written(YUAN, "three"))

    assert (longer.new, longer.known) == (1, 2)
    assert BankLine.objects.count() == 3
    assert BankStatement.objects.count() == 2


def test_with_one_line_that_cannot_be_read_nothing_is_taken_over(teller: Teller):
    taken = teller.take_over(written(YUAN), written(YUAN).replace("2027-03-01", "yesterday"))

    assert [problem.number for problem in taken.problems] == [3]
    assert BankLine.objects.count() == BankStatement.objects.count() == 0


def test_only_operators_do_it(teller: Teller):
    buyer = factories.member(factories.organisation(), Role.OWNER)

    with pytest.raises(NotAllowed):
        Teller(buyer, teller.now).take_over(written(YUAN))


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_each_line_is_kept_once():
    teller = Teller(factories.operator(), timezone.now())
    lines = [written(YUAN, str(number)) for number in range(40)]

    def take_over(part: slice) -> int:
        try:
            return teller.take_over(*lines[part]).new
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        new = list(pool.map(take_over, [slice(0, 30), slice(10, 40), slice(0, 40), slice(0, 30)]))

    assert BankLine.objects.count() == 40 == sum(new)
