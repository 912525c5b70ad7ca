"""`manage.py dump_database FILE`: back up the whole database while it runs."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from marketplace.management.programs import run_program


class Command(BaseCommand):
    help = "Write the whole database as SQL, fit for restore_database or for psql on a server."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        run_program("pg_dump", "--no-owner", "--no-privileges", f"--file={file.resolve()}")
        self.stdout.write(f"{file} holds the database.")
