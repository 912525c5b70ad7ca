"""Where nothing can be added to a booking, its page says why and offers no way to a refusal."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from capacity.operations import answers, holds
from capacity.operations.assessments import Order
from marketplace.accounts.enums import Role
from marketplace.periods import Period
from payments.enums import Rail
from payments.models import CreditLimit
from tests import factories
from tests.capacity.views.reading import words
from tests.payments.till import Till
from tests.payments.views.test_bank_money_told import receive
from tests.payments.views.test_terms_checkout import grant

pytestmark = pytest.mark.django_db
FORM = 'name="change" value="extend"'


def accepted(till: Till) -> Till:
    answers.accept(booking=till.fresh(), by=till.stage.scheduler, now=timezone.now())
    return till


def page(till: Till) -> tuple[str, bool]:
    """What is told, and whether a form to extend is there."""
    response = till.booking_page(till.stage.buyer)
    return words(response), FORM in response.content.decode()


def test_what_can_be_paid_on_top_can_be_extended(till: Till):
    till.secure(Rail.PREPAY)

    told, is_offered = page(accepted(till))

    assert is_offered
    assert "It cannot be extended" not in told


def test_paid_by_bank_it_says_to_book_more_by_itself(till: Till):
    till.begin(Rail.MANUAL)
    receive(till, 171_760)

    told, is_offered = page(accepted(till))

    assert "It cannot be extended: It is paid by bank transfer, so book the additional time" in told
    assert not is_offered


@pytest.mark.parametrize("is_enough", [False, True])
def test_on_terms_the_limit_has_to_reach(till: Till, is_enough):
    limit = grant(till, term_days=45)
    till.begin("net_terms")
    accepted(till)
    if not is_enough:
        CreditLimit.objects.filter(pk=limit.pk).update(limit_minor=till.booking.total_minor)

    told, is_offered = page(till)

    assert is_offered == is_enough
    assert ("Your credit limit does not reach for more" in told) != is_enough


def test_the_next_period_being_taken_it_says_so(till: Till):
    till.secure(Rail.PREPAY)
    accepted(till)
    ends_at = till.booking.period.ends_at
    other = factories.member(factories.organisation(), Role.BUYER)
    order = Order(Period(ends_at, ends_at + timedelta(hours=1)))
    holds.hold(offer=till.booking.offer, order=order, by=other, now=timezone.now())

    told, is_offered = page(till)

    assert "It cannot be extended: " in told
    assert not is_offered
