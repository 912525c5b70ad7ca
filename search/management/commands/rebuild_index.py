"""`manage.py rebuild_index`: write the search index anew, while everything goes on."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from tqdm import tqdm

from search.operations.rebuilding import count_listings, rebuild


class Command(BaseCommand):
    help = "Writes every listing into the search index anew; searches and changes go on meanwhile."
    requires_system_checks = ()

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--after", type=int, default=0, help="go on behind this id, where a run stopped")

    def handle(self, *args: Any, after: int, **options: Any) -> None:
        last = after
        with tqdm(total=count_listings(after=after), desc="Index", unit=" listings", disable=None) as bar:

            def written(reached: int, count: int) -> None:
                nonlocal last
                last = reached
                bar.update(count)

            try:
                rebuild(clock=timezone.now, after=after, written=written)
            except BaseException:
                self.stderr.write(f"Stopped; go on with: manage.py rebuild_index --after {last}")
                raise
        self.stdout.write("The index is rebuilt.")
