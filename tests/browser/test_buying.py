"""The pages of customers in a browser: in order at every width, and the story from finding to using."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from capacity.operations import answers
from marketplace.accounts.enums import Role
from tests import factories
from tests.browser.looking import Looker
from tests.capacity.views.stage import Stage, set_stage, soon
from tests.factories import SHANGHAI
from tests.search.indexed import index_all

pytestmark = pytest.mark.django_db(transaction=True)

NEXT_YEAR = ("next year", "night of next year")
LOOKS = [(1280, "zh", "light"), (390, "en", "dark"), (320, "zh", "dark")]


@pytest.fixture
def stage():
    made = set_stage(policy={"set_up_minutes": 30, "clean_up_minutes": 30, "minimum_minutes": 120})
    index_all()
    return made


def aside(act: Callable[[], Any]) -> Any:
    """Act in another thread: Playwright keeps the event loop of this one, and bookings signal by theirs."""

    def acted() -> Any:
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(acted).result()


def sign_in(page: Page, actor, base: str) -> None:
    client = Client()
    client.force_login(actor.user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": base}])


def looked_at(page: Page) -> Looker:
    """The server of these tests has no sockets: a silent one stands in, so that the console stays clean."""
    page.route_web_socket("**/ws/live/", lambda _socket: None)
    return Looker(page)


def day_of(period):
    return f"{period.in_zone(SHANGHAI).starts_at:%Y-%m-%d}"


def addresses(stage: Stage) -> dict[str, str]:
    """Every page of ours in the states that look different; periods over midnight tell two days."""
    machine = stage.machine.get_absolute_url()
    taken = stage.confirm(soon(6, (9, 13)))
    requested, proposed = stage.request(soon(7, (22, 30))), stage.request(soon(10, (9, 13)))
    night, of_next_year = soon(11, (22, 30)), soon(400, (22, 30))
    answers.propose(booking=proposed, by=stage.scheduler, now=timezone.now(), periods=[night, of_next_year])
    return {
        "finder": "/find/",
        "asked": f"/find/?q=centre&hours=8&day={day_of(soon(3, (9, 10)))}&machine=metal_cutting&ceiling=x",
        "empty": "/find/?q=nothing",
        "passes": f"{machine}?date={day_of(soon(4, (9, 10)))}&starts=09:00&ends=15:00",
        "refused": f"{machine}?date={day_of(taken.period)}&starts=10:00&ends=11:00",
        "refused at night": f"{machine}?{night_of(requested)}",
        "list": "/bookings/",
        "held": stage.hold(soon(5, (22, 30))).get_absolute_url(),
        "requested": requested.get_absolute_url(),
        "proposed": proposed.get_absolute_url(),
        "confirmed": taken.get_absolute_url(),
        "next year": stage.confirm(soon(402, (9, 13))).get_absolute_url(),
        "night of next year": stage.confirm(soon(403, (22, 30))).get_absolute_url(),
        "in use": stage.running(26).get_absolute_url(),
    }


def night_of(booking):
    """The query that asks for the period of a booking which ends on the next day."""
    start, end = booking.period.in_zone(SHANGHAI)
    days = f"date={start:%Y-%m-%d}&end_date={end:%Y-%m-%d}"
    return f"{days}&starts={start:%H:%M}&ends={end:%H:%M}"


@pytest.mark.parametrize(("width", "language", "theme"), LOOKS)
def test_every_page_of_a_customer_is_in_order(stage, open_page, live_server, width, language, theme):
    page = open_page(width=width, language=language, theme=theme)
    sign_in(page, stage.buyer, live_server.url)
    looker = looked_at(page)
    faults = {}
    for name, address in aside(lambda: addresses(stage)).items():
        page.goto(address)
        for summary in page.locator("main details:not([open]) > summary").all():
            if summary.is_visible():
                summary.click()
        faults[name] = looker.faults()

    assert {name: found for name, found in faults.items() if found} == {}


@pytest.mark.parametrize(("width", "language", "theme"), LOOKS[:2])
def test_every_page_of_a_provider_is_in_order(stage, open_page, live_server, width, language, theme):
    page = open_page(width=width, language=language, theme=theme)
    sign_in(page, stage.scheduler, live_server.url)
    looker = looked_at(page)
    pages = aside(lambda: addresses(stage))
    faults = {}
    for name in ("passes", "held", "requested", "proposed", "confirmed", "in use", *NEXT_YEAR):
        page.goto(pages[name])
        faults[name] = looker.faults()
    page.goto(pages["requested"])
    page.locator("label:has(input[value=propose])").click()
    faults["proposing"] = looker.faults()

    assert {name: found for name, found in faults.items() if found} == {}


def test_the_verdict_follows_the_form_and_the_button_holds(stage, open_page, live_server):
    aside(lambda: stage.confirm(soon(4, (9, 13))))
    page = open_page()
    sign_in(page, stage.buyer, live_server.url)
    page.goto(f"{stage.machine.get_absolute_url()}?date={day_of(soon(4, (9, 10)))}&starts=14:00&ends=18:00")
    expect(page.locator("[data-verdict=passes]")).to_be_visible()

    page.get_by_label("From", exact=True).fill("10:00")
    expect(page.get_by_role("alert")).to_contain_text("Busy in this period")
    expect(page.get_by_label("From", exact=True)).to_have_attribute("aria-invalid", "true")

    page.get_by_role("link", name=re.compile("^Take it")).first.click()
    expect(page.locator("[data-verdict=passes]")).to_be_visible()
    expect(page.get_by_label("From", exact=True)).not_to_have_attribute("aria-invalid", "true")

    page.get_by_role("button", name="Hold for 15 minutes").click()
    expect(page.get_by_role("heading", name=re.compile("^Send the request by"))).to_be_visible()


def test_the_whole_story_by_keyboard_from_finding_to_the_request(stage, open_page, live_server):
    page = open_page()
    sign_in(page, stage.buyer, live_server.url)
    page.goto("/find/")
    page.get_by_label("What are you looking for").fill("DMU")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="5-axis centre").press("Enter")
    page.get_by_role("button", name="Hold for 15 minutes").press("Enter")
    page.get_by_role("button", name=re.compile("^Send request for")).press("Enter")

    expect(page.get_by_role("heading", name=re.compile("^Hengrui Precision answers by"))).to_be_visible()


def test_of_two_people_on_one_page_the_slower_sees_the_refusal_with_the_form_kept(
    stage, open_page, live_server
):
    rival = factories.member(factories.organisation(), Role.BUYER)
    page = open_page()
    sign_in(page, rival, live_server.url)
    page.goto(f"{stage.machine.get_absolute_url()}?date={day_of(soon(4, (9, 10)))}&starts=14:00&ends=18:00")
    aside(lambda: stage.hold(soon(4, (13, 17))))

    page.get_by_role("button", name="Hold for 15 minutes").click()

    expect(page.get_by_text("Just taken: somebody was faster")).to_be_visible()
    expect(page.get_by_label("From", exact=True)).to_have_value("14:00")
    assert urlsplit(page.url).path.endswith("/hold/")


def test_a_change_is_previewed_before_it_is_made(stage, open_page, live_server):
    booking = aside(lambda: stage.confirm(soon(6, (9, 13))))
    page = open_page(width=390)
    sign_in(page, stage.buyer, live_server.url)
    page.goto(booking.get_absolute_url())
    page.get_by_text("Extend", exact=True).click()
    page.locator("details[open] input[name=ends]").fill("15:00")

    page.get_by_role("button", name="Extend the booking, ¥858.80 more").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("09:00–15:00")


def test_without_scripts_the_form_posts_and_shows_the_same_refusal(stage, browser, live_server):
    aside(lambda: stage.confirm(soon(4, (9, 13))))
    context = browser.new_context(base_url=live_server.url, locale="en-GB", java_script_enabled=False)
    page = context.new_page()
    sign_in(page, stage.buyer, live_server.url)
    page.goto(f"{stage.machine.get_absolute_url()}?date={day_of(soon(4, (9, 10)))}&starts=10:00&ends=12:00")

    # A browser sends it: only the look and the words say that it is refused.
    page.locator("form#order button[type=submit]").last.click(force=True)

    expect(page.get_by_role("alert")).to_contain_text("Busy in this period")
    earliest = page.get_by_role("link", name=re.compile("^Take it")).first
    expect(earliest).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="09:00–13:00 Mine")).to_be_visible()
    context.close()
