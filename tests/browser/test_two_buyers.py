"""Two firms that want the same hours at the same moment, on the same page."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from marketplace.accounts.enums import Role
from tests import factories
from tests.browser.looking import Looker
from tests.browser.walking import HELD, asking, expect_live
from tests.capacity.views.stage import set_stage

pytestmark = pytest.mark.django_db(transaction=True)

HOLD = "Hold for 15 minutes"


@pytest.fixture
def stage():
    return set_stage()


@pytest.fixture
def rivals(stage, window) -> list[Page]:
    """Two windows on the same promise, each of a firm of its own."""
    other = factories.member(factories.organisation(), Role.BUYER)
    pages = [window(stage.buyer), window(other)]
    for page in pages:
        page.goto(stage.machine.get_absolute_url() + asking(2))
        expect(page.locator("[data-verdict=passes]")).to_be_visible()
        expect_live(page)
    return pages


def press_together(pages: list[Page]) -> None:
    """Both presses leave their browsers before either is let through: the server alone decides."""
    sent: list[Route] = []

    def gather(route: Route) -> None:
        sent.append(route)
        if len(sent) == len(pages):
            for each in sent:
                each.continue_()

    for page in pages:
        page.route("**/hold/", gather, times=1)
        page.get_by_role("button", name=HOLD).evaluate("button => button.click()")


def test_one_holds_and_the_other_is_told_kindly_what_else_works(rivals):
    lookers = [Looker(page) for page in rivals]
    press_together(rivals)
    held = [page.get_by_role("heading", name=HELD) for page in rivals]
    told = [page.get_by_text("Just taken: somebody was faster") for page in rivals]
    for page_held, page_told in zip(held, told, strict=True):
        expect(page_held.or_(page_told)).to_be_visible()

    slow = next(page for page in rivals if page.url.endswith("/hold/"))
    fast = next(page for page in rivals if page is not slow)
    expect(fast.get_by_role("heading", name=HELD)).to_be_visible()
    expect(slow.get_by_text("What you filled in is still here.")).to_be_visible()
    expect(slow.get_by_label("From", exact=True)).to_have_value("09:00")
    refusal = slow.locator("[data-verdict=refused]")
    expect(refusal).to_contain_text("Busy in this period")
    expect(refusal.get_by_text("4 more periods that work")).to_be_visible()
    assert [looker.faults() for looker in lookers] == [[], []]

    take(slow, refusal.get_by_role("link", name=re.compile("^Take it")).first)


def take(page: Page, link) -> None:
    period = link.locator("time").get_attribute("datetime")
    link.click()
    expect(page.locator("[data-verdict=passes]")).to_be_visible()
    page.get_by_role("button", name=HOLD).click()
    expect(page.get_by_role("heading", name=HELD)).to_be_visible()
    expect(page.locator("h1 time")).to_have_attribute("datetime", period)


def test_who_is_only_looking_is_told_before_pressing(rivals):
    first, second = rivals
    first.get_by_role("button", name=HOLD).click()

    expect(second.locator("[data-verdict=refused]")).to_contain_text("Busy in this period")
    expect(second.get_by_role("button", name=HOLD)).to_have_attribute("aria-disabled", "true")
    expect(second.get_by_label("From", exact=True)).to_have_attribute("aria-invalid", "true")
    take(second, second.get_by_role("link", name=re.compile("^Take it")).first)
