"""Granting limits on the pages, by providers and by operators."""

import pytest

from marketplace.accounts.enums import Role, SizeClass
from payments.models import CreditLimit
from tests import factories
from tests.capacity.views.reading import words
from tests.payments.till import Till

pytestmark = pytest.mark.django_db

ADDRESS = "/workshop/credit/"
TYPED = {"customer": "mingchuan", "currency": "CNY", "limit": "50,000", "valid_from": "2026-01-01"}


@pytest.fixture
def browser(till: Till):
    return till.browser(factories.member(till.booking.provider, Role.FINANCE))


def test_a_limit_is_granted_and_withdrawn(till: Till, browser):
    response = browser.post(ADDRESS, TYPED | {"term_days": "45", "late_rate": "3.65"}, follow=True)
    assert "Granted; Mingchuan Medical can order on terms." in words(response)
    row = "Mingchuan Medical ¥50,000.00 ¥0.00 ¥50,000.00 of ¥50,000.00 45 days late: 3.65 % a year"
    assert row in words(response)
    limit = CreditLimit.objects.get()
    assert (limit.limit_minor, limit.late_basis_points) == (5_000_000, 365)

    response = browser.post(f"{ADDRESS}{limit.pk}/withdraw/", follow=True)
    assert "Withdrawn; what is owed already keeps its term." in words(response)
    assert not CreditLimit.objects.standing().exists()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"customer": "nobody"}, "There is no firm of this code or name here."),
        ({"limit": "viel"}, "“viel” is not an amount"),
        ({"limit": "0"}, "A limit is more than nothing"),
        ({"late_rate": "x"}, "Give per cent a year, such as 3.65."),
        ({"late_rate": "1"}, "Agreed interest is at least the loan prime rate of the day"),
        ({"valid_until": "2025-01-01"}, "This is before the first day."),
        ({"customer": "hengrui"}, "A firm grants no limit to itself."),
    ],
)
def test_what_cannot_be_granted_is_told_at_its_field(till: Till, browser, typed, said):
    response = browser.post(ADDRESS, TYPED | typed)

    assert response.status_code == 422
    assert said in words(response)
    assert not CreditLimit.objects.exists()


def test_a_term_beyond_the_regulation_names_it(till: Till, browser):
    customer = till.booking.customer
    customer.size_class = SizeClass.INSTITUTION
    customer.save()

    response = browser.post(ADDRESS, TYPED | {"term_days": "61"})

    assert "This customer has to pay your firm within 60 days" in words(response)
    assert "国令第802号" in words(response)


def test_an_operator_grants_for_one_provider_or_for_all(till: Till):
    desk = till.browser(factories.operator())
    desk.post("/desk/credit/", TYPED)
    desk.post("/desk/credit/", TYPED | {"provider": "hengrui"})

    assert set(CreditLimit.objects.values_list("provider__slug", flat=True)) == {None, "hengrui"}
    assert "Every provider" in words(desk.get("/desk/credit/"))


def test_the_customer_sees_its_limits_beside_its_invoices(till: Till, browser):
    browser.post(ADDRESS, TYPED)
    payer = till.browser(factories.member(till.booking.customer, Role.FINANCE))

    assert "Hengrui Precision ¥50,000.00 ¥0.00 ¥50,000.00" in words(payer.get("/invoices/"))
