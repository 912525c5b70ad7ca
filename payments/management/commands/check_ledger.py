"""`manage.py check_ledger`: prove on any database that no money appeared, vanished or was spent twice."""

from __future__ import annotations

from argparse import ArgumentParser
from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from payments.operations.checking import faults


class Command(BaseCommand):
    help = "Check journals, balances and snapshots; exits with 1 and names the rows if any is wrong."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--most", type=int, default=100, help="how many rows to name (100)")

    def handle(self, *args: Any, most: int, **options: Any) -> None:
        found = list(islice(faults(timezone.now()), most))
        for line in found:
            self.stderr.write(line)
        if found:
            raise SystemExit(1)
        self.stdout.write("Journals, balances and snapshots hold.")
