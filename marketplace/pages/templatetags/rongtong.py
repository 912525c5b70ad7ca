"""Tags and filters of our pages: icons, state pills, money, periods, drawings and scripts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.forms import BoundField, CheckboxInput
from django.template.loader import render_to_string, select_template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from marketplace.money import Money, decimal_text, format_money
from marketplace.pages import controls, formats, slots
from marketplace.pages import strip as strips
from marketplace.pages.statuses import LIFE_STEPS, status
from marketplace.periods import Period

register = template.Library()

Zone = ZoneInfo | str


def zone_of(zone: Zone) -> ZoneInfo:
    return ZoneInfo(zone) if isinstance(zone, str) else zone


def today_in(zone: Zone) -> date:
    return timezone.localdate(timezone=zone_of(zone))


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """An icon of the sprite, always beside a word that says the same. Sizes: lg, xl."""
    return format_html(
        '<svg class="rt-i {}" aria-hidden="true"><use href="{}#{}"/></svg>', size, static("icons.svg"), name
    )


@register.simple_tag
def pill(key: str, size: str = "") -> SafeString:
    """
    A state such as `booking.held` as icon, word and colour. Size: lg.

    :raises UnknownStatus: the vocabulary has no such state
    """
    shown = status(key)
    return format_html(
        '<span class="pill p-{} {}">{}{}</span>', shown.tone, size, icon(shown.icon), shown.word
    )


@register.filter
def status_word(key: str) -> str:
    return str(status(key).word)


@register.filter
def status_icon(key: str) -> str:
    return status(key).icon


@register.filter
def life_step(state: str) -> str:
    """The noun of a step of the life-line."""
    return str(LIFE_STEPS[state])


@register.filter
def money(amount: Money) -> str:
    return format_money(amount)


@register.filter
def amount(value: Money) -> str:
    """The bare figure, for columns whose total carries the mark."""
    return decimal_text(value.minor, value.currency)


@register.filter
def duration(length: timedelta | int) -> str:
    return formats.duration_text(length)


@register.filter
def quantity(value: float | str) -> str:
    return formats.quantity_text(value)


@register.filter
def day(value: date | datetime, zone: Zone = "Asia/Shanghai") -> str:
    """`Thu 4 Mar`: a date as it is, a moment in the zone."""
    told = value.astimezone(zone_of(zone)).date() if isinstance(value, datetime) else value
    return formats.day_text(told, today=today_in(zone))


@register.filter
def clock(value: datetime, zone: Zone) -> str:
    return formats.clock_text(value, zone_of(zone))


@register.filter
def near(value: datetime, zone: Zone) -> str:
    """The clock alone on the present day of the zone, the date as well on any other."""
    today = today_in(zone)
    if value.astimezone(zone_of(zone)).date() == today:
        return formats.clock_text(value, zone_of(zone))
    return formats.moment_text(value, zone_of(zone), today=today)


@register.filter
def wall(value: datetime, zone: Zone) -> str:
    """`2027-03-04T08:00`, as date and time fields of the site take it."""
    return f"{value.astimezone(zone_of(zone)):%Y-%m-%dT%H:%M}"


@register.simple_tag
def moment(value: datetime, zone: Zone) -> SafeString:
    """`Thu 4 Mar 08:00` in the zone, machine-readable."""
    return _time(value, zone, formats.moment_text(value, zone_of(zone), today=today_in(zone)))


@register.filter
def dated(value: date | datetime, zone: Zone = "Asia/Shanghai") -> str:
    """`Thu 4 Mar 2027`: with its year, for papers that are read years later."""
    told = value.astimezone(zone_of(zone)).date() if isinstance(value, datetime) else value
    return formats.day_text(told, today=formats.EVER)


@register.simple_tag
def dated_moment(value: datetime, zone: Zone) -> str:
    return formats.moment_text(value, zone_of(zone), today=formats.EVER)


@register.simple_tag
def dated_period(value: Period, zone: Zone, place: str) -> str:
    told = formats.period_text(value, zone_of(zone), today=formats.EVER)
    return f"{told} {formats.zone_text(value.starts_at, zone_of(zone), place=place)}"


@register.simple_tag
def period(value: Period, zone: Zone, place: str | None = None) -> SafeString:
    """`Thu 4 Mar 08:00–16:00` in the zone; with a place (or an empty one) the zone's name follows."""
    parts = formats.period_parts(value, zone_of(zone), today=today_in(zone))
    shown = _time(value.starts_at, zone, *parts)
    if place is None:
        return shown
    note = formats.zone_text(value.starts_at, zone_of(zone), place=place)
    return format_html('{} <span class="zone">{}</span>', shown, note)


