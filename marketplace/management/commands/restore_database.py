"""`manage.py restore_database FILE`: fill an empty database from a back-up, or leave it empty."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from marketplace.management.programs import run_program


class Command(BaseCommand):
    help = "Restore what dump_database wrote, into an empty database, in one transaction."
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        if not file.is_file():
            raise CommandError(f"{file} is not a file; name a back-up that dump_database wrote.")
        if connection.introspection.table_names():
            raise CommandError("The database is not empty; choose another DATA_DIR or DATABASE_URL.")
        stop = ("--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1")
        run_program("psql", *stop, "--output=/dev/null", f"--file={file.resolve()}")
        self.stdout.write(f"The database is as {file} has it.")
