"""People at their browsers: signed in without the form, and days that pass between two of their steps."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone
from playwright.sync_api import BrowserContext

from capacity.models import Booking
from marketplace.accounts.actor import Actor
from marketplace.periods import Period


def aside(act: Callable[[], Any]) -> Any:
    """Act in a thread of its own: Playwright keeps this one's event loop, and signals need one of theirs."""

    def acted() -> Any:
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(acted).result()


def admit(context: BrowserContext, actor: Actor, url: str) -> None:
    """Give the browser a session of this person."""
    client = Client()
    client.force_login(actor.user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": url}])


def reach_the_start(booking: Booking) -> None:
    """Let the days pass until the booked period began five minutes ago."""
    _earlier(booking, booking.period.starts_at - timezone.now() + timedelta(minutes=5))


def pass_time(booking: Booking, spell: timedelta) -> None:
    _earlier(booking, spell)


def _earlier(booking: Booking, spell: timedelta) -> None:
    """The clock cannot be moved under a running server, so what was agreed moves the other way."""
    booking.refresh_from_db()
    fields: dict[str, Any] = {"period": _moved(booking.period, spell)}
    if booking.checked_in_at:
        fields["checked_in_at"] = booking.checked_in_at - spell
    Booking.objects.filter(pk=booking.pk).update(**fields)
    for row in booking.claims.all():
        row.during = _moved(row.during, spell)
        row.save(update_fields=["during"])


def _moved(period: Period, spell: timedelta) -> Period:
    return Period(period.starts_at - spell, period.ends_at - spell)
