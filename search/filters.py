"""The finder's question, read from an address: the same on the page, in the API and in what is saved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import django_filters as filters
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from capacity.enums import OfferKind
from capacity.models import Resource
from capacity.taxonomy import CLASSES, GROUPS, KINDS, ClassGroup, ResourceClass, SpecificationKind, ValueType
from marketplace.amounts import AmountField
from marketplace.language import in_readers_language
from marketplace.pages.wall_fields import WallTimeField
from search.enums import Mode, Sort
from search.fields import (
    CursorField,
    FlagField,
    NamesField,
    NearDayField,
    PlaceField,
    PointField,
    WordsField,
)
from search.request import HORIZON_DAYS

MOST_HOURS = HORIZON_DAYS * 24
MOST_KILOMETRES = 5_000
MOST_RANGES = 40
ANY = "any"
MODES = [
    (Mode.WHOLE, Mode.WHOLE.label),
    (Mode.IN_A_ROW, Mode.IN_A_ROW.label),
    (Mode.IN_ALL, Mode.IN_ALL.label),
    (ANY, gettext_lazy("Any time")),
]
FIGURES = (ValueType.NUMBER, ValueType.RANGE)
# The kinds whose machines can be told apart by figures.
RANGED: Mapping[str, SpecificationKind] = {
    key: kind for key, kind in KINDS.items() if kind.value_type in FIGURES
}
LEAST, MOST = "_min", "_max"


class WordsFilter(filters.Filter):
    field_class = WordsField


class FlagFilter(filters.Filter):
    field_class = FlagField


class NamesFilter(filters.Filter):
    field_class = NamesField


class PlaceFilter(filters.Filter):
    field_class = PlaceField


class PointFilter(filters.Filter):
    field_class = PointField


class DayFilter(filters.Filter):
    field_class = NearDayField


class ClockFilter(filters.Filter):
    field_class = WallTimeField


class FigureFilter(filters.Filter):
    field_class = forms.DecimalField


class AmountFilter(filters.Filter):
    field_class = AmountField


class CursorFilter(filters.Filter):
    field_class = CursorField


class QuestionForm(forms.Form):
    """What single fields cannot see: whether they go together."""

    marks_optional = False

    def clean(self) -> dict[str, Any]:
        asked = super().clean() or self.cleaned_data
        self._check_days(asked)
        if asked.get("mode") == Mode.WHOLE:
            self._check_whole(asked)
        if asked.get("sort") == Sort.DISTANCE and not (asked.get("place") or asked.get("near")):
            self.add_error("sort", _("Nearest first needs a place."))
        cursor = asked.get("cursor")
        if cursor and cursor.sort != sort_of(asked):
            self.add_error("cursor", _("This cursor continues another order."))
        for kind in RANGED:
            self._check_range(asked.get(kind + LEAST), asked.get(kind + MOST), kind + MOST)
        return asked

    def _check_days(self, asked: Mapping[str, Any]) -> None:
        first, last = asked.get("day"), asked.get("until")
        if first and last and last < first:
            self.add_error("until", _("The last day is before the first."))

    def _check_whole(self, asked: Mapping[str, Any]) -> None:
        told = {name: asked.get(name) for name in ("day", "starts", "ends")}
        if all(value is None for value in told.values()) or self.errors.keys() & told.keys():
            return
        missing = next((name for name, value in told.items() if value is None), None)
        if missing:
            self.add_error(missing, _("The whole of a period takes a day and both times."))
        elif not _runs_forwards(asked):
            self.add_error("ends", _("The end is not after the start."))

    def _check_range(self, least: Any, most: Any, name: str) -> None:
        if least is not None and most is not None and least > most:
            self.add_error(name, _("The upper figure is below the lower one."))


def _runs_forwards(asked: Mapping[str, Any]) -> bool:
    is_one_day = (asked.get("until") or asked["day"]) == asked["day"]
    ends_at_midnight = not (asked["ends"].hour or asked["ends"].minute)
    return not is_one_day or ends_at_midnight or bool(asked["starts"] < asked["ends"])


def class_choices() -> list[tuple[str, str]]:
    """Groups and classes alike: a group means all of its classes."""
    every: list[ClassGroup | ResourceClass] = [*GROUPS.values(), *CLASSES.values()]
    return [(each.key, in_readers_language(each.name_zh, each.name_en)) for each in every]


class SearchFilter(filters.FilterSet):
    """
    Reads an address; `search.questions.request_of` makes the request of what was read.

    Nothing is filtered here: backends answer. Ranges are fields `<kind>_min` and `<kind>_max` in the
    kind's own unit, there for every kind that the address names and for `kinds` to be shown.
    """

    q = WordsFilter(label=gettext_lazy("What are you looking for"))
    material = WordsFilter(label=gettext_lazy("Material or process"))
    machine = filters.MultipleChoiceFilter(label=gettext_lazy("Class"), choices=class_choices)
    kind = filters.MultipleChoiceFilter(label=gettext_lazy("How it is sold"), choices=OfferKind.choices)
    instant = FlagFilter(label=gettext_lazy("Instant confirmation"))
    certificate = NamesFilter(label=gettext_lazy("Certificates"))
    mode = filters.ChoiceFilter(label=gettext_lazy("How the hours lie"), choices=MODES, empty_label=None)
    hours = FigureFilter(label=gettext_lazy("Hours"), min_value=0.25, max_value=MOST_HOURS)
    day = DayFilter(label=gettext_lazy("From"))
    starts = ClockFilter(label=gettext_lazy("From"))
    until = DayFilter(label=gettext_lazy("To"))
    ends = ClockFilter(label=gettext_lazy("To"))
    place = PlaceFilter(label=gettext_lazy("Place"))
    radius = FigureFilter(label=gettext_lazy("Radius"), min_value=1, max_value=MOST_KILOMETRES)
    near = PointFilter(label=gettext_lazy("Near me"))
    ceiling = AmountFilter(label=gettext_lazy("Total at most"))
    sort = filters.ChoiceFilter(label=gettext_lazy("Sort"), choices=Sort.choices, empty_label=None)
    cursor = CursorFilter(label=gettext_lazy("Page"))

    class Meta:
        model = Resource
        fields: Sequence[str] = ()
        form = QuestionForm

    def __init__(self, data: Any, *, today: date, kinds: Iterable[str] = ()) -> None:
        super().__init__(data, Resource.objects.none())
        for name in ("day", "until"):
            self.filters[name].field.today = today
        named = [key for key in RANGED if key + LEAST in self.data or key + MOST in self.data]
        for key in dict.fromkeys([*kinds, *named[:MOST_RANGES]]):
            for end in (LEAST, MOST):
                self.filters[key + end] = _end_of_range(RANGED[key], end)
        self.form.is_valid()

    @property
    def asked(self) -> dict[str, Any]:
        """The values of the fields that could be read."""
        cleaned: dict[str, Any] = self.form.cleaned_data
        return cleaned


def _end_of_range(kind: SpecificationKind, end: str) -> FigureFilter:
    name = in_readers_language(kind.name_zh, kind.name_en)
    unit = f" ({kind.unit})" if kind.unit else ""
    label = _("%(name)s, at least") if end == LEAST else _("%(name)s, at most")
    return FigureFilter(label=label % {"name": name + unit}, max_digits=18, decimal_places=6)


def sort_of(asked: Mapping[str, Any]) -> Sort:
    """The order asked for; else the best match where there are words, and the earliest free without."""
    has_words = bool(asked.get("q") or asked.get("material"))
    told = asked.get("sort")
    if told and not (told == Sort.RELEVANCE and not has_words):
        return Sort(told)
    return Sort.RELEVANCE if has_words else Sort.EARLIEST


def names_of_parameters() -> list[str]:
    """Every parameter that is read."""
    ranges = [kind + end for kind in RANGED for end in (LEAST, MOST)]
    return [*SearchFilter.base_filters, *ranges]


def last_day(today: date) -> date:
    """The last day that the index reaches."""
    return today + timedelta(days=HORIZON_DAYS - 1)
