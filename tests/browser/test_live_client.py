"""The live client against a socket that the test plays: what goes wrong on a wire goes wrong on purpose."""

import json

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

PART = (
    '<div id="part" data-live-resource="7" data-live-version="{version}" data-live-fragment="/part/">'
    "{inside}</div>"
)


class Wire:
    """The server's end of the socket: what was asked, and a way to answer or to cut."""

    def __init__(self, page: Page) -> None:
        self.asked: list[dict[str, int]] = []
        self.socket: WebSocketRoute | None = None
        self.is_blocked = False
        self.fetched = 0
        self.page = page
        page.route_web_socket("**/ws/live/", self._opened)
        page.route("**/part/", self._fragment)

    def _opened(self, socket: WebSocketRoute) -> None:
        if self.is_blocked:
            socket.close(code=4403)
            return
        self.socket = socket
        socket.on_message(lambda text: self.asked.append(json.loads(text)["watch"]))

    def _fragment(self, route) -> None:
        self.fetched += 1
        route.fulfill(body=PART.format(version=9, inside=f"<p>part {self.fetched}</p><input>"))

    def send(self, **frame: object) -> None:
        assert self.socket is not None
        self.socket.send(json.dumps(frame))

    def change(self, version: int, *, since: int) -> None:
        self.send(type="change", resource=7, version=version, since=since, bookings=[])

    def wait_for(self, *watches: dict[str, int]) -> None:
        """Until exactly these were asked, in this order."""
        for _ in range(100):
            if len(self.asked) >= len(watches):
                break
            self.page.wait_for_timeout(50)
        assert self.asked == list(watches)


@pytest.fixture
def page(open_page) -> Page:
    return open_page()


@pytest.fixture
def wire(page) -> Wire:
    return Wire(page)


def show(page: Page, *, version: int = 3) -> None:
    """The design page with one live part, as a page of a machine has them."""
    page.clock.install()
    page.goto("/design/")
    inside = PART.format(version=version, inside="<p>old part</p><input>")
    page.evaluate("(part) => document.querySelector('main').insertAdjacentHTML('afterbegin', part)", inside)


def test_the_client_says_what_it_saw_and_shows_what_is_new(page, wire):
    show(page, version=3)
    wire.wait_for({"7": 3})
    wire.change(4, since=3)
    expect(page.locator("#part p")).to_have_text("part 1")
    expect(page.locator("[data-live]")).to_have_attribute("data-state", "live")


def test_a_burst_is_fetched_once(page, wire):
    show(page)
    wire.wait_for({"7": 3})
    for version in range(4, 9):
        wire.change(version, since=version - 1)
    expect(page.locator("#part p")).to_have_text("part 1")
    page.clock.run_for(1000)
    assert wire.fetched == 1


def test_a_frame_that_skips_something_is_not_shown_but_asked_for_whole(page, wire):
    show(page, version=3)
    wire.wait_for({"7": 3})
    wire.change(6, since=5)
    wire.wait_for({"7": 3}, {"7": 3})
    assert wire.fetched == 0
    wire.change(6, since=3)
    expect(page.locator("#part p")).to_have_text("part 1")


def test_what_was_seen_already_changes_nothing(page, wire):
    show(page, version=3)
    wire.wait_for({"7": 3})
    wire.change(3, since=2)
    page.clock.run_for(1000)
    assert wire.fetched == 0


def test_a_heartbeat_that_is_ahead_makes_the_client_ask(page, wire):
    show(page, version=3)
    wire.wait_for({"7": 3})
    wire.send(type="heartbeat", versions={"7": 5}, now="2027-03-01T02:24:10Z")
    wire.wait_for({"7": 3}, {"7": 3})


def test_after_a_cut_the_client_comes_back_with_the_last_version_it_saw(page, wire):
    show(page, version=3)
    wire.wait_for({"7": 3})
    wire.change(4, since=3)
    expect(page.locator("#part p")).to_have_text("part 1")
    wire.socket.close(code=1012)
    wire.wait_for({"7": 3}, {"7": 4})
    expect(page.locator("[data-live]")).to_have_attribute("data-state", "live")


def test_nothing_is_swapped_under_the_hands_of_somebody_typing(page, wire):
    show(page)
    wire.wait_for({"7": 3})
    page.locator("#part input").fill("half a sen")
    wire.change(4, since=3)
    page.get_by_role("button", name="New version, show").wait_for()
    assert page.locator("#part input").input_value() == "half a sen"
    page.get_by_role("button", name="New version, show").click()
    expect(page.locator("#part p")).to_have_text("part 1")


def test_where_sockets_are_blocked_the_client_polls(page, wire):
    wire.is_blocked = True
    frame = {"type": "change", "resource": 7, "version": 4, "since": 3}
    page.route("**/live/?r=*", lambda route: route.fulfill(json={"frames": [frame]}))
    show(page, version=3)
    expect(page.locator("[data-live]")).to_have_attribute("data-state", "polling", timeout=15_000)
    expect(page.locator("#part p")).to_have_text("part 1")


def test_a_long_cut_is_told_and_so_is_its_end(page, wire):
    show(page)
    wire.wait_for({"7": 3})
    wire.is_blocked = True
    wire.socket.close(code=1012)
    notice = page.locator("[data-live-notices]")
    expect(notice).to_contain_text("Offline, reconnecting")
    expect(page.locator("[data-say]")).to_contain_text("Offline, reconnecting")
    wire.is_blocked = False
    expect(page.locator("[data-live]")).to_have_attribute("data-state", "live", timeout=20_000)
    expect(notice).to_contain_text("Connected again")
    wire.change(6, since=3)
    wire.send(type="caught_up", changes=3)
    expect(notice).to_contain_text("3 changes caught up")
