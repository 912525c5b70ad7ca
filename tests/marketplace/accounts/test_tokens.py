"""Tokens: shown once, found by digest, revoked for good."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from marketplace.accounts import tokens
from marketplace.accounts.enums import Role
from marketplace.accounts.models import ApiToken
from tests import factories
from tests.calling import Caller

pytestmark = pytest.mark.django_db


@pytest.fixture
def membership():
    firm = factories.organisation("mingchuan")
    return factories.member(firm, Role.BUYER, person=factories.user("buyer@firm.example")).membership


def test_a_token_is_found_by_its_secret_alone(membership):
    issued = tokens.issue(membership=membership, name="planning system")

    assert tokens.find(issued.secret) == issued.token
    assert tokens.find(issued.secret + "x") is None
    assert tokens.find(issued.token.secret_digest) is None


def test_the_secret_has_256_bits_and_is_not_stored(membership):
    issued = tokens.issue(membership=membership)

    assert issued.secret.startswith("rt_")
    assert len(issued.secret) == len("rt_") + 43
    assert issued.secret not in str(ApiToken.objects.values().get())


def test_no_two_tokens_are_alike(membership):
    assert len({tokens.issue(membership=membership).secret for _ in range(20)}) == 20


def test_finding_takes_one_query_and_brings_person_and_organisation(membership, django_assert_num_queries):
    secret = tokens.issue(membership=membership).secret

    with django_assert_num_queries(1):
        found = tokens.find(secret)
        assert found.membership.user.email == "buyer@firm.example"
        assert found.membership.organisation.slug == "mingchuan"


@pytest.mark.parametrize("ended", ["token", "membership", "person"])
def test_a_token_ends_with_itself_its_membership_or_its_person(membership, ended):
    secret = tokens.issue(membership=membership).secret
    if ended == "token":
        tokens.revoke(membership=membership, now=timezone.now())
    elif ended == "membership":
        membership.is_active = False
        membership.save()
    else:
        membership.user.is_active = False
        membership.user.save()

    assert tokens.find(secret) is None


def test_tokens_of_one_name_are_revoked_without_the_others(membership):
    kept = tokens.issue(membership=membership, name="kept").secret
    gone = tokens.issue(membership=membership, name="gone").secret

    assert tokens.revoke(membership=membership, now=timezone.now(), name="gone") == 1
    assert tokens.find(gone) is None
    assert tokens.find(kept) is not None


def run(*words):
    out, err = StringIO(), StringIO()
    call_command("create_token", *words, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_the_command_prints_a_secret_that_works_and_nothing_else(membership):
    said, aside = run("mingchuan", "Buyer@firm.example", "--name", "planning")

    caller = Caller()
    caller.headers["Authorization"] = f"Bearer {said.strip()}"
    assert caller.get("bookings/").json() == {"next": None, "results": []}
    assert ApiToken.objects.get().name == "planning"
    assert "not shown again" in aside


def test_the_command_takes_tokens_away(membership):
    secret = run("mingchuan", "buyer@firm.example")[0].strip()

    said, aside = run("mingchuan", "buyer@firm.example", "--revoke")

    assert tokens.find(secret) is None
    assert (said, "Revoked 1" in aside) == ("", True)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("nowhere", "buyer@firm.example"), "mingchuan"),
        (("mingchuan", "nobody@firm.example"), "no active member"),
    ],
)
def test_the_command_says_what_is_not_there(membership, words, told):
    with pytest.raises(CommandError, match=told):
        run(*words)
