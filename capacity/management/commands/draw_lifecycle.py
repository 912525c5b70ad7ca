"""`manage.py draw_lifecycle`: write docs/lifecycle.md from the transition table."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from capacity.lifecycle_page import page
from marketplace.variables import CHECKOUT


class Command(BaseCommand):
    help = "Write docs/lifecycle.md from the table of transitions."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        target = CHECKOUT / "docs" / "lifecycle.md"
        target.write_text(page(), encoding="utf-8")
        self.stdout.write(f"{target.name} is up to date.")
