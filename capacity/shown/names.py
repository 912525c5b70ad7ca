"""What people call a machine."""

from __future__ import annotations

from capacity.models import Resource


def machine_name(resource: Resource) -> str:
    """The model, or else the title."""
    revision = resource.published_revision
    return resource.model or (revision.title if revision else resource.slug)
