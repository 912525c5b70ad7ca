"""Who is let into a view, and what the others are told."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.http import Http404, HttpResponse
from django.test import RequestFactory

from marketplace.accounts.access import NoOrganisation, RoleMissing, member_required, operator_required
from marketplace.accounts.enums import Role
from marketplace.accounts.middleware import introduce
from tests import factories

pytestmark = pytest.mark.django_db


@member_required(Role.LISTER, Role.SCHEDULER)
def workshop(request):
    return HttpResponse(f"{request.organisation.slug} {request.membership.pk}")


@operator_required
def desk(_request):
    return HttpResponse("desk")


def ask(view, user, **headers):
    request = RequestFactory().get("/workshop/?page=2", headers=headers)
    request.user, request.session = user, SessionStore()
    introduce(request)
    return view(request)


def test_a_member_with_one_of_the_roles_comes_in():
    actor = factories.member(factories.provider("hengrui"), Role.SCHEDULER)

    assert ask(workshop, actor.user).content.decode() == f"hengrui {actor.membership.pk}"


def test_an_owner_comes_in_everywhere():
    assert ask(workshop, factories.member(factories.provider(), Role.OWNER).user).status_code == 200


def test_a_member_without_the_role_is_told_which_roles_would_do():
    with pytest.raises(RoleMissing, match=r"Lister|挂牌"):
        ask(workshop, factories.member(factories.provider(), Role.BUYER).user)


def test_who_acts_for_nobody_is_told_so():
    with pytest.raises(NoOrganisation):
        ask(workshop, factories.user())


def test_who_is_not_signed_in_is_sent_to_sign_in_and_comes_back():
    answer = ask(workshop, AnonymousUser())

    assert answer.headers["Location"] == "/accounts/login/?next=/workshop/%3Fpage%3D2"


def test_a_fragment_sends_the_whole_page_to_sign_in():
    answer = ask(workshop, AnonymousUser(), **{"HX-Request": "true"})

    assert answer.headers["HX-Redirect"] == "/accounts/login/"


def test_the_desk_is_there_for_operators_alone():
    assert ask(desk, factories.operator().user).content == b"desk"
    for user in (AnonymousUser(), factories.user(), factories.member(factories.provider(), Role.OWNER).user):
        with pytest.raises(Http404):
            ask(desk, user)
