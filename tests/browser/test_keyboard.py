"""Without a mouse: from the finder to a sent request by Tab, Enter, Space and typing alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.people import aside
from tests.browser.walking import HELD, SENT, asking, date, expect_state
from tests.capacity.views.stage import set_stage, soon
from tests.factories import SHANGHAI
from tests.search.indexed import index_all

pytestmark = pytest.mark.django_db(transaction=True)

MOST_STOPS = 80
# What marks the focus stands on the element or around it. Within a native field, on its calendar button say,
# the field itself is not in focus, and the browser marks the part.
FOCUS = """() => {
  const at = document.activeElement;
  const isRinged = (element) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
  };
  const around = [];
  for (let each = at; each !== document.body; each = each.parentElement) around.push(each);
  const { width, height } = at.getBoundingClientRect();
  return {
    name: at.ariaLabel || at.labels?.[0]?.innerText || at.innerText || at.name || at.tagName,
    isMarked: around.some(isRinged) || (at.type === "date" && !at.matches(":focus")),
    isShown: width > 0 && height > 0,
  };
}"""


@pytest.fixture
def stage():
    made = set_stage()
    index_all()
    return made


class Keys:
    """Walks by Tab, and notes every stop whose focus cannot be seen."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.unseen: list[str] = []

    def to(self, target: Locator) -> None:
        """Press Tab until the target has the focus."""
        element = target.element_handle()
        for _ in range(MOST_STOPS):
            self.page.keyboard.press("Tab")
            self._look()
            if element.evaluate("element => element === document.activeElement"):
                return
        pytest.fail(f"Tab never came to {target}")

    def _look(self) -> None:
        stop = self.page.evaluate(FOCUS)
        if not (stop["isMarked"] and stop["isShown"]):
            self.unseen.append(f"{stop['name']} on {self.page.title()}")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)


def test_from_the_finder_to_a_sent_request_without_a_mouse(stage, window):
    page = window(stage.buyer)
    keys = Keys(page)
    page.goto("/find/")
    keys.to(page.get_by_label("What are you looking for"))
    page.keyboard.type("DMU")
    keys.press("Enter")
    page.wait_for_url("**/find/?q=DMU*")
    keys.to(page.get_by_role("link", name="5-axis centre"))
    keys.press("Enter")

    page.wait_for_url("**/resources/**")
    keys.to(page.get_by_role("link", name="Skip to the booking form"))
    keys.press("Enter")
    keys.to(page.get_by_label("Date", exact=True))
    page.keyboard.type(f"{soon(2, (9, 13)).in_zone(SHANGHAI).starts_at:%m%d%Y}")
    keys.to(page.get_by_label("From", exact=True))
    page.keyboard.type("0900AM")
    keys.to(page.get_by_label("To", exact=True))
    page.keyboard.type("0100PM")
    keys.press("Tab")
    expect(page.get_by_label("Date", exact=True)).to_have_value(date(2))
    verdict = page.locator("[data-verdict=passes]")
    expect(verdict).to_contain_text("¥1,717.60")
    keys.to(verdict.get_by_role("button", name="Hold for 15 minutes"))
    keys.press("Enter")

    expect(page.get_by_role("heading", name=HELD)).to_be_visible()
    keys.to(page.get_by_label("Message to the provider"))
    page.keyboard.type("By Friday, please.")
    keys.to(page.get_by_role("button", name="Send request for ¥1,717.60"))
    keys.press("Space")
    expect(page.get_by_role("heading", name=SENT)).to_be_visible()
    expect(page.get_by_role("region", name="Messages and record")).to_contain_text("By Friday, please.")
    assert keys.unseen == []


def test_skip_links_lead_past_the_bar_and_to_the_form(stage, window):
    page = window(stage.buyer)
    page.goto(stage.machine.get_absolute_url() + asking(2))
    keys = Keys(page)
    keys.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    expect(page.get_by_role("link", name="Skip to content")).to_be_in_viewport()
    keys.press("Enter")
    expect(page.locator("#main")).to_be_focused()

    page.reload()
    keys.press("Tab", "Tab")
    expect(page.get_by_role("link", name="Skip to the booking form")).to_be_focused()
    keys.press("Enter", "Tab")
    expect(page.get_by_label("Date", exact=True)).to_be_focused()


def test_a_scheduler_answers_without_a_mouse(stage, window):
    booking, page = aside(stage.request), window(stage.scheduler)
    keys = Keys(page)
    page.goto("/workshop/requests/")
    keys.to(page.get_by_role("link", name=re.compile(f"^More.*{booking.reference}")))
    keys.press("Enter")
    page.wait_for_url(f"**{booking.get_absolute_url()}")
    keys.to(page.get_by_role("radio", name="Accept"))
    keys.press("ArrowRight", "ArrowRight")
    expect(page.get_by_role("radio", name="Decline")).to_be_checked()
    keys.to(page.get_by_label("Reason"))
    page.keyboard.type("Material")
    keys.to(page.get_by_role("button", name="Decline the request"))
    keys.press("Enter")
    expect_state(page, "Declined")
    assert keys.unseen == []
