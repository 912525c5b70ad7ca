"""The finder in a browser: typing ahead by keys, near me on a click, sheets on a phone, and live rows."""

from __future__ import annotations

import re
from base64 import b64decode

import pytest
from playwright.sync_api import Page, expect

from tests import factories
from tests.browser.looking import Looker
from tests.browser.people import aside
from tests.browser.walking import expect_live
from tests.capacity.views.stage import set_stage, soon
from tests.search.indexed import index_all
from tests.search.views.finding import SUZHOU, XIAN, day_of, machine

TILE = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def stage():
    made = set_stage()
    machine("lathe", title_en="Lathe CK6140", resource_class="turning", at=factories.site(**XIAN))
    made.machine.site.latitude, made.machine.site.longitude = SUZHOU["latitude"], SUZHOU["longitude"]
    made.machine.site.save()
    index_all()
    return made


def hits(page: Page):
    return page.locator(".hit h2")


@pytest.mark.parametrize(("width", "language", "theme"), [(1280, "en", "light"), (390, "zh", "dark")])
def test_typing_ahead_is_a_combobox_in_order(stage, window, width, language, theme):
    page = window(width=width, language=language, theme=theme)
    looker = Looker(page)
    page.goto("/find/")
    box = page.get_by_role("combobox", name=re.compile("What are you looking for|想找什么|你要找什么|找什么"))
    box.press_sequentially("wz")

    expect(page.get_by_role("option").first).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("ArrowDown")
    first = page.get_by_role("option").first
    expect(first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", first.get_attribute("id"))
    assert looker.faults() == []

    box.press("Enter")
    page.wait_for_url("**machine=five_axis*")
    expect(hits(page)).to_have_count(1)


def test_escape_closes_the_suggestions_and_enter_alone_searches_for_what_was_typed(stage, window):
    page = window()
    page.goto("/find/")
    box = page.get_by_role("combobox", name="What are you looking for")
    box.press_sequentially("lathe")
    expect(page.get_by_role("option").first).to_be_visible()
    box.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(box).to_have_value("lathe")

    box.press("Enter")

    page.wait_for_url("**/find/?q=lathe")
    expect(hits(page)).to_have_text(["Lathe CK6140"])


def test_a_suggested_place_fills_the_place_and_the_nearest_can_come_first(stage, window):
    page = window()
    page.goto("/find/")
    page.get_by_role("combobox", name="What are you looking for").press_sequentially("suzhou")
    page.get_by_role("option", name="Suzhou Place").click()

    page.wait_for_url("**place=Suzhou*")
    expect(page.get_by_label("Place")).to_have_value("Suzhou")
    expect(hits(page)).to_have_text(["5-axis centre"])
    page.get_by_label("Sort").select_option("distance")
    page.wait_for_url("**sort=distance*")
    expect(page.locator(".hit")).to_contain_text("km")


def test_near_me_asks_the_browser_on_a_click_alone_and_keeps_about_a_kilometre(stage, window):
    page = window()
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 34.26123, "longitude": 108.94321})
    page.goto("/find/")
    assert "near=" not in page.url

    page.get_by_role("button", name="Near me").click()

    page.wait_for_url("**near=34.26%2C108.94*")
    expect(hits(page)).to_have_text(["Lathe CK6140"])
    expect(page.get_by_role("button", name="Near me")).to_have_attribute("aria-pressed", "true")


def test_who_does_not_tell_where_they_are_is_asked_for_a_place(stage, window):
    page = window()
    page.goto("/find/")

    page.get_by_role("button", name="Near me").click()

    expect(page.get_by_text("type a place instead")).to_be_visible()
    expect(page.get_by_label("Place")).to_be_focused()


