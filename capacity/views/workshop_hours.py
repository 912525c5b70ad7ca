"""Opening hours of a machine: the week, parts of the year, and dates that differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_POST

from capacity.forms.choices import name_removal
from capacity.forms.dates import DatesForm
from capacity.forms.hours import SeasonFormSet, WeekForm, season_initial
from capacity.models import Booking, OpeningException, Resource
from capacity.operations import openings
from capacity.views.workshop_lookups import UNPROCESSABLE, act, done, own_resource
from capacity.views.workshop_shown import Machine
from marketplace.accounts.access import member_required
from marketplace.accounts.enums import Role
from marketplace.accounts.http import MemberRequest

DATES_SHOWN = 60


@dataclass
class DateRow:
    """Dates in a row with the same hours and reason: closed if there are no hours."""

    first: date
    last: date
    hours: list[str]
    reason: str


def date_rows(exceptions: Sequence[OpeningException]) -> list[DateRow]:
    """Dates that follow each other and say the same are one row."""
    by_date: dict[date, tuple[list[str], str]] = {}
    for each in exceptions:
        hours, _reason = by_date.setdefault(each.on, ([], each.reason))
        if each.opens_at is not None and each.closes_at is not None:
            hours.append(f"{each.opens_at:%H:%M}–{each.closes_at:%H:%M}")
    rows: list[DateRow] = []
    for day, (hours, reason) in by_date.items():
        last = rows[-1] if rows else None
        if last and (day - last.last).days == 1 and (last.hours, last.reason) == (hours, reason):
            last.last = day
        else:
            rows.append(DateRow(day, day, hours, reason))
    return rows


class HoursPage:
    """The three forms of the page; the one that was sent is bound."""

    def __init__(
        self, resource: Resource, *, now: datetime, sent: Any = None, dates_sent: Any = None
    ) -> None:
        self.machine = Machine(resource, section="hours")
        rules = list(resource.opening_rules.all())
        weekly = [rule for rule in rules if not (rule.valid_from or rule.valid_until)]
        seasonal = [rule for rule in rules if rule.valid_from or rule.valid_until]
        self.week = WeekForm(sent, rules=weekly)
        self.seasons = SeasonFormSet(sent, prefix="seasons", initial=season_initial(seasonal))
        name_removal(self.seasons)
        self.dates = DatesForm(dates_sent)
        today = now.astimezone(resource.zone).date()
        exceptions = resource.opening_exceptions.filter(on__gte=today).order_by("on", "opens_at")
        self._exceptions = exceptions[: DATES_SHOWN * 4]
        self.outside = openings.bookings_outside(resource, now)

    @cached_property
    def date_rows(self) -> list[DateRow]:
        return date_rows(list(self._exceptions))[:DATES_SHOWN]

    @property
    def rules(self) -> list[Any]:
        seasonal = [
            form.hours for form in self.seasons if form.cleaned_data and not form.cleaned_data.get("DELETE")
        ]
        return [*self.week.hours, *seasonal]

    def weekly_is_valid(self) -> bool:
        week, seasons = self.week.is_valid(), self.seasons.is_valid()
        return week and seasons


@member_required()
def hours(request: MemberRequest, slug: str) -> HttpResponse:
    """The weekly hours; sent, they replace what was there."""
    resource = own_resource(request, slug, Role.SCHEDULER)
    sent = request.POST if request.method == "POST" else None
    page = HoursPage(resource, now=timezone.now(), sent=sent)
    if sent is not None and page.weekly_is_valid():
        ok, outside = done(
            page.week,
            lambda: openings.replace_weekly_rules(
                resource=resource, rules=page.rules, by=request.actor, now=timezone.now()
            ),
        )
        if ok:
            messages.success(request, _("The weekly hours are saved and hold from now on."))
            warn_of(request, outside or [])
            return redirect("workshop:hours", slug)
    return _shown(request, page, is_wrong=sent is not None)


def _shown(request: MemberRequest, page: HoursPage, *, is_wrong: bool) -> HttpResponse:
    context = {"page": page, "machine": page.machine}
    status = UNPROCESSABLE if is_wrong else 200
    return render(request, "capacity/workshop/hours.html", context, status=status)


@require_POST
@member_required()
def dates(request: MemberRequest, slug: str) -> HttpResponse:
    """Close some dates, or open them at other hours."""
    resource = own_resource(request, slug, Role.SCHEDULER)
    page = HoursPage(resource, now=timezone.now(), dates_sent=request.POST)
    if page.dates.is_valid():
        ok, outside = done(
            page.dates,
            lambda: openings.set_dates(
                resource=resource, change=page.dates.change, by=request.actor, now=timezone.now()
            ),
        )
        if ok:
            messages.success(request, _("The dates are saved; the weekly hours do not hold on them."))
            warn_of(request, outside or [])
            return redirect("workshop:hours", slug)
    return _shown(request, page, is_wrong=True)


@require_POST
@member_required()
def clear(request: MemberRequest, slug: str) -> HttpResponse:
    """Let the weekly hours hold again on some dates."""
    resource = own_resource(request, slug, Role.SCHEDULER)
    first, last = (_date(request.POST.get(name, "")) for name in ("first", "last"))
    if first is None or last is None:
        messages.error(request, _("These dates cannot be read."))
        return redirect("workshop:hours", slug)
    return act(
        request,
        lambda: openings.clear_dates(
            resource=resource, first=first, last=last, by=request.actor, now=timezone.now()
        ),
        said=_("The weekly hours hold again on these dates."),
        back=Machine(resource).url("hours"),
    )


def _date(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def warn_of(request: MemberRequest, outside: Sequence[Booking]) -> None:
    """Name the bookings that are outside the new hours; they stand until people decide."""
    if not outside:
        return
    named = pgettext("list separator", ", ").join(booking.reference for booking in outside[:10])
    messages.warning(
        request,
        ngettext(
            "%(count)d booking lies outside the hours and stands: %(named)s.",
            "%(count)d bookings lie outside the hours and stand: %(named)s.",
            len(outside),
        )
        % {"count": len(outside), "named": named},
    )
