"""Bringing a provider's equipment list in, again and again, in one transaction each time."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import TypeVar

from django.db import transaction

from capacity.events import ListImported
from capacity.models import Resource
from capacity.operations.imports.creating import Provenance, create
from capacity.operations.imports.keys import Keys
from capacity.operations.imports.matching import Known
from capacity.operations.imports.planning import Change, ImportPlan, plan_import
from capacity.operations.imports.revising import revise
from capacity.operations.imports.sites import Place, ensure_sites, missing_sites
from capacity.operations.imports.updating import update
from capacity.operations.listing_log import tell_listings
from capacity.operations.refusals import NotAllowed
from capacity.policies.permissions import may_list
from capacity.uniquip import EquipmentList
from marketplace.accounts.actor import Actor
from marketplace.accounts.models import Organisation
from marketplace.events import log

__all__ = ["Change", "ImportPlan", "Place", "Provenance", "import_list", "missing_sites", "plan_import"]

BATCH = 500
Item = TypeVar("Item")


def import_list(
    *,
    equipment: EquipmentList,
    provider: Organisation,
    provenance: Provenance,
    place: Place,
    by: Actor,
    now: datetime,
    written: Callable[[int], object] = bool,
) -> ImportPlan:
    """
    Make a draft of each new row and write what has changed of the others; all of it or nothing.

    What a person has written since the last import stays, unless the file has changed that very
    value. New sites stand at `place`. `written` is told after each batch how many rows it had.

    :raises NotAllowed: the actor does not list for the provider
    """
    if not may_list(by) or by.organisation_id != provider.pk:
        raise NotAllowed
    with transaction.atomic():
        Organisation.objects.locked().get(pk=provider.pk)  # one import at a time
        plan = plan_import(equipment=equipment, provider=provider, source=provenance.source)
        touched = _write(
            plan, provider=provider, provenance=provenance, place=place, by=by, now=now, written=written
        )
        _freshen(plan.unchanged, provenance)
        if touched:
            log.record(ListImported(provider_id=provider.pk, resource_ids=touched), now=now)
        return plan


def _write(
    plan: ImportPlan,
    *,
    provider: Organisation,
    provenance: Provenance,
    place: Place,
    by: Actor,
    now: datetime,
    written: Callable[[int], object],
) -> list[int]:
    rows = [*(read.row for read in plan.new), *(change.row for change in plan.changed)]
    if not rows:
        return []
    sites = ensure_sites(provider=provider, rows=rows, place=place)
    keys = Keys(plan.identities)
    touched: list[Resource] = []
    for reads in _batches(plan.new):
        names = [keys.take(read.identity) for read in reads]
        touched += create(reads, provider=provider, sites=sites, provenance=provenance, keys=names, by=by)
        written(len(reads))
    for changes in _batches(plan.changed):
        names = [keys.take(change.identity, change.resource.source_key) for change in changes]
        updated = update(changes, sites=sites, provenance=provenance, keys=names)
        public = [each.pk for each in updated if each.published_revision_id is not None]
        if public:
            tell_listings(public, change="imported", now=now)
        touched += updated
        revise(changes, by=by)
        written(len(changes))
    return [resource.pk for resource in touched]


def _batches(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    return (items[at : at + BATCH] for at in range(0, len(items), BATCH))


def _freshen(unchanged: Sequence[Known], provenance: Provenance) -> None:
    """Say of what has not changed that this edition has it too."""
    stale = (
        Resource.objects.filter(pk__in=[known.resource.pk for known in unchanged])
        .exclude(source_fetched_on=provenance.fetched_on)
        .order_by("pk")
        .select_for_update(no_key=True)
    )
    if provenance.fetched_on is not None:
        ids = list(stale.values_list("pk", flat=True))
        Resource.objects.filter(pk__in=ids).update(source_fetched_on=provenance.fetched_on)
