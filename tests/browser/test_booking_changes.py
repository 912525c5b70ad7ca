"""The changes of a booking: what opens goes below the buttons, and no button moves under the pointer."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from tests.capacity.views.stage import set_stage

pytestmark = pytest.mark.django_db(transaction=True)


def places(buttons: Locator) -> list[tuple[int, int]]:
    """From the edges of the first, for a small window scrolls to what is pressed."""
    boxes = [box for button in buttons.all() if (box := button.bounding_box())]
    return [(round(box["x"] - boxes[0]["x"]), round(box["y"] - boxes[0]["y"])) for box in boxes]


@pytest.mark.parametrize("width", [1280, 390])
def test_buttons_stay_where_they_are_when_one_is_opened(window, width):
    stage = set_stage()
    booking = stage.confirm()
    page = window(stage.buyer, width=width)
    page.goto(booking.get_absolute_url())
    buttons = page.locator("#change summary.btn")
    before = places(buttons)

    for button in buttons.all():
        button.click()
        expect(page.locator("#change details[open]")).to_have_count(1)
        assert places(buttons) == before

    assert len(before) == 4
