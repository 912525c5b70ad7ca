"""A connection that fails: it is told in words, nothing typed is lost, and what was missed is caught up."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from capacity.models import Booking
from tests.browser.people import aside
from tests.browser.walking import expect_live, expect_state
from tests.capacity.views.stage import set_stage

pytestmark = pytest.mark.django_db(transaction=True)

LATER = 20_000  # milliseconds; a client tries again within fifteen seconds
OFFLINE = "Offline, reconnecting"


@pytest.fixture
def stage():
    return set_stage()


@pytest.fixture
def requested(stage) -> Booking:
    return aside(stage.request)


def open_booking(page: Page, booking: Booking) -> None:
    page.goto(booking.get_absolute_url())
    expect_live(page)
    expect_state(page, "Requested")


def accept(stage, window, booking: Booking) -> None:
    """From the provider's own window, whose connection is whole."""
    provider = window(stage.scheduler)
    provider.goto(booking.get_absolute_url())
    provider.get_by_role("button", name=re.compile("^Accept for")).click()
    expect_state(provider, "Confirmed")


def expect_amber(page: Page) -> None:
    mark = page.locator("[data-live]")
    expect(mark).to_have_attribute("data-state", "offline", timeout=LATER)
    expect(mark).to_have_text(OFFLINE)
    expect(page.locator("[data-live-notices]")).to_contain_text("What you see is as of", timeout=LATER)


def expect_caught_up(page: Page) -> None:
    expect(page.locator("[data-live]")).to_have_attribute("data-state", "live", timeout=LATER)
    expect(page.locator("[data-live-notices]")).to_have_text(
        re.compile(r"Connected again, \d+ changes? caught up\.")
    )


def test_a_cut_line_is_told_and_what_happened_meanwhile_is_caught_up(stage, window, requested):
    buyer = window(stage.buyer)
    open_booking(buyer, requested)

    buyer.context.set_offline(True)
    expect_amber(buyer)
    accept(stage, window, requested)
    expect_state(buyer, "Requested")
    buyer.context.set_offline(False)

    expect_caught_up(buyer)
    expect_state(buyer, "Confirmed")


def test_nothing_typed_is_lost_through_a_cut(stage, window):
    held = aside(stage.hold)
    buyer, colleague = window(stage.buyer), window(stage.buyer)
    buyer.goto(held.get_absolute_url())
    expect_live(buyer)
    message = buyer.get_by_label("Message to the provider")
    message.fill("TC4 bone plates, 40 of ")

    buyer.context.set_offline(True)
    expect_amber(buyer)
    message.press_sequentially("them, by ")
    colleague.goto(held.get_absolute_url())
    colleague.get_by_role("button", name="Keep longer").click()
    expect(colleague.get_by_role("timer").first).not_to_have_text(re.compile(r"^1[0-4]:"))
    buyer.context.set_offline(False)

    expect_caught_up(buyer)
    expect(buyer.get_by_role("button", name="New version, show")).to_be_visible()
    message.press_sequentially("Friday.")
    expect(message).to_have_value("TC4 bone plates, 40 of them, by Friday.")


def test_a_server_that_died_and_came_back_is_found_again_by_itself(stage, window, site, requested):
    buyer = window(stage.buyer)
    open_booking(buyer, requested)

    site.kill()
    expect_amber(buyer)
    site.start()

    expect(buyer.locator("[data-live]")).to_have_attribute("data-state", "live", timeout=LATER)
    expect(buyer.locator("[data-live-notices]")).to_contain_text("Connected again")
    accept(stage, window, requested)
    expect_state(buyer, "Confirmed")


def test_where_websockets_are_blocked_the_page_asks_every_few_seconds(stage, window, requested):
    buyer = window(stage.buyer)
    buyer.route_web_socket("**/ws/live/", lambda socket: socket.close(code=4403))
    buyer.goto(requested.get_absolute_url())
    mark = buyer.locator("[data-live]")
    expect(mark).to_have_attribute("data-state", "polling", timeout=LATER)
    expect(mark).to_have_text("Live, every 5 s")

    accept(stage, window, requested)

    expect(buyer.locator("#progress h1 ~ .pill")).to_have_text("Confirmed", timeout=LATER)
