"""A browser, and pages of the size, language and theme a test wants."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from marketplace.assets import ASSETS, AXE
from tests.conftest import missing

# Playwright keeps an event loop in the thread of the test, where Django would refuse to ask its database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

PHONE = 500
LOCALES = {"zh": "zh-CN", "en": "en-GB"}


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    if not (ASSETS.is_dir() and AXE.is_file()):
        missing("assets/", "python -m marketplace.assets")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def open_page(browser: Browser, live_server) -> Iterator[Callable[..., Page]]:
    """`open_page(width=390, language="zh", theme="dark")`: a fresh visitor in Suzhou."""
    contexts = []

    def opened(*, width: int = 1280, language: str = "en", theme: str = "light") -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 900},
            locale=LOCALES[language],
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
            is_mobile=width < PHONE,
            has_touch=width < PHONE,
        )
        context.add_cookies([{"name": "theme", "value": theme, "url": live_server.url}])
        contexts.append(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()
