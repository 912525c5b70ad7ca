"""Fields of a question that Django has none for: each says what it does not take, and what it does."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from capacity.policies.reach import FIRST_DAY, too_far
from marketplace.pages.wall_fields import WallDateField
from search.cursors import Continuation, read_cursor
from search.operations.listed_places import find_listed
from search.places import Place, find
from search.request import HORIZON_DAYS

LONGEST_TEXT = 200
LONGEST_NAME = 80
MOST_NAMES = 20
POINT = re.compile(r"\s*([+-]?\d{1,3}(?:\.\d{1,12})?)\s*,\s*([+-]?\d{1,3}(?:\.\d{1,12})?)\s*", re.ASCII)
SPACES = frozenset("\t\n\r\v\f")


class WordsField(forms.CharField):
    """A line of text without control characters."""

    default_error_messages = {"control": gettext_lazy("It holds control characters, which no machine has.")}

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": LONGEST_TEXT, "required": False, **options})

    def to_python(self, value: Any) -> str:
        text: str = super().to_python(value) or ""
        if any(unicodedata.category(letter) == "Cc" and letter not in SPACES for letter in text):
            raise forms.ValidationError(self.error_messages["control"], "control")
        return " ".join(text.split())


class RawBox(forms.CheckboxInput):
    """A box whose value is judged by its field: Django's own takes every word for a check."""

    def value_from_datadict(self, data: Any, _files: Any, name: str) -> Any:
        return data.get(name)


class FlagField(forms.Field):
    """The word true or the word false; a box that is not checked sends nothing."""

    default_error_messages = {"invalid": gettext_lazy("It takes true or false.")}

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"widget": RawBox, **options})

    def to_python(self, value: Any) -> bool:
        if value in (None, "", False, "false"):
            return False
        if value not in (True, "true"):
            raise forms.ValidationError(self.error_messages["invalid"], "invalid")
        return True


class NamesField(forms.MultipleChoiceField):
    """Some names, such as those of certificates, of which no list is kept."""

    def valid_value(self, value: Any) -> bool:
        return 0 < len(str(value).strip()) <= LONGEST_NAME and str(value).isprintable()

    def validate(self, value: Sequence[str]) -> None:
        super().validate(value)
        if len(set(value)) > MOST_NAMES:
            raise forms.ValidationError(_("At most %(most)s at once.") % {"most": MOST_NAMES}, "too_many")


class PlaceField(WordsField):
    """A place by any of its names; gives a search.places.Place."""

    def clean(self, value: Any) -> Any:
        name = super().clean(value)
        if not name:
            return None
        found: Place | None = find_listed(name) or find(name)
        if found is None:
            raise forms.ValidationError(
                _("“%(name)s” is no place known here; a city, district or county would do.") % {"name": name},
                "unknown",
            )
        return found


class PointField(forms.Field):
    """`latitude,longitude` in degrees of WGS-84; gives both as floats."""

    default_error_messages = {
        "invalid": gettext_lazy(
            "This is no point on earth; it takes latitude,longitude such as 31.30,120.58."
        )
    }

    def to_python(self, value: Any) -> tuple[float, float] | None:
        if not value:
            return None
        told = POINT.fullmatch(str(value))
        if told is None:
            raise forms.ValidationError(self.error_messages["invalid"], "invalid")
        latitude, longitude = float(told[1]), float(told[2])
        if not (abs(latitude) <= 90 and abs(longitude) <= 180):
            raise forms.ValidationError(self.error_messages["invalid"], "invalid")
        return latitude, longitude


class NearDayField(WallDateField):
    """A day that the index reaches; `today` is set by the filters that hold the field."""

    today: date

    def validate(self, value: Any) -> None:
        super().validate(value)
        latest = self.today + timedelta(days=HORIZON_DAYS - 1)
        if value is not None and not FIRST_DAY <= value <= latest:
            raise forms.ValidationError(too_far(latest), "far")


class CursorField(forms.Field):
    """Where the page before ended; gives a search.cursors.Continuation."""

    default_error_messages = {
        "invalid": gettext_lazy("This cursor is none of ours; it takes one out of `next`.")
    }

    def to_python(self, value: Any) -> Continuation | None:
        if not value:
            return None
        found = read_cursor(str(value))
        if found is None:
            raise forms.ValidationError(self.error_messages["invalid"], "invalid")
        return found
