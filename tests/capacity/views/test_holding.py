"""Holding a period from the page of a machine."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client

from capacity.enums import BookingState
from capacity.models import Booking, Extra
from marketplace.accounts.enums import Role
from tests import factories
from tests.capacity.views.reading import form, words
from tests.capacity.views.stage import ENGLISH, set_stage, signed_in, soon
from tests.factories import SHANGHAI


def address(stage):
    return f"{stage.machine.get_absolute_url()}hold/"


def typed(stage, period, **more):
    start, end = period.in_zone(SHANGHAI)
    return {
        "offer": stage.offer.pk,
        "date": f"{start:%Y-%m-%d}",
        "starts": f"{start:%H:%M}",
        "ends": f"{end:%H:%M}",
        "end_date": f"{end:%Y-%m-%d}",
        **more,
    }


@pytest.mark.django_db
def test_holding_leads_to_the_booking_with_everything_that_was_chosen():
    stage = set_stage(units=3)
    extra = Extra.objects.create(
        offer=stage.offer, kind="operator", name_zh="操作员", name_en="Operator", amount_minor=9_000
    )

    response = signed_in(stage.buyer).post(
        address(stage), typed(stage, soon(4, (9, 13)), units=2, extras=[extra.pk])
    )

    booking = Booking.objects.get()
    assert response["Location"] == booking.get_absolute_url()
    assert (booking.state, booking.units, booking.period) == (BookingState.HELD, 2, soon(4, (9, 13)))
    assert booking.extras == [str(extra.pk)]


@pytest.mark.django_db
def test_an_extra_of_another_offer_is_left_out():
    stage = set_stage()
    other = factories.offer(stage.machine, name_en="Bare rental")
    extra = Extra.objects.create(offer=other, kind="operator", name_zh="操作员", amount_minor=9_000)

    signed_in(stage.buyer).post(address(stage), typed(stage, soon(4, (9, 13)), extras=[extra.pk]))

    assert Booking.objects.get().extras == []


@pytest.mark.django_db
def test_losing_the_race_says_so_keeps_the_form_and_offers_other_periods():
    stage = set_stage()
    taken = stage.hold().period
    rival = factories.member(factories.organisation(), Role.BUYER)

    response = signed_in(rival, **ENGLISH).post(address(stage), typed(stage, taken, seen="passes"))

    told = words(response)
    assert response.status_code == 409
    assert "Just taken: somebody was faster" in told
    assert "Earliest period that passes every rule" in told
    kept = form(response, address(stage))
    assert (kept["starts"], kept["ends"]) == ("09:00", "13:00")
    assert Booking.objects.count() == 1


@pytest.mark.django_db
def test_a_period_that_was_refused_before_is_refused_without_a_word_of_rivals():
    stage = set_stage(policy={"minimum_minutes": 300})
    taken = stage.hold(soon(4, (9, 14))).period
    rival = factories.member(factories.organisation(), Role.BUYER)

    response = signed_in(rival, **ENGLISH).post(address(stage), typed(stage, taken, seen="refused"))

    assert response.status_code == 409
    assert "somebody was faster" not in words(response)
    assert "This period cannot be booked: 1 rule" in words(response)


@pytest.mark.django_db
def test_rules_that_stand_against_it_answer_with_the_same_page():
    stage = set_stage(policy={"minimum_minutes": 240})

    response = signed_in(stage.buyer, **ENGLISH).post(address(stage), typed(stage, soon(4, (9, 10))))

    assert response.status_code == 422
    assert "At least 4 h; you chose 1 h." in words(response)
    assert not Booking.objects.exists()


@pytest.mark.django_db
def test_a_form_that_cannot_be_read_is_shown_again():
    stage = set_stage()

    response = signed_in(stage.buyer, **ENGLISH).post(address(stage), {"date": "x", "starts": "09:00"})

    assert response.status_code == 422
    assert "Date: Enter a valid date." in words(response)
    assert form(response, address(stage))["starts"] == "09:00"


@pytest.mark.django_db
def test_a_part_without_a_price_is_told_and_not_held():
    stage = set_stage()
    stage.offer.rates.update(starts_wall="08:00", ends_wall="10:00")

    response = signed_in(stage.buyer, **ENGLISH).post(address(stage), typed(stage, soon(4, (9, 13))))

    assert response.status_code == 422
    assert "The offer has no price for a part of this period." in words(response)
    assert not Booking.objects.exists()


@pytest.mark.django_db
def test_the_role_and_the_own_machine_are_refused_with_a_sentence():
    stage = set_stage()
    viewer = factories.member(stage.buyer.organisation, Role.VIEWER)
    owner = factories.member(stage.machine.provider, Role.OWNER)
    fields = typed(stage, soon(4, (9, 13)))

    by_viewer, by_owner = (
        signed_in(each, **ENGLISH).post(address(stage), fields) for each in (viewer, owner)
    )

    assert by_viewer.status_code == 403
    assert "Your role in the organisation does not allow this." in words(by_viewer)
    assert by_owner.status_code == 422
    assert "This is your own machine; report an outage or maintenance instead." in words(by_owner)


@pytest.mark.django_db
def test_somebody_signed_out_signs_in_and_finds_the_form_as_it_was():
    stage = set_stage()

    response = Client().post(address(stage), typed(stage, soon(4, (9, 13))))

    back = response["Location"].partition("?next=")[2]
    assert response["Location"].startswith("/accounts/login/")
    assert back.startswith(stage.machine.get_absolute_url())
    assert "starts" in back
    assert not Booking.objects.exists()


@pytest.mark.django_db
def test_a_draft_cannot_be_held_by_address():
    stage = set_stage()
    draft = factories.resource(at=stage.machine.site, is_published=False)
    offer = factories.offer(draft)

    response = signed_in(stage.buyer).post(
        f"{draft.get_absolute_url()}hold/", typed(stage, soon(4, (9, 13))) | {"offer": offer.pk}
    )

    assert response.status_code == 404
    assert not Booking.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_eight_people_pressing_at_once_one_holds_it_and_the_others_see_the_next_gap():
    stage = set_stage()
    rivals = [signed_in(factories.member(factories.organisation(), Role.BUYER)) for _ in range(8)]
    barrier = Barrier(len(rivals))
    fields = typed(stage, soon(4, (9, 13)), seen="passes")

    def press(client):
        barrier.wait()
        try:
            return client.post(address(stage), fields).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(rivals)) as pool:
        answers = sorted(pool.map(press, rivals))

    assert answers == [302, *[409] * 7]
    assert Booking.objects.count() == 1
