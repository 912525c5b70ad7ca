"""Granting limits on the pages, by providers and by operators."""

import pytest

from marketplace.accounts.enums import Role, SizeClass
from payments.firm_field import MOST_OFFERED
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
        ({"limit": "0"}, "A limit is above zero and at most ¥"),
        ({"limit": "9" * 20}, "A limit is above zero and at most ¥"),
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


@pytest.mark.parametrize("typed", ["Mingchuan Medical", "mingchuan med", "明川", "MINGCHUAN"])
def test_a_customer_is_found_by_its_name_or_a_part_of_it(till: Till, browser, typed: str):
    assert '<option value="Mingchuan Medical">' in browser.get(ADDRESS).content.decode()

    browser.post(ADDRESS, TYPED | {"customer": typed})

    assert CreditLimit.objects.get().customer == till.booking.customer


def test_where_several_have_the_name_one_is_chosen(till: Till):
    other = factories.organisation(name_zh="明川重工", name_en="Mingchuan Heavy", slug="heavy")
    desk = till.browser(factories.operator())

    asks = desk.post("/desk/credit/", TYPED | {"customer": "Mingchuan M"})
    assert asks.status_code == 302
    asks = desk.post("/desk/credit/", TYPED | {"customer": "明川"})

    assert asks.status_code == 422
    assert "2 firms may be meant: choose one." in words(asks)
    assert 'type="radio" name="customer" value="heavy"' in asks.content.decode()
    desk.post("/desk/credit/", TYPED | {"customer": "heavy"})
    assert CreditLimit.objects.latest("pk").customer == other


def test_where_too_many_have_it_more_of_the_name_is_asked_for(till: Till):
    for number in range(MOST_OFFERED + 1):
        factories.organisation(name_en=f"Jinshan Works {number}")
    desk = till.browser(factories.operator())

    asks = desk.post("/desk/credit/", TYPED | {"customer": "Jinshan"})

    assert "More than 12 firms have this in their name: type more of it." in words(asks)
    assert 'name="customer" value="Jinshan"' in asks.content.decode()
    assert not CreditLimit.objects.exists()


def test_a_provider_comes_upon_no_firm_that_it_does_not_know(till: Till, browser):
    factories.organisation(name_zh="海光仪器", name_en="Haiguang Instruments", slug="haiguang")

    assert "Haiguang" not in browser.get(ADDRESS).content.decode()
    assert browser.post(ADDRESS, TYPED | {"customer": "Haiguang"}).status_code == 302
    assert browser.post(ADDRESS, TYPED | {"customer": "Haig"}).status_code == 422
    assert browser.post(ADDRESS, TYPED | {"customer": "haiguang instruments"}).status_code == 302


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
