"""Opening hours, free time and outages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from rest_framework import serializers

from capacity.enums import OutageKind
from capacity.models import OpeningException, OpeningRule, Outage
from marketplace.api.fields import LocalMoment, Wall, Zoned
from marketplace.periods import Period


class OpeningRuleSerializer(serializers.Serializer[OpeningRule]):
    """Open every week in the site's wall time. A closing at or before the opening is on the next day."""

    weekday = serializers.IntegerField(help_text="Monday is 1.")
    opens_at = Wall()
    closes_at = Wall()
    valid_from = serializers.DateField(allow_null=True)
    valid_until = serializers.DateField(allow_null=True, help_text="The last day.")


class OpeningDateSerializer(serializers.Serializer[OpeningException]):
    """On this date other hours hold than every week; none means closed."""

    on = serializers.DateField()
    opens_at = Wall(allow_null=True)
    closes_at = Wall(allow_null=True)
    reason = serializers.CharField(allow_blank=True)


class WindowSerializer(serializers.Serializer[Period]):
    """A half-open period."""

    starts_at = LocalMoment()
    ends_at = LocalMoment()


@dataclass(frozen=True)
class Availability:
    """What of a window is open, and what of that each unit has left."""

    resource: str
    version: int
    zone: ZoneInfo
    window: Period
    open: list[Period]
    units: dict[int, list[Period]]

    @property
    def free(self) -> list[dict[str, Any]]:
        return [{"unit": unit, "windows": windows} for unit, windows in self.units.items()]


class FreeUnitSerializer(serializers.Serializer[Any]):
    unit = serializers.IntegerField(help_text="The unit's id.")
    windows = WindowSerializer(many=True)


class AvailabilitySerializer(Zoned):
    """Open time, and what bookings with their buffers and outages leave of it on each unit."""

    resource = serializers.CharField()
    version = serializers.IntegerField(help_text="The version of the calendar that this was read from.")
    time_zone = serializers.CharField(source="zone.key")
    starts_at = LocalMoment(source="window.starts_at")
    ends_at = LocalMoment(source="window.ends_at")
    open = WindowSerializer(many=True)
    free = FreeUnitSerializer(many=True)

    def zone_of(self, instance: Availability) -> ZoneInfo:
        return instance.zone


class OutageSerializer(Zoned):
    """A time in which units cannot be used. Bookings in it stand until somebody moves or cancels them."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=OutageKind.choices)
    units = serializers.SerializerMethodField(help_text="Ids of the units that are out.")
    time_zone = serializers.CharField(source="resource.site.time_zone")
    starts_at = LocalMoment(source="during.starts_at")
    ends_at = LocalMoment(source="during.ends_at")
    reason = serializers.CharField(allow_blank=True)
    ended_at = LocalMoment(allow_null=True, help_text="When the units were back before its end.")

    def zone_of(self, instance: Outage) -> ZoneInfo:
        return instance.resource.site.zone

    def get_units(self, outage: Outage) -> list[int]:
        return sorted(unit.pk for unit in outage.units.all())


class ReportedSerializer(OutageSerializer):
    """An outage as it was just reported."""

    bookings_hit = serializers.SerializerMethodField(help_text="References of the bookings that lie in it.")

    def get_bookings_hit(self, _outage: Outage) -> list[str]:
        return [booking.reference for booking in self.context["hit"]]
