"""`manage.py rebuild_index`: write the search index anew, while everything goes on."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from search.elastic.writing import ElasticIndex
from search.operations.catching_up import fill_anew
from search.operations.indexes import engine_index
from search.operations.rebuilding import count_listings, rebuild
from search.postgres.writing import PostgresIndex
from search.request import BackendAway


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

            engine = engine_index()
            try:
                rebuild(clock=timezone.now, after=after, written=written, indexes=[PostgresIndex()])
            except BaseException:
                self.stderr.write(f"Stopped; go on with: manage.py rebuild_index --after {last}")
                raise
        if engine is not None:
            self._fill(engine)
        self.stdout.write("The index is rebuilt.")

    def _fill(self, engine: ElasticIndex) -> None:
        with tqdm(total=count_listings(), desc=engine.name, unit=" listings", disable=None) as bar:
            try:
                is_whole = fill_anew(
                    engine, clock=timezone.now, written=lambda _last, count: bar.update(count)
                )
            except BackendAway as failure:
                raise CommandError(
                    f"{failure} The index is filled by itself when the engine is back."
                ) from failure
        if not is_whole:
            raise CommandError("The engine missed a change meanwhile; the index is filled again by itself.")
