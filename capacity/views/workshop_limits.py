"""The limits under which a machine can be booked."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from capacity.forms.limits import LimitsForm
from capacity.operations.limits import update_policy
from capacity.views.workshop_lookups import UNPROCESSABLE, done, own_resource
from capacity.views.workshop_shown import Machine
from marketplace.accounts.access import member_required
from marketplace.accounts.enums import Role
from marketplace.accounts.http import MemberRequest


@member_required()
def limits(request: MemberRequest, slug: str) -> HttpResponse:
    resource = own_resource(request, slug, Role.LISTER)
    form = LimitsForm(request.POST if request.method == "POST" else None, policy=resource.policy)
    if form.is_valid():
        ok, _policy = done(
            form,
            lambda: update_policy(
                resource=resource,
                limits=form.limits,
                qualifications=list(form.cleaned_data["required_qualifications"]),
                by=request.actor,
                now=timezone.now(),
            ),
        )
        if ok:
            messages.success(request, _("The limits are saved; bookings made before keep their own."))
            return redirect("workshop:limits", slug)
    context = {"machine": Machine(resource, section="limits"), "form": form}
    status = UNPROCESSABLE if form.is_bound and form.errors else 200
    return render(request, "capacity/workshop/limits.html", context, status=status)
