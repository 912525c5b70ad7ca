"""When a machine is open, and its limits."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

from capacity.operations.openings import MOST_ROWS
from capacity.serializers.calendars import OpeningDateSerializer, OpeningRuleSerializer
from marketplace.api.fields import Day, Flag, Text, Wall, WholeNumber
from marketplace.api.parsing import Body

LONGEST_MINUTES = 10 * 366 * 24 * 60
MOST_SPANS = 12


class RuleBody(Body):
    weekday = WholeNumber(min_value=1, max_value=7, help_text="Monday is 1.")
    opens_at = Wall()
    closes_at = Wall(help_text="At or before the opening: on the next day. 00:00 is midnight.")
    valid_from = Day(default=None, allow_null=True)
    valid_until = Day(default=None, allow_null=True, help_text="The last day.")


class HoursBody(Body):
    """The weekly hours anew, all of them."""

    rules = serializers.ListField(child=RuleBody(), max_length=MOST_ROWS)


class SpanBody(Body):
    opens_at = Wall()
    closes_at = Wall()


class SpanOfDatesBody(Body):
    first = Day()
    last = Day(help_text="Itself inside.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["last"] < attrs["first"]:
            message = ErrorDetail(_("The last date is before the first."), "backwards")
            raise serializers.ValidationError({"last": message})
        return attrs


class DatesBody(SpanOfDatesBody):
    """Other hours than the weekly ones on some dates; without hours they are closed."""

    hours = serializers.ListField(child=SpanBody(), default=list, max_length=MOST_SPANS)
    reason_zh = Text(max_length=120, default="", allow_blank=True)
    reason_en = Text(max_length=120, default="", allow_blank=True)


class HoursSerializer(serializers.Serializer[Any]):
    """The weekly hours and the dates that differ; bookings outside them stand."""

    rules = OpeningRuleSerializer(many=True)
    dates = OpeningDateSerializer(many=True)
    bookings_outside = serializers.ListField(
        child=serializers.CharField(),
        help_text="References of bookings that the present change leaves outside.",
    )


def _minutes(**options: Any) -> WholeNumber:
    return WholeNumber(min_value=0, max_value=LONGEST_MINUTES, **options)


def _limit(most: int = LONGEST_MINUTES) -> WholeNumber:
    return WholeNumber(min_value=1, max_value=most, default=None, allow_null=True)


class LimitsBody(Body):
    """Every limit anew; null does not limit."""

    is_operational = Flag(default=True)
    minimum_minutes = _limit()
    maximum_minutes = _limit()
    grid_minutes = WholeNumber(min_value=1, max_value=24 * 60, default=15)
    notice_minutes = _minutes(default=0)
    horizon_days = _limit(3650)
    set_up_minutes = _minutes(default=0)
    clean_up_minutes = _minutes(default=0)
    maximum_per_day = _limit(10_000)
    maximum_future_bookings = _limit(10_000)
    maximum_future_minutes = _limit()
    gap_minutes = _minutes(default=None, allow_null=True)
    no_show_minutes = _minutes(default=30, allow_null=True)
    late_check_out_minutes = _minutes(default=None, allow_null=True)
    off_peak_starts = Wall(default=None, allow_null=True)
    off_peak_ends = Wall(default=None, allow_null=True)
    off_peak_weekend = Flag(default=False)
    change_notice_minutes = _minutes(default=0, allow_null=True)
    required_qualifications = serializers.ListField(
        child=Text(max_length=60), default=list, max_length=100, help_text="Keys of qualifications."
    )
