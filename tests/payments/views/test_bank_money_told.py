"""Who sent too little or too much by bank reads so at the booking, and is led to pay nothing twice."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from capacity.models import Booking
from capacity.operations.expiry import expire_if_due
from marketplace.money import Money
from payments.enums import Rail
from payments.models import BankLine
from payments.operations.advancing import advance
from payments.operations.banking.confirming import Share, confirm
from payments.operations.banking.covering import missing
from tests import factories
from tests.capacity.views.reading import words
from tests.payments.sandboxed import Desk
from tests.payments.teller import Teller
from tests.payments.till import Till

pytestmark = pytest.mark.django_db


def receive(till: Till, minor: int) -> BankLine:
    """So much comes, and an operator says that it is for the booking."""
    operator, now = factories.operator(), timezone.now()
    line = Teller(operator, now).receive(Money(minor, "CNY"), till.booking.reference)
    share = Share(till.plan, min(line.amount, missing(till.plan)))
    confirm(line=line, customer=till.booking.customer, shares=[share], by=operator, now=now)
    look(till)
    return line


def look(till: Till) -> None:
    advance(till.plan.pk, Desk(now=timezone.now()).gateway(), clock=timezone.now)


def test_what_came_beyond_the_price_is_named_to_who_sent_it(till: Till):
    operator, now = factories.operator(), timezone.now()
    other = Teller(operator, now).receive(Money(50_000, "CNY"))  # the firm's as well, and for nothing here
    confirm(line=other, customer=till.booking.customer, shares=[], by=operator, now=now)
    till.begin(Rail.MANUAL)
    receive(till, 200_000)

    told = words(till.booking_page(till.stage.buyer))

    assert "¥1,717.60 came by bank on " in told
    assert "¥282.40 more came by bank than was needed. It is your firm’s" in told
    assert "¥282.40" not in words(till.booking_page(till.stage.scheduler))


def test_each_transfer_is_told_with_the_day_the_bank_had_it(till: Till):
    till.begin(Rail.MANUAL)
    receive(till, 100_000)
    receive(till, 71_760)

    told = words(till.booking_page(till.stage.buyer))

    assert "¥1,000.00 came by bank on Mon 1 Mar" in told
    assert "¥717.60 came by bank on Mon 1 Mar" in told


def test_where_a_part_came_no_card_is_offered_that_would_pay_twice(till: Till):
    till.begin(Rail.MANUAL)
    receive(till, 100_000)

    page = till.get()
    told = words(page)

    assert "¥1,000.00 has come, and ¥717.60 is missing: send it with the same reference." in told
    assert "To be sent ¥717.60" in told
    assert "Get the account to send ¥717.60 to" in told
    assert told.count("¥1,000.00 of it has come by bank: send the rest, or that would be paid twice") == 3
    assert 'value="card_hold" data-rail' not in page.content.decode()
    assert re.search(r'value="manual"\s+checked', page.content.decode())
    assert till.begin(Rail.PREPAY).status_code == 422
    assert "Pay another way" not in words(till.get("transfer"))


def test_a_part_is_named_where_the_payer_had_turned_to_a_card(till: Till):
    till.begin(Rail.MANUAL)
    receive(till, 100_000)
    plan = till.plan
    plan.rail = Rail.PREPAY  # in a tab that was open before
    plan.save(update_fields=["rail"])

    assert "¥1,000.00 came by bank, and ¥717.60 is missing." in words(till.booking_page(till.stage.buyer))


def test_what_was_too_little_is_told_with_its_way_back(till: Till):
    till.begin(Rail.MANUAL)
    receive(till, 100_000)
    Booking.objects.update(held_until=timezone.now() - timedelta(seconds=1))
    expire_if_due(till.booking.pk, timezone.now())
    look(till)

    told = words(till.booking_page(till.stage.buyer))

    assert "¥1,000.00 came by bank; it was not enough, or too late, and nothing is booked." in told
    assert "¥1,000.00 is sent back by bank; that takes a few days." in told
