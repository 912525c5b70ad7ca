"""What is sent to ask for free time, to quote and to hold."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

from capacity.policies.reach import LONGEST
from marketplace.api.fields import Moment, QueryFlag, QueryMoment, QueryNumber, Text, WholeNumber
from marketplace.api.parsing import Body
from marketplace.periods import Period

MOST_UNITS = 500
MOST_COUNTED = 10_000
LONGEST_TEXT = 2000
USUAL_WINDOW = timedelta(days=7)
LARGEST_ID = 2**63 - 1


def period_between(starts_at: datetime, ends_at: datetime, *, name: str = "ends_at") -> Period:
    """:raises ValidationError: of the field `name`: it is not after the start, or 92 days later"""
    if ends_at <= starts_at:
        raise serializers.ValidationError(
            {name: ErrorDetail(_("The end is not after the start."), "backwards")}
        )
    if ends_at - starts_at > LONGEST:
        message = _("At most %(days)s days.") % {"days": LONGEST.days}
        raise serializers.ValidationError({name: ErrorDetail(message, "too_long")})
    return Period(starts_at, ends_at)


class PeriodBody(Body):
    """A half-open period: `starts_at` is inside, `ends_at` is not. 92 days at most."""

    starts_at = Moment()
    ends_at = Moment()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        return attrs | {"period": period_between(attrs["starts_at"], attrs["ends_at"])}


class OrderBody(PeriodBody):
    offer = WholeNumber(min_value=1, max_value=LARGEST_ID, help_text="The id of an offer of the resource.")
    units = WholeNumber(min_value=1, max_value=MOST_UNITS, default=1)
    quantity = WholeNumber(
        min_value=1,
        max_value=MOST_COUNTED,
        default=1,
        help_text="Samples, pieces or jobs, where the offer counts them.",
    )
    extras = serializers.ListField(
        child=Text(max_length=20),
        default=list,
        max_length=50,
        help_text="Ids of optional extras of the offer.",
    )


class HoldBody(OrderBody):
    resource = Text(max_length=80, help_text="The id of a resource.")
    note = Text(max_length=LONGEST_TEXT, default="", allow_blank=True, help_text="For the provider.")


class FreeQuery(Body):
    """Only what confirms at once, and when: for `hours` in a row between `from` and `to`, or all of it."""

    instant = QueryFlag(default=False)
    hours = QueryNumber(min_value=1, max_value=2208, required=False)
    units = QueryNumber(min_value=1, max_value=MOST_UNITS, default=1)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        return {
            **super().get_fields(),
            "from": QueryMoment(required=False),
            "to": QueryMoment(required=False),
        }

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        told = [name for name in ("from", "to") if name in attrs]
        if len(told) == 2:
            return attrs | {"window": period_between(attrs["from"], attrs["to"], name="to")}
        if told or "hours" in attrs:
            missing = "to" if "from" in attrs else "from"
            raise serializers.ValidationError(
                {missing: ErrorDetail(_("This goes with both “from” and “to”."), "required")}
            )
        return attrs


class WindowQuery(Body):
    """The window of a calendar, as parameters of an address: a week from now on, 92 days at most."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        return {"from": QueryMoment(required=False), "to": QueryMoment(required=False)}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        starts_at = attrs.get("from", self.context["now"])
        ends_at = attrs.get("to", starts_at + USUAL_WINDOW)
        return attrs | {"window": period_between(starts_at, ends_at, name="to")}
