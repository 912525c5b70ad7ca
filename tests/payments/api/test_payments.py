"""The payment of a booking for programs."""

import pytest

from payments.enums import Rail
from payments.models import PaymentPlan
from tests import factories
from tests.calling import Caller
from tests.capacity.views.reading import words
from tests.payments.till import Till

pytestmark = pytest.mark.django_db


@pytest.fixture
def till(settings) -> Till:
    settings.PAYMENTS_BACKEND = "sandbox"
    return Till()


def address(till: Till) -> str:
    return f"bookings/{till.booking.reference}/payment/"


def test_it_is_begun_once_and_a_person_pays_at_the_address_it_names(till: Till):
    program = Caller(till.stage.buyer)
    begun = program.post(address(till), {"rail": "prepay"}, key="once")
    again = program.post(address(till), {"rail": "prepay"}, key="once")

    told = begun.json()
    assert (begun.status_code, again.json()) == (201, told)
    assert (told["rail"], told["state"], told["is_secured"]) == ("prepay", "created", False)
    assert told["total"]["minor"] == 171_760
    page = till.browser().get(told["pay_at"].removeprefix("http://testserver"))
    assert page["Location"] == till.page.url
    till.pay()
    till.get("back")

    after = program.get(address(till)).json()
    assert (after["state"], after["is_secured"], after["pay_at"]) == ("captured", True, None)


def test_by_bank_it_names_the_page_with_the_account(till: Till):
    told = Caller(till.stage.buyer).post(address(till), {"rail": Rail.MANUAL}).json()

    page = till.browser().get(told["pay_at"].removeprefix("http://testserver"))
    assert till.booking.reference in words(page)
    assert PaymentPlan.objects.get().rail == Rail.MANUAL


def test_both_sides_read_it_and_strangers_do_not(till: Till):
    assert Caller(till.stage.buyer).get(address(till)).status_code == 404
    Caller(till.stage.buyer).post(address(till), {"rail": "card_hold"})

    read = [Caller(each).get(address(till)).status_code for each in (till.stage.buyer, till.stage.scheduler)]
    stranger = Caller(factories.member(factories.organisation()))
    assert (read, stranger.get(address(till)).status_code) == ([200, 200], 404)


@pytest.mark.parametrize("rail", ["", "net_terms", "cash"])
def test_other_ways_are_refused_by_name(till: Till, rail: str):
    refused = Caller(till.stage.buyer).post(address(till), {"rail": rail})

    assert refused.status_code == 400
    assert [fault["field"] for fault in refused.json()["errors"]] == ["rail"]
    assert not PaymentPlan.objects.exists()
