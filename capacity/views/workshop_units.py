"""The units of a machine."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from capacity.forms.outages import unit_name
from capacity.forms.resources import UnitForm
from capacity.models import Resource, Unit
from capacity.operations import units as operations
from capacity.views.workshop_lookups import UNPROCESSABLE, act, done, own_resource
from capacity.views.workshop_shown import Machine
from marketplace.accounts.access import member_required
from marketplace.accounts.enums import Role
from marketplace.accounts.http import MemberRequest


@dataclass(frozen=True)
class Row:
    unit: Unit
    name: str


def _page(request: MemberRequest, resource: Resource, form: forms.Form) -> HttpResponse:
    found = resource.units.order_by(F("retired_at").asc(nulls_first=True), "number")
    context = {
        "machine": Machine(resource, section="units"),
        "rows": [Row(unit, unit_name(unit)) for unit in found],
        "form": form,
    }
    status = UNPROCESSABLE if form.is_bound and form.errors else 200
    return render(request, "capacity/workshop/units.html", context, status=status)


@member_required()
def units(request: MemberRequest, slug: str) -> HttpResponse:
    """The list, and a form that adds one."""
    resource = own_resource(request, slug, Role.LISTER)
    form = UnitForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        ok, unit = done(
            form,
            lambda: operations.add_unit(
                resource=resource, **form.cleaned_data, by=request.actor, now=timezone.now()
            ),
        )
        if ok and unit:
            messages.success(request, _("%(unit)s is in service.") % {"unit": unit_name(unit)})
            return redirect("workshop:units", slug)
    return _page(request, resource, form)


@member_required()
def unit(request: MemberRequest, slug: str, number: int) -> HttpResponse:
    """What one unit is called."""
    resource = own_resource(request, slug, Role.LISTER)
    found = get_object_or_404(resource.units.select_related("resource"), number=number)
    initial = {"label": found.label, "serial_number": found.serial_number}
    form = UnitForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        ok, _unit = done(
            form, lambda: operations.rename_unit(unit=found, **form.cleaned_data, by=request.actor)
        )
        if ok:
            messages.success(request, _("The unit is saved."))
            return redirect("workshop:units", slug)
    context = {"machine": Machine(resource, section="units"), "form": form, "name": unit_name(found)}
    return render(request, "capacity/workshop/unit.html", context)


@require_POST
@member_required()
def retire(request: MemberRequest, slug: str, number: int) -> HttpResponse:
    resource = own_resource(request, slug, Role.LISTER)
    found = get_object_or_404(resource.units.select_related("resource"), number=number)
    return act(
        request,
        lambda: operations.retire_unit(unit=found, by=request.actor, now=timezone.now()),
        said=_("%(unit)s is out of service for good.") % {"unit": unit_name(found)},
        back=Machine(resource).url("units"),
    )
