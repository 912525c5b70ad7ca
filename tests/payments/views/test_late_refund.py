"""Giving back of a settled booking, on its page."""

import pytest

from marketplace.accounts.enums import Role
from payments.enums import Rail
from payments.models import LateRefund
from payments.operations.billing.drawing import follow_bill
from tests import factories
from tests.capacity.views.reading import words
from tests.capacity.views.stage import ENGLISH, signed_in
from tests.payments.confirmed import button_of, confirmed
from tests.payments.terms import TermsDeal
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


@pytest.fixture
def of_two_lines(till: Till) -> Till:
    """Machine time of ¥1,717.60, and ¥226.00 for setting up."""
    till.secure(Rail.PREPAY)
    till.complete()
    follow_bill(till.booking.pk, till.booking.period.ends_at)
    till.settle()
    return till


with_set_up = pytest.mark.parametrize("till", [{"set_up_minor": 20_000}], indirect=True)


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
    sent = confirmed(browser, address(settled), {"amount": "300", "reason": "孔径超差"})

    assert "¥300.00 is given back; banks take a few days." in words(sent)
    buyer = words(settled.booking_page(settled.stage.buyer))
    assert "¥300.00 went back at " in buyer
    assert "¥300.00 given back: 孔径超差" in buyer
    page = words(browser.get(address(settled)))
    assert "at most ¥1,417.60 is left" in page
    assert "孔径超差" in page


def test_before_it_goes_back_who_gets_how_much_is_told(settled: Till, browser):
    asks = browser.post(address(settled), {"amount": "300", "reason": "x"})

    assert "Mingchuan Medical gets ¥300.00 back, by the way it was paid." in words(asks)
    assert button_of(asks) == "Give ¥300.00 back"
    assert not LateRefund.objects.exists()


@with_set_up
def test_it_is_split_by_line_and_both_sides_read_of_which(of_two_lines: Till):
    browser = of_two_lines.browser(factories.member(of_two_lines.booking.provider, Role.FINANCE))
    page = words(browser.get(address(of_two_lines)))
    assert "At most ¥1,717.60." in page
    assert "At most ¥226.00." in page

    typed = {"line_1": "200", "line_2": "26", "reason": "孔径超差"}
    sent = words(confirmed(browser, address(of_two_lines), typed))

    assert "¥226.00 is given back; banks take a few days." in sent
    refund = LateRefund.objects.get()
    assert [(part.line.number, part.minor) for part in refund.parts.order_by("line")] == [
        (1, 200_00),
        (2, 26_00),
    ]
    buyer = words(of_two_lines.booking_page(of_two_lines.stage.buyer))
    assert "¥226.00 given back: 孔径超差" in buyer
    assert "Set-up (once) ¥26.00" in buyer
    again = words(browser.get(address(of_two_lines)))
    assert "At most ¥1,517.60." in again
    assert "At most ¥200.00." in again


@with_set_up
@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"line_1": "", "line_2": ""}, "Type an amount for at least one line."),
        ({"line_1": "1", "line_2": "226.01"}, "¥226.01 of “Set-up (once)” cannot be given back"),
        ({"line_1": "ten"}, "“ten” is not an amount"),
    ],
)
def test_of_a_line_no_more_is_given_back_than_it_cost(of_two_lines: Till, typed, told: str):
    browser = of_two_lines.browser(factories.operator())

    answer = confirmed(browser, address(of_two_lines), typed | {"reason": "x"})

    assert answer.status_code == 422
    assert told in words(answer)
    assert not LateRefund.objects.exists()


@pytest.mark.parametrize(
    ("amount", "told"),
    [
        ("ten", "“ten” is not an amount"),
        ("1.234", "“1.234” is not an amount"),
        ("1,717.61", "¥1,717.61 cannot be given back"),
        ("0", "Type an amount above zero."),
    ],
)
def test_what_cannot_be_is_told_and_nothing_is_given_back(settled: Till, browser, amount: str, told: str):
    answer = browser.post(address(settled), {"amount": amount, "reason": "x"})

    assert answer.status_code == 422
    assert told in words(answer)
    assert not LateRefund.objects.exists()


def test_on_terms_it_is_told_what_becomes_of_what_is_owed_and_of_what_was_paid(settings):
    settings.PAYMENTS_BACKEND = "sandbox"
    deal = TermsDeal()
    deal.grant(10_000_000, term_days=30)
    invoice = deal.invoice()
    deal.pay(invoice.total_minor)

    told = words(signed_in(deal.provider, **ENGLISH).get(f"/bookings/{invoice.booking.reference}/refund/"))
    assert "what it has paid of that already goes back to it by bank. At most ¥1,288.20 is left." in told
    assert "Interest for having paid late is not given back with it." in told
    assert "by the way it was paid" not in told
    browser = signed_in(deal.provider, **ENGLISH)
    typed = {"amount": "100", "reason": "Out of tolerance"}
    address = f"/bookings/{invoice.booking.reference}/refund/"
    asked = browser.post(address, typed)
    assert "owes ¥100.00 less; what it has paid of that goes back to it by bank." in words(asked)
    done = browser.post(address, typed | {"sure": button_of(asked)}, follow=True)
    assert "¥100.00 is taken off what the customer owes; what was paid of it goes back." in words(done)


def test_before_it_is_settled_there_is_no_such_page(till: Till):
    till.secure()
    finance = till.browser(factories.member(till.booking.provider, Role.FINANCE))

    assert finance.get(address(till)).status_code == 404
