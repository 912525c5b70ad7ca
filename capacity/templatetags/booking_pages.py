"""Words and values that the pages of machines and bookings need in their templates."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from capacity.enums import BookingState, Step, UsageMode
from capacity.models import Extra, Site
from capacity.shown.prices import extra_text
from capacity.views.shown.bookings import BookingPage
from marketplace.money import Money, format_money
from marketplace.pages.statuses import status
from marketplace.pages.templatetags.rongtong import Zone, zone_of
from marketplace.periods import Period

register = template.Library()

LITTLE_GIANT = "专精特新"

# The provider's calendar tells the states of its bookings.
BOOKING_KINDS = {state.value: f"booking.{state.value}" for state in BookingState}


@register.filter
def typed(page: BookingPage, name: str) -> str:
    """What was typed and not taken: `decline.reason`, or the message of a step by its name alone."""
    step, _dot, field = name.partition(".")
    return page.typed(Step(step), field or "message")


@register.filter
def instants(period: Period) -> str:
    """A period as a form sends it back: two instants with a slash."""
    return f"{period.starts_at.isoformat()}/{period.ends_at.isoformat()}"


@register.filter
def wall_date(moment: datetime, zone: Zone) -> str:
    return f"{moment.astimezone(zone_of(zone)):%Y-%m-%d}"


@register.filter
def against(difference: Money) -> str:
    """`same price`, `¥120.00 more`, `¥80.00 less`."""
    if not difference.minor:
        return _("same price")
    amount = format_money(Money(abs(difference.minor), difference.currency))
    if difference.minor > 0:
        return _("%(amount)s more") % {"amount": amount}
    return _("%(amount)s less") % {"amount": amount}


@register.filter
def confirming(step: Step, difference: Money) -> str:
    """The act and its amount, for the button that makes a change."""
    act = {
        Step.RESCHEDULE: _("Move the booking"),
        Step.EXTEND: _("Extend the booking"),
        Step.SHORTEN: _("Shorten the booking"),
    }[step]
    return _("%(act)s, %(amount)s") % {"act": act, "amount": against(difference)}


@register.filter
def usage_mode(mode: str) -> str:
    return str(UsageMode(mode).label)


@register.filter
def extra_price(extra: Extra) -> str:
    return extra_text(extra, extra.offer.currency)


@register.filter
def claim_word(kind: str) -> str:
    """What a block of the calendar is."""
    words = {"partial": pgettext("claim", "Part"), "proposal": pgettext("claim", "Proposed")}
    return words.get(kind) or str(status(BOOKING_KINDS.get(kind, f"claim.{kind}")).word)


@register.filter
def certificate(name: str) -> str:
    """A certificate as firms name it; the state's title for small specialised firms in the reader's words."""
    return pgettext("certificate", "Little giant") if name == LITTLE_GIANT else name


@register.filter
def place_text(site: Site) -> str:
    """`Suzhou Wuzhong`; a city that is its own district once."""
    return " ".join(dict.fromkeys(part for part in (site.city, site.district) if part))
