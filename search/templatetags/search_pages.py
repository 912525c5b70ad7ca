"""Words and values that the pages of search need in their templates."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from django import template
from django.forms import BoundField
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from marketplace.pages.formats import quantity_text
from search.shown.conditions import Address
from search.shown.finding import FinderPage
from search.shown.hits import Hit

register = template.Library()

NEARBY_KM = 100


@register.simple_tag
def fault(field: BoundField) -> SafeString:
    """The attributes of a control that could not be read."""
    if not field.errors:
        return SafeString()
    return format_html(' aria-invalid="true" aria-describedby="{}_error"', field.auto_id)


@register.filter
def row_url(hit: Hit, query: str) -> str:
    """Where the row is fetched again after a change, telling the start it showed."""
    was = urlencode({"was": hit.earliest.starts_at.isoformat()}) if hit.earliest else ""
    asked = "&".join(part for part in (query, was) if part)
    return f"{reverse('search:row', args=[hit.resource.slug])}?{asked}"


@register.filter
def kilometres(distance: float | str) -> str:
    """`6.2 km`, `342 km`; what is told as text already, as it is."""
    if isinstance(distance, float):
        distance = f"{distance:.1f}" if distance < NEARBY_KM else f"{distance:.0f}"
    return f"{quantity_text(distance)} km"


@register.filter
def leaving(address: Address, names: Sequence[str]) -> str:
    """The address without these parameters."""
    return address.without(*names)


@register.simple_tag
def explanation_of(page: FinderPage, hit: Hit) -> SafeString:
    """Why the hit stands where it does; nothing for who is no operator."""
    told = page.explanations.get(hit.resource.pk)
    if told is None:
        return SafeString()
    return render_to_string("search/finder/_explanation.html", {"explanation": told, "hit": hit})
