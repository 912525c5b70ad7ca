"""Switching between organisations, and what owners decide about members."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.urls import reverse

from marketplace.accounts.enums import Role
from marketplace.accounts.memberships import LastOwner, NotOwner, change_membership
from marketplace.accounts.models import Membership
from tests import factories


@pytest.mark.django_db
def test_choosing_an_organisation_makes_one_act_for_it(client):
    first = factories.member(factories.organisation(), Role.BUYER)
    second = factories.member(factories.organisation(), Role.BUYER, person=first.user)
    client.force_login(first.user)
    address = reverse("accounts:organisation")

    answer = client.post(
        reverse("accounts:act_for"), {"organisation": second.organisation_id, "next": address}, follow=True
    )

    assert answer.redirect_chain == [(address, 302)]
    assert answer.context["organisation"] == second.organisation


@pytest.mark.django_db
@pytest.mark.parametrize("chosen", ["stranger", "", "x", "99999999999"])
def test_nobody_acts_for_an_organisation_of_others(client, chosen):
    actor = factories.member(factories.organisation(), Role.BUYER)
    stranger = factories.organisation()
    client.force_login(actor.user)

    answer = client.post(
        reverse("accounts:act_for"), {"organisation": stranger.pk if chosen == "stranger" else chosen}
    )

    assert answer.status_code == 404
    assert client.get(reverse("accounts:organisation")).context["organisation"] == actor.organisation


@pytest.mark.django_db
def test_the_way_back_does_not_lead_to_another_site(client):
    actor = factories.member(factories.organisation(), Role.BUYER)
    client.force_login(actor.user)

    answer = client.post(
        reverse("accounts:act_for"),
        {"organisation": actor.organisation_id, "next": "https://elsewhere.example/"},
    )

    assert answer.headers["Location"] == "/"


@pytest.mark.django_db
def test_every_member_sees_who_belongs_to_the_organisation(client):
    firm = factories.organisation()
    viewer = factories.member(firm, Role.VIEWER)
    factories.member(firm, Role.BUYER, person=factories.user(full_name="王敏"), limit_minor=500_000)
    client.force_login(viewer.user)

    page = client.get(reverse("accounts:organisation")).content.decode()

    assert "王敏" in page
    assert "¥5,000.00" in page
    assert "/members/" not in page


@pytest.mark.django_db
def test_a_lister_of_a_firm_without_machines_is_shown_how_to_begin(client):
    address, add = reverse("accounts:organisation"), reverse("workshop:add_machine")

    def is_shown(firm, role):
        client.force_login(factories.member(firm, role).user)
        return add in client.get(address).content.decode()

    assert is_shown(factories.organisation(), Role.LISTER)
    assert not is_shown(factories.organisation(), Role.BUYER)
    assert not is_shown(factories.provider(), Role.LISTER)


@pytest.mark.django_db
def test_the_page_of_members_costs_the_same_for_many(client, django_assert_num_queries):
    firm = factories.organisation()
    owner = factories.member(firm, Role.OWNER)
    client.force_login(owner.user)
    client.get(reverse("accounts:organisation"))
    for _number in range(12):
        factories.member(firm, Role.VIEWER)

    with django_assert_num_queries(
        5
    ):  # user, memberships, members, counts of bookings to act on and of notices
        client.get(reverse("accounts:organisation"))


@pytest.mark.django_db
def test_an_owner_sets_roles_and_limit(client):
    firm = factories.organisation()
    owner, member = factories.member(firm, Role.OWNER), factories.member(firm, Role.VIEWER)
    client.force_login(owner.user)

    answer = client.post(
        reverse("accounts:member", args=[member.membership.pk]),
        {"roles": ["buyer", "approver"], "limit": "1,280.50", "is_active": "on"},
    )

    membership = Membership.objects.get(pk=member.membership.pk)
    assert answer.headers["Location"] == reverse("accounts:organisation")
    assert (membership.roles, membership.limit_minor, membership.is_active) == (
        ["buyer", "approver"],
        128_050,
        True,
    )


@pytest.mark.django_db
def test_an_amount_that_is_none_is_named_and_what_was_typed_is_kept(client):
    firm = factories.organisation()
    owner, member = factories.member(firm, Role.OWNER), factories.member(firm, Role.VIEWER)
    client.force_login(owner.user)

    answer = client.post(
        reverse("accounts:member", args=[member.membership.pk]), {"roles": ["buyer"], "limit": "viel"}
    )

    page = answer.content.decode()
    assert 'value="viel"' in page
    assert "「viel」" in page
    assert Membership.objects.get(pk=member.membership.pk).roles == ["viewer"]


@pytest.mark.django_db
def test_a_member_who_is_no_owner_is_told_so(client):
    firm = factories.organisation()
    buyer = factories.member(firm, Role.BUYER)
    client.force_login(buyer.user)

    answer = client.post(reverse("accounts:member", args=[buyer.membership.pk]), {"roles": ["owner"]})

    assert answer.status_code == 403
    assert Membership.objects.get(pk=buyer.membership.pk).roles == ["buyer"]


@pytest.mark.django_db
def test_a_member_of_another_organisation_is_not_there(client):
    owner = factories.member(factories.organisation(), Role.OWNER)
    stranger = factories.member(factories.organisation(), Role.OWNER)
    client.force_login(owner.user)

    assert client.get(reverse("accounts:member", args=[stranger.membership.pk])).status_code == 404


@pytest.mark.django_db
def test_the_last_owner_stays_one():
    owner = factories.member(factories.organisation(), Role.OWNER)

    for change in ({"roles": [Role.BUYER], "is_active": True}, {"roles": [Role.OWNER], "is_active": False}):
        with pytest.raises(LastOwner):
            change_membership(membership=owner.membership, limit_minor=None, by=owner, **change)

    membership = Membership.objects.get(pk=owner.membership.pk)
    assert (membership.roles, membership.is_active) == (["owner"], True)


@pytest.mark.django_db
def test_an_owner_of_another_organisation_changes_nothing():
    member = factories.member(factories.organisation(), Role.OWNER)

    with pytest.raises(NotOwner):
        change_membership(
            membership=member.membership,
            roles=[],
            limit_minor=None,
            is_active=False,
            by=factories.member(factories.organisation(), Role.OWNER),
        )


@pytest.mark.django_db(transaction=True)
def test_two_owners_cannot_take_the_role_from_each_other():
    firm = factories.organisation()
    owners = [factories.member(firm, Role.OWNER) for _number in range(2)]
    together = Barrier(2)

    def depose(pair):
        by, other = pair
        together.wait()
        try:
            change_membership(
                membership=other.membership, roles=[Role.VIEWER], limit_minor=None, is_active=True, by=by
            )
        except LastOwner:
            return "stays"
        finally:
            connection.close()
        return "goes"

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(depose, [owners, owners[::-1]]))

    assert outcomes == ["goes", "stays"]
    assert Membership.objects.filter(organisation=firm, roles__contains=["owner"]).count() == 1
