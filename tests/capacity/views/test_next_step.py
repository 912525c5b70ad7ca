"""The sentence of what is next, by the clock of the site."""

from datetime import datetime, timedelta

import pytest
from django.utils import translation

from capacity.models import Booking
from capacity.operations import usage
from capacity.views.shown.bookings import BookingPage
from marketplace.periods import Period
from tests.capacity.views.stage import set_stage
from tests.factories import SHANGHAI

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage():
    return set_stage()


def title(booking, actor, now):
    with translation.override("en"):
        found = Booking.objects.for_page().get(pk=booking.pk)
        return BookingPage(found, actor=actor, now=now).next.title


@pytest.mark.parametrize(
    ("held_at", "until"),
    [
        (datetime(2027, 12, 30, 10, 0, tzinfo=SHANGHAI), "10:15"),
        (datetime(2027, 12, 30, 23, 50, tzinfo=SHANGHAI), "Fri 31 Dec 00:05"),
        (datetime(2027, 12, 31, 23, 50, tzinfo=SHANGHAI), "Sat 1 Jan 2028 00:05"),
    ],
)
def test_a_time_of_another_day_is_told_with_its_day_and_of_another_year_with_its_year(stage, held_at, until):
    start = held_at.replace(minute=0) + timedelta(days=3)
    booking = stage.hold(Period(start, start + timedelta(hours=4)), now=held_at)

    assert title(booking, stage.buyer, held_at) == f"Send the request by {until}"


@pytest.mark.parametrize(("days", "told"), [(0, "Fri 31 Dec"), (1, "Fri 31 Dec 2027")])
def test_when_the_delivery_was_accepted_is_told_with_the_year_once_that_is_over(stage, days, told):
    start = datetime(2027, 12, 31, 9, 0, tzinfo=SHANGHAI)
    end = start + timedelta(hours=4)
    booking = stage.confirm(Period(start, end), now=start - timedelta(days=3))
    usage.check_in(booking=booking, by=stage.buyer, now=start)
    usage.deliver(booking=booking, by=stage.scheduler, now=end, checked_out_at=end)
    usage.complete(booking=booking, by=stage.buyer, now=end)
    assert (
        title(booking, stage.buyer, end + timedelta(days=days))
        == f"Done: the delivery was accepted on {told}"
    )
