"""Every page of the site, by the person who may open it, in both languages, wide and narrow."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.browser.looking import Looker
from tests.browser.people import aside
from tests.permission_table import PAGES, Row
from tests.test_permissions import World

pytestmark = pytest.mark.django_db(transaction=True)

LOOKS = [(1280, "zh"), (1280, "en"), (390, "zh"), (390, "en")]

# Parts of pages, and what machines read: they are seen where they stand.
PARTS = {
    "search:row",
    "search:count",
    "search:suggest",
    "capacity:live",
    "capacity:calendar",
    "capacity:quote",
    "capacity:booking_panels",
    "capacity:booking_change",
    "healthz",
    "workshop:inbox",
    "workshop:timeline_feed",
    "payments_desk:run",
    # Files, which are downloaded.
    "payments:evidence",
    "payments:dispute_file",
    "accounts:size_evidence",
}
FOR_VISITORS = (
    "account_login",
    "account_signup",
    "account_reset_password",
    "account_reset_password_done",
    "api_docs",
)
# What a script draws after the page has loaded.
DRAWN = {"api_docs": ".opblock"}
# The first of them asks for the password once more.
FOR_OWNERS = (
    "account_reauthenticate",
    "mfa_activate_totp",
    "mfa_index",
    "mfa_list_webauthn",
    "account_email",
    "account_change_password",
    "account_logout",
)


class Stop(NamedTuple):
    """A page and who opens it: the side and the person of the permission table."""

    name: str
    address: str
    who: tuple[str, str]


def stops(world: World) -> Iterator[Stop]:
    for name in FOR_VISITORS:
        yield Stop(name, reverse(name), ("customer", "anonymous"))
    for name in ("search:find", "capacity:resource"):
        row = next(row for row in PAGES if row.route == name)
        yield Stop(f"{name} for visitors", address(row, world), ("customer", "anonymous"))
    for name in FOR_OWNERS:
        yield Stop(name, reverse(name), ("provider", "holder"))
    for row in PAGES:
        if row.method == "GET" and row.route not in PARTS:
            yield Stop(row.route + row.suffix, address(row, world), (row.side, "holder"))
    facts = next(row for row in PAGES if row.route == "workshop:facts")
    yield Stop("403", address(facts, world), ("provider", "member"))
    yield Stop("404", "/nowhere/", ("customer", "holder"))


def address(row: Row, world: World) -> str:
    kwargs = {name: world.arguments.get(value, value) for name, value in row.kwargs.items()}
    return reverse(row.route, kwargs=kwargs) + row.query.format(**world.arguments)


class Walker:
    """One window for each person, kept for all of their pages."""

    def __init__(self, world: World, window: Callable[..., Page], **look: object) -> None:
        self.world, self.window, self.look = world, window, look
        self.opened: dict[tuple[str, str], tuple[Page, Looker]] = {}

    def faults(self, stop: Stop) -> list[str]:
        page, looker = self._at(stop.who)
        page.goto(stop.address)
        expect(page.locator("[aria-busy=true]")).to_have_count(0)
        if stop.name in DRAWN:
            expect(page.locator(DRAWN[stop.name]).first).to_be_visible()
        found = looker.faults()
        looker.said.clear()
        if stop.name == "account_reauthenticate":
            page.locator("input[type=password]").fill("correct horse")
            page.locator("main form button[type=submit]").first.click()
            page.wait_for_url(lambda url: stop.address not in url)
        return found

    def _at(self, who: tuple[str, str]) -> tuple[Page, Looker]:
        if who not in self.opened:
            side, person = who
            actor = None if person == "anonymous" else self.world.people[side][person]
            page = self.window(actor, **self.look)
            self.opened[who] = page, Looker(page)
        return self.opened[who]


@pytest.fixture
def payments() -> str:
    return "sandbox"


@pytest.mark.parametrize(("width", "language"), LOOKS)
def test_every_page_is_in_order(window, width, language):
    world = aside(World)
    walker = Walker(world, window, width=width, language=language)

    faults = {stop.name: walker.faults(stop) for stop in stops(world)}

    assert {name: found for name, found in faults.items() if found} == {}
