"""When a machine is free: whole periods, hours in a row and in all, units, notice, and clocks that change."""

from __future__ import annotations

from search.enums import Mode, Sort
from search.request import When
from tests.search.contract.case import Case
from tests.search.contract.listings import (
    BERLIN,
    NEW_YORK,
    SHANGHAI,
    in_a_row,
    in_all,
    listing,
    moment,
    period,
    request,
    whole,
)

TUESDAY, WEEK = "03-02 08:00 12:00", "03-01 03-07"

WHOLE = (
    Case("the whole of a morning", (
        listing(1, "03-02 08:00 12:00"), listing(2, "03-02 08:00 11:45"), listing(3, "03-02 08:15 12:00"),
        listing(4, "03-01 20:00 03-03 08:00"), listing(5, "03-03 08:00 12:00"), listing(6),
    ), request(when=whole(TUESDAY)), (1, 4)),
    Case("windows that touch are one", (
        listing(1, "03-02 08:00 10:00", "03-02 10:00 12:00"), listing(2, "03-02 08:00 10:00", "03-02 10:15 12:00"),
    ), request(when=whole(TUESDAY)), (1,)),
    Case("two units do not make a whole", (
        listing(1, units=[["03-02 08:00 10:00"], ["03-02 10:00 12:00"]]),
        listing(2, units=[["03-02 08:00 10:00"], ["03-02 08:00 12:00"]]),
        listing(3, units=[["03-02 08:00 11:00"], ["03-02 09:00 12:00"], ["03-02 07:00 12:15"]]),
    ), request(when=whole(TUESDAY)), (2, 3)),
    Case("free time is floored inwards to the quarter hour", (
        listing(1, "03-02 07:50 12:10"), listing(2, "03-02 08:01 12:00"), listing(3, "03-02 08:00 11:59"),
    ), request(when=whole(TUESDAY)), (1,)),
    Case("the period is floored inwards as well", (
        listing(1, "03-02 08:15 11:45"), listing(2, "03-02 08:30 11:45"),
    ), request(when=whole("03-02 08:07 11:52")), (1,)),
    Case("a period inside one slot is nobody's", (
        listing(1, "03-02 08:00 12:00"),
    ), request(when=whole("03-02 08:01 08:14")), ()),
    Case("it starts at any quarter hour", (
        listing(1, "03-02 08:15 08:45"), listing(2, "03-02 08:30 09:00"),
    ), request(when=whole("03-02 08:15 08:30")), (1,)),
    Case("the end at 00:00 is midnight", (
        listing(1, "03-02 22:00 03-03 00:00"), listing(2, "03-02 22:00 23:45"),
    ), request(when=whole("03-02 22:00 00:00")), (1,)),
    Case("through the night", (
        listing(1, "03-02 20:00 03-03 06:00"), listing(2, "03-02 20:00 03-03 00:00", "03-03 00:15 06:00"),
    ), request(when=whole("03-02 22:00 03-03 06:00")), (1,)),
    Case("machines that never close", (
        listing(1, "02-28 00:00 05-02 00:00"), listing(2, "03-01 00:00 03-04 00:00"),
    ), request(when=whole("03-02 03-05")), (1,)),
    Case("a whole period that has begun is nobody's", (
        listing(1, "03-01 08:00 18:00"),
    ), request(when=whole("03-01 10:15 12:00")), ()),
    Case("the next quarter hour can still be had", (
        listing(1, "03-01 08:00 18:00"),
    ), request(when=whole("03-01 10:30 12:00")), (1,)),
    Case("a whole period within the notice is nobody's", (
        listing(1, "03-01 08:00 18:00", notice_minutes=60), listing(2, "03-01 08:00 18:00", notice_minutes=90),
        listing(3, "03-01 08:00 18:00", notice_minutes=96), listing(4, "03-01 08:00 18:00", notice_minutes=97),
    ), request(when=whole("03-01 12:00 14:00")), (1, 2, 3)),
    Case("what lies past the horizon is not free", (
        listing(1, "05-01 08:00 18:00"), listing(2, "05-02 00:00 10:15"),
    ), request(when=whole("05-02 09:00 11:00")), ()),
    Case("long past the horizon nothing is found", (
        listing(1, "03-01 08:00 05-02 10:15"),
    ), request(when=whole("12-24 09:00 11:00")), ()),
)  # fmt: skip

