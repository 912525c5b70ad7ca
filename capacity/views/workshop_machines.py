"""The organisation's machines: the list, and adding one."""

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
from django.views.decorators.http import require_safe

from capacity.forms.resources import FactsForm, NewResourceForm, ParentForm
from capacity.models import ListingRevision, Resource, Site, Unit
from capacity.models.resource import ResourceQuerySet
from capacity.operations import resources
from capacity.policies.permissions import may_list
from capacity.views.workshop_lookups import READERS, UNPROCESSABLE, done
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
