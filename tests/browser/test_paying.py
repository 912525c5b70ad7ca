"""A period is held, paid on the sandbox's page, requested and accepted, before both sides' eyes."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import override_settings
from django.utils import timezone
from playwright.sync_api import Page, expect

from capacity.models import Booking
from marketplace.accounts.enums import Role
from payments.enums import OperationState
from payments.gateway import gateway
from payments.models import PaymentPlan
from payments.operations.advancing import advance
from payments.sandbox import acting
from tests import factories
from tests.browser.looking import Looker
from tests.browser.people import aside, pass_time, reach_the_start
from tests.browser.walking import SENT, asking, expect_live, expect_state, use_and_deliver
from tests.capacity.views.stage import set_stage
from tests.payments.sandboxed import Desk, yuan

pytestmark = pytest.mark.django_db(transaction=True)

TOTAL = "¥1,717.60"


@pytest.fixture
def payments() -> str:
    return "sandbox"


@pytest.fixture
def stage():
    return set_stage()


def hold(buyer: Page, stage) -> None:
    buyer.goto(stage.machine.get_absolute_url() + asking(2))
    buyer.get_by_role("button", name="Hold for 15 minutes").click()
    expect(buyer.get_by_role("heading", name=re.compile("^Pay by"))).to_be_visible()


def to_the_payment_page(buyer: Page, button: str) -> None:
    buyer.get_by_role("link", name=f"Go to payment, {TOTAL}").click()
    expect(buyer.get_by_text("Held for you for")).to_be_visible()
    buyer.get_by_role("checkbox", name=re.compile("^I accept the terms")).check()
    buyer.get_by_role("button", name=f"{button} {TOTAL} and send request").click()
    expect(buyer.get_by_text("This is the payment page of the sandbox")).to_be_visible()


def payment_panel(page: Page):
    return page.get_by_role("region", name="Payment")


def test_a_period_is_held_paid_by_card_and_accepted_live(stage, window):
    provider, buyer = window(stage.scheduler), window(stage.buyer)
    provider.goto("/workshop/requests/")
    expect_live(provider)
    hold(buyer, stage)

    to_the_payment_page(buyer, "Authorise")
    buyer.get_by_role("button", name=f"Authorise {TOTAL}").click()

    expect(buyer.get_by_text(f"{TOTAL} is held on your card, and the request has gone to")).to_be_visible()
    expect(buyer.get_by_role("heading", name=SENT)).to_be_visible()
    expect(payment_panel(buyer)).to_contain_text("Authorised")
    provider.locator(".inbox > li").get_by_role("button", name=re.compile("^Accept")).click()
    expect(provider.get_by_text("is confirmed for")).to_be_visible()
    expect_state(buyer, "Confirmed")


def days_pass(days: int) -> None:
    """At the gateway, whose books catch up, and for what waits here."""
    with override_settings(PAYMENTS_BACKEND="sandbox"):
        come_to_rest(PaymentPlan.objects.get())
        now, later = timezone.now(), timezone.now() + timedelta(days=days)
        if not PaymentPlan.objects.get().settled_at:
            Desk(now=now).paid(yuan(10_000))  # the marketplace has something to pay fees from
        acting.go_on(by=timedelta(days=days), now=now)
        for _ in range(3):
            advance(PaymentPlan.objects.get().pk, gateway(), clock=lambda: later)


def come_to_rest(plan: PaymentPlan) -> None:
    """
    What is to be asked by now is asked and answered, by the site's worker or here.

    A day later a call that is still on its way would be taken for lost, and asked again under another key.
    """
    advance(plan.pk, gateway(), clock=timezone.now)
    while plan.operations.filter(state=OperationState.SENT).exists():
        advance(plan.pk, gateway(), clock=timezone.now)


def set_up_payouts(finance: Page, owner: Page) -> None:
    """On the gateway's page, and confirmed by a second person."""
    finance.goto("/workshop/earnings/")
    finance.get_by_role("button", name="Set up payouts").click()
    finance.get_by_role("button", name="Stripe accepts the firm").click()
    expect(finance.get_by_text("has to confirm it before anything is paid out")).to_be_visible()
    owner.goto("/workshop/earnings/")
    owner.get_by_role("button", name="Confirm the account").click()
    expect(owner.get_by_text("For safety the first payout goes out after a day")).to_be_visible()


