"""A firm enters its bank account, a second person confirms it, and only they see all of the number."""

import pytest
from django.utils import timezone

from marketplace.accounts.enums import Role
from payments.emails import tell_of_bank_account
from payments.models import BankAccount, BankTask
from tests import factories
from tests.capacity.views.reading import words
from tests.payments.accounts import CODE, NUMBER, account_in_use
from tests.payments.posted import Told
from tests.payments.till import Till

pytestmark = pytest.mark.django_db

ADDRESS, FORM = "/workshop/earnings/", "/workshop/earnings/bank-account/"
TOLD = {"currency": "CNY", "holder": "苏州恒锐", "number": NUMBER, "bank": "工商银行", "code": CODE}
WHOLE, MASKED = "6222 0202 0011 2233 445", "•••• 3445"


@pytest.fixture
def finance(till: Till):
    return factories.member(till.booking.provider, Role.FINANCE)


@pytest.fixture
def browser(till: Till, finance):
    return till.browser(finance)


def task_for(till: Till) -> BankTask:
    """What the provider has earned, and is to be sent by bank."""
    now = timezone.now()
    booked = Told(till.booking)
    booked.capture(100_00, now=now)
    booked.settle(100_00, now=now)
    return BankTask.objects.create(
        kind="payout",
        recipient=till.booking.provider,
        purpose="earned 1",
        minor=100_00,
        currency="CNY",
        not_before=now,
        created_at=now,
    )


def test_entered_by_one_it_is_confirmed_by_another_who_alone_sees_the_number(till: Till, browser):
    entered = words(browser.post(FORM, TOLD, follow=True))
    assert MASKED in entered
    assert WHOLE not in entered
    account = BankAccount.objects.get()
    refused = words(browser.post(f"{FORM}{account.pk}/confirm/", follow=True))
    assert "Somebody else in your finance team has to confirm the account" in refused

    second = till.browser(factories.member(till.booking.provider, Role.OWNER))
    assert WHOLE in words(second.get(ADDRESS))
    confirmed = words(second.post(f"{FORM}{account.pk}/confirm/", follow=True))

    assert "Confirmed. For safety it is used from" in confirmed
    assert WHOLE not in confirmed
    BankAccount.objects.update(usable_from=timezone.now())
    assert "In use: what operators send by bank goes here." in words(browser.get(ADDRESS))


def test_it_is_withdrawn_before_it_is_used(browser):
    browser.post(FORM, TOLD)
    account = BankAccount.objects.get()

    told = words(browser.post(f"{FORM}{account.pk}/withdraw/", follow=True))

    assert "The account is withdrawn." in told
    assert MASKED not in told


def test_what_can_be_no_account_is_told_at_its_field_and_kept_to_be_mended(browser):
    response = browser.post(FORM, TOLD | {"currency": "EUR", "number": "DE88370400440532013000"})

    assert response.status_code == 422
    assert "This is not a valid IBAN" in words(response)
    assert "A BIC has 8 or 11 characters" in words(response)
    assert BankAccount.objects.count() == 0


def test_without_an_account_the_provider_is_told_and_the_operator_cannot_prepare(till: Till, browser):
    task = task_for(till)
    desk = till.browser(factories.operator())
    assert "Money in CNY waits to be sent to you by bank" in words(browser.get(ADDRESS))
    assert f'href="{FORM}?currency=CNY"' in browser.get(ADDRESS).content.decode()
    assert "has no confirmed bank account for CNY yet" in words(desk.get(f"/desk/bank/tasks/{task.pk}/"))
    refused = desk.post(f"/desk/bank/tasks/{task.pk}/", {"act": "prepare", "holder": "x", "account": "1"})
    assert refused.status_code == 422

    account_in_use(till.booking.provider, now=timezone.now())

    assert "waits to be sent to you by bank" not in words(browser.get(ADDRESS))
    assert WHOLE in words(desk.get(f"/desk/bank/tasks/{task.pk}/"))
    desk.post(f"/desk/bank/tasks/{task.pk}/", {"act": "prepare"})
    task.refresh_from_db()
    assert (task.state, task.account) == ("prepared", NUMBER)


def test_an_operator_confirms_where_a_firm_has_nobody_else(till: Till, browser):
    browser.post(FORM, TOLD)
    account = BankAccount.objects.get()
    desk = till.browser(factories.operator())
    assert WHOLE in words(desk.get("/desk/payout-accounts/"))

    desk.post(f"/desk/payout-accounts/bank/{account.pk}/confirm/")

    account.refresh_from_db()
    assert account.usable_from > timezone.now()


def test_everybody_of_the_firms_finances_is_told_without_the_whole_number(
    till: Till, browser, finance, mailoutbox
):
    other = factories.member(till.booking.provider, Role.FINANCE, person=factories.user(language="en"))
    factories.member(till.booking.provider, Role.SCHEDULER)
    browser.post(FORM, TOLD)

    tell_of_bank_account(BankAccount.objects.get().pk)

    told = {mail.to[0]: mail for mail in mailoutbox}
    assert set(told) == {finance.user.email, other.user.email}
    assert f"{finance.user} entered the bank account {MASKED}" in told[other.user.email].body
    assert not any(NUMBER in mail.body for mail in mailoutbox)