def test_on_a_phone_the_parts_of_the_question_are_sheets_that_say_how_many_there_would_be(stage, window):
    page = window(width=390)
    looker = Looker(page)
    page.goto("/find/")
    expect(page.get_by_label("Place")).to_be_hidden()

    page.get_by_role("button", name="Where").tap()
    sheet = page.get_by_role("dialog", name="Where")
    expect(sheet.get_by_label("Place")).to_be_visible()
    assert looker.faults() == []
    sheet.get_by_role("button", name="Close").tap()
    expect(page.get_by_label("Place")).to_be_hidden()
    expect(page.get_by_role("button", name="Where")).to_be_focused()

    page.get_by_role("button", name="Filters").tap()
    sheet = page.get_by_role("dialog", name="Filters")
    sheet.get_by_label(re.compile("^Metal cutting")).check()
    expect(sheet.get_by_role("button", name="Show 2 machines")).to_be_visible()
    sheet.get_by_label("Instant confirmation").check()
    sheet.get_by_role("button", name="Show 0 machines").tap()
    page.wait_for_url("**instant=true*")
    expect(page.get_by_role("heading", name="No machine meets all of this")).to_be_visible()


def test_the_address_holds_the_whole_question_and_nothing_empty(stage, window):
    page = window()
    page.goto("/find/")
    page.get_by_label("Hours").fill("3")
    page.get_by_label(re.compile("^Metal cutting")).check()

    page.wait_for_url("**hours=3*")
    assert "=&" not in page.url
    assert not page.url.endswith("=")
    expect(page.get_by_label("Hours")).to_have_value("3")
    expect(page.get_by_role("list", name="What was asked")).to_contain_text("3 h in a row")


def test_a_taken_hit_says_so_where_it_stands_and_nothing_moves(stage, window):
    page = window()
    day = day_of(soon(4, (9, 10)))
    page.goto(f"/find/?mode=whole&day={day}&starts=09:00&ends=13:00&sort=newest")
    expect_live(page)
    before = hits(page).all_text_contents()

    aside(lambda: stage.hold(soon(4, (10, 12))))

    row = page.locator(f"#r{stage.machine.pk}")
    expect(row).to_contain_text("Just taken")
    expect(row.get_by_role("link", name=re.compile("^Next gap"))).to_be_visible()
    assert hits(page).all_text_contents() == before


def test_a_machine_that_becomes_free_outside_the_list_is_told_above_it(stage, window):
    page = window()
    page.clock.install()
    page.goto("/find/?machine=five_axis")
    expect(hits(page)).to_have_count(1)

    aside(lambda: (machine("another", title_en="Another centre"), index_all()))
    page.clock.run_for(31_000)

    link = page.get_by_role("link", name="1 more machine is free, show")
    expect(link).to_be_visible()
    expect(hits(page)).to_have_count(1)
    link.click()
    expect(hits(page)).to_have_count(2)


def test_without_scripts_it_is_a_plain_form(stage, browser, live_server):
    context = browser.new_context(base_url=live_server.url, locale="en-GB", java_script_enabled=False)
    page = context.new_page()
    page.goto("/find/")
    page.get_by_label("What are you looking for").fill("lathe")
    page.get_by_label("Place").fill("Xi'an")
    page.get_by_role("button", name="Search").click()

    expect(hits(page)).to_have_text(["Lathe CK6140"])
    context.close()


@pytest.mark.parametrize(("width", "language", "theme"), [(1280, "en", "light"), (390, "zh", "dark")])
def test_the_hits_stand_on_a_map_that_leads_back_to_the_list(stage, window, width, language, theme):
    machine("mill", title_en="Mill", resource_class="turning", at=factories.site(**XIAN))
    index_all()
    page = window(width=width, language=language, theme=theme)
    looker = Looker(page)
    page.route("**/tiles/**", lambda route: route.fulfill(content_type="image/png", body=TILE))
    page.goto("/find/")
    page.locator("[data-map] summary").click()

    marks = page.locator(".map-mark")
    expect(marks).to_have_count(2)
    expect(page.locator(".leaflet-tile-loaded").first).to_be_visible()
    expect(page.locator(".leaflet-control-attribution")).to_have_text("Tiles of the tests")
    assert looker.faults() == []

    width_of = "mark => mark.getBBox().width"
    max((marks.nth(0), marks.nth(1)), key=lambda mark: mark.evaluate(width_of)).click()
    links = page.locator(".leaflet-popup li a")
    expect(links).to_have_count(2)
    wanted = links.first.inner_text()
    expect(page.locator(".leaflet-pan-anim")).to_have_count(0)  # the popup stands still under the pointer
    links.first.click()
    assert page.evaluate("document.activeElement.textContent") == wanted
    assert page.evaluate("document.activeElement.closest('.hit') !== null")
