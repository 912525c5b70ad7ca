"""Outages and maintenance of a machine: reporting, ending, and the bookings they hit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_POST

from capacity.enums import OutageKind
from capacity.forms.outages import OutageForm, unit_name
from capacity.models import Booking, Claim, Outage, Resource
from capacity.operations import outages as operations
from capacity.views.workshop_lookups import UNPROCESSABLE, act, done, own_resource
from capacity.views.workshop_shown import Machine
from marketplace.accounts.access import member_required
from marketplace.accounts.enums import Role
from marketplace.accounts.http import MemberRequest

SHOWN = 50


@dataclass(frozen=True)
class Row:
    """One outage with the units it takes out and the bookings that lie in its time."""

    outage: Outage
    state: str
    units: list[str]
    hit: list[Booking]
    is_running: bool
    has_begun: bool


def rows_of(found: Sequence[Outage], now: datetime) -> list[Row]:
    """Three queries for any number of outages."""
    unit_ids = {unit.pk for outage in found for unit in outage.units.all()}
    claims = Claim.objects.filter(unit_id__in=unit_ids, booking__isnull=False).live(now)
    booked = list(claims.select_related("booking__customer").order_by("during", "pk"))
    return [_row(outage, booked, now) for outage in found]


def _row(outage: Outage, booked: Sequence[Claim], now: datetime) -> Row:
    units = sorted(outage.units.all(), key=lambda unit: unit.number)
    ids = {unit.pk for unit in units}
    is_running = outage.ended_at is None and outage.during.ends_at > now
    hit = {
        claim.booking_id: claim.booking
        for claim in booked
        if is_running and claim.booking and claim.unit_id in ids and claim.during.overlaps(outage.during)
    }
    return Row(
        outage,
        f"claim.{outage.kind}",
        [unit_name(unit) for unit in units],
        list(hit.values()),
        is_running,
        has_begun=outage.during.starts_at <= (outage.ended_at or now),
    )


def _page(request: MemberRequest, resource: Resource, form: OutageForm, now: datetime) -> HttpResponse:
    found = resource.outages.prefetch_related("units").order_by("-during", "-pk")[:SHOWN]
    rows = rows_of(list(found), now)
    context = {
        "machine": Machine(resource, section="outages"),
        "form": form,
        "running": [row for row in rows if row.is_running],
        "past": [row for row in rows if not row.is_running],
    }
    status = UNPROCESSABLE if form.is_bound and form.errors else 200
    return render(request, "capacity/workshop/outages.html", context, status=status)


@member_required()
def outages(request: MemberRequest, slug: str) -> HttpResponse:
    """The list, and a form that reports one more."""
    resource, now = own_resource(request, slug, Role.SCHEDULER), timezone.now()
    units = list(resource.units.filter(retired_at__isnull=True).order_by("number"))
    sent = request.POST if request.method == "POST" else None
    form = OutageForm(sent, units=units, zone=resource.zone, now=now)
    if form.is_valid():
        ok, reported = done(form, lambda: _report(request, resource, form, now))
        if ok and reported:
            _tell(request, reported)
            return redirect("workshop:outages", slug)
    return _page(request, resource, form, now)


def _report(
    request: MemberRequest, resource: Resource, form: OutageForm, now: datetime
) -> operations.Reported:
    cleaned = form.cleaned_data
    return operations.report_outage(
        resource=resource,
        units=form.chosen_units,
        period=cleaned["period"],
        kind=OutageKind(cleaned["kind"]),
        by=request.actor,
        now=now,
        reason_zh=cleaned["reason_zh"],
        reason_en=cleaned["reason_en"],
    )


def _tell(request: MemberRequest, reported: operations.Reported) -> None:
    messages.success(request, _("The free time of this period is closed to customers now."))
    if not reported.hit:
        return
    named = pgettext("list separator", ", ").join(booking.reference for booking in reported.hit[:10])
    messages.warning(
        request,
        ngettext(
            "%(count)d booking lies in it and stands until you decide: %(named)s.",
            "%(count)d bookings lie in it and stand until you decide: %(named)s.",
            len(reported.hit),
        )
        % {"count": len(reported.hit), "named": named},
    )


@require_POST
@member_required()
def end(request: MemberRequest, slug: str, outage_id: int) -> HttpResponse:
    """The units are back before the time."""
    resource = own_resource(request, slug, Role.SCHEDULER)
    outage = get_object_or_404(resource.outages.select_related("resource"), pk=outage_id)
    return act(
        request,
        lambda: operations.end_outage(outage=outage, by=request.actor, now=timezone.now()),
        said=_("The units are back; the rest of the time can be booked again."),
        back=Machine(resource).url("outages"),
    )
