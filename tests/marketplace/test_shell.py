"""The frame of a page: where one can go, and how many things wait there."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from capacity.enums import RevisionState
from capacity.models import ListingRevision
from capacity.operations import holds
from capacity.operations.assessments import Order
from marketplace.accounts.enums import Role
from marketplace.accounts.middleware import introduce
from marketplace.periods import MINUTE, Period
from marketplace.shell import Shell
from tests import factories

pytestmark = pytest.mark.django_db


def shell(user, path="/", **cookies):
    request = RequestFactory().get(path)
    request.user, request.session = user, SessionStore()
    request.COOKIES = cookies
    introduce(request)
    return Shell(request)


def addresses(shown):
    return [entry.url for entry in shown.navigation]


def requested(machine, hours):
    """A request for tomorrow at this hour, sent now."""
    now = timezone.now()
    begins = now.replace(minute=0, second=0, microsecond=0) + (24 * 60 + hours * 60) * MINUTE
    buyer = factories.member(factories.organisation(), Role.BUYER)
    booking = holds.hold(
        offer=factories.offer(machine), order=Order(Period(begins, begins + 60 * MINUTE)), by=buyer, now=now
    )
    holds.send_request(booking=booking, by=buyer, now=now)
    return buyer


def test_nobody_sees_where_to_find_capacity_and_no_query_is_made(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert addresses(shell(AnonymousUser())) == ["/find/"]


def test_the_workshop_counts_the_requests_that_wait():
    machine = factories.resource(opens=timezone.datetime.min.time(), closes=timezone.datetime.min.time())
    for hours in (0, 2):
        requested(machine, hours)
    scheduler = factories.member(machine.provider, Role.SCHEDULER)

    shown = shell(scheduler.user, "/workshop/requests/")

    entry = shown.navigation[0]
    assert (entry.url, entry.count, entry.hot, entry.current) == ("/workshop/requests/", 2, True, True)


def test_the_desk_counts_the_revisions_that_wait():
    ListingRevision.objects.create(resource=factories.resource(), number=2, state=RevisionState.SUBMITTED)

    shown = shell(factories.operator().user, "/desk/")

    assert [(entry.url, entry.count) for entry in shown.navigation] == [
        ("/desk/", 1),
        ("/desk/search/synonyms/", 0),
        ("/accounts/size/declarations/", 0),
        ("/health/", 0),
    ]


@pytest.mark.parametrize(
    ("path", "here"),
    [("/desk/revisions/3/", "/desk/"), ("/desk/search/synonyms/missed/", "/desk/search/synonyms/")],
)
def test_the_closest_entry_is_the_current_one(path, here):
    shown = shell(factories.operator().user, path)

    assert [entry.url for entry in shown.navigation if entry.current] == [here]


def test_away_from_the_workshop_a_scheduler_keeps_the_workshops_bar_and_a_buyer_the_buyers():
    firm = factories.provider()

    assert shell(factories.member(firm, Role.SCHEDULER).user, "/design/").side == "provider"
    assert shell(factories.member(firm, Role.BUYER).user, "/design/").side == "buyer"
    assert shell(factories.operator().user, "/design/").side == "operator"


def test_only_who_has_a_choice_is_offered_one():
    actor = factories.member(factories.organisation(), Role.BUYER)
    assert shell(actor.user).organisations == []

    other = factories.member(factories.organisation(), Role.BUYER, person=actor.user)
    assert shell(actor.user).organisations == [actor.organisation, other.organisation]


def test_the_badge_shows_what_tells_a_firm_of_a_city_apart():
    firm = factories.organisation(name_zh="苏州明川医疗器械", name_en="", city_zh="苏州")

    assert shell(factories.member(firm, Role.BUYER).user).initial == "明"


def test_a_theme_is_one_of_two():
    assert shell(AnonymousUser(), theme="dark").theme == "dark"
    assert shell(AnonymousUser(), theme='x" onload="').theme == ""


@pytest.mark.parametrize(
    ("role", "address"),
    [
        (Role.SCHEDULER, "/workshop/requests/"),
        (Role.LISTER, "/workshop/requests/"),
        (Role.BUYER, "/find/"),
    ],
)
def test_signing_in_leads_to_where_ones_work_is(client, role, address):
    person = factories.member(factories.provider(), role).user

    assert signed_in(client, person) == address


def test_signing_in_leads_an_operator_to_the_desk(client):
    assert signed_in(client, factories.user(is_operator=True)) == "/desk/"


def test_signing_in_on_the_way_to_a_page_leads_to_that_page(client):
    person = factories.member(factories.provider(), Role.SCHEDULER).user

    assert signed_in(client, person, "?next=/resources/dmu-50/") == "/resources/dmu-50/"


def test_the_link_to_sign_in_remembers_a_page_but_not_the_front_door(client):
    assert 'href="/accounts/login/"' in client.get("/").content.decode()
    assert 'href="/accounts/login/?next=/find/%3Fq%3Dlathe"' in client.get("/find/?q=lathe").content.decode()


def signed_in(client, person, query=""):
    answer = client.post(
        reverse("account_login") + query, {"login": person.email, "password": "correct horse"}
    )
    return str(answer["Location"])
