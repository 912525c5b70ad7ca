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
from search.operations.listed_places import suggest_listed
from search.request import BackendAway
from search.suggestions import beginnings, folded
from search.tokens import class_token
from search.vocabulary import FEWEST_INITIALS, built_in, key_of

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
    """The closest first, in the order of the tree where several are as close."""
    every: list[ClassGroup | ResourceClass] = [*CLASSES.values(), *GROUPS.values()]
    called, begun = _called(text)
    near = [(_distance(each, text, called, begun), each) for each in every]
    for _far, each in sorted((pair for pair in near if pair[0] is not None), key=lambda pair: pair[0] or 0):
        yield Suggestion("class", in_readers_language(each.name_zh, each.name_en), "machine", each.key)


def _called(text: str) -> tuple[set[str], set[str]]:
    """Tokens of the classes called so, by sound and initials too, and of those whose such names begin so."""
    key, entries = key_of(text), built_in().entries
    called = set(entries.get(key, ()))
    if len(key) < FEWEST_INITIALS:
        return called, set()
    return called, {
        meant for phrase, meanings in entries.items() if phrase.startswith(key) for meant in meanings
    }


def _distance(each: ClassGroup | ResourceClass, text: str, called: set[str], begun: set[str]) -> int | None:
    names, token = [folded(each.name_zh), folded(each.name_en)], class_token(each.key)
    ways = (
        text in names,
        token in called,
        any(start.startswith(text) for name in names for start in beginnings(name)),
        token in begun,
        text in names[0],
    )
    return ways.index(True) if any(ways) else None


def _models(text: str) -> list[Suggestion]:
    try:
        found = suggest(text, limit=MOST_MODELS)
    except BackendAway:
        return []
    return [Suggestion("model", shown, "q", shown) for shown in found]


def _places(text: str) -> list[Suggestion]:
    """Districts with machines first; of several of one name the largest, which is what the name finds."""
    found = (*suggest_listed(text, limit=MOST_OF_EACH), *islice(places.suggest(text), 2 * MOST_OF_EACH))
    names = list(dict.fromkeys(place.name for place in found))
    return [Suggestion("place", name, "place", name) for name in names[:MOST_OF_EACH]]


def _firms(text: str) -> list[Suggestion]:
    """Firms that list something public."""
    public = Resource.objects.published().values("provider")
    named = Q(name_zh__icontains=text) | Q(name_en__istartswith=text) | Q(name_en__icontains=f" {text}")
    found = Organisation.objects.filter(named, pk__in=public).order_by("name_zh", "pk")[:MOST_OF_EACH]
    return [Suggestion("firm", firm.name, "q", firm.name) for firm in found]
