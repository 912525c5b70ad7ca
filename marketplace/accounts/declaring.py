"""Declaring the size of an organisation, and an operator's look at what it showed for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.accounts.actor import Actor
from marketplace.accounts.enums import Role
from marketplace.accounts.models import Organisation, SizeDeclaration
from marketplace.accounts.sizing import Figures, Sector, size_class, standard_on

DECLARING = (Role.FINANCE,)


class NotDeclared(Exception):
    """The actor may not say it for the organisation; `str()` says why."""


@dataclass(frozen=True)
class Evidence:
    """A file whose kind was read from its first bytes."""

    name: str
    type: str
    body: bytes


@dataclass(frozen=True)
class Declared:
    sector: Sector
    reference_year: int
    figures: Figures
    evidence: Evidence | None = None


def declare_size(
    *, organisation: Organisation, declared: Declared, by: Actor, now: datetime
) -> SizeDeclaration:
    """
    From now on the organisation is of this class; what was agreed before stays as it was.

    :raises NotDeclared: the actor does not look after the organisation's money
    """
    if by.organisation_id != organisation.pk or by.user is None or not by.has_role(*DECLARING):
        raise NotDeclared(_("Only owners and finance people declare the size of their organisation."))
    today = timezone.localdate(now)
    evidence = declared.evidence
    with transaction.atomic():
        made = SizeDeclaration.objects.create(
            organisation=organisation,
            sector=declared.sector,
            reference_year=declared.reference_year,
            employees=declared.figures.employees,
            revenue=declared.figures.revenue,
            assets=declared.figures.assets,
            size_class=size_class(declared.sector, declared.figures, today),
            standard=standard_on(today).source,
            evidence=evidence.body if evidence else None,
            evidence_name=evidence.name if evidence else "",
            evidence_type=evidence.type if evidence else "",
            declared_by=by.user,
            declared_at=now,
        )
        organisation.size_class = made.size_class
        organisation.save(update_fields=["size_class"])
        return made


def check_size(*, declaration: SizeDeclaration, by: Actor, now: datetime) -> None:
    """
    Say that the evidence was looked at and bears the figures.

    :raises NotDeclared: the actor is no operator
    """
    if not by.is_operator or by.user is None:
        raise NotDeclared(_("Only operators check declarations."))
    unchecked = SizeDeclaration.objects.filter(pk=declaration.pk, checked_at__isnull=True)
    unchecked.update(checked_by=by.user, checked_at=now)
