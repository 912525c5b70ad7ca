"""Who opens an address that takes forms alone comes to the page that the form stands on."""

import pytest

from marketplace.forms_only import page_above
from tests import factories
from tests.capacity.views.stage import ENGLISH, set_stage, signed_in

pytestmark = pytest.mark.django_db
BROWSER = {"accept": "text/html,application/xhtml+xml"}


@pytest.fixture
def operator(settings):
    settings.PAYMENTS_BACKEND = "sandbox"
    return signed_in(factories.operator(), **ENGLISH)


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("/desk/disputes/splits/1/", "/desk/disputes/"),
        ("/desk/write-offs/1/", "/desk/write-offs/"),
        ("/desk/payout-accounts/1/", "/desk/payout-accounts/"),
        ("/desk/credit/1/withdraw/", "/desk/credit/"),
    ],
)
def test_an_operator_comes_to_the_list_above(operator, address: str, page: str):
    answer = operator.get(address, headers=BROWSER, follow=True)

    assert answer.redirect_chain[-1] == (page, 302)
    assert answer.status_code == 200


def test_a_member_comes_to_the_booking_and_through_two_such_addresses(settings):
    stage = set_stage()
    booking = stage.hold()
    browser = signed_in(stage.buyer, **ENGLISH)

    answer = browser.get(f"{booking.get_absolute_url()}bill/1/accept/", headers=BROWSER)

    assert answer.url.startswith(booking.get_absolute_url())
    answer = browser.get(f"{booking.get_absolute_url()}withdraw/", headers=BROWSER, follow=True)
    assert answer.redirect_chain == [(booking.get_absolute_url(), 302)]


def test_where_the_form_stands_elsewhere_it_leads_there(operator):
    answer = operator.get("/desk/invoices/INV-1/write-off/", headers=BROWSER)

    assert answer.url == "/invoices/INV-1/"


def test_programs_and_forms_are_answered_as_before(operator):
    assert operator.get("/desk/credit/1/withdraw/").status_code == 405
    assert operator.put("/desk/credit/1/withdraw/", headers=BROWSER).status_code == 405
    assert operator.post("/desk/credit/1/withdraw/", headers=BROWSER).status_code == 404
    assert operator.get("/api/v1/holds/", headers={"accept": "text/html"}).status_code != 302


def test_what_nothing_stands_above_leads_home():
    assert page_above("/nothing/of/this/") == "/"
    assert page_above("/") == "/"
