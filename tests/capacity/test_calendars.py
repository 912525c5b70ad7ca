"""Calendars: what each viewer is shown of a resource's claims, and nothing more."""

import json
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from capacity.calendars import STRANGER, Block, Occupied, Viewer, blocks, feed, to_json, viewer_of
from capacity.enums import BookingState, ClaimKind
from capacity.models import ArchivedClaim, Booking, Claim, OpeningException, Outage, Resource, Site
from capacity.operations import holds
from capacity.operations.assessments import Order
from marketplace.accounts.actor import Actor
from marketplace.accounts.enums import Role
from marketplace.accounts.models import Organisation
from marketplace.periods import Period, merge
from tests.factories import NOW, SHANGHAI, member, offer, organisation, period, resource, site

UNITS = [11, 12, 13]
MACHINE = Resource(pk=1, site=Site(time_zone="Asia/Shanghai"))
FIRMS = [Organisation(pk=pk, name_zh=f"客户{pk}", name_en=f"Customer {pk}") for pk in (101, 102)]
MINE, PROVIDER = (
    Viewer(101, is_provider=False, is_customer=True),
    Viewer(9, is_provider=True, is_customer=False),
)
BUFFER = timedelta(minutes=30)


@st.composite
def some_claims(draw: st.DrawFn) -> list[Occupied]:
    """Claims that do not meet on a unit: bookings with half an hour of buffers, holds, outages."""
    claims: list[Occupied] = []
    for unit in draw(st.lists(st.sampled_from(UNITS), unique=True)):
        cursor = period((0, 1), days=0).starts_at
        for _ in range(draw(st.integers(0, 5))):
            starts_at = cursor + timedelta(seconds=draw(st.sampled_from([0, 5, 900, 7200])))
            cursor = starts_at + timedelta(minutes=draw(st.sampled_from([90, 120, 600])))
            claims.append(draw(one_claim(len(claims) + 1, unit, Period(starts_at, cursor))))
    return claims


@st.composite
def one_claim(draw: st.DrawFn, key: int, unit: int, during: Period) -> Occupied:
    kind = draw(st.sampled_from([*ClaimKind, ClaimKind.BOOKING, ClaimKind.BOOKING]))
    if kind in (ClaimKind.OUTAGE, ClaimKind.MAINTENANCE, ClaimKind.IMPORTED):
        return Occupied(key, unit, during, kind.value, reason="Spindle of Customer 102")
    firm = draw(st.sampled_from(FIRMS))
    agreed = Period(during.starts_at + BUFFER, during.ends_at - BUFFER)
    booking = Booking(
        pk=key, customer=firm, reference=f"BK-{key:04}", period=agreed, state=BookingState.CONFIRMED
    )
    return Occupied(key, unit, during, kind.value, booking=booking)


def time_of(found: list[Block]) -> list[Period]:
    return merge(block.period for block in found)


def said(found: list[Block]) -> str:
    return json.dumps([to_json(block, MACHINE) for block in found], ensure_ascii=False)


@given(some_claims())
def test_a_stranger_sees_the_union_of_the_claims_and_how_many_units_are_free(claims: list[Occupied]) -> None:
    found = blocks(MACHINE, claims, UNITS, STRANGER)

    assert time_of(found) == merge(claim.during for claim in claims)
    assert sum((block.period.duration for block in found), timedelta()) == sum(
        (part.duration for part in time_of(found)), timedelta()
    )
    for block in found:
        middle = block.period.starts_at + block.period.duration / 2
        taken = {claim.unit_id for claim in claims if claim.during.contains(middle)}
        assert block.free == len(UNITS) - len(taken)
        assert block.kind == ("partial" if block.free else "busy")
    for earlier, later in pairwise(found):
        assert earlier.period.ends_at < later.period.starts_at or earlier.free != later.free


@given(some_claims(), st.sampled_from([STRANGER, Viewer(777, is_provider=False, is_customer=False)]))
def test_a_stranger_learns_no_name_no_reference_no_reason_and_no_kind(
    claims: list[Occupied], viewer: Viewer
) -> None:
    with translation.override("en"):
        found = blocks(MACHINE, claims, UNITS, viewer)
        told = [to_json(block, MACHINE) for block in found]

    assert {block["kind"] for block in told} <= {"busy", "partial"}
    assert {name for block in told for name in block} <= {
        "key",
        "kind",
        "start",
        "end",
        "label",
        "free",
        "units",
    }
    assert {block.get("label", "") for block in told} <= {"", "1 of 3 free", "2 of 3 free"}
    assert not any(word in json.dumps(told) for word in ("BK-", "Customer", "Spindle", "mine", "claim"))


