"""Reading meter files: all of it or nothing, and each row that cannot be is named."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from marketplace.periods import Period
from payments.policies.metering import MOST_BYTES, BadMeterFile, Metered, read_meter

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = Period(datetime(2027, 3, 4, 0, tzinfo=UTC), datetime(2027, 3, 4, 9, tzinfo=UTC))


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def at(hour: int, minute: int = 0) -> datetime:
    """Of the day in UTC; the site is eight hours ahead."""
    return datetime(2027, 3, 4, hour, minute, tzinfo=UTC)


def read(text: str | bytes) -> Metered:
    return read_meter(text.encode() if isinstance(text, str) else text, zone=SHANGHAI, within=DAY)


def faults(text: str | bytes) -> list[tuple[int, str]]:
    with pytest.raises(BadMeterFile) as refused:
        read(text)
    return [(fault.line, fault.text) for fault in refused.value.faults]


@pytest.mark.parametrize(
    "text",
    [
        "started_at,ended_at\n2027-03-04 09:00,2027-03-04 10:30\n",
        "started_at;ended_at\r\n2027-03-04T01:00+00:00;2027-03-04T02:30Z\r\n\r\n",
        "开始\t结束\n2027-03-04 09:00:00\t2027-03-04 10:30\n".encode("gb18030"),
        b"\xef\xbb\xbfmachine,to,from\nDMU,2027-03-04 10:30,2027-03-04 09:00\n",
    ],
)
def test_a_table_is_read_whatever_program_wrote_it(text):
    assert read(text) == Metered([Period(at(1), at(2, 30))], None)


def test_runs_come_in_order_and_counts_are_added():
    told = read(
        "started_at,ended_at,quantity\n"
        "2027-03-04 11:00,2027-03-04 12:00,7\n"
        "2027-03-04 09:00,2027-03-04 10:00,\n"
        "2027-03-04 10:00,2027-03-04 11:00,5\n"
    )

    assert told.periods == [Period(at(hour), at(hour + 1)) for hour in (1, 2, 3)]
    assert (told.quantity, told.ended_at) == (12, at(4))


def test_each_row_that_cannot_be_is_named():
    told = faults(
        "started_at,ended_at,quantity\n"
        "soon,2027-03-04 10:00,\n"
        "2027-03-04 10:00,2027-03-04 10:00,\n"
        "2027-03-04 07:59,2027-03-04 10:00,\n"
        "2027-03-04 10:00,2027-03-04 11:00,a lot\n"
        "2027-03-04 11:00,2027-03-04 12:00,1\n"
        "2027-03-04 11:59,2027-03-04 12:30,1\n"
        "2027-03-04 12:30\n"
    )

    assert [line for line, _text in told] == [2, 3, 4, 5, 7, 8]
    assert "“soon” is not a time" in told[0][1]
    assert "not after the start" in told[1][1]
    assert "outside of the time of use" in told[2][1]
    assert "“a lot” is not a count" in told[3][1]
    assert "overlaps line 6" in told[4][1]


@pytest.mark.parametrize(
    ("data", "line", "text"),
    [
        (b"", 0, "no row"),
        (b"started_at,ended_at\n", 0, "no row"),
        (b"a,b\n1,2\n", 1, "needs the columns"),
        (b"\x00\x01\x02" * 50, 0, "not a table"),
        (b"started_at,ended_at\n" + b"x" * MOST_BYTES, 0, "larger than 1 MB"),
        (b"started_at,ended_at\n" + b"\n" * 5_001, 0, "more than 5000 rows"),
    ],
)
def test_what_is_no_meter_file_is_told(data, line, text):
    [(found, told)] = faults(data)

    assert (found, text in told) == (line, True)
