"""What could be meant by what was typed so far: classes, places, firms, models, a few of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import islice

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from capacity.models import Resource
from capacity.taxonomy import CLASSES, GROUPS, ClassGroup, ResourceClass
from marketplace.accounts.models import Organisation
from marketplace.language import in_readers_language
from search import places
from search.operations.answering import suggest
from search.request import BackendAway
from search.suggestions import beginnings, folded
from search.vocabulary import built_in

LONGEST_TYPED = 60
MOST_OF_EACH = 3
MOST_MODELS = 4
KINDS = {
    "class": _("Class"),
    "place": _("Place"),
    "firm": _("Firm"),
    "model": _("Machine"),
}


@dataclass(frozen=True)
class Suggestion:
    """What is shown, and the parameter and value that choosing it means."""

    kind: str
    label: str
    name: str
    value: str

    def told(self) -> dict[str, str]:
        return {**asdict(self), "kind": str(KINDS[self.kind])}


def ahead(typed: str) -> list[Suggestion]:
    """The most telling first; nothing for nothing."""
    text = folded(typed)[:LONGEST_TYPED]
    if not text.isprintable() or not text:
        return []
    return [
        *islice(_classes(text), MOST_OF_EACH),
        *_models(text),
        *_places(text),
        *_firms(text),
    ]


def _classes(text: str) -> Iterator[Suggestion]:
    """Classes and groups by the beginning of a word of their names, or by what they are called besides."""
    called = {meaning.removeprefix("c:") for meaning in built_in().meanings(text)}
    every: list[ClassGroup | ResourceClass] = [*CLASSES.values(), *GROUPS.values()]
    for each in every:
        names = (each.name_zh, each.name_en)
        begins = any(start.startswith(text) for name in names for start in beginnings(name))
        if begins or text in folded(each.name_zh) or each.key in called:
            yield Suggestion("class", in_readers_language(*names), "machine", each.key)


def _models(text: str) -> list[Suggestion]:
    try:
        found = suggest(text, limit=MOST_MODELS)
    except BackendAway:
        return []
    return [Suggestion("model", shown, "q", shown) for shown in found]


def _places(text: str) -> list[Suggestion]:
    """Of several of one name the largest, which is what the name finds."""
    found = islice(places.suggest(text), 2 * MOST_OF_EACH)
    names = list(dict.fromkeys(place.name for place in found))
    return [Suggestion("place", name, "place", name) for name in names[:MOST_OF_EACH]]


def _firms(text: str) -> list[Suggestion]:
    """Firms that list something public."""
    public = Resource.objects.published().values("provider")
    named = Q(name_zh__icontains=text) | Q(name_en__istartswith=text) | Q(name_en__icontains=f" {text}")
    found = Organisation.objects.filter(named, pk__in=public).order_by("name_zh", "pk")[:MOST_OF_EACH]
    return [Suggestion("firm", firm.name, "q", firm.name) for firm in found]
