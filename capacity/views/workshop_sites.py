"""The places of an organisation."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from capacity.forms.resources import SiteForm
from capacity.models import Site
from capacity.operations import sites as operations
from capacity.policies.permissions import may_list
from capacity.views.workshop_lookups import READERS, UNPROCESSABLE, done
from marketplace.accounts.access import member_required, require_role
from marketplace.accounts.enums import Role
from marketplace.accounts.http import MemberRequest


@require_safe
@member_required(*READERS)
def sites(request: MemberRequest) -> HttpResponse:
    own = Site.objects.filter(provider=request.organisation)
    counted = own.annotate(machines=Count("resources")).order_by("pk")
    context = {"sites": counted, "may_list": may_list(request.actor)}
    return render(request, "capacity/workshop/sites.html", context)


@member_required(Role.LISTER)
def add(request: MemberRequest) -> HttpResponse:
    form = SiteForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        ok, site = done(form, lambda: operations.create_site(facts=form.facts, by=request.actor))
        if ok and site:
            messages.success(request, _("%(site)s is added; machines can stand there now.") % {"site": site})
            return redirect("workshop:sites")
    return _page(request, form, None)


@member_required()
def site(request: MemberRequest, site_id: int) -> HttpResponse:
    found = get_object_or_404(Site.objects.filter(provider=request.organisation), pk=site_id)
    require_role(request.actor, Role.LISTER)
    form = SiteForm(request.POST if request.method == "POST" else None, site=found)
    if form.is_valid():
        ok, _site = done(
            form,
            lambda: operations.update_site(
                site=found, facts=form.facts, by=request.actor, now=timezone.now()
            ),
        )
        if ok:
            messages.success(request, _("%(site)s is saved.") % {"site": found})
            return redirect("workshop:sites")
    return _page(request, form, found)


def _page(request: MemberRequest, form: SiteForm, site: Site | None) -> HttpResponse:
    status = UNPROCESSABLE if form.is_bound and form.errors else 200
    return render(request, "capacity/workshop/site.html", {"form": form, "site": site}, status=status)
