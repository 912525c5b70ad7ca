"""Writing what a new edition of a list has changed of its machines, and nothing else."""

from collections.abc import Mapping, Sequence

from capacity.models import Resource, Site
from capacity.operations.imports import listings
from capacity.operations.imports.creating import Provenance
from capacity.operations.imports.planning import Change
from capacity.uniquip import Field
from capacity.uniquip.identity import folded

_WRITTEN = (
    "site",
    "resource_class",
    "maker",
    "model",
    "asset_number",
    "source_key",
    "source_licence",
    "source_fetched_on",
    "source_values",
)


def update(
    changes: Sequence[Change],
    *,
    sites: Mapping[str, Site],
    provenance: Provenance,
    keys: Sequence[str],
) -> list[Resource]:
    """
    Bring the resources up to date, in two statements; `keys` has the identity of each.

    The rows are locked in ascending id, as every write path does.
    """
    ids = [change.resource.pk for change in changes]
    locked = Resource.objects.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True)
    fresh = {resource.pk: resource for resource in locked}
    for change, key in zip(changes, keys, strict=True):
        _write(fresh[change.resource.pk], change, sites, provenance)
        fresh[change.resource.pk].source_key = key
    Resource.objects.bulk_update(fresh.values(), _WRITTEN)
    return list(fresh.values())


def _write(resource: Resource, change: Change, sites: Mapping[str, Site], provenance: Provenance) -> None:
    before, after = listings.for_resource(change.before), listings.for_resource(change.after)
    is_public = resource.published_revision_id is not None
    if is_public:  # readers compare within its class
        del after["resource_class"]
    for name, value in listings.to_write(resource, before, after, change.keys).items():
        setattr(resource, name, value)
    # A machine that the public sees is not moved by a file: its opening hours follow the site's clock.
    if Field.SITE_LOCATION in change.keys and not is_public:
        resource.site = sites[folded(change.after[Field.SITE_LOCATION])]
    resource.source_licence = provenance.licence
    resource.source_fetched_on = provenance.fetched_on
    resource.source_values = dict(change.after)
