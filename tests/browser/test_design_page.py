import re

import pytest
from playwright.sync_api import expect

from tests.browser.looking import Looker

LOOKS = [
    (1920, "zh", "light"),
    (1440, "en", "dark"),
    (1024, "zh", "dark"),
    (768, "en", "light"),
    (390, "zh", "light"),
    (320, "en", "dark"),
]


@pytest.mark.parametrize(("width", "language", "theme"), LOOKS)
def test_every_component_is_in_order(open_page, width, language, theme):
    page = open_page(width=width, language=language, theme=theme)
    looker = Looker(page)
    page.goto("/design/")
    expect(page.locator("[data-countdown]").first).to_have_text(re.compile(r"^14:\d\d$"))
    assert looker.faults() == []


def test_the_theme_is_switched_and_kept(open_page):
    page = open_page(theme="light")
    page.goto("/design/")
    page.get_by_role("button", name="Switch between light and dark").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")


def test_the_language_is_switched_on_the_same_page(open_page):
    page = open_page(language="en")
    page.goto("/design/?width=narrow")
    page.get_by_role("button", name="中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    assert page.url.endswith("/design/?width=narrow")


def test_a_menu_closes_on_escape_and_gives_the_focus_back(open_page):
    page = open_page(width=390)
    page.goto("/design/")
    summary = page.locator("details[data-menu] > summary[aria-label]")
    summary.press("Enter")
    expect(page.locator("details[data-menu][open]")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator("details[data-menu][open]")).to_have_count(0)
    expect(summary).to_be_focused()


def test_the_skip_link_leads_to_the_content(open_page):
    page = open_page()
    page.goto("/design/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
