"""What people do on the pages, as they do it: by labels and buttons."""

from __future__ import annotations

import re
from datetime import timedelta

from playwright.sync_api import Page, expect

from capacity.models import Booking
from tests.browser.people import aside, pass_time, reach_the_start
from tests.capacity.views.stage import soon
from tests.factories import SHANGHAI

HELD = re.compile(r"^Send the request by")
SENT = re.compile(r"^Hengrui Precision answers by")


def asking(days: int) -> str:
    """The query that fills the form: from 9 to 13 of the site, so many days from now."""
    return f"?date={date(days)}&starts=09:00&ends=13:00"


def date(days: int) -> str:
    return f"{soon(days, (9, 13)).in_zone(SHANGHAI).starts_at:%Y-%m-%d}"


def sign_in(page: Page, email: str) -> None:
    page.goto("/")
    page.get_by_role("banner").get_by_role("link", name="Sign in").click()
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill("correct horse")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("link", name="Sign in")).to_have_count(0)


def find(page: Page, text: str) -> None:
    page.get_by_label("What are you looking for").fill(text)
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="5-axis centre").click()


def choose(page: Page, days: int) -> None:
    page.get_by_label("Date", exact=True).fill(date(days))
    page.get_by_label("From", exact=True).fill("09:00")
    page.get_by_label("To", exact=True).fill("13:00")


def hold(page: Page) -> None:
    page.get_by_role("button", name="Hold for 15 minutes").click()
    expect(page.get_by_role("heading", name=HELD)).to_be_visible()


def expect_state(page: Page, word: str) -> None:
    """The pill beside the heading of a booking's page."""
    expect(page.locator("#progress h1 + .pill")).to_have_text(word)


def expect_live(page: Page) -> None:
    expect(page.locator("[data-live]")).to_have_attribute("data-state", "live")


def use_and_deliver(buyer: Page, provider: Page, booking: Booking) -> None:
    aside(lambda: reach_the_start(booking))
    buyer.reload()
    provider.goto(booking.get_absolute_url())
    expect_live(provider)
    buyer.get_by_role("button", name="Check in").click()
    expect(provider.get_by_role("heading", name="Report the usage", exact=True)).to_be_visible()
    aside(lambda: pass_time(booking, timedelta(hours=2)))
    provider.reload()
    provider.get_by_role("button", name="Report and deliver").click()
    expect_state(provider, "Delivered")
