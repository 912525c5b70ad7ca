"""Moments about the end of February in the marketplace's zone: 2027-02-28 ends at 16:00 UTC."""

from datetime import UTC, date, datetime, timedelta

JANUARY, FEBRUARY, MARCH = date(2027, 1, 1), date(2027, 2, 1), date(2027, 3, 1)
MIDNIGHT = datetime(2027, 2, 28, 16, tzinfo=UTC)
BEFORE_MIDNIGHT = MIDNIGHT - timedelta(microseconds=1)