@given(some_claims())
def test_a_customer_sees_its_own_bookings_and_of_the_others_only_when(claims: list[Occupied]) -> None:
    own = [claim for claim in claims if claim.booking and claim.booking.customer_id == 101]

    found = blocks(MACHINE, claims, UNITS, MINE)

    assert {block.reference for block in found} - {""} == {
        claim.booking.reference for claim in own if claim.booking
    }
    assert time_of(found) == merge(claim.during for claim in claims)
    assert not any(word in said(found) for word in ("客户", "Customer", "Spindle"))


@given(some_claims())
def test_of_one_unit_nothing_is_drawn_twice(claims: list[Occupied]) -> None:
    on_one = [claim for claim in claims if claim.unit_id == UNITS[0]]

    found = blocks(MACHINE, on_one, UNITS[:1], MINE)

    assert time_of(found) == merge(claim.during for claim in on_one)
    assert sum((block.period.duration for block in found), timedelta()) == sum(
        (claim.during.duration for claim in on_one), timedelta()
    )


@given(some_claims())
def test_the_provider_sees_each_claim_on_its_unit(claims: list[Occupied]) -> None:
    found = blocks(MACHINE, claims, UNITS, PROVIDER)

    assert {(block.period, block.unit_id, block.reference) for block in found} == {
        (claim.during, claim.unit_id, claim.booking.reference if claim.booking else "") for claim in claims
    }
    assert len(found) == len(claims)


@given(some_claims(), st.sampled_from([STRANGER, MINE, PROVIDER]))
def test_blocks_come_in_order_of_time_with_keys_of_their_own(claims: list[Occupied], viewer: Viewer) -> None:
    found = blocks(MACHINE, claims, UNITS, viewer)

    assert [block.period for block in found] == sorted(block.period for block in found)
    assert len({block.key for block in found}) == len(found)


def test_an_outage_of_every_unit_is_one_for_parties_and_busy_time_for_strangers() -> None:
    claims = [Occupied(unit, unit, period((9, 12)), "outage", reason="Spindle") for unit in UNITS]

    kinds = [[block.kind for block in blocks(MACHINE, claims, UNITS, viewer)] for viewer in (MINE, STRANGER)]

    assert kinds == [["outage"], ["busy"]]


def test_shadows_of_two_parts_at_once_take_a_unit_of_the_whole_once() -> None:
    claims = [
        Occupied(1, UNITS[0], period((9, 12)), "booking"),
        Occupied(2, UNITS[0], period((11, 14)), "booking"),
    ]

    (block,) = blocks(MACHINE, claims, UNITS, STRANGER)

    assert (block.period, block.free) == (period((9, 14)), 2)


def test_a_customer_of_one_unit_is_told_how_many_others_are_free_meanwhile() -> None:
    own = Booking(pk=1, customer=FIRMS[0], reference="BK-1", period=period((9, 12)))
    claims = [Occupied(1, UNITS[0], period((9, 12)), "booking", booking=own)]

    found = blocks(MACHINE, claims, UNITS, MINE)

    assert {(block.kind, block.period, block.free) for block in found} == {
        ("mine", period((9, 12)), 0),
        ("partial", period((9, 12)), 2),
    }


def test_an_outage_of_one_unit_leaves_the_others_free() -> None:
    claims = [Occupied(1, UNITS[0], period((9, 12)), "maintenance")]

    (block,) = blocks(MACHINE, claims, UNITS, MINE)

    assert (block.kind, block.free, block.units) == ("partial", 2, 3)


# --- from the database -----------------------------------------------------------------------------


WEEK = Period(datetime(2027, 3, 1, tzinfo=SHANGHAI), datetime(2027, 3, 8, tzinfo=SHANGHAI))


def hold(machine: Resource, by: Actor, when: Period, **order: int) -> Booking:
    sold = machine.offers.first() or offer(machine)
    return holds.hold(offer=sold, order=Order(when, **order), by=by, now=NOW)


def shown(machine: Resource, organisation_id: int | None, now: datetime = NOW) -> list[dict[str, Any]]:
    viewer = viewer_of(machine, organisation_id)
    with translation.override("en"):
        return feed(machine, WEEK, viewer=viewer, now=now)["blocks"]