IN_A_ROW = (
    Case("six hours in a row, earliest first", (
        listing(1, "03-03 08:00 14:00"), listing(2, "03-02 08:00 13:45"), listing(3, "03-02 12:00 20:00"),
        listing(4, "03-02 08:00 12:00", "03-02 13:00 17:00", "03-03 07:45 20:00"),
    ), request(when=in_a_row(6, WEEK)), (3, 4, 1)),
    Case("a run does not hop between units", (
        listing(1, units=[["03-02 08:00 11:00"], ["03-02 11:00 14:00"]]),
        listing(2, units=[["03-02 08:00 11:00"], ["03-02 09:00 15:00"]]),
    ), request(when=in_a_row(6, WEEK)), (2,)),
    Case("the earliest of the units counts", (
        listing(1, units=[["03-03 08:00 14:00"], ["03-02 10:00 16:00"], ["03-02 08:00 12:00"]]),
        listing(2, "03-02 09:45 16:00"), listing(3, "03-02 10:15 17:00"),
    ), request(when=in_a_row(6, WEEK)), (2, 1, 3)),
    Case("the union begins a run where no unit does", (
        listing(1, units=[["03-02 08:00 10:00", "03-04 08:00 12:00"], ["03-02 10:00 12:00"]]),
        listing(2, "03-03 08:00 12:00"),
    ), request(when=in_a_row(4, WEEK)), (2, 1)),
    Case("a quarter of an hour", (
        listing(1, "03-02 08:00 08:15"), listing(2, "03-02 08:10 08:29"), listing(3, "03-02 07:45 08:00"),
    ), request(when=in_a_row(0.25, WEEK)), (3, 1)),
    Case("begun quarter hours are whole ones", (
        listing(1, "03-02 08:00 09:00"), listing(2, "03-02 08:00 09:15"),
    ), request(when=When(Mode.IN_A_ROW, whole(WEEK).span, 61)), (2,)),
    Case("a run is cut to the span", (
        listing(1, "03-02 06:00 10:00"), listing(2, "03-02 06:00 14:00"), listing(3, "03-02 10:00 18:00"),
    ), request(when=in_a_row(4, "03-02 08:00 13:00")), (2,)),
    Case("a run may fill the span", (
        listing(1, "03-02 08:00 13:00"), listing(2, "03-02 08:15 13:00"),
    ), request(when=in_a_row(5, "03-02 08:00 13:00")), (1,)),
    Case("a run longer than the span is none", (
        listing(1, "03-01 00:00 03-09 00:00"),
    ), request(when=in_a_row(6, "03-02 08:00 13:00")), ()),
    Case("what is left of a span that has begun", (
        listing(1, "03-01 08:00 16:15"), listing(2, "03-01 08:00 16:30"),
    ), request(when=in_a_row(6, "03-01 03-01")), (2,)),
    Case("notice moves the earliest start", (
        listing(1, "03-01 08:00 20:00", notice_minutes=120), listing(2, "03-01 08:00 20:00"),
        listing(3, "03-01 08:00 20:00", notice_minutes=60 * 8), listing(4, "03-01 12:15 20:00"),
    ), request(when=in_a_row(2, "03-01 03-01")), (2, 4, 1)),
    Case("odd lengths", (
        listing(1, "03-02 08:00 09:45"), listing(2, "03-02 08:00 09:30"), listing(3, "03-02 08:00 10:00"),
    ), request(when=in_a_row(1.75, WEEK)), (1, 3)),
    Case("two days in a row", (
        listing(1, "03-02 00:00 03-03 23:45"), listing(2, "03-02 12:00 03-04 12:00"),
        listing(3, "02-27 00:00 05-02 00:00"),
    ), request(when=in_a_row(48, WEEK)), (3, 2)),
    Case("days in a row with a part of an hour", (
        listing(1, "03-02 00:00 03-03 09:45"), listing(2, "03-02 00:00 03-03 09:15"),
        listing(3, "03-02 12:00 03-03 21:30"), listing(4, "03-02 00:00 03-03 09:30"), listing(5, "03-02 00:00 03-03 10:15"),
    ), request(when=in_a_row(33.5, WEEK)), (1, 4, 5, 3)),
    Case("weeks in a row", (
        listing(1, "03-02 00:00 04-02 00:15"), listing(2, "03-02 00:00 04-01 23:45"), listing(3, "03-01 00:00 05-01 00:00"),
    ), request(when=in_a_row(31 * 24, "03-01 12-31")), (3, 1)),
    Case("windows shorter than the policy's minimum are none", (
        listing(1, "03-02 08:00 09:00", shortest_minutes=120),
        listing(2, "03-02 08:00 09:00", "03-02 10:00 12:00", shortest_minutes=120),
        listing(3, "03-02 08:00 09:00", shortest_minutes=60),
    ), request(when=in_a_row(1, WEEK)), (3, 2)),
)  # fmt: skip

