"""`manage.py import_real FILE`: put a real list on the demo marketplace, to be found and booked."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from capacity.models import Resource
from marketplace.accounts.models import User
from marketplace.demo.real_lists import known_list, provider_of, publish
from marketplace.demo.signins import OPERATOR, SCHEDULER
from search.operations.refreshing import refresh


class Command(BaseCommand):
    help = (
        "Imports a UNIQUIP list for a provider of its own, for whom the demo's scheduler may act, and "
        "publishes it with hours and a rate to try it under. Again, it brings in only what has changed."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        now, real = timezone.now(), known_list(file)
        lister, operator = self._person(SCHEDULER.email), self._person(OPERATOR.email)
        provider = provider_of(real, lister=lister)
        try:
            call_command(
                "import_resources",
                str(file),
                organisation=provider.slug,
                source=real.source,
                licence=real.licence,
                time_zone=real.time_zone,
                point=real.point,
                stdout=self.stdout,
                stderr=self.stderr,
            )
        except SystemExit:
            self.stderr.write("The refused rows are named above; the others are in.")
        published = publish(provider, real, operator=operator, now=now)
        public = Resource.objects.published().filter(provider=provider)
        refresh(public.values_list("pk", flat=True), now=now)
        self.stdout.write(f"{published} machines of {real.name.en} are published, with a rate of the demo's.")

    def _person(self, email: str) -> User:
        person = User.objects.filter(email=email).first()
        if person is None:
            raise CommandError(f"{email} is not here: a real list needs the demo, see `manage.py seed_demo`.")
        return person