@pytest.mark.django_db
def test_the_two_parties_and_a_stranger_see_the_same_hold_each_in_their_way() -> None:
    machine = resource(policy={"set_up_minutes": 30})
    buyer = member(organisation(name_zh="明川", name_en="Mingchuan"), Role.BUYER)
    booking = hold(machine, buyer, period((9, 12)))
    unit = machine.units.get()

    mine, busy = shown(machine, buyer.organisation_id)[::-1]
    (theirs,) = shown(machine, machine.provider_id)

    assert (mine["kind"], mine["start"], mine["end"]) == ("hold", "2027-03-04T09:00", "2027-03-04T12:00")
    assert (mine["label"], mine["note"]) == ("Held for you", booking.reference)
    assert (busy["kind"], busy["start"], busy["end"]) == ("busy", "2027-03-04T08:30", "2027-03-04T09:00")
    assert (theirs["kind"], theirs["label"], theirs["unit"]) == ("hold", "Mingchuan", unit.pk)
    for organisation_id in (None, organisation().pk):
        assert [
            (block["kind"], block["start"], block["end"]) for block in shown(machine, organisation_id)
        ] == [("busy", "2027-03-04T08:30", "2027-03-04T12:00")]


@pytest.mark.django_db
def test_a_hold_that_has_run_out_is_free_time_before_anybody_swept_it() -> None:
    machine = resource()
    booking = hold(machine, member(organisation(), Role.BUYER), period((9, 12)))

    assert len(shown(machine, None)) == 1
    assert shown(machine, None, now=booking.held_until) == []


@pytest.mark.django_db
def test_the_past_is_read_from_the_archive() -> None:
    machine = resource()
    ArchivedClaim.objects.create(
        id=1,
        unit=machine.units.get(),
        resource=machine,
        during=period((9, 12), days=0),
        kind=ClaimKind.BOOKING,
        archived_at=NOW,
    )

    (block,) = shown(machine, None, now=NOW + timedelta(days=9))

    assert (block["kind"], block["start"]) == ("busy", "2027-03-01T09:00")


@pytest.mark.django_db
def test_a_reason_for_an_outage_is_for_the_provider_alone() -> None:
    machine = resource()
    buyer = member(organisation(), Role.BUYER)
    hold(machine, buyer, period((9, 12), days=5))
    outage = Outage.objects.create(resource=machine, during=period(), reason_zh="主轴", reason_en="Spindle")
    Claim.objects.create(
        unit=machine.units.get(), resource=machine, during=period(), kind=ClaimKind.OUTAGE, outage=outage
    )

    told = {who: shown(machine, who)[0] for who in (machine.provider_id, buyer.organisation_id, None)}

    assert [block["kind"] for block in told.values()] == ["outage", "outage", "busy"]
    assert [block.get("label") for block in told.values()] == ["Spindle", None, None]


@pytest.mark.django_db
def test_open_hours_are_told_in_the_wall_time_of_the_site() -> None:
    machine = resource(weekdays=[1, 2], at=site(time_zone="Europe/Berlin"))
    OpeningException.objects.create(resource=machine, on=date(2027, 3, 2))
    window = Period(*(datetime(2027, 3, day, tzinfo=ZoneInfo("Europe/Berlin")) for day in (1, 8)))

    told = feed(machine, window, viewer=STRANGER, now=NOW)

    assert told["open"] == [{"start": "2027-03-01T08:00", "end": "2027-03-01T20:00"}]
    assert (told["min"], told["max"]) == ("08:00", "20:00")


@pytest.mark.django_db
def test_hours_past_midnight_need_the_whole_day_and_no_hours_the_usual_one() -> None:
    night, shut = resource(opens=time(20), closes=time(6)), resource(weekdays=[])

    hours = [feed(machine, WEEK, viewer=STRANGER, now=NOW) for machine in (night, shut)]

    assert [(told["min"], told["max"]) for told in hours] == [("00:00", "24:00"), ("08:00", "20:00")]


@pytest.mark.django_db
@pytest.mark.parametrize("bookings", [1, 12])
def test_the_queries_of_a_calendar_do_not_grow_with_its_bookings(bookings: int) -> None:
    machine = resource(units=2)
    for number in range(bookings):
        buyer = member(organisation(), Role.BUYER)
        hold(machine, buyer, period((8 + number % 2, 9 + number % 2), days=1 + number // 2), units=1)
    found = Resource.objects.select_related("site").get(pk=machine.pk)

    with CaptureQueriesContext(connection) as queries:
        told = feed(found, WEEK, viewer=viewer_of(found, machine.provider_id), now=NOW)

    assert len(told["blocks"]) == bookings
    assert len(queries) == 6
