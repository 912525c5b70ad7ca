"""What narrows the list of resources in the API: what, where, how sold, for how much."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils.translation import gettext_lazy as _

from capacity.enums import OfferKind, RateUnit
from capacity.models import Offer, Rate, Resource
from capacity.taxonomy import CLASSES, GROUPS, ClassGroup, ResourceClass, leaves_of
from marketplace.amounts import AmountField
from marketplace.language import in_readers_language

Resources = QuerySet[Resource]

MOST_WORDS = 8

TEXTS = (
    "published_revision__title_zh",
    "published_revision__title_en",
    "published_revision__materials_zh",
    "published_revision__materials_en",
    "maker",
    "model",
    "provider__name_zh",
    "provider__name_en",
)
PLACES = ("site__city_zh", "site__city_en", "site__district_zh", "site__district_en")


class AmountFilter(filters.Filter):
    field_class = AmountField


def class_choices() -> list[tuple[str, str]]:
    """Groups and classes alike: a group means all of its classes."""
    every: list[ClassGroup | ResourceClass] = [*GROUPS.values(), *CLASSES.values()]
    return [(each.key, in_readers_language(each.name_zh, each.name_en)) for each in every]


class MachineFilter(filters.FilterSet):
    """
    What narrows the list in the database; when a machine is free is asked of its calendar afterwards.

    `size_class` is the reader's, for the rate that `ceiling` (minor units) means.
    """

    q = filters.CharFilter(label=_("What are you looking for"), method="by_text")
    machine = filters.MultipleChoiceFilter(label=_("Class"), choices=class_choices, method="by_class")
    place = filters.CharFilter(label=_("Place"), method="by_place")
    kind = filters.MultipleChoiceFilter(
        label=_("How it is sold"), choices=OfferKind.choices, method="by_kind"
    )
    instant = filters.BooleanFilter(
        label=_("Instant confirmation"), method="by_instant", widget=forms.CheckboxInput
    )
    ceiling = AmountFilter(label=_("Rate at most"), method="by_ceiling")

    class Meta:
        model = Resource
        fields: Sequence[str] = ()

    def __init__(self, data: Any, queryset: Resources, *, size_class: str | None, today: date) -> None:
        super().__init__(data, queryset)
        self.size_class, self.today = size_class, today

    def by_text(self, queryset: Resources, _name: str, text: str) -> Resources:
        """Every word has to stand somewhere: in title, materials, maker, model, firm, or class."""
        for word in text.split()[:MOST_WORDS]:
            queryset = queryset.filter(_anywhere(TEXTS, word) | Q(resource_class__in=_classes_called(word)))
        return queryset

    def by_place(self, queryset: Resources, _name: str, text: str) -> Resources:
        for word in text.split()[:MOST_WORDS]:
            queryset = queryset.filter(_anywhere(PLACES, word))
        return queryset

    def by_class(self, queryset: Resources, _name: str, keys: Sequence[str]) -> Resources:
        return queryset.filter(resource_class__in=leaves_of(keys)) if keys else queryset

    def by_kind(self, queryset: Resources, _name: str, kinds: Sequence[str]) -> Resources:
        return queryset.filter(Exists(_offers().filter(kind__in=kinds))) if kinds else queryset

    def by_instant(self, queryset: Resources, _name: str, wanted: bool | None) -> Resources:
        return queryset.filter(Exists(_offers().filter(is_instant=True))) if wanted else queryset

    def by_ceiling(self, queryset: Resources, _name: str, most: int) -> Resources:
        return with_rate(queryset, self.size_class, self.today).filter(rate_minor__lte=most)


def _anywhere(fields: Sequence[str], word: str) -> Q:
    found = Q()
    for field in fields:
        found |= Q(**{f"{field}__icontains": word})
    return found


def _classes_called(word: str) -> list[str]:
    """The classes whose name, or whose group's, has the word in it, or that are known by it."""
    lower = word.casefold()
    return [
        leaf.key
        for leaf in CLASSES.values()
        if any(lower in name.casefold() for name in _names(leaf.key))
        or lower in leaf.words.zh
        or any(lower in phrase.replace(" ", "-") for phrase in leaf.words.en)
    ]


def _names(key: str) -> tuple[str, ...]:
    leaf = CLASSES[key]
    group = GROUPS[leaf.parent]
    return (leaf.name_zh, leaf.name_en, group.name_zh, group.name_en)


def _offers() -> QuerySet[Offer]:
    return Offer.objects.active().filter(resource=OuterRef("pk"))


def with_rate(queryset: Resources, size_class: str | None, today: date) -> QuerySet[Any]:
    """
    Annotate `rate_minor`: what the class pays, by the hour where the machine is sold so.

    The class's own rates come before the list's, as in pricing.
    """
    rates = (
        Rate.objects.filter(offer__resource=OuterRef("pk"), offer__is_active=True)
        .filter(customer_class__in=["", size_class or ""])
        .filter(Q(valid_from__isnull=True) | Q(valid_from__lte=today))
        .filter(Q(valid_until__isnull=True) | Q(valid_until__gte=today))
        .annotate(by_hour=Case(When(unit=RateUnit.HOUR, then=Value(0)), default=Value(1)))
        .annotate(listed=Case(When(customer_class="", then=Value(1)), default=Value(0)))
        .order_by("by_hour", "listed", "amount_minor")
    )
    return queryset.annotate(
        rate_minor=Subquery(rates.values("amount_minor")[:1], output_field=IntegerField())
    )
