"""A firm's bank account: confirmed by another, used a day later, the one before it used until then."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from capacity.operations.refusals import IllegalStep, NotAllowed
from marketplace.accounts.enums import Role
from payments.models import BankAccount
from payments.operations.bank_accounts import (
    NoSuchAccount,
    account_in_use,
    confirm_bank_account,
    enter_account,
    withdraw_bank_account,
)
from payments.policies.bank_accounts import AccountDetails
from tests import factories
from tests.payments.accounts import CODE, NUMBER

pytestmark = pytest.mark.django_db

NOW, DAY = factories.NOW, timedelta(hours=24)


@pytest.fixture
def finance():
    return factories.member(factories.provider(), Role.FINANCE)


@pytest.fixture
def second(finance):
    return factories.member(finance.organisation, Role.OWNER)


def enter(by, number=NUMBER, now=NOW) -> BankAccount:
    details = AccountDetails("CNY", "苏州恒锐", number, "工商银行", CODE)
    return enter_account(details=details, by=by, now=now)


def used(firm, now) -> str | None:
    account = account_in_use(firm.pk, "CNY", now)
    return account and account.number


def test_confirmed_by_another_it_is_used_after_the_cooling_time_and_not_before(finance, second):
    account = enter(finance)
    with pytest.raises(NotAllowed):
        confirm_bank_account(account=account, by=finance, now=NOW)
    confirm_bank_account(account=account, by=second, now=NOW)

    firm = finance.organisation
    assert used(firm, NOW + DAY - timedelta(seconds=1)) is None
    assert used(firm, NOW + DAY) == NUMBER
    assert account_in_use(firm.pk, "EUR", NOW + DAY) is None


def test_the_old_account_stays_in_use_until_the_new_one_is(finance, second):
    confirm_bank_account(account=enter(finance), by=second, now=NOW)
    later = NOW + DAY
    new = enter(second, "6222999999999999", later)
    assert used(finance.organisation, later + DAY) == NUMBER

    confirm_bank_account(account=new, by=finance, now=later)

    assert used(finance.organisation, later + DAY - timedelta(seconds=1)) == NUMBER
    assert used(finance.organisation, later + DAY) == "6222999999999999"


def test_where_a_firm_has_nobody_else_an_operator_confirms_and_no_stranger(finance):
    account = enter(finance)
    for by in (factories.member(factories.provider(), Role.OWNER), factories.member(finance.organisation)):
        with pytest.raises(NotAllowed):
            confirm_bank_account(account=account, by=by, now=NOW)

    confirm_bank_account(account=account, by=factories.operator(), now=NOW)

    assert account.usable_from == NOW + DAY


def test_withdrawn_before_it_is_used_it_never_is(finance, second):
    waiting, cooling = enter(finance), None
    withdraw_bank_account(account=waiting, by=finance, now=NOW)
    with pytest.raises(IllegalStep):
        confirm_bank_account(account=waiting, by=second, now=NOW)
    cooling = confirm_bank_account(account=enter(finance), by=second, now=NOW)
    withdraw_bank_account(account=cooling, by=finance, now=NOW + timedelta(hours=1))

    assert used(finance.organisation, NOW + DAY) is None
    in_use = confirm_bank_account(account=enter(finance), by=second, now=NOW)
    with pytest.raises(IllegalStep):
        withdraw_bank_account(account=in_use, by=finance, now=NOW + DAY)
    with pytest.raises(NotAllowed):
        withdraw_bank_account(account=in_use, by=factories.member(factories.provider(), Role.OWNER), now=NOW)


def test_another_one_takes_the_place_of_what_waits_and_each_step_is_recorded(finance, second):
    first = enter(finance)
    enter(second, "6222999999999999")

    first.refresh_from_db()
    assert first.withdrawn_by == second.user
    assert list(first.events.order_by("pgh_id").values_list("pgh_label", "withdrawn_by")) == [
        ("insert", None),
        ("update", second.user.pk),
    ]
    with pytest.raises(IllegalStep):
        confirm_bank_account(account=first, by=second, now=NOW)


def test_what_can_be_no_account_is_refused_by_field(finance):
    with pytest.raises(NoSuchAccount) as refused:
        enter(finance, "123")
    assert list(refused.value.faults) == ["number"]
    assert BankAccount.objects.count() == 0


def test_the_database_keeps_to_a_second_person_whoever_writes(finance):
    account = enter(finance)

    with pytest.raises(IntegrityError, match="bank_account_confirmed_by_another"):
        BankAccount.objects.filter(pk=account.pk).update(confirmed_by=finance.user, usable_from=NOW)
