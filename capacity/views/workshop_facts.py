"""What a machine is, where it stands, and what it is part of."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from capacity.forms.resources import FactsForm, ParentForm
from capacity.models import Resource, Site
from capacity.operations import resources, structure
from capacity.views.workshop_lookups import done, own_resource
from capacity.views.workshop_machines import rows_of, status_of
from capacity.views.workshop_shown import Machine
from marketplace.accounts.access import member_required
from marketplace.accounts.enums import Role
from marketplace.accounts.http import MemberRequest


@member_required()
def facts(request: MemberRequest, slug: str) -> HttpResponse:
    """What the machine is, where it stands, and what it is part of."""
    resource = own_resource(request, slug, Role.LISTER)
    sites = Site.objects.filter(provider=request.organisation).order_by("pk")
    form = FactsForm(request.POST or None, sites=list(sites), resource=resource)
    if form.is_valid():
        ok, _resource = done(
            form,
            lambda: resources.update_resource(
                resource=resource, facts=form.facts, by=request.actor, now=timezone.now()
            ),
        )
        if ok:
            messages.success(request, _("The facts of the machine are saved."))
            return redirect("workshop:machine", slug)
    return _facts_page(request, resource, form, ParentForm(resource=resource, others=wholes(resource)))


@require_POST
@member_required()
def parent(request: MemberRequest, slug: str) -> HttpResponse:
    """Put the machine into a whole, or take it out."""
    resource = own_resource(request, slug, Role.LISTER)
    form = ParentForm(request.POST, resource=resource, others=wholes(resource))
    own = Resource.objects.owned_by(request.organisation)
    if form.is_valid():
        whole = own.filter(pk=form.parent_id).first() if form.parent_id else None
        ok, _resource = done(
            form,
            lambda: structure.set_parent(
                resource=resource, parent=whole, by=request.actor, now=timezone.now()
            ),
        )
        if ok:
            messages.success(request, _("What the machine is part of is saved."))
            return redirect("workshop:machine", slug)
    sites = Site.objects.filter(provider=request.organisation).order_by("pk")
    return _facts_page(request, resource, FactsForm(sites=list(sites), resource=resource), form)


def wholes(resource: Resource) -> list[tuple[int, str]]:
    """The provider's other machines of one unit each: what this one could be part of."""
    others = Resource.objects.filter(provider=resource.provider_id, retired_at__isnull=True)
    single = others.annotate(in_service=Count("units", filter=Q(units__retired_at__isnull=True)))
    found = single.filter(in_service=1).exclude(pk=resource.pk).select_related("published_revision")
    return [
        (row.resource.pk, f"{row.title} · {row.resource.slug}") for row in rows_of(list(found.order_by("pk")))
    ]


def _facts_page(
    request: MemberRequest, resource: Resource, form: FactsForm, parent_form: ParentForm
) -> HttpResponse:
    context = {"machine": Machine(resource), "form": form, "parent_form": parent_form}
    status = max(status_of(form), status_of(parent_form))
    return render(request, "capacity/workshop/facts.html", context, status=status)
