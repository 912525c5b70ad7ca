"""What a provider earns, what it waits for, and where it is sent."""

from datetime import timedelta

import pytest
from django.utils import timezone

from marketplace.accounts.enums import Role
from payments.emails import tell_of_account
from payments.enums import Rail
from payments.gateway import Unknown
from payments.models import PaymentPlan, PayoutAccount
from payments.sandbox.rows import SandboxObject
from payments.views import earnings
from tests import factories
from tests.capacity.views.reading import words
from tests.payments.till import Till

pytestmark = pytest.mark.django_db

ADDRESS = "/workshop/earnings/"


@pytest.fixture
def finance(till: Till):
    return factories.member(till.booking.provider, Role.FINANCE)


@pytest.fixture
def browser(till: Till, finance):
    return till.browser(finance)


def fill_in(browser) -> PayoutAccount:
    """By the form, on the sandbox's page, and back."""
    page = browser.post(f"{ADDRESS}account/")["Location"]
    browser.post(page.removeprefix("http://127.0.0.1:8000"), {"act": "accept"})
    browser.get(f"{ADDRESS}account/back/")
    return PayoutAccount.objects.get()


def set_up(till: Till, browser) -> PayoutAccount:
    """And confirmed by somebody else of the firm's finances."""
    account = fill_in(browser)
    second = till.browser(factories.member(account.organisation, Role.OWNER))
    second.post(f"{ADDRESS}account/confirm/")
    account.refresh_from_db()
    return account


def tiles(response) -> str:
    return words(response).partition("To come")[2].partition("To come Earned Paid out")[0]


def test_before_anything_was_paid_it_says_so_and_asks_for_an_account(browser):
    told = words(browser.get(ADDRESS))

    assert "No account is set up yet; what you earn waits until there is one. Set up payouts" in told
    assert "Nothing is to come" in told


def test_what_is_secured_is_to_come_with_its_reason(till: Till, browser):
    till.secure()

    response = browser.get(ADDRESS)

    assert "¥1,631.72 Secured" in tiles(response)
    assert "1,717.60 85.88 ¥1,631.72 Pending Waits for your answer" in words(response)


def test_what_is_accepted_is_earned_and_waits_for_an_account(till: Till, browser):
    till.secure(Rail.PREPAY)
    till.complete()
    till.settle()

    response = browser.get(f"{ADDRESS}?tab=earned")

    assert "¥1,631.72 Yours, and not paid out yet" in tiles(response)
    assert "¥1,631.72 Pending Waits until you have set up payouts" in words(response)


def test_once_there_is_an_account_it_is_paid_out(till: Till, browser):
    till.secure(Rail.PREPAY)
    till.complete()
    till.settle()
    set_up(till, browser)
    till.settle(days=30)

    response = browser.get(f"{ADDRESS}?tab=paid_out")

    assert "– Yours, and not paid out yet" in tiles(response)
    assert "¥1,631.72 Sent to your account in all" in tiles(response)
    assert "¥1,631.72 Paid out Paid out on" in words(response)


def test_payouts_are_set_up_on_the_gateways_page_once_for_a_firm(till: Till, browser, finance):
    first = fill_in(browser)
    fill_in(till.browser(factories.member(till.booking.provider, Role.OWNER)))

    assert SandboxObject.objects.filter(kind="v2.core.account").count() == 1
    assert (first.is_active, first.opened_by) == (True, finance.user)


