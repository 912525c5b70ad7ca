"""Cancellation tiers as dates and amounts."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.cancellation import RefundRow, TierTerms, refund_now, refund_rows

START = datetime(2027, 3, 4, 0, tzinfo=UTC)
TIERS = [TierTerms(24 * 60, 5000), TierTerms(48 * 60, 10_000)]


def hours_before(hours: int) -> datetime:
    return START - timedelta(hours=hours)


def test_the_rows_tell_dates_and_amounts_from_the_longest_notice_on() -> None:
    assert refund_rows(TIERS, starts_at=START, total_minor=435729) == [
        RefundRow(None, hours_before(48), timedelta(hours=48), 10_000, 435729),
        RefundRow(hours_before(48), hours_before(24), timedelta(hours=24), 5000, 217865),
        RefundRow(hours_before(24), None, None, 0, 0),
    ]


@pytest.mark.parametrize(
    ("now", "refund_minor"),
    [
        (hours_before(1000), 435729),
        (hours_before(48), 435729),
        (hours_before(48) + timedelta.resolution, 217865),
        (hours_before(24), 217865),
        (hours_before(24) + timedelta.resolution, 0),
        (START + timedelta(days=1), 0),
    ],
)
def test_the_refund_changes_just_after_each_deadline(now: datetime, refund_minor: int) -> None:
    assert refund_now(TIERS, starts_at=START, total_minor=435729, now=now) == refund_minor


def test_without_tiers_nothing_goes_back() -> None:
    assert refund_now([], starts_at=START, total_minor=100, now=hours_before(9)) == 0


@given(
    st.dictionaries(st.integers(0, 10_000), st.integers(0, 10_000), max_size=5),
    st.integers(0, 10**12),
    st.integers(-20_000, 20_000),
)
def test_one_row_is_current_at_any_moment_and_never_returns_more_than_was_paid(
    shares: dict[int, int], total_minor: int, minutes_before: int
) -> None:
    tiers = [TierTerms(notice, basis_points) for notice, basis_points in shares.items()]
    now = START - timedelta(minutes=minutes_before)
    rows = refund_rows(tiers, starts_at=START, total_minor=total_minor)
    due = [basis for notice, basis in sorted(shares.items()) if notice <= minutes_before]

    assert [row.basis_points for row in rows if row.is_current(now)] == [due[-1] if due else 0]
    assert all(0 <= row.refund_minor <= total_minor for row in rows)


@pytest.mark.parametrize(("notice", "basis_points"), [(-1, 0), (0, 10_001), (0, -1)])
def test_a_tier_that_cannot_be_is_refused(notice: int, basis_points: int) -> None:
    with pytest.raises(ValueError, match="No such cancellation tier"):
        TierTerms(notice, basis_points)
