"""The pages of the sandbox as a browser shows them: in both languages, wide and narrow, light and dark."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from marketplace.money import Money
from payments.gateway import Capture, Method
from tests.browser.looking import Looker
from tests.browser.people import aside
from tests.payments.sandboxed import Desk, yuan

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(settings) -> Desk:
    settings.PAYMENTS_BACKEND = "sandbox"
    return Desk(now=timezone.now())


def addresses(desk: Desk) -> dict[str, str]:
    """A page in each state that it can be in."""
    open_page = desk.page(yuan(4357), methods=[Method.CARD, Method.ALIPAY, Method.WECHAT])
    held = desk.page(yuan(4357), capture=Capture.LATER)
    desk.pay(held)
    paid = desk.page(yuan(4357))
    desk.pay(paid)
    waiting = desk.page(Money(100_000, "EUR"), methods=[Method.BANK])
    desk.pay(waiting, "pm_bank_transfer")
    ended = desk.page()
    desk.gateway().checkouts.expire(key=desk.key(), checkout_id=ended.id)
    pages = {"open": open_page, "held": held, "paid": paid, "waiting": waiting, "ended": ended}
    found = {name: f"/sandbox/checkout/{page.id}/" for name, page in pages.items()}
    found["card"] = f"/sandbox/checkout/{desk.customer_page()}/"
    return found | {"account": f"/sandbox/account/{desk.firm(is_accepted=False).id}/"}


@pytest.mark.parametrize(("width", "language", "theme"), [(1280, "zh", "light"), (390, "en", "dark")])
def test_every_page_of_the_sandbox_is_in_order(desk, open_page, width, language, theme):
    places = aside(lambda: addresses(desk))
    page = open_page(width=width, language=language, theme=theme)
    looker = Looker(page)

    for name, address in places.items():
        page.goto(address)
        assert (name, looker.faults()) == (name, [])


def test_a_refusal_is_said_and_the_next_try_is_one_press_away(desk, open_page):
    place = aside(lambda: addresses(desk)["open"])
    page = open_page(language="en")
    looker = Looker(page)
    page.goto(place)

    page.get_by_role("button", name="3-D Secure fails").click()

    expect(page.get_by_role("alert")).to_contain_text("Nothing was taken")
    expect(page.get_by_role("button", name="Pay ¥4,357.00")).to_be_visible()
    assert looker.faults() == []
