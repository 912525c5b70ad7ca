"""
What is billed for a booking, line by line: a pure rule over what was agreed and what was used.

The lines are those of the price, at the customer's own rates: what its class has off is taken from the work,
and the tax is shared out over the lines, so that each stands for itself and all add up to the price.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from capacity.enums import BookingState, ChargeMode
from capacity.models import Booking
from capacity.pricing import LineKind, NoRate, PriceLine, Quote, quote, terms_from_json
from capacity.pricing.lines import ONCE
from marketplace.money import split
from marketplace.periods import MINUTE, Period

WORKED = frozenset({LineKind.MACHINE_TIME.value, LineKind.WORK.value})


@dataclass(frozen=True)
class BilledLine:
    """
    One line that can be accepted or disputed by itself.

    `less` is the discount that its net amount has off; `returned` what cancelling gives back of it.
    """

    price: PriceLine
    net_minor: int
    tax_minor: int = 0
    returned_minor: int = 0
    is_beyond: bool = False
    less: PriceLine | None = None

    @property
    def key(self) -> tuple[Any, ...]:
        """What makes it the same line, whatever its quantity."""
        params = sorted((name, str(value)) for name, value in self.price.params.items())
        return (self.price.kind, self.price.unit, self.price.unit_amount_minor, tuple(params))


def billed_lines(booking: Booking, meter: Sequence[Period] = ()) -> list[BilledLine]:
    """
    The lines of the bill of a booking that was delivered, cancelled or not come to.

    `meter` is when the machine really ran, where a meter told it.
    """
    agreed = _without_discount([PriceLine.from_json(line) for line in booking.price_lines])
    if booking.state == BookingState.CANCELLED:
        return _kept(_taxed(agreed, booking.tax_minor), booking)
    mode = charge_mode_of(booking)
    if booking.usage is None or mode == ChargeMode.RESERVED:
        return _taxed(agreed, booking.tax_minor)
    price = _price_of_use(booking, booking.usage, mode, meter)
    charged = _without_discount(price.lines)
    return _taxed(list(_beyond_apart(charged, agreed)), price.tax_minor)


def charge_mode_of(booking: Booking) -> ChargeMode:
    """As agreed; what is older than the choice was sold by what is reserved."""
    return ChargeMode(booking.offer_terms.get("charge_mode", ChargeMode.RESERVED))


def _price_of_use(
    booking: Booking, usage: Mapping[str, Any], mode: ChargeMode, meter: Sequence[Period]
) -> Quote:
    used, quantity = list(meter) or [_used(booking)], int(usage["quantity"])
    if mode == ChargeMode.OVERAGE:
        used, quantity = [_reserved_and_beyond(booking)], max(booking.quantity, quantity)
    try:
        return _quote(booking, used, quantity)
    except NoRate:
        # Time past the end for which nobody asked a price is not charged.
        inside = [part for part in (each.intersection(booking.period) for each in used) if part]
        return _quote(booking, inside or [booking.period], quantity)


def _quote(booking: Booking, periods: Sequence[Period], quantity: int) -> Quote:
    return quote(
        terms_from_json(booking.offer_terms),
        customer_class=booking.customer_class,
        periods=periods,
        units=booking.units,
        quantity=quantity,
        extras=booking.extras,
    )


def _used(booking: Booking) -> Period:
    """From check-in to check-out, at least a minute; as the usage report counts it, seconds left out."""
    since = _whole_minute(max(booking.checked_in_at or booking.period.starts_at, booking.period.starts_at))
    return Period(since, max(_until(booking), since + MINUTE))


def _reserved_and_beyond(booking: Booking) -> Period:
    return Period(booking.period.starts_at, max(booking.period.ends_at, _until(booking)))


def _until(booking: Booking) -> datetime:
    return _whole_minute(booking.checked_out_at or booking.period.ends_at)


def _whole_minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def _without_discount(lines: Iterable[PriceLine]) -> list[BilledLine]:
    """The net lines, with the discount of the class taken from the work it was given on."""
    net = [line for line in lines if line.kind != LineKind.TAX]
    less = next((line for line in net if line.kind == LineKind.CLASS_DISCOUNT), None)
    kept = [line for line in net if line is not less]
    worked = [line for line in kept if line.kind in WORKED]
    if less is None or not sum(line.amount_minor for line in worked):
        return [BilledLine(line, line.amount_minor) for line in kept]
    off = iter(split(less.amount_minor, [line.amount_minor for line in worked]))
    return [
        BilledLine(line, line.amount_minor + next(off), less=less)
        if line.kind in WORKED
        else BilledLine(line, line.amount_minor)
        for line in kept
    ]


def _beyond_apart(charged: Sequence[BilledLine], agreed: Sequence[BilledLine]) -> Iterator[BilledLine]:
    """What goes beyond the booking is a line of its own, so that it can be disputed by itself."""
    known = {line.key: line for line in agreed}
    for line in charged:
        before = known.get(line.key)
        if line.price.unit == ONCE or line.price.kind not in {*WORKED, LineKind.EXTRA.value}:
            yield line
        elif before is None:
            yield replace(line, is_beyond=True)
        elif before.price.quantity < line.price.quantity and before.net_minor < line.net_minor:
            yield replace(before, less=line.less)
            yield _difference(line, before)
        else:
            yield line


def _difference(line: BilledLine, before: BilledLine) -> BilledLine:
    price = replace(
        line.price,
        quantity=line.price.quantity - before.price.quantity,
        amount_minor=line.price.amount_minor - before.price.amount_minor,
    )
    return replace(line, price=price, net_minor=line.net_minor - before.net_minor, is_beyond=True)


def _taxed(lines: Sequence[BilledLine], tax_minor: int) -> list[BilledLine]:
    """The tax shared out by largest remainder, so that it adds up to what was reckoned on the whole."""
    weights = [line.net_minor for line in lines]
    if not sum(weights):
        return list(lines)
    taxes = split(tax_minor, weights)
    return [replace(line, tax_minor=tax) for line, tax in zip(lines, taxes, strict=True)]


def _kept(lines: Sequence[BilledLine], booking: Booking) -> list[BilledLine]:
    """What is left of each line when a part of the whole goes back."""
    weights = [line.net_minor + line.tax_minor for line in lines]
    if not sum(weights):
        return list(lines)
    returned = split(booking.refund_minor or 0, weights)
    return [_less(line, back) for line, back in zip(lines, returned, strict=True)]


def _less(line: BilledLine, returned_minor: int) -> BilledLine:
    if not returned_minor:
        return line
    net, tax = split(line.net_minor + line.tax_minor - returned_minor, [line.net_minor, line.tax_minor])
    return replace(line, net_minor=net, tax_minor=tax, returned_minor=returned_minor)
