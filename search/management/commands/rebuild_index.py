"""`manage.py rebuild_index`: write the search index anew, while everything goes on."""

import argparse
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from marketplace.processes import usual_processes
from search.elastic.writing import ElasticIndex
from search.operations.catching_up import FilledElsewhere, fill_anew
from search.operations.indexes import engine_index
from search.operations.rebuilding import count_listings, rebuild
from search.postgres.writing import PostgresIndex
from search.request import BackendAway

Written = Callable[[int, int], object]


class Command(BaseCommand):
    help = "Writes every listing into the search index anew; searches and changes go on meanwhile."
    requires_system_checks = ()

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--after", type=int, default=0, help="go on behind this id, where a run without an engine stopped"
        )
        parser.add_argument(
            "--processes",
            type=int,
            default=usual_processes(),
            help="so many share the work (one a processor)",
        )

    def handle(self, *args: Any, after: int, processes: int, **options: Any) -> None:
        self._processes = max(1, processes)
        engine = engine_index()
        if engine is not None and after:
            raise CommandError("With Elasticsearch a new index is filled: leave --after out.")
        with tqdm(total=count_listings(after=after), desc="Index", unit=" listings", disable=None) as bar:
            if engine is None:
                self._rebuild(after, bar.update)
            else:
                self._fill(engine, lambda _last, count: bar.update(count))
        self.stdout.write("The index is rebuilt.")

    def _rebuild(self, after: int, told: Callable[[int], object]) -> None:
        last = after

        def written(reached: int, count: int) -> None:
            nonlocal last
            last = reached
            told(count)

        try:
            rebuild(
                clock=timezone.now,
                after=after,
                written=written,
                indexes=[PostgresIndex()],
                processes=self._processes,
            )
        except BaseException:
            self.stderr.write(f"Stopped; go on with: manage.py rebuild_index --after {last}")
            raise

    def _fill(self, engine: ElasticIndex, written: Written) -> None:
        try:
            is_whole = fill_anew(engine, clock=timezone.now, written=written, processes=self._processes)
        except FilledElsewhere as busy:
            raise CommandError(str(busy)) from busy
        except BackendAway as failure:
            self.stderr.write(f"{failure} PostgreSQL's own index is rebuilt alone.")
            self._rebuild(0, bool)
            raise CommandError("Elasticsearch is away; it catches up by itself when it is back.") from failure
        if not is_whole:
            raise CommandError("The engine missed a change meanwhile; it catches up by itself.")
