"""`manage.py seed_load`: many machines and bookings, for measuring."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Max
from django.utils import timezone
from tqdm import tqdm

from capacity.models import Resource
from marketplace.demo.load.loading import load
from marketplace.demo.management.commands.seed_demo import moment
from search.operations.rebuilding import rebuild

USUAL_BOOKINGS = 100_000


class Command(BaseCommand):
    help = (
        "Adds machines and bookings by COPY: two thirds kept in the past, the others confirmed ahead. "
        "With --windows machines that differ, as many as searches are measured on."
    )

    requires_system_checks = ()  # nothing here depends on the pages

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--resources", type=int, default=1000, help="so many machines (1000)")
        parser.add_argument(
            "--bookings", type=int, default=None, help="so many bookings (100000; none with --windows)"
        )
        parser.add_argument(
            "--windows",
            type=int,
            default=None,
            help="make the machines differ, and leave about so many free windows of two months to each",
        )
        parser.add_argument("--processes", type=int, default=1, help="so many share the indexing (1)")
        parser.add_argument("--now", type=moment, default=None, help="relative to this moment instead of now")

    def handle(
        self, *args: Any, resources: int, bookings: int | None, windows: int | None, **options: Any
    ) -> None:
        if bookings is None:
            bookings = USUAL_BOOKINGS if windows is None else 0
        if min(resources, bookings, windows or 0) < 0:
            raise CommandError("--resources, --bookings and --windows count from 0.")
        now = options["now"] or timezone.now()
        last = Resource.objects.aggregate(last=Max("pk"))["last"] or 0
        try:
            load(resources=resources, bookings=bookings, now=now, windows=windows)
        except ValueError as refusal:
            raise CommandError(str(refusal)) from refusal
        with tqdm(total=resources, desc="Index", unit=" listings", disable=None) as bar:
            rebuild(
                clock=lambda: now,
                after=last,
                written=lambda _last, count: bar.update(count),
                processes=options["processes"],
            )
        self.stdout.write(f"Added {resources} machines and {bookings} bookings.")
