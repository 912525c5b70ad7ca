"""What a transfer is probably for: by reference, amount and name, and nothing where nothing speaks for it."""

import pytest

from capacity.models import Booking
from capacity.operations import holds
from marketplace.money import Money
from payments.operations.banking.suggesting import Reason
from payments.operations.banking.suggesting_tasks import suggest_tasks
from payments.operations.banking.tasks import Recipient, prepare
from tests import factories
from tests.payments.paying import Deal
from tests.payments.teller import ByBank

pytestmark = pytest.mark.django_db

YUAN = Money(100, "CNY")


def told(by_bank: ByBank, amount: Money, text: str = "", name: str = ""):
    """(booking, amount) of each share, and why."""
    line = by_bank.teller.receive(amount, text, name=name)
    suggestion = by_bank.teller.suggestion(line)
    if suggestion is None:
        return None
    shares = [(share.plan.booking_id, share.amount) for share in suggestion.shares]
    return shares, set(suggestion.reasons), suggestion.is_sure


@pytest.mark.parametrize("spelling", ["{}", "机时费{}尾款", "bk　{bare}", "REF/{lower}"])
def test_a_reference_is_found_however_it_is_written(by_bank: ByBank, spelling: str):
    reference = by_bank.deal.booking.reference
    text = spelling.format(reference, bare=reference[3:], lower=reference.lower())

    shares, reasons, is_sure = told(by_bank, by_bank.total, text)

    assert shares == [(by_bank.deal.booking.pk, by_bank.total)]
    assert (reasons, is_sure) == ({Reason.REFERENCE, Reason.AMOUNT}, True)


def test_another_amount_with_the_reference_is_suggested_and_not_sure(by_bank: ByBank):
    reference, pk = by_bank.deal.booking.reference, by_bank.deal.booking.pk

    assert told(by_bank, YUAN, reference) == ([(pk, YUAN)], {Reason.REFERENCE}, False)
    more = told(by_bank, by_bank.total + YUAN, reference)
    assert more == ([(pk, by_bank.total)], {Reason.REFERENCE}, False)


def test_name_and_amount_together_find_it(by_bank: ByBank):
    name = f"{by_bank.customer.name_zh}（有限公司）"

    shares, reasons, is_sure = told(by_bank, by_bank.total, "rent", name)

    assert shares == [(by_bank.deal.booking.pk, by_bank.total)]
    assert (reasons, is_sure) == ({Reason.NAME, Reason.AMOUNT}, False)


def test_one_transfer_for_several_is_found_by_their_references_or_their_sum(by_bank: ByBank):
    other = ByBank(Deal(by_bank.deal.desk, buyer=by_bank.deal.buyer, days=6), by_bank.by, by_bank.second)
    other.begin()
    both = {by_bank.deal.booking.pk, other.deal.booking.pk}
    text = f"{by_bank.deal.booking.reference} {other.deal.booking.reference}"

    shares, _reasons, is_sure = told(by_bank, by_bank.total + other.total, text)
    assert ({pk for pk, _amount in shares}, is_sure) == (both, True)
    shares, _reasons, is_sure = told(by_bank, by_bank.total + other.total, name=by_bank.customer.name_zh)
    assert ({pk for pk, _amount in shares}, is_sure) == (both, False)


def test_the_amount_alone_will_do_where_there_is_no_other(by_bank: ByBank):
    assert told(by_bank, by_bank.total)[1] == {Reason.AMOUNT}
    assert told(by_bank, by_bank.total + YUAN) is None


def test_a_hold_that_ended_is_suggested_and_never_sure(by_bank: ByBank):
    booking = Booking.objects.get(pk=by_bank.deal.booking.pk)
    holds.withdraw(booking=booking, by=by_bank.deal.buyer, now=by_bank.deal.now)

    assert told(by_bank, by_bank.total, booking.reference)[2] is False


def test_what_is_missing_is_counted_not_the_whole(by_bank: ByBank):
    by_bank.pay(by_bank.total - YUAN)

    assert told(by_bank, YUAN, by_bank.deal.booking.reference)[2] is True


def test_what_went_out_is_looked_for_by_its_reference_then_its_amount(by_bank: ByBank):
    tasks = [by_bank.teller.task_of(by_bank.deal.buyer, Money(minor, "CNY")) for minor in (300, 500, 300)]
    for task in tasks:
        recipient = Recipient("A", "62220001", "")
        prepare(task=task, recipient=recipient, by=by_bank.by, now=by_bank.deal.now)
    line = by_bank.teller.receive(Money(-300, "CNY"), f"payment rt{tasks[2].pk}")

    assert suggest_tasks(line) == [tasks[2], tasks[0], tasks[1]]


def test_a_strangers_transfer_is_for_nothing_known(by_bank: ByBank):
    assert told(by_bank, YUAN, "rent of flat 7", factories.organisation().name_zh) is None
