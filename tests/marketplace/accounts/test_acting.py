"""For whom a request acts: the membership chosen in the session, else the oldest active one."""

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.http import HttpResponse
from django.test import RequestFactory

from marketplace.accounts.acting import SESSION_KEY
from marketplace.accounts.actor import ANONYMOUS, CLOCK
from marketplace.accounts.enums import Role
from marketplace.accounts.middleware import acting_middleware
from marketplace.accounts.models import Membership
from tests import factories

pytestmark = pytest.mark.django_db


def seen(user, chosen=None):
    """The request as a view gets it."""
    request = RequestFactory().get("/")
    request.user, request.session = user, SessionStore()
    if chosen is not None:
        request.session[SESSION_KEY] = chosen
    acting_middleware(lambda _request: HttpResponse())(request)
    return request


def test_a_member_of_one_organisation_acts_for_it_with_its_roles():
    actor = factories.member(factories.organisation(), Role.BUYER)

    request = seen(actor.user)

    assert request.actor.organisation == actor.organisation
    assert request.actor.roles == {Role.BUYER}


def test_of_two_organisations_the_chosen_one_counts_and_the_older_otherwise():
    first = factories.member(factories.organisation(), Role.BUYER)
    second = factories.member(factories.organisation(), Role.OWNER, person=first.user)

    assert seen(first.user).actor.organisation == first.organisation
    assert seen(first.user, second.organisation_id).actor.organisation == second.organisation


def test_a_choice_that_is_none_of_ones_own_is_passed_over():
    actor = factories.member(factories.organisation(), Role.BUYER)

    assert seen(actor.user, factories.organisation().pk).actor.organisation == actor.organisation


def test_a_membership_that_was_ended_gives_nothing():
    actor = factories.member(factories.organisation(), Role.BUYER)
    Membership.objects.update(is_active=False)

    request = seen(actor.user)

    assert request.actor.organisation is None
    assert not request.actor.has_role(Role.BUYER)


def test_an_operator_without_organisation_is_one_all_the_same():
    operator = factories.operator()

    actor = seen(operator.user).actor

    assert actor.is_operator
    assert actor.organisation is None


def test_who_is_not_signed_in_is_nobody_and_not_the_clock(django_assert_num_queries):
    with django_assert_num_queries(0):
        request = seen(AnonymousUser())
        assert request.actor == ANONYMOUS
        assert not request.actor.is_clock

    assert CLOCK.is_clock


def test_actor_and_choices_cost_one_query_and_none_before_they_are_looked_at(django_assert_num_queries):
    actor = factories.member(factories.organisation(), Role.BUYER)
    factories.member(factories.organisation(), Role.BUYER, person=actor.user)

    with django_assert_num_queries(0):
        request = seen(actor.user)
    with django_assert_num_queries(1):
        assert request.actor.organisation.name
        assert len(request.acting.memberships) == 2
        assert request.actor.user == actor.user


def test_a_middleware_chain_that_is_async_is_served_too():
    async def answer(request):
        return HttpResponse(str(hasattr(request, "acting")))

    middleware = acting_middleware(answer)
    request = RequestFactory().get("/")

    assert async_to_sync(middleware)(request).content == b"True"
