"""Fields that read what JSON says and nothing else, and fields that tell times and money."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from marketplace.money import Money, format_money

# RFC 3339 section 5.6. Its grammar requires the offset; here it may be missing, so that it can be named.
RFC_3339 = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})?",
    re.IGNORECASE,
)
YEARS = range(2000, 2100)
DATE_PATTERN = "20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
CLOCK_PATTERN = "([01][0-9]|2[0-3]):[0-5][0-9]"
MOMENT_PATTERN = rf"^{DATE_PATTERN}T{CLOCK_PATTERN}:[0-5][0-9](\.[0-9]{{1,6}})?(Z|[+-]{CLOCK_PATTERN})$"


@extend_schema_field({"type": "string", "format": "date-time", "pattern": MOMENT_PATTERN})
class Moment(serializers.DateTimeField):
    """An instant as RFC 3339 writes it, with its offset; given in UTC."""

    default_error_messages = {
        "invalid": _("This is not a time."),
        "naive": _("This time says no offset from UTC, so it is no instant."),
        "far": _("Times lie between the years 2000 and 2099."),
    }

    def to_internal_value(self, value: Any) -> datetime:
        written = RFC_3339.fullmatch(value) if isinstance(value, str) else None
        if written is None:
            self.fail("invalid")
        try:
            moment = datetime.fromisoformat(written.group().upper())
        except ValueError:
            self.fail("invalid")
        if moment.tzinfo is None:
            self.fail("naive")
        if moment.year not in YEARS:
            self.fail("far")
        return moment.astimezone(UTC)


class QueryMoment(Moment):
    """The same in an address, where the plus of an offset is often sent unescaped and read as a space."""

    def to_internal_value(self, value: Any) -> datetime:
        return super().to_internal_value(value.replace(" ", "+") if isinstance(value, str) else value)


@extend_schema_field({"type": "string", "format": "date", "pattern": f"^{DATE_PATTERN}$"})
class Day(serializers.DateField):
    """A date of the years 2000 to 2099."""

    default_error_messages = {"far": _("Dates lie between the years 2000 and 2099.")}

    def to_internal_value(self, value: Any) -> date:
        if not isinstance(value, str) or not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            self.fail("invalid", format="YYYY-MM-DD")
        day: date = super().to_internal_value(value)
        if day.year not in YEARS:
            self.fail("far")
        return day


@extend_schema_field({"type": "string", "pattern": f"^{CLOCK_PATTERN}$", "example": "08:30"})
class Wall(serializers.TimeField):
    """A time of day by the site's clock, to the minute."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"format": "%H:%M", "input_formats": ["%H:%M"], **options})

    def to_internal_value(self, value: Any) -> time:
        if not isinstance(value, str) or not re.fullmatch(CLOCK_PATTERN, value):
            self.fail("invalid", format="hh:mm")
        wall: time = super().to_internal_value(value)
        return wall


class WholeNumber(serializers.IntegerField):
    """A number without a fraction; `"5"` and `5.0` are none."""

    def to_internal_value(self, data: Any) -> int:
        if type(data) is not int:
            self.fail("invalid")
        return data


class QueryNumber(WholeNumber):
    """The same in an address, written in digits."""

    def to_internal_value(self, data: Any) -> int:
        is_written = isinstance(data, str) and re.fullmatch("[0-9]{1,9}", data)
        return super().to_internal_value(int(data) if is_written else data)


class Text(serializers.CharField):
    """Text as it was written, spaces and all; a number is none."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"trim_whitespace": False, **options})

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class Flag(serializers.BooleanField):
    def to_internal_value(self, data: Any) -> bool:
        if type(data) is not bool:
            self.fail("invalid", input=data)
        return data


class QueryFlag(Flag):
    """The same in an address: the word true or the word false."""

    def to_internal_value(self, data: Any) -> bool:
        return super().to_internal_value({"true": True, "false": False}.get(data, data))


class OneOf(serializers.ChoiceField):
    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str):
            self.fail("invalid_choice", input=data)
        return super().to_internal_value(data)


class Number(serializers.FloatField):
    """A coordinate in degrees or another figure of measurement; never money."""

    def to_internal_value(self, data: Any) -> float:
        if isinstance(data, bool) or not isinstance(data, int | float):
            self.fail("invalid")
        return super().to_internal_value(data)


@extend_schema_field({"type": "string", "pattern": r"^-?\d{1,12}(\.\d{1,6})?$"})
class Figure(serializers.DecimalField):
    """A technical figure, exact: told and taken as a string."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_digits": 18, "decimal_places": 6, **options})

    def to_internal_value(self, data: Any) -> Decimal:
        if not isinstance(data, str) or not re.fullmatch(r"-?\d{1,12}(\.\d{1,6})?", data, re.ASCII):
            self.fail("invalid")
        return super().to_internal_value(data)


@extend_schema_field(OpenApiTypes.DATETIME)
class LocalMoment(serializers.Field[datetime, Any, str, Any]):
    """An instant told in the zone of the nearest `Zoned` around it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"read_only": True, **options})

    def to_representation(self, value: datetime) -> str:
        return value.astimezone(_zone_of(self)).isoformat()


def _zone_of(field: LocalMoment) -> Any:
    around: Any = field.parent
    while around is not None:
        if isinstance(around, Zoned) and around.zone is not None:
            return around.zone
        around = around.parent
    return UTC


class Zoned(serializers.Serializer[Any]):
    """Something that stands at a site, and tells its times by that clock."""

    zone: ZoneInfo | None = None

    def zone_of(self, instance: Any) -> ZoneInfo:
        raise NotImplementedError

    def to_representation(self, instance: Any) -> dict[str, Any]:
        self.zone = self.zone_of(instance)
        return super().to_representation(instance)


class Amount(serializers.Serializer[Any]):
    """Money: whole minor units (fen, cents) of a currency (ISO 4217), and the same in words."""

    minor = serializers.IntegerField(help_text="Whole minor units, such as fen.")
    currency = serializers.CharField(help_text="ISO 4217, such as CNY.")
    text = serializers.CharField(help_text="For people, such as ¥1,280.50.")

    def to_representation(self, instance: Money) -> dict[str, Any]:
        return {"minor": instance.minor, "currency": instance.currency, "text": format_money(instance)}
