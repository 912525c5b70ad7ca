"""What a customer gets back for cancelling, as dates and amounts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from marketplace.money import share
from marketplace.periods import MINUTE

WHOLE = 10_000  # basis points


@dataclass(frozen=True)
class TierTerms:
    """Cancelled at least this long before the start, this share of the total goes back."""

    notice_minutes: int
    refund_basis_points: int

    def __post_init__(self) -> None:
        if self.notice_minutes < 0 or not 0 <= self.refund_basis_points <= WHOLE:
            raise ValueError(f"No such cancellation tier: {self}")


@dataclass(frozen=True)
class RefundRow:
    """
    Cancelling after the row before and until `deadline` (itself inside, UTC) returns `refund_minor`.

    The last row has no deadline and returns nothing.
    """

    since: datetime | None
    deadline: datetime | None
    notice: timedelta | None
    basis_points: int
    refund_minor: int

    def is_current(self, now: datetime) -> bool:
        return (self.since is None or self.since < now) and (self.deadline is None or now <= self.deadline)


def refund_rows(tiers: Iterable[TierTerms], *, starts_at: datetime, total_minor: int) -> list[RefundRow]:
    """The snapshotted tiers of a booking from the longest notice to the last moment and after it."""
    rows: list[RefundRow] = []
    since: datetime | None = None
    for tier in sorted(tiers, key=lambda tier: -tier.notice_minutes):
        deadline = starts_at.astimezone(UTC) - tier.notice_minutes * MINUTE
        refund_minor = share(total_minor, tier.refund_basis_points, WHOLE)
        notice = tier.notice_minutes * MINUTE
        rows.append(RefundRow(since, deadline, notice, tier.refund_basis_points, refund_minor))
        since = deadline
    return [*rows, RefundRow(since, None, None, 0, 0)]


def refund_now(tiers: Iterable[TierTerms], *, starts_at: datetime, total_minor: int, now: datetime) -> int:
    """Minor units that go back to the customer who cancels at `now`."""
    rows = refund_rows(tiers, starts_at=starts_at, total_minor=total_minor)
    return next(row.refund_minor for row in rows if row.is_current(now))
