"""Writes the load's bookings: trails, claims, events and timers, by COPY."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection

from capacity.enums import ClaimKind, Side
from capacity.events import BookingMoved
from capacity.models import ArchivedClaim, Booking, BookingStep, Claim
from capacity.operations import clock
from capacity.operations.archive import KEPT
from marketplace.demo.load.booked import Booked, Taken
from marketplace.demo.load.catalogue import Cast, Listed
from marketplace.demo.load.characters import LIMITS
from marketplace.demo.load.copying import copy_rows, first_id
from marketplace.demo.load.slots import slots
from marketplace.demo.load.terms import USAGE, agreed_columns
from marketplace.events.models import Event, Timer

_OWN = (
    "id", "reference", "resource_id", "offer_id", "provider_id", "customer_id", "booked_by_id", "state",
    "period", "step_count", "accept_by", "checked_in_at", "checked_out_at", "usage", "listing_revision_id",
    "created_at",
)  # fmt: skip
_STEP = (
    "booking_id", "number", "step", "side", "from_state", "to_state", "taken_at", "taken_by_id",
    "acting_for_id", "reason_code", "message", "before", "after",
)  # fmt: skip
_EVENT = ("name", "resource_id", "version", "data", "recorded_at")
_CLAIM = ("id", "unit_id", "resource_id", "during", "kind", "is_shadow", "booking_id")
_TIMER = ("kind", "subject_id", "due_at", "next_attempt_at", "attempts", "last_error")


@dataclass
class Sheets:
    """Rows gathered for one round of COPY."""

    bookings: list[list[Any]] = field(default_factory=list)
    steps: list[list[Any]] = field(default_factory=list)
    events: list[list[Any]] = field(default_factory=list)
    claims: list[list[Any]] = field(default_factory=list)
    archived: list[list[Any]] = field(default_factory=list)
    timers: list[list[Any]] = field(default_factory=list)
    versions: dict[int, int] = field(default_factory=dict)


def book(
    cast: Cast, machines: Sequence[Listed], counts: Sequence[int], *, first_number: int, now: datetime
) -> None:
    """Book each machine as often as `counts` says; `first_number` tells their slots from others'."""
    if not sum(counts):
        return
    agreed, sheets = agreed_columns(now), Sheets()
    ids, claim_ids = (_ids(model, sum(counts)) for model in (Booking, Claim))
    for number, (machine, count) in enumerate(zip(machines, counts, strict=True), start=first_number):
        booked = [
            Booked(pk, machine, cast.customers[(number + pk) % len(cast.customers)].pk, period, now)
            for period, pk in zip(slots(number, count, now), ids, strict=False)
        ]
        for booking in booked:
            _booking(sheets, cast, booking, agreed, claim_id=next(claim_ids))
        _trail(sheets, cast, sorted((step for each in booked for step in each.steps()), key=_order))
    _copy(sheets, agreed)


def _ids(model: type[Booking | Claim], count: int) -> Iterator[int]:
    first = first_id(model, count)
    return iter(range(first, first + count))


def _order(step: Taken) -> tuple[datetime, int, int]:
    return step.at, step.booking.pk, step.number


def _range(booking: Booked) -> str:
    return f"[{booking.period.starts_at.isoformat()},{booking.period.ends_at.isoformat()})"


def _booking(sheets: Sheets, cast: Cast, booking: Booked, agreed: dict[str, Any], *, claim_id: int) -> None:
    machine, during = booking.machine, _range(booking)
    starts_at, ends_at = booking.period.starts_at, booking.period.ends_at
    used = (ends_at + clock.ACCEPTANCE, starts_at, ends_at, USAGE)
    own = [
        booking.pk, booking.reference, machine.resource_id, machine.offer_id, machine.provider_id,
        booking.customer_id, cast.booker.pk, booking.state.value, during, 5 if booking.is_over else 2,
        *(used if booking.is_over else (None, None, None, None)), machine.revision_id, booking.held_at,
    ]  # fmt: skip
    sheets.bookings.append(own + list(agreed.values()))
    claim = [
        claim_id,
        machine.unit_id,
        machine.resource_id,
        during,
        ClaimKind.BOOKING.value,
        False,
        booking.pk,
    ]
    if ends_at <= booking.now - KEPT:
        sheets.archived.append([*claim, booking.now])
    else:
        sheets.claims.append(claim)
    if not booking.is_over:
        due_at = LIMITS.no_show_at(booking.period)
        sheets.timers.append([clock.NO_SHOW, booking.pk, due_at, due_at, 0, ""])


def _trail(sheets: Sheets, cast: Cast, steps: Sequence[Taken]) -> None:
    """The steps of one machine in the order of time, each with the machine's next version."""
    for version, step in enumerate(steps, start=1):
        booking, machine = step.booking, step.booking.machine
        by_customer = step.side is Side.CUSTOMER
        actor, firm_id = (
            (cast.booker, booking.customer_id) if by_customer else (cast.scheduler, machine.provider_id)
        )
        states = [str(step.from_state), step.to_state.value]
        what = [booking.pk, step.number, step.step.value, step.side.value, *states]
        sheets.steps.append([*what, step.at, actor.pk, firm_id, "", "", "{}", "{}"])
        data = json.dumps(asdict(_moved(step, version)))
        sheets.events.append([BookingMoved.__name__, machine.resource_id, version, data, step.at])
        sheets.versions[machine.resource_id] = version


def _moved(step: Taken, version: int) -> BookingMoved:
    booking, machine = step.booking, step.booking.machine
    return BookingMoved(
        resource_id=machine.resource_id,
        version=version,
        booking_id=booking.pk,
        reference=booking.reference,
        step=step.step.value,
        step_number=step.number,
        side=step.side.value,
        from_state=str(step.from_state),
        to_state=step.to_state.value,
        customer_id=booking.customer_id,
        provider_id=machine.provider_id,
        windows=[[booking.period.starts_at.isoformat(), booking.period.ends_at.isoformat()]],
    )


def _copy(sheets: Sheets, agreed: dict[str, Any]) -> None:
    copy_rows(Booking, [*_OWN, *agreed], sheets.bookings)
    copy_rows(BookingStep, _STEP, sheets.steps)
    copy_rows(Claim, _CLAIM, sheets.claims)
    copy_rows(ArchivedClaim, [*_CLAIM, "archived_at"], sheets.archived)
    copy_rows(Event, _EVENT, sheets.events)
    copy_rows(Timer, _TIMER, sheets.timers)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE capacity_resource SET version = latest.version"
            " FROM unnest(%s::bigint[], %s::bigint[]) AS latest (id, version)"
            " WHERE capacity_resource.id = latest.id",
            [list(sheets.versions), list(sheets.versions.values())],
        )
