"""A listing that is not public any more, and machines that could do instead."""

from __future__ import annotations

from functools import cached_property

from django.db.models import Q

from capacity.enums import RevisionState
from capacity.models import Resource
from capacity.taxonomy import CLASSES
from marketplace.language import in_readers_language

MOST_SIMILAR = 6
WAS_PUBLIC = Q(published_revision__isnull=False) | Q(
    revisions__state__in=[RevisionState.APPROVED, RevisionState.WITHDRAWN],
    revisions__decided_at__isnull=False,
)


def once_public(slug: str) -> Resource | None:
    """The resource of that address if the public could read it at some time."""
    return Resource.objects.filter(WAS_PUBLIC, slug=slug).distinct().first()


class GonePage:
    def __init__(self, resource: Resource) -> None:
        self._resource = resource

    @property
    def class_name(self) -> str:
        known = CLASSES.get(self._resource.resource_class)
        return in_readers_language(known.name_zh, known.name_en) if known else ""

    @cached_property
    def similar(self) -> list[tuple[Resource, str]]:
        """Public machines of the same class, each with its glyph."""
        found = Resource.objects.published().filter(resource_class=self._resource.resource_class)
        known = CLASSES.get(self._resource.resource_class)
        glyph = known.glyph if known else ""
        return [(each, glyph) for each in found.for_page().order_by("pk")[:MOST_SIMILAR]]
