"""Acts that ask once more before they are done: the form is sent, read over, and its button pressed."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.test import Client


def confirmed(browser: Client, address: str, said: dict[str, Any], *, follow: bool = True) -> Any:
    """What comes of it; the first answer where nothing is asked."""
    answer = browser.post(address, said, follow=follow)
    button = button_of(answer)
    return browser.post(address, said | {"sure": button}, follow=follow) if button else answer


def button_of(answer: Any) -> str:
    """What the button says that does it; empty where there is none."""
    found = re.search(r'name="sure" value="([^"]*)"', answer.content.decode())
    return unescape(found[1]) if found else ""