IN_ALL = (
    Case("twenty hours in all", (
        listing(1, "03-02 08:00 18:00", "03-04 08:00 18:00"), listing(2, "03-02 08:00 18:00", "03-04 08:00 17:45"),
        listing(3, "03-03 00:00 20:00"),
    ), request(when=in_all(20, WEEK)), (1, 3)),
    Case("work may change between units", (
        listing(1, units=[["03-02 08:00 12:00"], ["03-02 12:00 16:00"]]), listing(2, "03-02 08:00 12:00"),
    ), request(when=in_all(8, WEEK)), (1,)),
    Case("hours in all within a year", (
        listing(1, "03-02 08:00 18:00", "04-28 08:00 18:00"), listing(2, "03-02 08:00 18:00", "04-28 08:00 17:45"),
    ), request(when=in_all(20, "03-01 12-31")), (1,)),
    Case("hours in all beyond the horizon", (
        listing(1, "03-02 08:00 18:00", "04-28 08:00 18:00"),
    ), request(when=in_all(1, "06-01 12-31")), ()),
    Case("two units at once count once", (
        listing(1, units=[["03-02 08:00 12:00"], ["03-02 08:00 12:15"]]),
        listing(2, units=[["03-02 08:00 12:00"], ["03-02 11:00 16:00"]]),
    ), request(when=in_all(8, WEEK)), (2,)),
    Case("part days", (
        listing(1, "03-02 00:00 10:00", "03-03 16:00 20:00"), listing(2, "03-02 00:00 09:45", "03-03 16:00 18:00"),
    ), request(when=in_all(4, "03-02 08:00 03-03 18:00")), (1,)),
    Case("hours in all begin with the first free slot", (
        listing(1, "03-02 09:00 09:15", "03-04 08:00 18:00"), listing(2, "03-02 08:45 20:00"),
        listing(3, "03-02 09:15 20:00"),
    ), request(when=in_all(8, WEEK)), (2, 1, 3)),
    Case("hours in all after the notice", (
        listing(1, "03-01 08:00 14:30"), listing(2, "03-01 08:00 14:30", notice_minutes=10),
    ), request(when=in_all(4, "03-01 03-01")), (1,)),
)  # fmt: skip

