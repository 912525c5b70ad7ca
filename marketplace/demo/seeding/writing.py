"""Writes the story down: bookings with their trails, claims, events with gap-free versions, timers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import connection

from capacity.enums import ClaimKind
from capacity.models import ArchivedClaim, Booking, BookingStep, Claim, Proposal
from capacity.operations.archive import KEPT
from marketplace.demo.load.copying import first_id
from marketplace.demo.seeding.lives import Happening, Life
from marketplace.demo.seeding.troubles import Trouble
from marketplace.events.models import Event, Timer

BATCH = 1000


def write_lives(lives: Sequence[Life]) -> None:
    Booking.objects.bulk_create((life.booking for life in lives), batch_size=BATCH)
    steps = (step for life in lives for step in life.steps)
    BookingStep.objects.bulk_create(steps, batch_size=BATCH)
    Proposal.objects.bulk_create(offered.proposal for life in lives for offered in life.proposals)
    Timer.objects.bulk_create(timer for life in lives for timer in _timers(life))


def _timers(life: Life) -> Iterator[Timer]:
    if owed := life.timer():
        kind, due_at = owed
        yield Timer(kind=kind, subject_id=life.booking.pk, due_at=due_at, next_attempt_at=due_at)


def write_claims(lives: Iterable[Life], troubles: Iterable[Trouble], now: datetime) -> None:
    """What ended more than a day ago goes straight to the archive, as the nightly job would move it."""
    claims = [claim for life in lives for claim in _claims_of(life)]
    claims += [claim for trouble in troubles for claim in _claims_of_trouble(trouble)]
    live = [claim for claim in claims if claim.during.ends_at > now - KEPT or claim.expires_at]
    past = [claim for claim in claims if claim.during.ends_at <= now - KEPT and not claim.expires_at]
    Claim.objects.bulk_create(live, batch_size=BATCH)
    first = first_id(Claim, max(len(past), 1))
    ArchivedClaim.objects.bulk_create(
        (_archived(claim, first + number, now) for number, claim in enumerate(past)), batch_size=BATCH
    )


def _claims_of(life: Life) -> Iterator[Claim]:
    if not life.holds_claims:
        return
    for each in life.occupied:
        yield Claim(
            unit_id=each.unit_id,
            resource_id=each.resource_id,
            is_shadow=each.is_shadow,
            during=life.during,
            kind=life.claim_kind,
            expires_at=life.claims_expire_at,
            booking=life.booking,
        )
    for offered in life.proposals:
        for each in offered.occupied:
            yield Claim(
                unit_id=each.unit_id,
                resource_id=each.resource_id,
                is_shadow=each.is_shadow,
                during=offered.during,
                kind=ClaimKind.PROPOSAL,
                expires_at=offered.proposal.expires_at,
                booking=life.booking,
                proposal=offered.proposal,
            )


def _claims_of_trouble(trouble: Trouble) -> Iterator[Claim]:
    for each in trouble.occupied:
        yield Claim(
            unit_id=each.unit_id,
            resource_id=each.resource_id,
            is_shadow=each.is_shadow,
            during=trouble.outage.during,
            kind=trouble.kind,
            outage=trouble.outage,
        )


def _archived(claim: Claim, pk: int, now: datetime) -> ArchivedClaim:
    return ArchivedClaim(
        id=pk,
        unit_id=claim.unit_id,
        resource_id=claim.resource_id,
        during=claim.during,
        kind=claim.kind,
        is_shadow=claim.is_shadow,
        booking_id=claim.booking.pk if claim.booking else None,
        outage_id=claim.outage.pk if claim.outage else None,
        archived_at=now,
    )


def write_events(happenings: Iterable[Happening]) -> None:
    """Versions in the order of time, from one on for each resource, and the resources raised to them."""
    versions: defaultdict[int, int] = defaultdict(int)
    rows = []
    for happening in sorted(happenings, key=lambda each: each.at):
        versions[happening.resource_id] += 1
        event = happening.make(versions[happening.resource_id])
        rows.append(
            Event(
                name=type(event).__name__,
                resource_id=event.resource_id,
                version=event.version,
                data=asdict(event),
                recorded_at=happening.at,
            )
        )
    Event.objects.bulk_create(rows, batch_size=BATCH)
    _raise_versions(versions)


def _raise_versions(versions: dict[int, int]) -> None:
    pairs: list[Any] = [list(versions), list(versions.values())]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE capacity_resource SET version = latest.version"
            " FROM unnest(%s::bigint[], %s::bigint[]) AS latest (id, version)"
            " WHERE capacity_resource.id = latest.id",
            pairs,
        )
