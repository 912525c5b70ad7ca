"""Whom to mail about a firm's money."""

import pytest

from marketplace.accounts.enums import Role
from marketplace.accounts.models import Membership, User
from payments.mailing import finance_people, mail
from tests import factories

pytestmark = pytest.mark.django_db


def test_it_is_who_has_the_finance_role_and_the_owners_where_nobody_has():
    firm = factories.organisation()
    owner = factories.member(firm, Role.OWNER)
    factories.member(firm, Role.BUYER)
    assert finance_people(firm.pk) == [owner.user]

    finance = factories.member(firm, Role.BUYER, Role.FINANCE)
    assert finance_people(firm.pk) == [finance.user]


def test_who_left_the_firm_or_the_marketplace_does_not_look_after_its_money():
    firm = factories.organisation()
    owner = factories.member(firm, Role.OWNER)
    left, gone = (factories.member(firm, Role.FINANCE) for _ in range(2))
    Membership.objects.filter(user=left.user).update(is_active=False)
    User.objects.filter(pk=gone.user.pk).update(is_active=False)

    assert finance_people(firm.pk) == [owner.user]


def test_nobody_of_another_firm_is_meant():
    firm = factories.organisation()
    factories.member(factories.organisation(), Role.FINANCE)

    assert finance_people(firm.pk) == []


def test_each_reads_it_in_their_own_language(mailoutbox):
    people = [factories.user(language=language) for language in ("en", "zh-hans")]

    mail(people, "chargeback", lambda: {"amount": "¥1"})

    assert [message.to for message in mailoutbox] == [[each.email] for each in people]
    assert "Chargeback" in mailoutbox[0].subject
    assert "Chargeback" not in mailoutbox[1].subject