def test_the_one_who_changed_the_account_cannot_confirm_it_and_another_can(till: Till, browser):
    account = fill_in(browser)
    assert "has to confirm it before anything is paid out" in words(browser.get(ADDRESS))
    refused = words(browser.post(f"{ADDRESS}account/confirm/", follow=True))
    assert "Somebody else in your finance team has to confirm the account" in refused
    account.refresh_from_db()
    assert account.usable_from is None

    other = till.browser(factories.member(account.organisation, Role.OWNER))
    assert "Check with them, then confirm it" in words(other.get(ADDRESS))
    told = words(other.post(f"{ADDRESS}account/confirm/", follow=True))

    assert "Confirmed. For safety the first payout goes out after a day" in told
    account.refresh_from_db()
    assert account.usable_from - timezone.now() > timedelta(hours=23, minutes=50)
    PayoutAccount.objects.update(usable_from=timezone.now())
    assert "Payouts are set up. What you earn is sent two days after" in words(other.get(ADDRESS))


def test_a_changed_account_has_to_be_confirmed_anew(till: Till, browser):
    set_up(till, browser)

    account = fill_in(browser)

    assert account.usable_from is None
    assert "has to confirm it before anything is paid out" in words(browser.get(ADDRESS))


def test_an_operator_confirms_where_a_firm_has_nobody_else(till: Till, browser):
    account = fill_in(browser)
    operator = till.browser(factories.operator())
    assert account.ref in words(operator.get("/desk/payout-accounts/"))

    told = words(operator.post(f"/desk/payout-accounts/{account.pk}/", follow=True))

    assert "No account waits to be confirmed." in told
    account.refresh_from_db()
    assert account.usable_from
    again = words(operator.post(f"/desk/payout-accounts/{account.pk}/", follow=True))
    assert "There is nothing to confirm" in again
    assert browser.post(f"/desk/payout-accounts/{account.pk}/").status_code == 404


def test_everybody_of_the_firms_finances_is_told_of_a_change(till: Till, browser, finance, mailoutbox):
    second = factories.member(till.booking.provider, Role.FINANCE, person=factories.user(language="en"))
    factories.member(till.booking.provider, Role.OWNER)
    factories.member(till.booking.provider, Role.SCHEDULER)
    account = fill_in(browser)

    tell_of_account(account.pk)

    told = {mail.to[0]: mail for mail in mailoutbox}
    assert set(told) == {finance.user.email, second.user.email}
    assert f"{finance.user} 正在变更" in told[finance.user.email].body
    assert "Payout account is being changed" in told[second.user.email].subject


def test_a_firm_that_was_not_accepted_is_told(browser):
    page = browser.post(f"{ADDRESS}account/")["Location"]
    browser.post(page.removeprefix("http://127.0.0.1:8000"), {"act": "refuse"})

    response = browser.get(f"{ADDRESS}account/back/", follow=True)

    assert "The payment provider has not accepted the account yet." in words(response)
    assert "Go on setting up payouts" in words(response)


def test_while_the_gateway_is_away_that_is_said_and_nothing_is_lost(browser, monkeypatch):
    def away(**_):
        raise Unknown("timeout", "on purpose")

    monkeypatch.setattr(earnings, "page_to_fill_in", away)

    response = browser.post(f"{ADDRESS}account/", follow=True)

    assert "The payment provider cannot be reached now." in words(response)


def test_a_page_that_ran_out_can_be_opened_again(browser):
    assert "The page had expired." in words(browser.get(f"{ADDRESS}account/again/", follow=True))


def test_the_entry_is_seen_by_finance_alone_and_while_payments_are_on(till: Till, browser, settings):
    scheduler = till.browser(till.stage.scheduler)
    assert f'href="{ADDRESS}"' in browser.get("/workshop/requests/").content.decode()
    assert f'href="{ADDRESS}"' not in scheduler.get("/workshop/requests/").content.decode()

    settings.PAYMENTS_BACKEND = "off"
    assert f'href="{ADDRESS}"' not in browser.get("/workshop/requests/").content.decode()
    assert browser.get(ADDRESS).status_code == 404


def test_the_list_takes_a_fixed_number_of_queries(till: Till, browser, django_assert_max_num_queries):
    till.secure()
    browser.get(ADDRESS)

    with django_assert_max_num_queries(20):
        browser.get(ADDRESS)
    assert PaymentPlan.objects.count() == 1
