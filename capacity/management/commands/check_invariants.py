"""`manage.py check_invariants`: prove on any database that nothing is double, lost or unexplained."""

from __future__ import annotations

from argparse import ArgumentParser
from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from capacity.operations.invariants import violations


class Command(BaseCommand):
    help = "Check claims, trails, versions and timers; exits with 1 and names the rows if any is wrong."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--most", type=int, default=100, help="how many rows to name (100)")

    def handle(self, *args: Any, most: int, **options: Any) -> None:
        found = list(islice(violations(timezone.now()), most))
        for line in found:
            self.stderr.write(line)
        if found:
            raise SystemExit(1)
        self.stdout.write("Claims, trails, versions and timers hold.")
