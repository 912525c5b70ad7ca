"""`manage.py check_index`: compare the search index with the database, and mend it if told to."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from search.indexes import Index
from search.operations.checking import drifted, mended
from search.operations.indexes import kept
from search.operations.rebuilding import count_listings

MOST_TOLD = 20


class Command(BaseCommand):
    help = "Compares every listing in the search index with the database. Fails where one differs."
    requires_system_checks = ()

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--mend", action="store_true", help="write anew what differs")

    def handle(self, *args: Any, mend: bool, **options: Any) -> None:
        left = sum(self._check(index, is_mended=mend) for index in kept())
        if left:
            raise CommandError("The index differs from the database; --mend writes anew what does.")

    def _check(self, index: Index, *, is_mended: bool) -> int:
        """How many listings still differ."""
        now = timezone.now()
        with tqdm(total=count_listings(), desc=index.name, unit=" listings", disable=None) as bar:
            differing = drifted(index, now=now, looked_at=bar.update)
        if not differing:
            self.stdout.write(f"{index.name}: every listing is as the database says.")
            return 0
        named = ", ".join(map(str, differing[:MOST_TOLD])) + (", ..." if differing[MOST_TOLD:] else "")
        self.stdout.write(f"{index.name}: {len(differing)} listings differ: {named}")
        if not is_mended:
            return len(differing)
        left = mended(index, differing, now=timezone.now())
        self.stdout.write(f"{index.name}: {len(differing) - len(left)} listings are mended.")
        return len(left)
