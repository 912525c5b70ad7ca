"""`manage.py run`: bring the data up to date, then serve it on loopback."""

import argparse
import signal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection

from marketplace import serving
from marketplace.accounts.models import Organisation, User
from marketplace.demo.signins import PASSWORD, SCHEDULER, SIGN_INS
from marketplace.embedded.parent import end_with_parent
from search.operations.rebuilding import is_empty


class Command(BaseCommand):
    help = "Migrates, fills an empty database with the demo, and serves everything on loopback."
    requires_system_checks = ()

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=settings.PORT)
        parser.add_argument(
            "--real",
            type=Path,
            default=settings.REAL,
            help="a UNIQUIP list to put on the demo marketplace",
        )
        parser.add_argument(
            "--with-parent", action="store_true", help="end when the starting process is killed"
        )

    def handle(self, *args: Any, port: int, real: Path | None, with_parent: bool, **options: Any) -> None:
        if with_parent:
            end_with_parent(signal.SIGTERM)
        try:
            taken = serving.take_port(port)
        except serving.PortInUse as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stderr.write("Bringing the database up to date ...")
        try:
            call_command("migrate", interactive=False, verbosity=0)
        except OperationalError as failure:
            raise CommandError(f"The database cannot be had: {failure}") from failure
        if settings.IS_DEMO and not Organisation.objects.exists():
            self.stderr.write("Filling the demo marketplace ...")
            call_command("seed_demo")
        if is_empty():
            self.stderr.write("Filling the search index ...")
            call_command("rebuild_index")
        if real is not None:
            call_command("import_real", str(real))
        greeting = self.greeting(port)
        connection.close()
        serving.serve(taken, lambda: self.greet(greeting))

    def greeting(self, port: int) -> str:
        lines = [f"Rongtong is open at http://{serving.LOOPBACK}:{port}/"]
        if User.objects.filter(email=SCHEDULER.email).exists():
            lines += [f"  {person.email:<28} {PASSWORD:<15} {person.sees}" for person in SIGN_INS]
        return "\n".join(["", *lines, "Ctrl-C ends it."])

    def greet(self, greeting: str) -> None:
        self.stdout.write(greeting)
        self.stdout.flush()
