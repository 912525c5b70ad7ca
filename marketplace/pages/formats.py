"""Dates, times and lengths as the reader writes them; a moment is always told in a named zone."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext, pgettext

from marketplace.language import reads_chinese
from marketplace.periods import Period

MINUTES_AN_HOUR = 60
SECONDS_AN_HOUR = 3600
HOURS_TOLD_WITHOUT_DAYS = 48
EVER = date.min  # as `today`: no year is left out


def weekday_text(day: date) -> str:
    names = (
        pgettext("weekday", "Mon"),
        pgettext("weekday", "Tue"),
        pgettext("weekday", "Wed"),
        pgettext("weekday", "Thu"),
        pgettext("weekday", "Fri"),
        pgettext("weekday", "Sat"),
        pgettext("weekday", "Sun"),
    )
    return names[day.weekday()]


def weekday_initial(day: date) -> str:
    """One sign for narrow columns: T for Tue, and in Chinese the 二 of 周二."""
    name = weekday_text(day)
    return name[-1] if reads_chinese() else name[0]


def month_text(day: date) -> str:
    names = (
        pgettext("month", "Jan"),
        pgettext("month", "Feb"),
        pgettext("month", "Mar"),
        pgettext("month", "Apr"),
        pgettext("month", "May"),
        pgettext("month", "Jun"),
        pgettext("month", "Jul"),
        pgettext("month", "Aug"),
        pgettext("month", "Sep"),
        pgettext("month", "Oct"),
        pgettext("month", "Nov"),
        pgettext("month", "Dec"),
    )
    return names[day.month - 1]


def day_text(day: date, *, today: date | None = None) -> str:
    """`Thu 4 Mar`, with the year where it is not today's."""
    parts = {"weekday": weekday_text(day), "day": day.day, "month": month_text(day), "year": day.year}
    if today is None or today.year == day.year:
        return pgettext("date", "%(weekday)s %(day)d %(month)s") % parts
    return pgettext("date", "%(weekday)s %(day)d %(month)s %(year)d") % parts


def short_day_text(day: date) -> str:
    """`4 Mar`, where the weekday is told elsewhere."""
    return pgettext("date", "%(day)d %(month)s") % {"day": day.day, "month": month_text(day)}


def clock_text(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%H:%M}"


def moment_text(moment: datetime, zone: ZoneInfo, *, today: date | None = None) -> str:
    return f"{day_text(moment.astimezone(zone).date(), today=today)} {clock_text(moment, zone)}"


def near_text(moment: datetime, zone: ZoneInfo, *, now: datetime) -> str:
    """The clock alone on the present day of the zone, the date as well on any other."""
    today = now.astimezone(zone).date()
    if moment.astimezone(zone).date() == today:
        return clock_text(moment, zone)
    return moment_text(moment, zone, today=today)


def when_text(moment: datetime, zone: ZoneInfo, *, now: datetime) -> str:
    """What `near_text` tells, to stand behind a verb: `at 23:44`, `on Thu 4 Mar at 23:44`."""
    today, day = (each.astimezone(zone).date() for each in (now, moment))
    clock = clock_text(moment, zone)
    if day == today:
        return gettext("at %(clock)s") % {"clock": clock}
    return gettext("on %(day)s at %(clock)s") % {"day": day_text(day, today=today), "clock": clock}


def period_text(period: Period, zone: ZoneInfo, *, today: date | None = None) -> str:
    """`Thu 4 Mar 08:00–16:00`; both days where there are two; a midnight end is 24:00 of the day before."""
    return " ".join(period_parts(period, zone, today=today))


def period_parts(period: Period, zone: ZoneInfo, *, today: date | None = None) -> list[str]:
    """The pieces between which a line may break: each of two days, or a day with its year and the hours."""
    start, end = period.in_zone(zone).starts_at, period.in_zone(zone).ends_at
    last, closing = closing_wall(end)
    day = day_text(start.date(), today=today)
    if last != start.date():
        return [f"{day} {start:%H:%M} –", f"{day_text(last, today=today)} {closing}"]
    hours = f"{start:%H:%M}–{closing}"
    has_year = today is not None and today.year != start.year
    return [day, hours] if has_year else [f"{day} {hours}"]


def closing_wall(end: datetime) -> tuple[date, str]:
    """The day and clock on which a half-open period ends for a reader."""
    if end.hour == end.minute == end.second == 0:
        return end.date() - timedelta(days=1), "24:00"
    return end.date(), f"{end:%H:%M}"


def duration_text(length: timedelta | int) -> str:
    """`8 h`, `1 h 30 min`, from 48 hours on `2 d 21 h`. A bare number counts minutes."""
    minutes = length if isinstance(length, int) else int(length.total_seconds()) // 60
    hours, rest = divmod(minutes, MINUTES_AN_HOUR)
    if hours >= HOURS_TOLD_WITHOUT_DAYS:
        days, hours = divmod(hours, 24)
        pattern = gettext("%(days)d d %(hours)d h") if hours else gettext("%(days)d d")
        return pattern % {"days": days, "hours": hours}
    if hours and rest:
        return gettext("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": rest}
    if hours:
        return gettext("%(hours)d h") % {"hours": hours}
    return gettext("%(minutes)d min") % {"minutes": rest}


def countdown_text(left: timedelta) -> str:
    """What a countdown shows: `14:30` within the hour, else as a length; never below nothing."""
    seconds = max(0, int(left.total_seconds()))
    if seconds >= SECONDS_AN_HOUR:
        return duration_text(seconds // 60)
    return f"{seconds // 60}:{seconds % 60:02d}"


def offset_text(moment: datetime, zone: ZoneInfo) -> str:
    """The zone's offset at that moment: `UTC+8`, `UTC+5:30`, `UTC`."""
    offset = moment.astimezone(zone).utcoffset() or timedelta()
    minutes = int(offset.total_seconds()) // 60
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), MINUTES_AN_HOUR)
    return f"UTC{'+' if minutes > 0 else '−'}{hours}" + (f":{rest:02d}" if rest else "")


def zone_text(moment: datetime, zone: ZoneInfo, *, place: str = "") -> str:
    """Whose time a page tells: `Suzhou time, UTC+8`; without a place, the site's."""
    parts = {"place": place, "offset": offset_text(moment, zone)}
    if place:
        return gettext("%(place)s time, %(offset)s") % parts
    return gettext("Time at the machine, %(offset)s") % parts


def quantity_text(value: float | str) -> str:
    """A technical figure grouped by narrow spaces: `15 000`. A decimal part is left alone."""
    whole, point, decimals = str(value).partition(".")
    sign = "−" if whole.startswith("-") else ""
    digits = whole.lstrip("-")
    grouped = f"{int(digits):,}".replace(",", "\u202f") if digits.isdigit() else digits
    return f"{sign}{grouped}{point}{decimals}"
