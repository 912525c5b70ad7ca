"""When one's own machine is open, and its limits."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from capacity.api.acts import Act, Ask, endpoint
from capacity.api.lookups import own_resource_or_404, unknown
from capacity.models import Booking, Policy, Qualification, Resource
from capacity.opening import Weekly
from capacity.operations import limits, openings
from capacity.operations.openings import DatedChange
from capacity.policies import Limits
from capacity.serializers.limits import PolicySerializer
from capacity.serializers.workshop.hours import (
    DatesBody,
    HoursBody,
    HoursSerializer,
    LimitsBody,
    SpanOfDatesBody,
)
from marketplace.api.operations import Operation

TAG = "Workshop"


def _own(ask: Ask) -> Resource:
    return own_resource_or_404(ask.by, ask.where["slug"])


def _told(resource: Resource, outside: Iterable[Booking] = ()) -> dict[str, Any]:
    return {
        "rules": list(resource.opening_rules.order_by("weekday", "opens_at", "pk")),
        "dates": list(resource.opening_exceptions.order_by("on", "opens_at")),
        "bookings_outside": [booking.reference for booking in outside],
    }


def _hours(ask: Ask) -> dict[str, Any]:
    return _told(_own(ask))


def _replace(ask: Ask) -> dict[str, Any]:
    resource = _own(ask)
    rules = [Weekly(**rule) for rule in ask.said["rules"]]
    outside = openings.replace_weekly_rules(resource=resource, rules=rules, by=ask.by, now=ask.now)
    return _told(resource, outside)


def _set_dates(ask: Ask) -> dict[str, Any]:
    resource, said = _own(ask), ask.said
    hours = [(span["opens_at"], span["closes_at"]) for span in said["hours"]]
    change = DatedChange(**{**said, "hours": hours})
    outside = openings.set_dates(resource=resource, change=change, by=ask.by, now=ask.now)
    return _told(resource, outside)


def _clear_dates(ask: Ask) -> dict[str, Any]:
    resource = _own(ask)
    return _told(resource, openings.clear_dates(resource=resource, by=ask.by, now=ask.now, **ask.said))


def _limits(ask: Ask) -> Policy:
    return _own(ask).policy


def _update_limits(ask: Ask) -> Policy:
    resource, said = _own(ask), dict(ask.said)
    keys = said.pop("required_qualifications")
    return limits.update_policy(
        resource=resource,
        limits=Limits(**said),
        qualifications=_qualifications(keys),
        by=ask.by,
        now=ask.now,
    )


def _qualifications(keys: list[str]) -> list[Qualification]:
    """:raises Problem: there is no qualification of a key"""
    found = {each.key: each for each in Qualification.objects.filter(key__in=keys)}
    for index, key in enumerate(keys):
        if key not in found:
            known = Qualification.objects.order_by("key").values_list("key", flat=True)[:40]
            raise unknown(f"required_qualifications.{index}", key, known)
    return list(found.values())


def _operation(name: str, summary: str, **others: Any) -> Operation:
    return Operation(id=name, summary=summary, tag=TAG, answers=HoursSerializer, **others)


HOURS = endpoint(
    get=Act(
        _operation("read_hours", "Read opening hours", description="Every week, and on single dates."), _hours
    ),
    put=Act(
        _operation(
            "replace_hours",
            "Replace the weekly hours",
            sends=HoursBody,
            description="All of them anew. Bookings outside them stand, and are named.",
        ),
        _replace,
    ),
)
DATES = endpoint(
    post=Act(
        _operation(
            "set_dates",
            "Set the hours of some dates",
            sends=DatesBody,
            description="Other hours than the weekly ones, or closed. What was set for them is replaced.",
        ),
        _set_dates,
    )
)
CLEAR_DATES = endpoint(
    post=Act(
        _operation(
            "clear_dates",
            "Let the weekly hours hold again",
            sends=SpanOfDatesBody,
            description="What was set for these dates is forgotten.",
        ),
        _clear_dates,
    )
)
LIMITS = endpoint(
    get=Act(
        Operation(
            id="read_limits",
            summary="Read the limits",
            tag=TAG,
            answers=PolicySerializer,
            description="Every limit of one's own machine.",
        ),
        _limits,
    ),
    put=Act(
        Operation(
            id="update_limits",
            summary="Replace the limits",
            tag=TAG,
            answers=PolicySerializer,
            sends=LimitsBody,
            description="All of them anew. Bookings keep the limits they were made under.",
        ),
        _update_limits,
    ),
)
