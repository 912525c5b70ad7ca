"""The interchangeable units of a resource."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from capacity.models import Claim, Resource, Unit
from capacity.models.claim import ClaimQuerySet
from capacity.operations.locking import Tree, lock_tree
from capacity.operations.ownership import check_lister
from capacity.operations.refusals import Refused
from capacity.operations.resources import MOST_UNITS
from capacity.operations.sites import FAR
from capacity.operations.versions import tell_calendars
from marketplace.accounts.actor import Actor
from marketplace.periods import Period


class BadUnit(Refused):
    """A whole has one unit, a resource at least one and not too many."""


class HasComing(Refused):
    """Something is claimed from now on; `references` names the bookings, none for outages."""

    def __init__(self, message: str, references: list[str]) -> None:
        named = pgettext("list separator", ", ").join(references)
        super().__init__(f"{message} {named}".strip())
        self.references = references


def add_unit(
    *, resource: Resource, label: str = "", serial_number: str = "", by: Actor, now: datetime
) -> Unit:
    """
    Add one more of the same machine.

    :raises BadUnit: the resource has parts, or too many units
    :raises HasComing: the whole it belongs to is booked, and the new unit is not in that booking
    """
    check_lister(resource, by)
    with transaction.atomic():
        tree = lock_tree(resource.pk)
        if tree.descendants():
            raise BadUnit(_("A resource made of parts is one unit; add units to its parts."))
        if resource.units.filter(retired_at__isnull=True).count() >= MOST_UNITS:
            raise BadUnit(_("A machine has from 1 to %(most)s units.") % {"most": MOST_UNITS})
        _check_wholes(tree, now)
        number = (resource.units.aggregate(last=Max("number"))["last"] or 0) + 1
        unit = Unit.objects.create(resource=resource, number=number, label=label, serial_number=serial_number)
        _tell(resource, now)
        return unit


def _check_wholes(tree: Tree, now: datetime) -> None:
    """A booking of the whole claims every unit of its parts, and would lack this one."""
    above = [each.pk for each in tree.ancestors()]
    claims = Claim.objects.on_resources(above).filter(is_shadow=False)
    refuse_if_claimed(claims, _("The whole it is part of is claimed from now on:"), now)


def refuse_if_claimed(claims: ClaimQuerySet, message: str, now: datetime) -> None:
    """:raises HasComing: some of the claims reach beyond now; their bookings are named"""
    coming = claims.live(now).filter(during__endswith__gt=now)
    references = list(coming.values_list("booking__reference", flat=True))
    if references:
        raise HasComing(message, sorted({each for each in references if each}))


def rename_unit(*, unit: Unit, label: str, serial_number: str, by: Actor) -> Unit:
    """Change what a unit is called and its serial number."""
    check_lister(unit.resource, by)
    unit.label, unit.serial_number = label, serial_number
    unit.save(update_fields=["label", "serial_number"])
    return unit


def retire_unit(*, unit: Unit, by: Actor, now: datetime) -> Unit:
    """
    Take a unit out of service for good.

    :raises HasComing: bookings, holds or outages claim it from now on
    :raises BadUnit: it is the last one; retire the machine instead
    """
    check_lister(unit.resource, by)
    with transaction.atomic():
        lock_tree(unit.resource_id)
        claims = Claim.objects.filter(unit=unit)
        refuse_if_claimed(claims, _("This unit is claimed from now on:"), now)
        others = Unit.objects.filter(resource=unit.resource_id, retired_at__isnull=True).exclude(pk=unit.pk)
        if not others.exists():
            raise BadUnit(_("This is the last unit; retire the machine instead."))
        Unit.objects.filter(pk=unit.pk, retired_at__isnull=True).update(retired_at=now)
        _tell(unit.resource, now)
        unit.refresh_from_db()
        return unit


def _tell(resource: Resource, now: datetime) -> None:
    tell_calendars([resource.pk], cause="units", periods=[Period(now, now + FAR)], now=now)
