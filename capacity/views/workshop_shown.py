"""A machine as its provider sees it: title, states, and the pages that are about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from capacity.enums import RevisionState
from capacity.models import ListingRevision, Resource
from capacity.taxonomy import CLASSES
from marketplace.language import in_readers_language

DISCARDED = Q(state=RevisionState.WITHDRAWN, submitted_at__isnull=True)

SECTIONS: dict[str, str | Promise] = {
    "machine": _("Overview"),
    "listing": _("Listing text"),
    "units": pgettext_lazy("one by one", "Units"),
    "hours": _("Opening hours"),
    "outages": _("Outages"),
    "offers": _("Offers"),
    "limits": _("Limits"),
}


@dataclass(frozen=True)
class Tab:
    label: str | Promise
    url: str
    current: bool


class Machine:
    """The head of every page about one machine; `section` is the page's key in SECTIONS."""

    def __init__(self, resource: Resource, *, section: str = "machine") -> None:
        self.resource = resource
        self.section = section

    @cached_property
    def latest(self) -> ListingRevision | None:
        """The newest revision that was not thrown away. One query."""
        return self.resource.revisions.exclude(DISCARDED).order_by("-number").first()

    @cached_property
    def title(self) -> str:
        return title_of(self.resource, [self.resource.published_revision, self.latest])

    @property
    def class_name(self) -> str:
        return class_name(self.resource.resource_class)

    @property
    def pills(self) -> list[str]:
        """What the public sees, and what waits beside it."""
        states = ["approved"] if self.resource.published_revision_id else []
        if self.latest and self.latest.pk != self.resource.published_revision_id:
            states.append(self.latest.state)
        return [f"revision.{state}" for state in states]

    @property
    def tabs(self) -> list[Tab]:
        return [
            Tab(label, reverse(f"workshop:{key}", args=[self.resource.slug]), current=key == self.section)
            for key, label in SECTIONS.items()
        ]

    @property
    def trail(self) -> list[tuple[str, str]]:
        return [(str(_("Machines")), reverse("workshop:machines")), (self.title, "")]

    def url(self, section: str) -> str:
        return reverse(f"workshop:{section}", args=[self.resource.slug])


def title_of(resource: Resource, revisions: Iterable[ListingRevision | None]) -> str:
    """The first title there is; without any, what stands on the machine."""
    titles = (revision.title for revision in revisions if revision)
    return next((title for title in titles if title), "") or resource.model or resource.slug


def class_name(key: str) -> str:
    leaf = CLASSES.get(key)
    return in_readers_language(leaf.name_zh, leaf.name_en) if leaf else key
