"""`manage.py import_resources FILE --organisation SLUG`: bring a provider's own machines in from a list."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q
from django.utils import timezone, translation
from tqdm import tqdm

from capacity.management import import_report
from capacity.operations import imports
from capacity.operations.imports import ImportPlan, Place, Provenance
from capacity.uniquip import ENCODINGS, EquipmentList, FileRefused, read_list
from marketplace.accounts.actor import Actor
from marketplace.accounts.enums import Role
from marketplace.accounts.models import Membership, Organisation

SOME_REFUSED, UNREADABLE = 1, 2


class Command(BaseCommand):
    help = (
        "Read a UNIQUIP list (CSV, TSV, XLSX) and make drafts of its machines. Running it again changes "
        "only what the list has changed. Exits with 0 if every row is in, 1 if rows were refused (the "
        "others are in), 2 if the file cannot be read and nothing is in."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--organisation", required=True, help="the provider's slug")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen and change nothing")
        parser.add_argument(
            "--source", default="UNIQUIP", help="the list's name, the same from edition to edition"
        )
        parser.add_argument("--licence", default="", help="under which the list is published")
        parser.add_argument("--encoding", default="", help=f"overrules the guess: {', '.join(ENCODINGS)}")
        parser.add_argument("--calling-code", default="", help="of telephones in national form, such as 86")
        parser.add_argument("--time-zone", default="Asia/Shanghai", help="of new sites, an IANA name")
        parser.add_argument("--point", default="", help="of new sites, latitude and longitude: 31.30,120.62")
        parser.add_argument(
            "--warnings", action="store_true", help="tell every warning, not one of each kind"
        )

    @translation.override("en")
    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        provider = self._provider(options["organisation"])
        place = self._place(options["time_zone"], options["point"])
        provenance = Provenance(options["source"], options["licence"], timezone.localdate())
        equipment = self._read(file, options["encoding"], options["calling_code"])
        self._tell_problems(equipment, every_warning=options["warnings"])
        if options["dry_run"]:
            plan = imports.plan_import(equipment=equipment, provider=provider, source=provenance.source)
        else:
            plan = self._write(equipment, provider, provenance, place)
        for line in import_report.summary(equipment, plan):
            self.stdout.write(line)
        if options["dry_run"]:
            self.stdout.write("Nothing was changed (--dry-run).")
        if plan.refused:
            raise SystemExit(SOME_REFUSED)

    def _provider(self, slug: str) -> Organisation:
        try:
            return Organisation.objects.get(slug=slug)
        except Organisation.DoesNotExist:
            known = Organisation.objects.filter(is_provider=True).order_by("slug")
            slugs = ", ".join(known.values_list("slug", flat=True)[:10])
            raise CommandError(f"There is no organisation {slug!r}; there are: {slugs}") from None

    def _place(self, time_zone: str, point: str) -> Place:
        try:
            zone = ZoneInfo(time_zone).key
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise CommandError(f"--time-zone {time_zone!r} is not one such as Europe/London.") from None
        if not point:
            return Place(zone)
        try:
            latitude, longitude = map(float, point.split(","))
        except ValueError:
            raise CommandError(f"--point {point!r} is not one such as 31.30,120.62.") from None
        if not (abs(latitude) <= 90 and abs(longitude) <= 180):
            raise CommandError(f"--point {point!r} is not on earth; latitude goes first.")
        return Place(zone, latitude, longitude)

    def _read(self, file: Path, encoding: str, calling_code: str) -> EquipmentList:
        try:
            data = file.read_bytes()
        except OSError as failure:
            raise CommandError(f"{file} cannot be read: {failure.strerror}", returncode=UNREADABLE) from None
        try:
            return read_list(
                data,
                encoding=encoding,
                calling_code=calling_code,
                watched=lambda rows: tqdm(rows, desc="Reading", unit="row", disable=None),
            )
        except FileRefused as refusal:
            tried = f" Tried: {', '.join(refusal.tried)}." if refusal.tried else ""
            raise CommandError(f"{file}: {refusal}{tried}", returncode=UNREADABLE) from None

    def _write(
        self, equipment: EquipmentList, provider: Organisation, provenance: Provenance, place: Place
    ) -> ImportPlan:
        with tqdm(total=len(equipment.accepted), desc="Writing", unit="row", disable=None) as bar:
            return imports.import_list(
                equipment=equipment,
                provider=provider,
                provenance=provenance,
                place=place,
                by=self._lister(provider),
                now=timezone.now(),
                written=bar.update,
            )

    def _lister(self, provider: Organisation) -> Actor:
        """The drafts are written in the name of the first member who may list."""
        listers = Membership.objects.filter(
            Q(roles__overlap=[Role.LISTER, Role.OWNER]), organisation=provider, is_active=True
        )
        member = listers.select_related("user", "organisation").order_by("pk").first()
        if member is None:
            raise CommandError(f"{provider.slug} has no member who may list; give somebody the role lister.")
        return Actor.of(member)

    def _tell_problems(self, equipment: EquipmentList, *, every_warning: bool) -> None:
        for problem in equipment.problems:
            if problem.is_refusal or every_warning:
                self.stderr.write(import_report.line_of(problem))
        if not every_warning:
            for line in import_report.warnings_by_kind(equipment):
                self.stderr.write(line)
