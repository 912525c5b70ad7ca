"""Signing in by e-mail and password, and with a code once a person has added one; no door leads past it."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.urls import reverse

from tests.factories import user

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse"


@pytest.fixture
def person():
    return user("lin@mingchuan.example", is_operator=True)


def sign_in(client, password=PASSWORD, address="account_login"):
    return client.post(reverse(address), {"login": "Lin@mingchuan.example", "password": password})


def is_in(client):
    return "_auth_user_id" in client.session


@pytest.fixture(autouse=True)
def _tolerant(settings):
    # Half a minute may end between reading the code and typing it.
    settings.MFA_TOTP_TOLERANCE = 1


def code_for(secret):
    _before, now, _after = totp.yield_hotp_counters_from_time()
    return totp.format_hotp_value(totp.hotp_value(secret, now))


def add_code(client):
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    client.post(reverse("mfa_activate_totp"), {"code": code_for(secret)})
    return secret


def test_the_right_password_signs_in_and_another_does_not(client, person):
    sign_in(client, "wrong horse")
    assert not is_in(client)

    sign_in(client)
    assert is_in(client)


def test_a_code_is_asked_for_once_it_was_added(client, person):
    sign_in(client)
    secret = add_code(client)
    assert Authenticator.objects.filter(user=person, type="totp").exists()
    client.logout()

    asked = sign_in(client)
    assert asked["Location"] == reverse("mfa_authenticate")
    assert not is_in(client)

    client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert not is_in(client)
    client.post(reverse("mfa_authenticate"), {"code": code_for(secret)})
    assert is_in(client)


def test_the_admin_has_no_door_of_its_own(client, person):
    form = {"username": person.email, "password": PASSWORD, "next": "/admin/"}

    answer = client.post(reverse("admin:login"), form)

    assert answer["Location"].startswith(reverse("account_login"))
    assert not is_in(client)
