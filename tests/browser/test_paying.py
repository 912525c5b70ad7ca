"""A period is held, paid on the sandbox's page, requested and accepted, before both sides' eyes."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from payments.models import PaymentPlan
from tests.browser.looking import Looker
from tests.browser.people import aside
from tests.browser.walking import SENT, asking, expect_live, expect_state
from tests.capacity.views.stage import set_stage

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
    expect(buyer.get_by_text(f"{TOTAL} taken")).to_be_visible()
    expect(buyer.get_by_role("button", name=f"Authorise {TOTAL} and send request")).to_be_hidden()
    assert looker.faults() == []
    buyer.get_by_role("checkbox", name=re.compile("^I accept the terms")).check()
    buyer.get_by_role("button", name=f"Pay {TOTAL} and send request").click()
    buyer.get_by_role("radio", name="Alipay").check()
    buyer.get_by_role("button", name=f"Pay {TOTAL}").click()

    expect(payment_panel(buyer)).to_contain_text("Captured")
    assert aside(lambda: PaymentPlan.objects.get().rail) == "prepay"
