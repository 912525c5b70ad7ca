"""`manage.py archive_claims`: move the claims of the past out of the live table."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from capacity.operations.archive import archive_past


class Command(BaseCommand):
    help = "Archive claims that ended more than a day ago; the worker does the same each night."

    def handle(self, *args: Any, **options: Any) -> None:
        moved = archive_past(now=timezone.now())
        self.stdout.write(f"{moved} claims archived.")
