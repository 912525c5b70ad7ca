"""Making what is new in a list: a resource with its site, one unit, a policy and a draft listing."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.text import slugify

from capacity.models import ListingRevision, Policy, Resource, Site, Unit
from capacity.operations.imports import listings
from capacity.operations.imports.matching import Read
from capacity.operations.imports.snapshots import TITLE
from capacity.uniquip import Field
from capacity.uniquip.identity import folded
from marketplace.accounts.actor import Actor
from marketplace.accounts.models import Organisation


@dataclass(frozen=True, slots=True)
class Provenance:
    """
    Where a list comes from.

    `source` names it and must stay the same from edition to edition: machines are known again within
    their source only. `fetched_on` is the day of this edition.
    """

    source: str = "UNIQUIP"
    licence: str = ""
    fetched_on: date | None = None


def create(
    reads: Sequence[Read],
    *,
    provider: Organisation,
    sites: Mapping[str, Site],
    provenance: Provenance,
    keys: Sequence[str],
    by: Actor,
) -> list[Resource]:
    """Make a draft of each row, in five statements; `keys` has the identity of each row."""
    made = [
        Resource(
            provider=provider,
            site=sites[folded(read.snapshot[Field.SITE_LOCATION])],
            slug=_new_slug(read.snapshot[TITLE]),
            source=provenance.source,
            source_key=key,
            source_licence=provenance.licence,
            source_fetched_on=provenance.fetched_on,
            source_values=dict(read.snapshot),
            **listings.for_resource(read.snapshot),
        )
        for read, key in zip(reads, keys, strict=True)
    ]
    Resource.objects.bulk_create(made)
    Unit.objects.bulk_create(Unit(resource=resource, number=1) for resource in made)
    Policy.objects.bulk_create(Policy(resource=resource) for resource in made)
    ListingRevision.objects.bulk_create(
        ListingRevision(
            resource=resource,
            number=1,
            created_by=by.user,
            **listings.for_revision(resource.source_values),
        )
        for resource in made
    )
    return made


def _new_slug(title: str) -> str:
    """The title for people, and enough chance that no two machines of a long list share the address."""
    return "-".join(part for part in (slugify(title)[:60].strip("-"), secrets.token_hex(6)) if part)