def _time(value: datetime, zone: Zone, *parts: str) -> SafeString:
    """Told on one line where it is of one part; two days are wider than a phone."""
    local = value.astimezone(zone_of(zone)).isoformat(timespec="minutes")
    if len(parts) == 1:
        return format_html('<time class="n" datetime="{}">{}</time>', local, parts[0])
    told = format_html_join(" ", '<span class="n">{}</span>', ((part,) for part in parts))
    return format_html('<time datetime="{}">{}</time>', local, told)


@register.simple_tag
def zone_note(zone: Zone, at: datetime, place: str = "") -> str:
    """Whose time is told: `Suzhou time, UTC+8`."""
    return formats.zone_text(at, zone_of(zone), place=place)


@register.simple_tag
def glyph(key: str) -> SafeString:
    """The small line drawing of a class; a generic machine where the class has none."""
    names = [f"components/glyphs/_{key}.html", "components/glyphs/_generic.html"]
    return SafeString(select_template(names).render())


@register.simple_tag
def drawing(
    key: str, *, label: str = "", x: str = "", y: str = "", z: str = "", photos: int = 0
) -> SafeString:
    """The large drawing of a class with the working volume's measures (mm) where they are known."""
    names = [f"components/drawings/_{key}.html", "components/drawings/_generic.html"]
    measures = {"label": label, "x": x, "y": y, "z": z, "photos": photos}
    return SafeString(select_template(names).render(measures))


@register.simple_tag
def strip(days: Sequence[strips.StripDay], want: int | None = None, earliest: str = "") -> SafeString:
    """Fourteen days in three bands; `want` is the index of the day asked for, `earliest` a told moment."""
    drawn = {
        "columns": list(strips.columns(days, want=want)),
        "width": strips.COLUMN * len(days),
        "label": strips.sentence(days, earliest=earliest),
    }
    return render_to_string("components/_strip.html", drawn)


@register.simple_tag
def countdown(element_id: str, until: datetime, ends: str = "", name: str = "") -> SafeString:
    """
    The time left until a moment, by the server's clock.

    `name` says what is counted; with `ends` the last minutes and the end are spoken.
    """
    told = formats.countdown_text(until - timezone.now())  # noqa: TID251  a page is an edge
    return format_html(
        '<span role="timer" class="n" id="{}" data-countdown="{}" aria-label="{}" data-ends="{}">{}</span>',
        element_id,
        until.isoformat(timespec="seconds"),
        name,
        ends,
        told,
    )


@register.filter
def is_optional(bound: BoundField) -> bool:
    """Whether the label says that the field may stay empty."""
    return controls.is_optional(bound)


@register.filter
def is_check(bound: BoundField) -> bool:
    """Whether the label stands behind the control, in one row."""
    return isinstance(bound.field.widget, CheckboxInput)


@register.filter
def control(bound: BoundField) -> SafeString:
    """The widget with our classes."""
    return controls.control(bound)


@register.simple_tag
def script(name: str) -> SafeString:
    return format_html('<script src="{}" type="module"></script>', static(f"js/{name}.js"))


@register.simple_tag
def vendor_script(name: str) -> SafeString:
    """A script of a package, as `python -m marketplace.assets` copied it."""
    return format_html('<script src="{}" defer></script>', static(f"vendor/{name}"))


@register.simple_tag
def style(name: str) -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static(f"css/{name}.css"))


@register.simple_tag
def vendor_style(name: str) -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static(f"vendor/{name}"))


@register.simple_block_tag(takes_context=True)
def slot(context: template.Context, content: str, name: str, **facts: Any) -> str:
    """A place that a package further up may fill; the block is what stands there otherwise."""
    put = slots.filled(name, getattr(context, "request", None), **facts)
    return content if put is None else put


@register.simple_block_tag
def notice(content: str, tone: str, title: str = "", alert: bool = False) -> SafeString:
    """What happened and what is still true. Tones: hold, stop, info, free, plain."""
    context = {"content": content, "tone": tone, "title": title, "alert": alert}
    return render_to_string("components/_notice.html", context)


@register.simple_block_tag
def panel(
    content: str,
    title: str = "",
    id: str = "",  # noqa: A002  as HTML calls it
    note: str = "",
    flush: bool = False,
) -> SafeString:
    """A white panel with its head; `flush` leaves the padding to the content (tables, lists)."""
    context = {"content": content, "title": title, "id": id, "note": note, "flush": flush}
    return render_to_string("components/_panel.html", context)


@register.simple_block_tag
def page_head(
    content: str, title: str, trail: Sequence[tuple[str, str]] = (), lead: str = "", pills: str = ""
) -> SafeString:
    """Breadcrumb, title and second line; the block holds the actions at the right."""
    context = {"content": content, "title": title, "trail": trail, "lead": lead, "pills": pills}
    return render_to_string("components/_page_head.html", context)
