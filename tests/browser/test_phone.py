"""390 pixels wide and by touch: the whole way, with nothing that leaves the screen sideways."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looking import Looker
from tests.browser.walking import HELD, SENT, choose, expect_state
from tests.capacity.views.stage import set_stage
from tests.search.indexed import index_all

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def stage():
    made = set_stage()
    index_all()
    return made


def in_order(looker: Looker) -> None:
    assert looker.faults() == []


def request_by_touch(page: Page) -> None:
    looker = Looker(page)
    page.goto("/find/")
    page.get_by_label("What are you looking for").fill("DMU")
    page.get_by_role("button", name="Search").tap()
    page.wait_for_url("**/find/?q=DMU*")
    in_order(looker)
    page.get_by_role("link", name="5-axis centre").tap()
    page.wait_for_url("**/resources/**")
    choose(page, 2)
    dock = page.locator("#dock")
    expect(dock).to_contain_text("¥1,717.60")
    expect(dock).to_be_in_viewport()
    in_order(looker)
    dock.get_by_role("button", name="Hold 15 min").tap()
    expect(page.get_by_role("heading", name=HELD)).to_be_visible()
    in_order(looker)
    page.get_by_role("button", name=re.compile("^Send request for ¥1,717.60")).first.tap()
    expect(page.get_by_role("heading", name=SENT)).to_be_visible()
    in_order(looker)


def test_a_request_is_sent_and_answered_by_touch(stage, window):
    provider, buyer = window(stage.scheduler, width=390), window(stage.buyer, width=390)
    looker = Looker(provider)
    provider.goto("/workshop/requests/")
    request_by_touch(buyer)

    arrived = provider.locator(".inbox > li")
    expect(arrived).to_contain_text("Mingchuan Medical")
    in_order(looker)
    arrived.get_by_role("button", name=re.compile("^Accept")).tap()
    expect(provider.get_by_text("is confirmed for")).to_be_visible()
    expect_state(buyer, "Confirmed")


def test_the_menu_leads_to_ones_bookings_by_touch(stage, window):
    page = window(stage.buyer, width=390)
    page.goto("/find/")
    page.locator("summary[aria-label=Menu]").tap()
    menu = page.get_by_role("navigation", name="Menu")
    menu.get_by_role("link", name=re.compile("bookings$", re.IGNORECASE)).tap()
    page.wait_for_url("**/bookings/")
