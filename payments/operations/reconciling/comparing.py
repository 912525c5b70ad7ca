"""One line of the gateway's books against ours: a pure rule, whoever has read the two."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from marketplace.money import Money
from payments.enums import BY_OPERATORS, DifferenceKind, JournalKind
from payments.gateway.values import BalanceTransaction

# By which type of line each of our journals is told; what operators post is of any type.
FITTING: Mapping[JournalKind, frozenset[str]] = {
    JournalKind.CAPTURE: frozenset({"charge", "payment"}),
    JournalKind.REFUND: frozenset({"refund", "payment_refund"}),
    JournalKind.REFUND_FAILURE: frozenset({"refund_failure", "payment_failure_refund"}),
    JournalKind.TRANSFER: frozenset({"transfer"}),
    JournalKind.TRANSFER_REVERSAL: frozenset({"transfer_refund", "transfer_cancel", "transfer_failure"}),
    JournalKind.DISPUTE_OPENING: frozenset({"adjustment"}),
    JournalKind.DISPUTE_WIN: frozenset({"adjustment"}),
}
OF_THE_PLATFORM = frozenset(
    {
        "payout",
        "payout_cancel",
        "payout_failure",
        "stripe_fee",
        "stripe_fx_fee",
        "tax_fee",
        "topup",
        "topup_reversal",
    }
)
KNOWN = OF_THE_PLATFORM.union(*FITTING.values())


@dataclass(frozen=True)
class Moved:
    """What a line did to the balance, and what of it was a fee."""

    net: int = 0
    fee: int = 0


NOT_AT_ALL = Moved()


@dataclass(frozen=True)
class Ours:
    """What our journals of one line say, less what was reversed, by currency."""

    kinds: frozenset[JournalKind]
    booking_id: int | None
    posted_at: datetime
    moved: Mapping[str, Moved] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Difference:
    """How one thing is told on both sides; nothing where a side does not tell of it."""

    kind: DifferenceKind
    ref: str
    currency: str
    theirs: Moved | None = None
    ours: Moved | None = None
    type: str = ""
    source_ref: str = ""
    booking_id: int | None = None
    happened_at: datetime | None = None

    @property
    def place(self) -> tuple[str, str, str]:
        """Which difference it is, whatever it amounts to."""
        return self.kind, self.ref, self.currency

    @property
    def minor(self) -> int:
        """How much more there is at the gateway than in our books."""
        return (self.theirs or NOT_AT_ALL).net - (self.ours or NOT_AT_ALL).net


def differences(line: BalanceTransaction, ours: Ours | None) -> Iterator[Difference]:
    """What one of the gateway's lines says otherwise than our journals of it; nothing where they agree."""
    theirs = Moved(line.net.minor, line.fee.minor)
    if ours is None:
        kind = DifferenceKind.THEIRS_ONLY if line.type in KNOWN else DifferenceKind.UNKNOWN_TYPE
        yield _of(line, kind, line.net.currency, theirs, None, None)
        return
    if not _fits(line, ours):
        told = ours.moved.get(line.net.currency)
        yield _of(line, DifferenceKind.UNKNOWN_TYPE, line.net.currency, theirs, told, ours)
        return
    for currency in sorted({line.net.currency, *ours.moved}):
        one = theirs if currency == line.net.currency else NOT_AT_ALL
        other = ours.moved.get(currency, NOT_AT_ALL)
        if not _agree(one, other, ours):
            yield _of(line, DifferenceKind.AMOUNT, currency, one, other, ours)


def _fits(line: BalanceTransaction, ours: Ours) -> bool:
    return all(kind in BY_OPERATORS or line.type in FITTING[kind] for kind in ours.kinds)


def _agree(theirs: Moved, ours: Moved, posted: Ours) -> bool:
    """What operators post is all fee, or none, whatever the gateway calls it."""
    return theirs == ours or (theirs.net == ours.net and posted.kinds <= BY_OPERATORS)


def _of(
    line: BalanceTransaction,
    kind: DifferenceKind,
    currency: str,
    theirs: Moved,
    ours: Moved | None,
    posted: Ours | None,
) -> Difference:
    return Difference(
        kind=kind,
        ref=line.id,
        currency=currency,
        theirs=theirs,
        ours=ours,
        type=line.type,
        source_ref=line.source_id,
        booking_id=posted.booking_id if posted else None,
        happened_at=line.created_at,
    )


def missing_there(ref: str, ours: Ours) -> Iterator[Difference]:
    """The gateway has no such line: what we posted of it, by currency; nothing where that was reversed."""
    for currency, moved in sorted(ours.moved.items()):
        if moved != NOT_AT_ALL:
            yield Difference(
                kind=DifferenceKind.OURS_ONLY,
                ref=ref,
                currency=currency,
                ours=moved,
                booking_id=ours.booking_id,
                happened_at=ours.posted_at,
            )


def unexplained(currency: str, theirs: Money, ours: Money) -> Difference:
    """What is left of two balances once every line that differs is accounted for."""
    return Difference(
        kind=DifferenceKind.BALANCE,
        ref=currency,
        currency=currency,
        theirs=Moved(theirs.minor),
        ours=Moved(ours.minor),
    )
