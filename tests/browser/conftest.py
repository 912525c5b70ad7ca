"""A browser, and pages of the size, language and theme a test wants."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from marketplace.accounts.actor import Actor
from marketplace.assets import ASSETS, AXE
from tests.browser.people import admit
from tests.browser.serving import Site
from tests.conftest import missing, take_free_port

# Nothing waits this long on a quiet machine; one with other work may.
expect.set_options(timeout=20_000)

LONGEST = "test_sweep.py"
HERE = Path(__file__).parent
PHONE = 500
# Native date and time fields speak the browser's own language, not the page's.
NATIVE = {"LANGUAGE": "en_US", "LANG": "en_US.UTF-8"}
LOCALES = {"zh": "zh-CN", "en": "en-GB"}


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """
    Browser tests come last: Playwright keeps an event loop in this thread, where no other may then run.

    The longest of them come first, so that no process has one left when the others are done.
    """
    items.sort(key=lambda item: (item.path.is_relative_to(HERE), item.path.name != LONGEST))


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    if not (ASSETS.is_dir() and AXE.is_file()):
        missing("assets/", "python -m marketplace.assets")
    # Beside a running event loop Django would refuse to ask its database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox"], env={**os.environ, **NATIVE}
        )
        yield opened
        opened.close()


@pytest.fixture
def open_page(browser: Browser, live_server) -> Iterator[Callable[..., Page]]:
    """`open_page(width=390, language="zh", theme="dark")`: a fresh visitor in Suzhou."""
    with closing(Windows(browser, live_server.url)) as windows:
        yield lambda **look: windows.open(**look).new_page()


@pytest.fixture
def payments() -> str:
    """Who moves money on the site; tests of payments say `sandbox`."""
    return "off"


@pytest.fixture
def site(payments: str) -> Iterator[Site]:
    """A real server process; what it complains of fails the test."""
    serving = Site(take_free_port(), payments=payments)
    yield serving
    serving.stop()
    assert serving.complaints == []


@pytest.fixture
def window(browser: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """`window(actor, width=390)`: this person's own browser on the real server; nobody is a visitor."""
    with closing(Windows(browser, site.url)) as windows:

        def opened(actor: Actor | None = None, **look: Any) -> Page:
            context = windows.open(**look)
            if actor:
                admit(context, actor, site.url)
            return context.new_page()

        yield opened


class Windows:
    """Contexts of one browser, each with cookies of its own."""

    def __init__(self, browser: Browser, url: str) -> None:
        self.browser, self.url = browser, url
        self.contexts: list[BrowserContext] = []

    def open(self, *, width: int = 1280, language: str = "en", theme: str = "light") -> BrowserContext:
        context = self.browser.new_context(
            base_url=self.url,
            viewport={"width": width, "height": 900},
            locale=LOCALES[language],
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
            is_mobile=width < PHONE,
            has_touch=width < PHONE,
        )
        context.add_cookies([{"name": "theme", "value": theme, "url": self.url}])
        self.contexts.append(context)
        return context

    def close(self) -> None:
        for context in self.contexts:
            context.close()
