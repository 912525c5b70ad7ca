"""One booking from finding to acceptance, seen from both sides and by a stranger, at the same time."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, WebSocket, expect

from capacity.models import Booking
from marketplace.accounts.enums import Role
from tests import factories
from tests.browser.people import aside, pass_time, reach_the_start
from tests.browser.walking import (
    SENT,
    asking,
    choose,
    expect_live,
    expect_state,
    find,
    hold,
    sign_in,
    use_and_deliver,
)
from tests.capacity.views.stage import set_stage
from tests.search.indexed import index_all

pytestmark = pytest.mark.django_db(transaction=True)

# The end is told to the minute, the check-in to the second.
USED = re.compile("Reserved4 hUsed2 h( 1 min)?Checked in")


@pytest.fixture
def stage():
    made = set_stage()
    index_all()
    return made


class Stranger:
    """Somebody of a third firm who has the machine's page open, and listens on the wire too."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.heard: list[str] = []
        page.on("websocket", self._listen)
        page.goto(address)
        expect(page.locator("[data-verdict=passes]")).to_be_visible()
        expect_live(page)

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: self.heard.append(str(frame)))

    def sees_busy(self) -> None:
        expect(self.page.locator("[data-calendar] .k-busy")).to_contain_text("Busy")
        expect(self.page.get_by_role("alert")).to_contain_text("Busy in this period")

    def learned(self) -> str:
        return self.page.content() + "".join(self.heard)


def request(buyer: Page, stage) -> None:
    """Sign in by the form, find the machine, choose a period, hold it and send the request."""
    sign_in(buyer, stage.buyer.user.email)
    find(buyer, "DMU")
    choose(buyer, 2)
    verdict = buyer.locator("[data-verdict=passes]")
    expect(verdict).to_contain_text("Free, and every rule is met")
    expect(verdict).to_contain_text("¥1,717.60")
    hold(buyer)
    counting = buyer.get_by_role("timer").first
    expect(counting).to_have_text(re.compile(r"14:\d\d"))
    expect(counting).not_to_have_text(counting.inner_text())
    buyer.get_by_label("Message to the provider").fill("TC4 骨板")
    buyer.get_by_role("button", name="Send request for ¥1,717.60").click()
    expect(buyer.get_by_role("heading", name=SENT)).to_be_visible()


def accept_in_the_inbox(provider: Page) -> None:
    arrived = provider.locator(".inbox > li")
    expect(arrived).to_contain_text("Mingchuan Medical")
    expect(arrived).to_contain_text("¥1,717.60")
    counted = provider.get_by_role("banner").get_by_role("link", name=re.compile("^Requests")).first
    expect(counted).to_have_text("Requests 1")
    arrived.get_by_role("button", name=re.compile("^Accept")).click()
    expect(provider.get_by_text("is confirmed for")).to_be_visible()


def test_from_finding_to_acceptance_in_two_windows_and_before_a_stranger(stage, window):
    other = factories.member(factories.organisation(), Role.BUYER)
    stranger = Stranger(window(other), stage.machine.get_absolute_url() + asking(2))
    provider, buyer = window(stage.scheduler), window()
    provider.goto("/workshop/requests/")
    expect(provider.get_by_role("heading", name="Nothing waits for your answer")).to_be_visible()
    expect_live(provider)

    request(buyer, stage)
    stranger.sees_busy()
    accept_in_the_inbox(provider)
    expect_state(buyer, "Confirmed")
    expect(buyer.locator("#work")).to_contain_text("138 0000 1764")

    booking = Booking.objects.get()
    use_and_deliver(buyer, provider, booking)
    expect(buyer.get_by_role("heading", name="Usage report")).to_be_visible()
    expect(buyer.locator("#work dl").filter(has_text="Used")).to_have_text(USED)
    buyer.get_by_role("button", name="Accept the delivery").click()
    expect_state(buyer, "Completed")
    expect_state(provider, "Completed")

    assert stranger.heard
    for secret in (booking.reference, "Mingchuan", "明川", "TC4", "王敏"):
        assert secret not in stranger.learned()


def test_an_instant_offer_confirms_at_once_and_the_provider_sees_it_come(window):
    stage = set_stage(is_instant=True)
    provider, buyer = window(stage.scheduler), window(stage.buyer)
    provider.goto(stage.machine.get_absolute_url() + asking(2))
    expect_live(provider)

    buyer.goto(stage.machine.get_absolute_url() + asking(2))
    buyer.get_by_role("button", name="Hold for 15 minutes").click()
    buyer.get_by_role("button", name="Book for ¥1,717.60").click()

    expect_state(buyer, "Confirmed")
    expect(provider.locator("[data-calendar]")).to_contain_text("Mingchuan Medical")


def test_a_request_is_declined_with_a_reason_that_the_buyer_reads_without_reloading(stage, window):
    booking = aside(stage.request)
    buyer, provider = window(stage.buyer), window(stage.scheduler)
    for page in (buyer, provider):
        page.goto(booking.get_absolute_url())
        expect_live(page)

    provider.get_by_text("Decline", exact=True).click()
    provider.get_by_role("textbox", name="Message").fill("The spindle is being changed.")
    provider.get_by_label("Reason").select_option(label="Maintenance needed")
    provider.get_by_role("button", name="Decline the request").click()

    expect_state(provider, "Declined")
    expect_state(buyer, "Declined")
    expect(buyer.locator("main")).to_contain_text("Maintenance needed")
    record = buyer.get_by_role("region", name="Messages and record")
    expect(record).to_contain_text("The spindle is being changed.")


def test_another_time_is_proposed_and_taken(stage, window):
    booking = aside(stage.request)
    buyer, provider = window(stage.buyer), window(stage.scheduler)
    for page in (buyer, provider):
        page.goto(booking.get_absolute_url())
        expect_live(page)

    provider.get_by_text("Propose another time", exact=True).click()
    first = provider.get_by_role("checkbox").first
    proposed = provider.locator("label.opt time").first.get_attribute("datetime")
    first.check()
    provider.get_by_role("button", name="Send proposal").click()
    expect(provider.get_by_text("You proposed:")).to_be_visible()

    take = buyer.get_by_role("button", name=re.compile("^Take it"))
    expect(buyer.get_by_role("heading", name="Proposed times")).to_be_visible()
    take.click()
    expect_state(buyer, "Confirmed")
    expect_state(provider, "Confirmed")
    expect(provider.locator("h1 time")).to_have_attribute("datetime", proposed)


@pytest.mark.parametrize(("hours", "back"), [(72, "1,717.60"), (36, "858.80"), (12, "0.00")])
def test_cancelling_says_on_the_button_what_the_tiers_give_back(stage, window, hours, back):
    booking = aside(lambda: stage.confirm(stage.period(days=5)))
    aside(lambda: reach_the_start(booking))
    aside(lambda: pass_time(booking, -timedelta(hours=hours, minutes=5)))
    buyer, provider = window(stage.buyer), window(stage.scheduler)
    for page in (buyer, provider):
        page.goto(booking.get_absolute_url())
        expect_live(page)

    buyer.get_by_text("Cancel booking", exact=True).click()
    expect(buyer.get_by_role("heading", name=f"Cancel now and get ¥{back} back")).to_be_visible()
    buyer.get_by_label("Reason").select_option(label="Material late")
    buyer.get_by_role("button", name=f"Cancel and get ¥{back} back").click()

    expect_state(buyer, "Cancelled")
    expect_state(provider, "Cancelled")
    expect(provider.locator("main")).to_contain_text("Material late")
