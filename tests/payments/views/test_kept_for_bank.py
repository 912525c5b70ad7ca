"""A period that is kept for days until money comes by bank keeps nobody from booking another."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from capacity.enums import Step
from capacity.models import Booking
from capacity.operations.possible import possible_steps
from payments.enums import Rail
from tests.capacity.views.booking_pages import steps_offered
from tests.capacity.views.reading import forms, words
from tests.capacity.views.test_holding import typed
from tests.payments.till import Till

pytestmark = pytest.mark.django_db


def machine_page(till: Till):
    return till.browser().get(till.stage.machine.get_absolute_url())


def test_its_machine_can_be_booked_again_with_a_line_about_the_waiting_one(till: Till):
    till.begin(Rail.MANUAL)
    address = f"{till.stage.machine.get_absolute_url()}hold/"

    response = machine_page(till)

    assert "held for you until" in words(response)
    assert f'<a href="{till.booking.get_absolute_url()}">To the booking</a>' in response.content.decode()
    assert address in forms(response)
    till.browser().post(address, typed(till.stage, till.stage.period(days=9)))
    assert Booking.objects.filter(state="held").count() == 2


def test_a_hold_that_is_paid_at_once_stands_in_the_place_of_the_form(till: Till):
    till.begin(Rail.PREPAY)

    response = machine_page(till)

    assert "held for you until" not in words(response)
    assert f"{till.stage.machine.get_absolute_url()}hold/" not in forms(response)


def test_its_end_is_told_with_its_day(till: Till):
    till.begin(Rail.MANUAL)
    until = timezone.localtime(Booking.objects.get().held_until)

    told = words(till.get("transfer"))

    assert f", until {until:%a} {until.day} {until:%b %H:%M}" in told


def test_nobody_is_offered_to_keep_it_for_less(till: Till):
    till.begin(Rail.MANUAL)

    assert "extend_hold" not in steps_offered(till.booking_page(till.stage.buyer), till.booking)
    steps = possible_steps(till.fresh(), by=till.stage.buyer, now=timezone.now(), has_proposals=False)
    assert Step.EXTEND_HOLD not in steps


def test_only_lengths_within_the_day_are_offered(till: Till):
    Booking.objects.update(created_at=timezone.now() - timedelta(hours=5))

    told = words(till.booking_page(till.stage.buyer))

    assert "1 hour 4 hours Keep longer" in told
    assert "20 hours" not in told
