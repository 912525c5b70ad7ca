"""The browsable description of the API: drawn under our strict policy, and tried out on the page itself."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from marketplace.accounts import tokens
from marketplace.accounts.enums import Role
from tests import factories
from tests.browser.looking import Looker

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("look", [(1280, "en", "light"), (1280, "zh", "dark"), (390, "zh", "light")])
def test_the_page_is_in_order_at_every_width(open_page, look):
    width, language, theme = look
    page = open_page(width=width, language=language, theme=theme)
    looker = Looker(page)

    page.goto("/api/docs/")
    expect(page.locator(".opblock")).not_to_have_count(0)

    assert looker.faults() == []


def test_every_operation_of_the_schema_is_shown(open_page):
    page = open_page()
    page.goto("/api/docs/")
    expect(page.locator(".opblock").first).to_be_visible()

    paths = page.request.get("/api/schema/").json()["paths"]

    assert page.locator(".opblock").count() == sum(len(operations) for operations in paths.values())


def test_a_token_is_given_and_an_operation_tried_out(open_page):
    actor = factories.member(factories.organisation(), Role.BUYER)
    secret = tokens.issue(membership=actor.membership).secret
    page = open_page()
    looker = Looker(page)
    page.goto("/api/docs/")

    page.get_by_role("button", name="Authorize").click()
    page.get_by_role("textbox").fill(secret)
    page.locator(".auth-btn-wrapper .authorize").click()
    page.locator(".auth-btn-wrapper .btn-done").click()
    operation = page.locator("#operations-Bookings-list_bookings")
    operation.locator(".opblock-summary-control").click()
    operation.get_by_role("button", name="Try it out").click()
    operation.get_by_role("button", name="Execute").click()

    expect(operation.locator(".live-responses-table .response .response-col_status")).to_contain_text("200")
    expect(operation.locator(".live-responses-table")).to_contain_text('"results": []')
    assert [fault for fault in looker.faults() if not fault.startswith(("axe", "overflow"))] == []
