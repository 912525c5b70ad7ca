"""Giving back of a settled booking, on its page."""

import pytest

from marketplace.accounts.enums import Role
from payments.enums import Rail
from payments.models import LateRefund
from tests import factories
from tests.capacity.views.reading import words
from tests.payments.till import Till

pytestmark = pytest.mark.django_db


@pytest.fixture
def settled(till: Till) -> Till:
    till.secure(Rail.PREPAY)
    till.complete()
    till.settle()
    return till


@pytest.fixture
def browser(settled: Till):
    return settled.browser(factories.member(settled.booking.provider, Role.FINANCE))


def address(till: Till) -> str:
    return f"/bookings/{till.booking.reference}/refund/"


def test_the_providers_finances_are_led_there_and_nobody_else(settled: Till, browser):
    for actor, may in ((None, False), (settled.stage.scheduler, False), (factories.operator(), True)):
        page = settled.booking_page(actor or settled.stage.buyer).content.decode()
        assert (address(settled) in page) is may
        assert settled.browser(actor).get(address(settled)).status_code == (200 if may else 404)
    assert address(settled) in browser.get(settled.booking.get_absolute_url()).content.decode()
    assert "at most ¥1,717.60 is left" in words(browser.get(address(settled)))


def test_it_goes_back_with_its_reason_and_both_sides_read_so(settled: Till, browser):
    sent = browser.post(address(settled), {"amount": "300", "reason": "孔径超差"}, follow=True)

    assert "¥300.00 is given back; banks take a few days." in words(sent)
    assert "¥300.00 went back on" in words(settled.booking_page(settled.stage.buyer))
    page = words(browser.get(address(settled)))
    assert "at most ¥1,417.60 is left" in page
    assert "孔径超差" in page


@pytest.mark.parametrize(
    ("amount", "told"),
    [
        ("ten", "“ten” is not an amount"),
        ("1.234", "“1.234” is not an amount"),
        ("1,717.61", "¥1,717.61 cannot be given back"),
        ("0", "Type an amount above nothing."),
    ],
)
def test_what_cannot_be_is_told_and_nothing_is_given_back(settled: Till, browser, amount: str, told: str):
    answer = browser.post(address(settled), {"amount": amount, "reason": "x"})

    assert answer.status_code == 422
    assert told in words(answer)
    assert not LateRefund.objects.exists()


def test_before_it_is_settled_there_is_no_such_page(till: Till):
    till.secure()
    finance = till.browser(factories.member(till.booking.provider, Role.FINANCE))

    assert finance.get(address(till)).status_code == 404
