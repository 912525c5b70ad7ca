"""`manage.py seed_demo`: fill the database with the demo marketplace."""

import argparse
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from marketplace.demo.seeding import demo
from marketplace.demo.seeding.payments import make_payments
from search.matching import remember_listings
from search.operations.rebuilding import rebuild

CHINA = ZoneInfo("Asia/Shanghai")


def moment(text: str) -> datetime:
    """An ISO datetime; in Chinese time unless it has an offset."""
    parsed = datetime.fromisoformat(text)
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=CHINA)


class Command(BaseCommand):
    help = (
        "Makes the demo: firms, people, 240 machines and 3 000 bookings in every state. Skips if it is there."
    )

    requires_system_checks = ()  # nothing here depends on the pages

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--now", type=moment, default=None, help="tell everything relative to this moment instead of now"
        )

    def handle(self, *args: Any, now: datetime | None, **options: Any) -> None:
        if demo.is_seeded():
            self.stdout.write("The demo is already here; nothing was changed.")
            return
        now = now or timezone.now()
        author = demo.seed(now)
        if settings.PAYMENTS_BACKEND == "sandbox":
            make_payments(now)
        rebuild(clock=lambda: now)
        remember_listings(now=now)
        self.stdout.write(
            f"The demo is ready: {len(author.lives)} bookings of {len(author.floor.stands)} machines."
        )
