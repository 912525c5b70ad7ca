"""What saved searches and their notices say."""

from __future__ import annotations

from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.pages.formats import moment_text, period_text, zone_text
from marketplace.pages.typed_periods import as_query
from marketplace.periods import MINUTE, Period
from search.enums import Cause
from search.models import SavedSearchMatch

register = template.Library()


@register.filter
def match_text(match: SavedSearchMatch) -> str:
    """`Free Thu 4 Mar 08:00–14:00 · Suzhou time, UTC+8`, or that it is new."""
    if match.starts_at is None:
        return _("New or changed listing") if match.cause == Cause.LISTING else _("Free again")
    site = match.resource.site
    period = _period(match)
    today = timezone.localdate(match.matched_at, site.zone)
    when = (
        period_text(period, site.zone, today=today)
        if period
        else _("from %(moment)s") % {"moment": moment_text(match.starts_at, site.zone, today=today)}
    )
    zone = zone_text(match.starts_at, site.zone, place=site.city)
    told = _("Free %(when)s") if match.cause == Cause.TIME else _("New or changed, free %(when)s")
    return f"{told % {'when': when}} · {zone}"


@register.filter
def match_url(match: SavedSearchMatch) -> str:
    """The machine's page, filled in with the period that answers."""
    page = match.resource.get_absolute_url()
    period = _period(match)
    return f"{page}?{urlencode(as_query(period, match.resource.site.zone))}" if period else page


@register.filter
def match_address(match: SavedSearchMatch) -> str:
    """The same for mails."""
    return f"{settings.ORIGINS[0]}{match_url(match)}"


def _period(match: SavedSearchMatch) -> Period | None:
    if match.starts_at is None or not match.minutes:
        return None
    return Period(match.starts_at, match.starts_at + match.minutes * MINUTE)
