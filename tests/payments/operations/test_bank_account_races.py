"""Several of a firm's finances at its bank account at once: one account waits, and one word counts."""

import pytest

from marketplace.accounts.actor import Actor
from marketplace.accounts.enums import Role
from payments.models import BankAccount
from payments.operations.bank_accounts import confirm_bank_account, enter_account
from payments.policies.bank_accounts import AccountDetails
from tests import factories
from tests.payments.accounts import CODE, NUMBER
from tests.racing import all_at_once, trying

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = 8
NOW = factories.NOW


@pytest.fixture
def people() -> list[Actor]:
    firm = factories.provider()
    return [factories.member(firm, Role.FINANCE) for _number in range(AT_ONCE)]


def enter(by: Actor) -> BankAccount:
    return enter_account(details=AccountDetails("CNY", "苏州恒锐", NUMBER, "工商银行", CODE), by=by, now=NOW)


def test_of_several_who_enter_an_account_the_last_one_waits_alone(people: list[Actor]):
    all_at_once([trying(lambda by=by: enter(by)) for by in people])

    accounts = BankAccount.objects.order_by("pk")
    assert accounts.count() == AT_ONCE
    assert [account.withdrawn_at is None for account in accounts] == [False] * (AT_ONCE - 1) + [True]


def test_of_several_who_confirm_it_one_does(people: list[Actor]):
    account = enter(people[0])

    confirmed = all_at_once(
        [trying(lambda by=by: confirm_bank_account(account=account, by=by, now=NOW)) for by in people[1:]]
    )

    assert sorted(confirmed) == ["done"] + ["refused"] * (AT_ONCE - 2)


def test_entered_anew_as_it_is_confirmed_it_is_either_confirmed_or_withdrawn(people: list[Actor]):
    account = enter(people[0])

    confirmed, _entered = all_at_once(
        [
            trying(lambda: confirm_bank_account(account=account, by=people[1], now=NOW)),
            trying(lambda: enter(people[2])),
        ]
    )

    account.refresh_from_db()
    assert (account.confirmed_by is not None, account.withdrawn_at is None) == (
        confirmed == "done",
        confirmed == "done",
    )
    assert BankAccount.objects.to_confirm().get().changed_by == people[2].user
