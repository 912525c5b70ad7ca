"""The organisation's machines: the list, adding one, its overview and facts, retiring it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from capacity.enums import RevisionState
from capacity.forms.resources import FactsForm, NewResourceForm, ParentForm
from capacity.lifecycle import OCCUPYING
from capacity.models import Booking, ListingRevision, Resource, Site, Unit
from capacity.models.resource import ResourceQuerySet
from capacity.operations import resources, structure
from capacity.operations.listings import missing_of
from capacity.policies.permissions import may_list
from capacity.views.workshop_blocks import pill_of
from capacity.views.workshop_lookups import READERS, UNPROCESSABLE, act, done, own_resource
from capacity.views.workshop_shown import DISCARDED, Machine
from marketplace.accounts.access import member_required
from marketplace.accounts.enums import Role
from marketplace.accounts.http import MemberRequest

PAGE_SIZE = 25
COMING_SHOWN = 5

STATES = {
    "": gettext_lazy("All"),
    "public": gettext_lazy("On the marketplace"),
    "draft": gettext_lazy("With a draft"),
    "submitted": gettext_lazy("Waiting for review"),
    "rejected": gettext_lazy("Sent back"),
    "retired": gettext_lazy("Retired"),
}


@dataclass(frozen=True)
class Row:
    """One machine of the list."""

    resource: Resource
    title: str
    class_name: str
    pills: list[str]
    units: int


def in_state(found: ResourceQuerySet, state: str) -> ResourceQuerySet:
    match state:
        case "public":
            return found.published()
        case "retired":
            return found.filter(retired_at__isnull=False)
        case "draft" | "submitted" | "rejected":
            newest = ListingRevision.objects.filter(resource=OuterRef("pk")).exclude(DISCARDED)
            latest = Subquery(newest.order_by("-number").values("state")[:1])
            return found.annotate(latest=latest).filter(latest=state, retired_at__isnull=True)
    return found


def searched(found: ResourceQuerySet, words: str) -> ResourceQuerySet:
    """Machines with the words in title, maker, model or numbers."""
    if not words:
        return found
    titled = ListingRevision.objects.filter(Q(title_zh__icontains=words) | Q(title_en__icontains=words))
    wanted = Q(pk__in=titled.values("resource"))
    for column in ("maker", "model", "serial_number", "asset_number"):
        wanted |= Q(**{f"{column}__icontains": words})
    return found.filter(wanted)


@require_safe
@member_required(*READERS)
def machines(request: MemberRequest) -> HttpResponse:
    """Every machine of the organisation, searched and by state."""
    state, words = request.GET.get("state", ""), request.GET.get("q", "").strip()
    own = Resource.objects.owned_by(request.organisation)
    found = searched(in_state(own, state), words)
    ordered = found.select_related("site", "published_revision").order_by(
        F("retired_at").asc(nulls_first=True), "-pk"
    )
    page: Page[Resource] = Paginator(ordered, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": rows_of(list(page)),
        "states": STATES.items(),
        "state": state if state in STATES else "",
        "words": words,
        "may_list": may_list(request.actor),
    }
    return render(request, "capacity/workshop/machines.html", context)


def rows_of(found: Sequence[Resource]) -> list[Row]:
    """Two queries for any number of machines, which come with their published revision."""
    ids = [resource.pk for resource in found]
    newest = ListingRevision.objects.filter(resource__in=ids).exclude(DISCARDED)
    latest = {each.resource_id: each for each in newest.order_by("resource", "-number").distinct("resource")}
    in_service = Unit.objects.filter(resource__in=ids, retired_at__isnull=True)
    units = dict(in_service.values_list("resource").annotate(Count("pk")).order_by())
    rows = []
    for resource in found:
        machine = Machine(resource)
        machine.latest = latest.get(resource.pk)
        rows.append(
            Row(resource, machine.title, machine.class_name, machine.pills, units.get(resource.pk, 0))
        )
    return rows


@member_required(Role.LISTER)
def add(request: MemberRequest) -> HttpResponse:
    """Add a machine; the first one needs a site to stand at."""
    sites = list(Site.objects.filter(provider=request.organisation).order_by("pk"))
    if not sites:
        messages.info(request, _("A machine stands at a site; add the site first."))
        return redirect("workshop:add_site")
    form = NewResourceForm(request.POST or None, sites=sites)
    if form.is_valid():
        cleaned = form.cleaned_data
        ok, resource = done(
            form,
            lambda: resources.create_resource(
                facts=form.facts,
                title_zh=cleaned["title_zh"],
                title_en=cleaned["title_en"],
                units=cleaned["units"],
                by=request.actor,
                now=timezone.now(),
            ),
        )
        if ok and resource:
            messages.success(request, _("The machine is added as a draft; nobody else sees it yet."))
            return redirect("workshop:machine", resource.slug)
    return render(request, "capacity/workshop/add_machine.html", {"form": form}, status=status_of(form))


def status_of(form: FactsForm | ParentForm) -> int:
    return UNPROCESSABLE if form.is_bound and form.errors else 200


@require_safe
@member_required()
def machine(request: MemberRequest, slug: str) -> HttpResponse:
    """Where a machine stands: its listing, what is missing, what is coming."""
    resource = own_resource(request, slug)
    shown = Machine(resource)
    latest, now = shown.latest, timezone.now()
    is_draft = latest is not None and latest.state == RevisionState.DRAFT
    coming = Booking.objects.filter(resource=resource, state__in=OCCUPYING, period__endswith__gt=now)
    context = {
        "machine": shown,
        "missing": missing_of(latest) if latest and is_draft else [],
        "is_draft": is_draft,
        "is_waiting": latest is not None and latest.state == RevisionState.SUBMITTED,
        "is_rejected": latest is not None and latest.state == RevisionState.REJECTED,
        "coming": [
            (booking, pill_of(booking, now))
            for booking in coming.select_related("customer").order_by("period", "pk")[:COMING_SHOWN]
        ],
        "may_list": may_list(request.actor),
    }
    return render(request, "capacity/workshop/machine.html", context)


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


@require_POST
@member_required()
def retire(request: MemberRequest, slug: str) -> HttpResponse:
    resource = own_resource(request, slug, Role.LISTER)
    return act(
        request,
        lambda: resources.retire_resource(resource=resource, by=request.actor, now=timezone.now()),
        said=_("The machine is off the marketplace; its bookings stand."),
        back=Machine(resource).url("machine"),
    )


@require_POST
@member_required()
def bring_back(request: MemberRequest, slug: str) -> HttpResponse:
    resource = own_resource(request, slug, Role.LISTER)
    return act(
        request,
        lambda: resources.bring_back(resource=resource, by=request.actor, now=timezone.now()),
        said=_("The machine is on the marketplace again."),
        back=Machine(resource).url("machine"),
    )
