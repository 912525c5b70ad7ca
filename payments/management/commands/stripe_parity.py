"""`manage.py stripe_parity`: whether Stripe's test mode says what the sandbox says."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from payments.gateway import gateway
from payments.operations.parity.comparing import differences, pinned, play_all
from payments.operations.parity.page import regenerate

TEST_KEYS = ("sk_test_", "rk_test_")
NO_KEY = (
    "Nothing was compared: there is no key of Stripe's test mode. Set PAYMENTS_BACKEND=stripe and"
    " STRIPE_SECRET_KEY=sk_test_..."
)
EVENTS_SECONDS = 5


class Command(BaseCommand):
    help = "Play the same scenarios against Stripe's test mode and tell where the sandbox differs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--currency", default="USD", help="one that the account takes (USD)")
        parser.add_argument(
            "--write", action="store_true", help="write the outcome into docs/stripe-parity.md"
        )

    def handle(self, *args: Any, currency: str, write: bool, **options: Any) -> None:
        """It moves no real money: keys for it are refused."""
        ours = pinned()
        if settings.PAYMENTS_BACKEND != "stripe":
            if write:
                regenerate(ours, checked_on=None, found=[])
            raise CommandError(NO_KEY)
        if not settings.STRIPE_SECRET_KEY.startswith(TEST_KEYS):
            raise CommandError("This is played with keys for tests alone.")
        theirs = play_all(
            gateway(),
            run=uuid4().hex[:12],
            now=timezone.now,
            settle=lambda: time.sleep(EVENTS_SECONDS),
            currency=currency,
        )
        found = list(differences(ours, theirs))
        if write:
            regenerate(ours, checked_on=timezone.localdate(), found=found)
        for line in found:
            self.stderr.write(line)
        if found:
            raise SystemExit(1)
        self.stdout.write(f"All {len(ours)} scenarios end at Stripe as in the sandbox.")
