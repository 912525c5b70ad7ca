"""`manage.py import_resources FILE --organisation SLUG`: bring a provider's own machines in from a list."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q
from django.utils import timezone
from tqdm import tqdm

from capacity.operations import imports
from capacity.operations.imports import ImportPlan, Place, Provenance
from capacity.uniquip import ENCODINGS, EquipmentList, FileRefused, Problem, read_list
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
        parser.add_argument("--time-zone", default="Asia/Shanghai", help="of new sites, an IANA name")
        parser.add_argument("--warnings", action="store_true", help="tell mended and doubtful values as well")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        provider = self._provider(options["organisation"])
        place = Place(time_zone=self._zone(options["time_zone"]))
        provenance = Provenance(options["source"], options["licence"], timezone.localdate())
        equipment = self._read(file, options["encoding"])
        self._tell_problems(equipment, warnings=options["warnings"])
        if options["dry_run"]:
            plan = imports.plan_import(equipment=equipment, provider=provider, source=provenance.source)
        else:
            plan = self._write(equipment, provider, provenance, place)
        self._tell_counts(equipment, plan, is_dry=options["dry_run"])
        if plan.refused:
            raise SystemExit(SOME_REFUSED)

    def _provider(self, slug: str) -> Organisation:
        try:
            return Organisation.objects.get(slug=slug)
        except Organisation.DoesNotExist:
            known = Organisation.objects.filter(is_provider=True).order_by("slug")
            slugs = ", ".join(known.values_list("slug", flat=True)[:10])
            raise CommandError(f"There is no organisation {slug!r}; there are: {slugs}") from None

    def _zone(self, name: str) -> str:
        try:
            return ZoneInfo(name).key
        except (ZoneInfoNotFoundError, ValueError):
            raise CommandError(f"--time-zone {name!r} is not a time zone such as Europe/London.") from None

    def _read(self, file: Path, encoding: str) -> EquipmentList:
        try:
            data = file.read_bytes()
        except OSError as failure:
            raise CommandError(f"{file} cannot be read: {failure.strerror}", returncode=UNREADABLE) from None
        try:
            return read_list(
                data,
                encoding=encoding,
                watched=lambda rows: tqdm(rows, desc="Reading", unit="row", disable=None),
            )
        except FileRefused as refusal:
            raise CommandError(f"{file}: {refusal}", returncode=UNREADABLE) from None

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

    def _tell_problems(self, equipment: EquipmentList, *, warnings: bool) -> None:
        for problem in equipment.problems:
            if problem.is_refusal or warnings:
                self.stderr.write(line_of(problem))

    def _tell_counts(self, equipment: EquipmentList, plan: ImportPlan, *, is_dry: bool) -> None:
        told = equipment.encoding or "spreadsheet"
        guess = ", guessed" if equipment.is_encoding_guessed else ""
        warned = sum(1 for problem in equipment.problems if not problem.is_refusal)
        self.stdout.write(f"{plan.rows_read} rows read ({told}{guess}); {warned} warnings")
        self.stdout.write(
            f"{len(plan.new)} new, {len(plan.changed)} changed, {len(plan.unchanged)} unchanged, "
            f"{len(plan.refused)} refused; {len(plan.absent)} of earlier editions are not in this one"
        )
        if is_dry:
            self.stdout.write("Nothing was changed (--dry-run).")


def line_of(problem: Problem) -> str:
    """Line, field, value, what is wrong and what would do."""
    where = f"line {problem.line}"
    if problem.field:
        where += f", {problem.heading or problem.field.value}"
    value = f" {problem.value!r}" if problem.value else ""
    return f"{where}{value}: {problem.text} {problem.remedy}"
