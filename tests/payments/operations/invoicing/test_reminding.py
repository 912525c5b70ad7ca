"""Both sides are reminded three days before, and one, seven, fifteen and thirty days after."""

from datetime import timedelta

import pytest

from marketplace.events.due import run_due
from marketplace.events.models import Event, Timer
from payments.events import InvoiceReminded
from payments.models import Invoice, Reminder
from payments.operations.invoicing.reminding import DAYS, REMINDING, remind_at
from tests.factories import SHANGHAI
from tests.payments.terms import TermsDeal

pytestmark = pytest.mark.django_db


@pytest.fixture
def invoice(deal: TermsDeal) -> Invoice:
    deal.grant(term_days=30)
    return deal.invoice()


def told() -> list[int]:
    return list(Reminder.objects.order_by("pk").values_list("day", flat=True))


def run(moment) -> None:
    run_due(now=moment)


@pytest.mark.parametrize("index", range(len(DAYS)))
def test_each_reminder_comes_on_the_second_and_not_before(invoice: Invoice, index: int):
    for day in DAYS[:index]:
        run(remind_at(invoice, day))
    moment = remind_at(invoice, DAYS[index])
    run(moment - timedelta(seconds=1))
    assert told() == list(DAYS[:index])

    run(moment)
    assert told() == list(DAYS[: index + 1])
    assert Event.objects.filter(name=InvoiceReminded.__name__).count() == index + 1


def test_after_the_last_one_there_is_no_timer(invoice: Invoice):
    for day in DAYS:
        run(remind_at(invoice, day))

    assert not Timer.objects.filter(kind=REMINDING).exists()


def test_after_a_long_stop_only_the_latest_is_told(invoice: Invoice):
    run(remind_at(invoice, 8))

    assert told() == [7]
    assert Timer.objects.get(kind=REMINDING).due_at == remind_at(invoice, 15)


def test_what_is_paid_is_left_in_peace(deal: TermsDeal, invoice: Invoice):
    deal.pay(invoice.total_minor)
    run(remind_at(invoice, 30))

    assert told() == []
    assert not Timer.objects.filter(kind=REMINDING).exists()


def test_it_is_at_nine_by_the_marketplaces_clocks(invoice: Invoice):
    moment = remind_at(invoice, 1).astimezone(SHANGHAI)

    assert moment.isoformat() == f"{invoice.due_on + timedelta(days=1)}T09:00:00+08:00"
