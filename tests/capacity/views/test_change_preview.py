"""What a change would come to, told before anybody confirms it."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.utils import timezone

from tests.capacity.views.reading import form, words
from tests.capacity.views.stage import ENGLISH, require_pass, set_stage, signed_in, soon
from tests.factories import SHANGHAI

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage():
    return set_stage()


def asked(change, period):
    start, end = period.in_zone(SHANGHAI)
    ends = {"ends": f"{end:%H:%M}", "end_date": f"{end:%Y-%m-%d}"}
    if change != "reschedule":
        return {"change": change, **ends}
    return {"change": change, "date": f"{start:%Y-%m-%d}", "starts": f"{start:%H:%M}", **ends}


def fragment(stage, booking, change, period):
    query = urlencode(asked(change, period))
    return signed_in(stage.buyer, **ENGLISH).get(f"/bookings/{booking.reference}/change/?{query}")


def test_a_longer_period_tells_its_price_the_difference_and_the_act_on_the_button(stage):
    booking = stage.confirm(soon(6, (9, 13)))

    response = fragment(stage, booking, "reschedule", soon(7, (9, 15)))

    told = words(response)
    assert "¥858.80 more" in told
    assert "Machine time 6 h × ¥380.00 2,280.00" in told
    assert "Total, tax included ¥2,576.40" in told
    assert "Move the booking, ¥858.80 more" in told
    assert form(response, f"/bookings/{booking.reference}/reschedule/")["seen"] == str(booking.step_count)


def test_confirming_what_was_previewed_makes_exactly_that_change(stage):
    booking = stage.confirm(soon(6, (9, 13)))
    response = fragment(stage, booking, "reschedule", soon(7, (22, 30)))
    action = f"/bookings/{booking.reference}/reschedule/"

    signed_in(stage.buyer).post(action, form(response, action))

    booking.refresh_from_db()
    assert booking.period == soon(7, (22, 30))


@pytest.mark.parametrize(
    ("change", "hours", "button"),
    [
        ("extend", (9, 15), "Extend the booking, ¥858.80 more"),
        ("shorten", (9, 11), "Shorten the booking, ¥858.80 less"),
    ],
)
def test_another_end_tells_its_difference(stage, change, hours, button):
    booking = stage.confirm(soon(6, (9, 13)))

    assert button in words(fragment(stage, booking, change, soon(6, hours)))


def test_the_price_is_the_one_that_was_agreed_and_not_todays(stage):
    booking = stage.confirm(soon(6, (9, 13)))
    stage.offer.rates.update(amount_minor=99_900)

    assert "Machine time 6 h × ¥380.00" in words(fragment(stage, booking, "extend", soon(6, (9, 15))))


def test_a_period_that_cannot_be_had_tells_every_rule_and_the_next_that_can():
    stage = set_stage(policy={"minimum_minutes": 240})
    mine, other = stage.confirm(soon(6, (9, 13))), stage.confirm(soon(7, (9, 13)))

    response = fragment(stage, mine, "reschedule", soon(7, (9, 10)))

    told = words(response)
    assert "This period cannot be booked: 2 rules" in told
    assert "At least 4 h; you chose 1 h." in told
    assert "Busy in this period" in told
    assert "Earliest period that passes every rule" in told
    assert other.reference not in told
    assert "Move the booking" not in told


def test_extending_a_running_booking_does_not_ask_about_its_start_again(stage):
    booking = stage.running()
    start, end = booking.period.starts_at, booking.period.ends_at
    longer = type(booking.period)(start, end + timedelta(hours=1))

    told = words(fragment(stage, booking, "extend", longer))

    assert "Extend the booking" in told
    assert "already begun" not in told


def test_an_end_that_does_not_suit_the_change_is_told_at_its_field(stage):
    booking = stage.confirm(soon(6, (9, 13)))

    told = words(fragment(stage, booking, "extend", soon(6, (9, 12))))

    assert "To: To extend, choose an end after the present one." in told


def test_without_scripts_the_page_itself_shows_the_same(stage):
    booking = stage.confirm(soon(6, (9, 13)))
    query = urlencode(asked("reschedule", soon(7, (9, 15))))

    response = signed_in(stage.buyer, **ENGLISH).get(f"/bookings/{booking.reference}/?{query}")

    assert "Move the booking, ¥858.80 more" in words(response)


@pytest.mark.parametrize("change", ["cancel", "accept", "", "reschedule"])
def test_there_is_no_preview_of_what_cannot_be_changed_here(stage, change):
    booking = stage.request()

    response = signed_in(stage.buyer).get(f"/bookings/{booking.reference}/change/?change={change}")

    assert response.status_code == 404


def test_the_provider_has_no_changes_to_preview(stage):
    booking = stage.confirm(soon(6, (9, 13)))
    query = urlencode(asked("extend", soon(6, (9, 15))))

    response = signed_in(stage.scheduler).get(f"/bookings/{booking.reference}/change/?{query}")

    assert response.status_code == 404


def test_a_period_beyond_all_reason_is_refused_at_once(stage):
    booking = stage.confirm(soon(6, (9, 13)))
    far = timezone.now() + timedelta(days=20_000)
    query = urlencode({"change": "extend", "end_date": f"{far:%Y-%m-%d}", "ends": "09:00"})

    response = signed_in(stage.buyer, **ENGLISH).get(f"/bookings/{booking.reference}/change/?{query}")

    assert "Choose a date up to" in words(response)


def test_qualifications_that_ended_meanwhile_stand_against_a_move(stage):
    booking = stage.confirm(soon(6, (9, 13)))
    require_pass(stage.machine)

    told = words(fragment(stage, booking, "reschedule", soon(7, (9, 13))))

    assert "TC4 fixturing" in told