def test_from_a_challenged_card_over_use_and_report_to_the_payout(stage, window):
    firm = stage.machine.provider
    finance, owner = (factories.member(firm, role) for role in (Role.FINANCE, Role.OWNER))
    provider, buyer = window(stage.scheduler), window(stage.buyer)
    hold(buyer, stage)
    to_the_payment_page(buyer, "Authorise")
    buyer.get_by_role("button", name="3-D Secure fails").click()
    buyer.get_by_role("button", name=f"Authorise {TOTAL}").click()
    expect(buyer.get_by_role("heading", name=SENT)).to_be_visible()

    provider.goto("/workshop/requests/")
    provider.locator(".inbox > li").get_by_role("button", name=re.compile("^Accept")).click()
    expect_state(buyer, "Confirmed")
    booking = Booking.objects.get()
    use_and_deliver(buyer, provider, booking)
    buyer.reload()
    bill = buyer.get_by_role("region", name="Bill")
    expect(bill).to_contain_text(TOTAL)
    buyer.get_by_role("button", name="Accept the delivery").click()
    expect_state(buyer, "Completed")

    aside(lambda: days_pass(1))
    buyer.reload()
    expect(payment_panel(buyer)).to_contain_text("Captured")
    earning = window(finance)
    set_up_payouts(earning, window(owner))
    aside(lambda: days_pass(4))
    earning.goto("/workshop/earnings/?tab=paid_out")
    expect(earning.get_by_role("region", name="Earnings by booking")).to_contain_text(booking.reference)


def test_cancelled_late_a_part_of_what_was_paid_comes_back(stage, window):
    buyer, provider = window(stage.buyer), window(stage.scheduler)
    hold(buyer, stage)
    buyer.get_by_role("link", name=f"Go to payment, {TOTAL}").click()
    buyer.get_by_role("radio", name=re.compile("^Card, Alipay or WeChat Pay")).check()
    buyer.get_by_role("checkbox", name=re.compile("^I accept the terms")).check()
    buyer.get_by_role("button", name=f"Pay {TOTAL} and send request").click()
    buyer.get_by_role("button", name=f"Pay {TOTAL}").click()
    provider.goto("/workshop/requests/")
    provider.locator(".inbox > li").get_by_role("button", name=re.compile("^Accept")).click()
    expect_state(buyer, "Confirmed")
    booking = Booking.objects.get()
    aside(lambda: reach_the_start(booking))
    aside(lambda: pass_time(booking, -timedelta(hours=36, minutes=5)))

    buyer.reload()
    buyer.get_by_text("Cancel booking", exact=True).click()
    buyer.get_by_label("Reason").select_option(label="Material late")
    buyer.get_by_role("button", name="Cancel and get ¥858.80 back").click()
    expect_state(buyer, "Cancelled")
    aside(lambda: days_pass(2))
    buyer.reload()

    expect(payment_panel(buyer)).to_contain_text("¥858.80 went back at")


def test_after_a_failed_challenge_another_card_works(stage, window):
    buyer = window(stage.buyer)
    hold(buyer, stage)

    to_the_payment_page(buyer, "Authorise")
    buyer.get_by_role("button", name="3-D Secure fails").click()
    expect(buyer.get_by_role("alert")).to_contain_text("Nothing was taken")
    buyer.get_by_role("link", name="Back without paying").click()

    expect(buyer.get_by_role("alert")).to_contain_text("Your bank could not make sure that it was you")
    buyer.get_by_role("link", name="Try another card").click()
    buyer.get_by_role("checkbox", name=re.compile("^I accept the terms")).check()
    buyer.get_by_role("button", name=f"Authorise {TOTAL} and send request").click()
    buyer.get_by_role("radio", name="UnionPay card").check()
    buyer.get_by_role("button", name=f"Authorise {TOTAL}").click()

    expect(buyer.get_by_role("heading", name=SENT)).to_be_visible()


def test_what_is_chosen_is_what_the_page_and_its_button_say(stage, window):
    buyer = window(stage.buyer)
    looker = Looker(buyer)
    hold(buyer, stage)
    buyer.get_by_role("link", name=f"Go to payment, {TOTAL}").click()
    expect(buyer.get_by_text(f"{TOTAL} held")).to_be_visible()

    buyer.get_by_role("radio", name=re.compile("^Card, Alipay or WeChat Pay")).check()

    expect(buyer.get_by_text(f"{TOTAL} held")).to_be_hidden()
    expect(buyer.get_by_text(f"Now{TOTAL} taken", exact=True)).to_be_visible()
    expect(buyer.get_by_role("button", name=f"Authorise {TOTAL} and send request")).to_be_hidden()
    assert looker.faults() == []
    buyer.get_by_role("checkbox", name=re.compile("^I accept the terms")).check()
    buyer.get_by_role("button", name=f"Pay {TOTAL} and send request").click()
    buyer.get_by_role("radio", name="Alipay").check()
    buyer.get_by_role("button", name=f"Pay {TOTAL}").click()

    expect(payment_panel(buyer)).to_contain_text("Captured")
    assert aside(lambda: PaymentPlan.objects.get().rail) == "prepay"