CLOCKS = (
    Case("the same wall time in three zones", (
        listing(1, "03-02 08:00 12:00"), listing(2, "03-02 08:00 12:00", zone=BERLIN),
        listing(3, "03-02 08:00 12:00", zone=NEW_YORK), listing(4, "03-02 15:00 19:00", zone=SHANGHAI),
    ), request(when=whole(TUESDAY)), (1, 2, 3)),
    Case("an instant is the same everywhere", (
        listing(1, "03-02 08:00 12:00"), listing(2, "03-02 08:00 12:00", zone=BERLIN),
        listing(3, "03-02 01:00 05:00", zone=BERLIN), listing(4, "03-01 19:00 23:00", zone=NEW_YORK),
    ), request(when=When(Mode.WHOLE, period(TUESDAY))), (1, 3, 4)),
    Case("hours in a row in a span of instants", (
        listing(1, "03-02 08:00 12:00"), listing(2, "03-02 02:00 05:00", zone=BERLIN),
        listing(3, "03-02 03:15 08:00", zone=BERLIN),
    ), request(when=When(Mode.IN_A_ROW, period(TUESDAY), 120)), (1, 2)),
    Case("an hour that the clock skips", (
        listing(1, "03-28 00:00 06:00", zone=BERLIN), listing(2, "03-28 00:00 06:00", zone=SHANGHAI),
    ), request(when=whole("03-28 02:00 03:00")), (2,)),
    Case("a period across the skipped hour is an hour shorter", (
        listing(1, "03-28 00:00 06:00", zone=BERLIN), listing(2, "03-28 01:00 06:00", zone=SHANGHAI),
    ), request(when=in_a_row(4, "03-28 01:00 05:00")), (2,)),
    Case("three hours fit where the clock jumps forward", (
        listing(1, "03-28 01:00 05:00", zone=BERLIN), listing(2, "03-28 01:00 05:00", zone=SHANGHAI),
    ), request(when=in_a_row(3, "03-28 01:00 05:00")), (2, 1)),
    Case("the day that has twenty-five hours", (
        listing(1, "10-31 00:00 11-01 00:00", zone=BERLIN), listing(2, "10-31 00:00 11-01 00:00", zone=SHANGHAI),
    ), request(now=moment("10-20 09:00"), when=in_a_row(25, "10-31 10-31")), (1,)),
    Case("the hour told twice is two hours", (
        listing(1, "10-31 02:00 03:00", zone=BERLIN), listing(2, "10-31 02:00 03:00", zone=SHANGHAI),
    ), request(now=moment("10-20 09:00"), when=in_all(2, "10-31 02:00 03:00")), (1,)),
    Case("a window across the change is of one piece", (
        listing(1, "10-30 20:00 10-31 08:00", zone=BERLIN),
        listing(2, "10-30 20:00 10-31 02:00", "10-31 03:00 08:00", zone=BERLIN),
    ), request(now=moment("10-20 09:00"), when=whole("10-30 22:00 10-31 06:00")), (1,)),
    Case("notice is told in real hours", (
        listing(1, "03-28 00:00 12:00", zone=BERLIN, notice_minutes=7 * 60),
        listing(2, "03-28 00:00 12:00", zone=BERLIN, notice_minutes=7 * 60 + 1),
    ), request(now=moment("03-27 22:00", BERLIN), when=whole("03-28 06:00 08:00")), (1,)),
    Case("a span that runs backwards is nobody's", (
        listing(1, "03-01 08:00 03-09 18:00"),
    ), request(when=in_a_row(1, "03-05 03-02")), ()),
    Case("a span that is over is nobody's", (
        listing(1, "02-20 08:00 03-09 18:00"),
    ), request(when=in_a_row(1, "02-22 02-28")), ()),
)  # fmt: skip

NOTHING_SAID = (
    Case("without a when the earliest free, never free last", (
        listing(1), listing(2, "03-04 08:00 12:00"), listing(3, "03-02 08:00 12:00"),
        listing(4, "02-28 08:00 20:00"), listing(5),
    ), request(), (3, 2, 1, 4, 5)),
    Case("without a when what is free now begins with the next slot", (
        listing(1, "03-01 10:45 11:00"), listing(2, "03-01 08:00 12:00"), listing(3, "03-01 08:00 10:30"),
    ), request(), (2, 1, 3)),
    Case("without a when the notice counts", (
        listing(1, "03-01 08:00 20:00", notice_minutes=24 * 60), listing(2, "03-01 19:00 20:00"),
        listing(3, "03-01 08:00 03-05 20:00", notice_minutes=24 * 60),
    ), request(), (2, 3, 1)),
    Case("without a when any unit will do", (
        listing(1, units=[["03-03 08:00 12:00"], ["03-02 08:00 12:00"]]), listing(2, "03-02 12:00 13:00"),
    ), request(), (1, 2)),
    Case("in another order nothing is left out either", (
        listing(1), listing(2, "03-02 08:00 12:00"),
    ), request(sort=Sort.NEWEST), (1, 2)),
    Case("nothing is listed", (), request(), ()),
)  # fmt: skip

CASES = (*WHOLE, *IN_A_ROW, *IN_ALL, *CLOCKS, *NOTHING_SAID)
