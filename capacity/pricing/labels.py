"""Price lines in words, in the language that is active when they are shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from capacity.enums import RateUnit
from capacity.pricing.lines import ONCE, LineKind, PriceLine
from marketplace.accounts.enums import SizeClass
from marketplace.language import in_readers_language
from marketplace.money import Money, decimal_text, format_money
from marketplace.pages.formats import weekday_text

BY_TIME = (RateUnit.HOUR, RateUnit.DAY)  # counted once for each machine
WORKING_WEEK, WEEKEND = [1, 2, 3, 4, 5], [6, 7]


def line_label(line: PriceLine, *, units: int = 1) -> str:
    """
    What a line is for: `Machine time 8 h × ¥380.00`, `VAT 13%`.

    Of several machines the time of one is told: `Machine time 4 units × 8 h × ¥380.00`.
    """
    share = percent(line.params.get("basis_points", 0))
    match line.kind:
        case LineKind.TAX:
            return _("VAT %(share)s") % {"share": share}
        case LineKind.CLASS_DISCOUNT:
            size = SizeClass(line.params["customer_class"]).label
            return _("%(size)s rate −%(share)s") % {"size": size, "share": share}
        case LineKind.MINIMUM_CHARGE:
            minimum = format_money(Money(line.params["minimum_minor"], line.currency))
            return _("Up to the minimum charge of %(minimum)s") % {"minimum": minimum}
        case LineKind.SET_UP:
            return _("Set-up (once)")
    return _counted(line, units)


def _counted(line: PriceLine, units: int) -> str:
    name = _name(line)
    if line.unit == ONCE:
        return _("%(name)s (once)") % {"name": name}
    price = format_money(Money(line.unit_amount_minor, line.currency))
    each, rest = divmod(line.quantity, units)
    if units > 1 and line.unit in BY_TIME and not rest:
        machines = ngettext("%(number)s unit", "%(number)s units", units) % {"number": units}
        return f"{name} {machines} × {quantity_text(line.unit, each)} × {price}"
    return f"{name} {quantity_text(line.unit, line.quantity)} × {price}"


def _name(line: PriceLine) -> str:
    if line.kind == LineKind.EXTRA:
        return in_readers_language(line.params["name_zh"], line.params["name_en"])
    name = _("Machine time") if line.kind == LineKind.MACHINE_TIME else _("Work")
    if not line.params:
        return name
    return _("%(work)s (%(band)s)") % {"work": name, "band": band_text(line.params)}


def quantity_text(unit: str, quantity: int) -> str:
    """A quantity with its unit; hours, which are counted in minutes, exactly."""
    match unit:
        case RateUnit.HOUR:
            return hours_text(quantity)
        case RateUnit.DAY:
            return ngettext("%(count)s day", "%(count)s days", quantity) % {"count": quantity}
        case RateUnit.SAMPLE:
            return ngettext("%(count)s sample", "%(count)s samples", quantity) % {"count": quantity}
        case RateUnit.JOB:
            return ngettext("%(count)s job", "%(count)s jobs", quantity) % {"count": quantity}
    return ngettext("%(count)s piece", "%(count)s pieces", quantity) % {"count": quantity}


def hours_text(minutes: int) -> str:
    """`8 h`, `1.25 h`, and `0 h 20 min` where a decimal would not be exact."""
    hundredths, rest = divmod(minutes * 100, 60)
    if rest:
        hours, minutes = divmod(minutes, 60)
        return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": minutes}
    return _("%(hours)s h") % {"hours": _trimmed(hundredths)}


def unit_text(unit: str) -> str:
    """What a rate is asked per, short: `h`, `day`, `sample`."""
    return pgettext("per", "h") if unit == RateUnit.HOUR else str(RateUnit(unit).label)


def rate_text(money: Money, unit: str) -> str:
    """`¥380.00/h`."""
    return f"{format_money(money)}/{unit_text(unit)}"


def percent(basis_points: int) -> str:
    """Basis points as an exact percentage: `13%`, `12.5%`."""
    return f"{_trimmed(basis_points)}%"


def _trimmed(hundredths: int) -> str:
    return decimal_text(hundredths, "CNY").rstrip("0").rstrip(".")


def band_text(params: Mapping[str, Any]) -> str:
    """`weekdays 08:00–20:00`, `Sat`, `22:00–06:00`."""
    ends = "24:00" if params["ends"] == "00:00" else params["ends"]
    hours = "" if params["starts"] == params["ends"] else f"{params['starts']}–{ends}"
    return " ".join(part for part in (_weekdays_text(params["weekdays"]), hours) if part)


def _weekdays_text(weekdays: Sequence[int]) -> str:
    if len(weekdays) == 7:
        return ""
    if weekdays == WORKING_WEEK:
        return _("weekdays")
    if weekdays == WEEKEND:
        return _("weekend")
    return pgettext("list separator", ", ").join(
        weekday_text(date(2024, 1, weekday))  # which began on a Monday
        for weekday in weekdays
    )
