"""Paying on top for a change, from the booking's page over the gateway's and back."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.utils import timezone

from capacity.models import Booking
from capacity.operations import answers, holds
from capacity.operations.assessments import Order
from marketplace.accounts.enums import Role
from marketplace.periods import Period
from payments.enums import Rail
from tests import factories
from tests.capacity.views.reading import words
from tests.payments.till import Till

pytestmark = pytest.mark.django_db


@pytest.fixture
def confirmed(till: Till) -> Till:
    till.secure(Rail.PREPAY)
    answers.accept(booking=till.fresh(), by=till.stage.scheduler, now=timezone.now())
    return till


def address(till: Till, *, hours: int = 1, back: bool = False) -> str:
    period = Booking.objects.get(pk=till.booking.pk).period
    asked = {"starts": period.starts_at, "ends": period.ends_at + timedelta(hours=hours)}
    return f"/bookings/{till.booking.reference}/pay/more/{'back/' if back else ''}?{urlencode(asked)}"


def test_it_tells_the_new_price_what_is_secured_and_the_difference(confirmed: Till):
    told = words(confirmed.browser().get(address(confirmed)))

    assert "Secured already −1,717.60" in told
    assert "The new time is not held meanwhile" in told
    assert "Pay ¥429.40 and change" in told


def test_paid_the_change_is_made_and_told(confirmed: Till):
    before = confirmed.booking.period
    assert confirmed.browser().post(address(confirmed)).status_code == 302
    confirmed.pay()

    told = words(confirmed.browser().get(address(confirmed, back=True), follow=True))

    assert "¥429.40 is paid on top, and the change is made." in told
    assert confirmed.fresh().period == Period(before.starts_at, before.ends_at + timedelta(hours=1))


def test_what_is_only_held_for_the_change_is_not_called_paid(till: Till):
    till.secure(Rail.CARD_HOLD)
    answers.accept(booking=till.fresh(), by=till.stage.scheduler, now=timezone.now())
    assert "as soon as this is held on your card" in words(till.browser().get(address(till)))
    till.browser().post(address(till))
    till.pay()

    told = words(till.browser().get(address(till, back=True), follow=True))

    assert "¥429.40 is held on your card on top, and the change is made." in told
    assert "is paid on top" not in told


def test_left_nothing_is_changed(confirmed: Till):
    confirmed.browser().post(address(confirmed))

    told = words(confirmed.browser().get(address(confirmed, back=True), follow=True))

    assert "Nothing was paid on top, and nothing was changed." in told


def test_taken_meanwhile_the_reason_is_told_and_the_money_goes_back(confirmed: Till):
    confirmed.browser().post(address(confirmed))
    ends_at = confirmed.booking.period.ends_at
    other = factories.member(factories.organisation(), Role.BUYER)
    order = Order(Period(ends_at, ends_at + timedelta(hours=1)))
    holds.hold(offer=confirmed.booking.offer, order=order, by=other, now=timezone.now())
    confirmed.pay()

    told = words(confirmed.browser().get(address(confirmed, back=True), follow=True))

    assert "The change could not be made any more:" in told
    assert "¥429.40 goes back." in told


def test_what_costs_no_more_or_cannot_be_read_leads_back_to_the_booking(confirmed: Till):
    browser, booking = confirmed.browser(), confirmed.booking
    for asked in (
        address(confirmed, hours=-1),
        f"/bookings/{booking.reference}/pay/more/?starts=x&ends=2027-01-01",
    ):
        assert browser.get(asked)["Location"] == booking.get_absolute_url()


def test_it_is_the_customers_page_alone(confirmed: Till):
    assert confirmed.browser(confirmed.stage.scheduler).get(address(confirmed)).status_code == 404


def test_a_change_that_is_refused_leads_buyers_there(confirmed: Till):
    period = confirmed.booking.period
    end = timezone.localtime(period.ends_at + timedelta(hours=1))
    typed = {"end_date": f"{end:%Y-%m-%d}", "ends": f"{end:%H:%M}", "seen": confirmed.fresh().step_count}

    answer = confirmed.browser().post(f"{confirmed.booking.get_absolute_url()}extend/", typed)

    assert answer.status_code == 402
    assert f"/bookings/{confirmed.booking.reference}/pay/more/?starts=" in answer.content.decode()
