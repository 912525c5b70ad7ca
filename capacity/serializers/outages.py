"""What is sent to report an outage."""

from __future__ import annotations

from rest_framework import serializers

from capacity.enums import OutageKind
from capacity.serializers.orders import LARGEST_ID, PeriodBody
from marketplace.api.fields import OneOf, Text, WholeNumber

LONGEST_REASON = 160


class OutageBody(PeriodBody):
    kind = OneOf(choices=OutageKind.choices, default=OutageKind.OUTAGE)
    units = serializers.ListField(
        child=WholeNumber(min_value=1, max_value=LARGEST_ID),
        min_length=1,
        max_length=500,
        required=False,
        help_text="Ids of the units that are out; all of them if left out.",
    )
    reason_zh = Text(max_length=LONGEST_REASON, default="", allow_blank=True)
    reason_en = Text(max_length=LONGEST_REASON, default="", allow_blank=True)
