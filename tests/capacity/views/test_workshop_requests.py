"""The inbox: the most urgent first, accepted in place."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from capacity.enums import BookingState
from capacity.models import Booking
from capacity.operations import answers
from marketplace.accounts.enums import Role
from tests import factories
from tests.capacity.views.stage import ENGLISH, set_stage, signed_in

pytestmark = pytest.mark.django_db

INBOX = reverse("workshop:requests")


@pytest.fixture
def stage():
    return set_stage()


@pytest.fixture
def inbox(stage):
    return signed_in(stage.scheduler, **ENGLISH)


def shown(client, address=INBOX):
    return [item.booking for item in client.get(address).context["inbox"].requests]


def test_the_most_urgent_request_stands_first_with_its_time_left(stage, inbox):
    now = timezone.now()
    later = stage.request(stage.period(days=4), now=now)
    sooner = stage.request(stage.period(days=5), now=now - timedelta(hours=46))

    page = inbox.get(INBOX)

    assert [item.booking for item in page.context["inbox"].requests] == [sooner, later]
    assert page.context["inbox"].requests[0].is_late
    html = page.content.decode()
    assert f'data-countdown="{sooner.answer_by.isoformat(timespec="seconds")}"' in html
    assert "Mingchuan Medical" in html
    assert "new customer" in html


def test_a_customers_completed_bookings_are_counted_over_the_whole_marketplace(stage, inbox):
    booking = stage.request(stage.period(days=4))
    other = Booking.objects.get(pk=booking.pk)
    other.pk, other.reference, other.state = None, "BK-ELSEWHERE", BookingState.COMPLETED
    other.resource = factories.resource()
    other.provider, other.offer = other.resource.provider, factories.offer(other.resource)
    other.save(force_insert=True)

    in_list = inbox.get(INBOX).context["inbox"].requests[0].completed
    on_page = inbox.get(booking.get_absolute_url()).context["page"].completed_by_customer

    assert in_list == on_page == 1


def test_what_is_over_is_not_shown_worker_or_not(stage, inbox):
    stage.request(stage.period(days=4), now=timezone.now() - timedelta(hours=49))

    page = inbox.get(INBOX)

    assert page.context["inbox"].requests == []
    assert "Nothing waits for your answer" in page.content.decode()


def test_a_request_with_other_times_proposed_waits_for_the_customer(stage, inbox):
    booking = stage.request()
    answers.propose(booking=booking, by=stage.scheduler, now=timezone.now(), periods=[stage.period(days=6)])

    context = inbox.get(INBOX).context

    assert context["inbox"].requests == []
    assert [item.booking for item in context["inbox"].proposed] == [booking]


def test_the_requests_of_another_firm_are_not_there(stage):
    stage.request()
    stranger = signed_in(factories.member(factories.provider(), Role.SCHEDULER), **ENGLISH)

    assert shown(stranger) == []


def test_accepting_in_place_confirms_and_says_so(stage, inbox):
    booking = stage.request()

    answer = inbox.post(reverse("workshop:accept", args=[booking.reference]), follow=True)

    assert answer.redirect_chain == [(INBOX, 302)]
    assert f"{booking.reference} is confirmed" in answer.content.decode()
    booking.refresh_from_db()
    assert booking.state == BookingState.CONFIRMED


def test_accepting_what_was_withdrawn_tells_how_it_stands(stage, inbox):
    booking = stage.request()
    Booking.objects.filter(pk=booking.pk).update(state=BookingState.WITHDRAWN)

    answer = inbox.post(reverse("workshop:accept", args=[booking.reference]), follow=True)

    assert "Withdrawn" in answer.content.decode()
    booking.refresh_from_db()
    assert booking.state == BookingState.WITHDRAWN


def test_a_lister_reads_the_inbox_and_accepts_nothing(stage):
    booking = stage.request()
    lister = signed_in(factories.member(stage.machine.provider, Role.LISTER), **ENGLISH)

    page = lister.get(INBOX).content.decode()
    answer = lister.post(reverse("workshop:accept", args=[booking.reference]))

    assert answer.status_code == 403
    assert booking.reference in page
    assert "/accept/" not in page
    booking.refresh_from_db()
    assert booking.state == BookingState.REQUESTED


def test_a_buyer_of_the_provider_is_told_which_role_it_takes(stage):
    buyer = signed_in(factories.member(stage.machine.provider, Role.BUYER), **ENGLISH)

    answer = buyer.get(INBOX)

    assert answer.status_code == 403
    assert "Scheduler" in answer.content.decode()


def test_a_stranger_accepts_nothing(stage):
    booking = stage.request()
    stranger = signed_in(factories.member(factories.provider(), Role.OWNER))

    assert stranger.post(reverse("workshop:accept", args=[booking.reference])).status_code == 404
    booking.refresh_from_db()
    assert booking.state == BookingState.REQUESTED


def test_the_fragment_is_the_inbox_alone(stage, inbox):
    booking = stage.request()

    html = inbox.get(reverse("workshop:inbox")).content.decode()

    assert booking.reference in html
    assert "<html" not in html


def test_the_inbox_costs_the_same_for_many_requests(stage, inbox, django_assert_num_queries):
    inbox.get(INBOX)
    for days in range(3, 9):
        stage.request(stage.period(days=days))

    # session is cached; user, memberships, count and page of requests, completed bookings of their
    # customers, requests with proposals, machines to watch, the bar's count, the bell
    with django_assert_num_queries(9):
        inbox.get(INBOX)


def test_bookings_are_told_by_tab_and_found_by_words(stage, inbox):
    confirmed, waiting = stage.confirm(), stage.request(stage.period(days=5))
    address = reverse("workshop:bookings")

    def rows(**asked):
        return [row.booking for row in inbox.get(address, asked).context["rows"]]

    assert rows() == [confirmed]
    assert rows(tab="all") == [waiting, confirmed]
    assert rows(tab="past") == []
    assert rows(tab="all", q=waiting.reference[3:]) == [waiting]
    assert rows(tab="all", q="明川") == [waiting, confirmed]
    assert rows(tab="all", q="nobody") == []


def test_bookings_cost_the_same_for_many(stage, inbox, django_assert_num_queries):
    address = reverse("workshop:bookings")
    inbox.get(address)
    for days in range(3, 9):
        stage.confirm(stage.period(days=days))

    with django_assert_num_queries(6):  # user, memberships, count, page, the bar's count, the bell
        inbox.get(address)
