"""Writing a listing and handing it to the operators."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from capacity.enums import RevisionState
from capacity.forms.listings import ListingForm
from capacity.models import ListingRevision
from capacity.operations import listings
from capacity.views.workshop_lookups import UNPROCESSABLE, act, done, own_resource
from capacity.views.workshop_shown import Machine
from marketplace.accounts.access import member_required
from marketplace.accounts.enums import Role
from marketplace.accounts.http import MemberRequest


@member_required()
def listing(request: MemberRequest, slug: str) -> HttpResponse:
    """
    The draft's form. Without a draft the page shows the latest revision, and saving begins one.

    A submitted revision is read only until it is withdrawn.
    """
    resource = own_resource(request, slug, Role.LISTER)
    machine = Machine(resource, section="listing")
    shown = machine.latest or ListingRevision(resource=resource, number=1)
    form = _form(request, shown)
    is_waiting = shown.state == RevisionState.SUBMITTED
    if form.is_valid():
        ok, _saved = done(form, lambda: _save(request, form, machine))
        if ok:
            return _saved_and_on(request, machine)
    context = {
        "machine": machine,
        "form": form,
        "revision": shown,
        "is_waiting": is_waiting,
        "is_draft": shown.pk is not None and shown.state == RevisionState.DRAFT,
    }
    status = UNPROCESSABLE if form.is_bound and form.errors else 200
    return render(request, "capacity/workshop/listing.html", context, status=status)


def _form(request: MemberRequest, revision: ListingRevision) -> ListingForm:
    data = request.POST if request.method == "POST" else None
    return ListingForm(data, revision=revision, resource_class=revision.resource.resource_class)


def _save(request: MemberRequest, form: ListingForm, machine: Machine) -> ListingRevision:
    now = timezone.now()
    draft = listings.start_draft(resource=machine.resource, by=request.actor, now=now)
    return listings.save_draft(
        revision=draft, texts=form.texts, specifications=form.specifications, by=request.actor
    )


def _saved_and_on(request: MemberRequest, machine: Machine) -> HttpResponse:
    """Saved; with the second button it is submitted as well."""
    if "submit" in request.POST:
        return submit(request, machine.resource.slug)
    messages.success(request, _("The draft is saved; the public does not see it yet."))
    return redirect(machine.url("listing"))


def _with_latest(
    request: MemberRequest, slug: str, step: Callable[[ListingRevision], object], said: str, to: str
) -> HttpResponse:
    resource = own_resource(request, slug, Role.LISTER)
    machine = Machine(resource)
    latest = machine.latest
    if latest is None:
        return redirect(machine.url("listing"))
    return act(request, lambda: step(latest), said=said, back=machine.url(to))


@require_POST
@member_required()
def submit(request: MemberRequest, slug: str) -> HttpResponse:
    return _with_latest(
        request,
        slug,
        lambda revision: listings.submit(revision=revision, by=request.actor, now=timezone.now()),
        said=_("The revision waits for an operator; the public keeps what it reads now."),
        to="machine",
    )


@require_POST
@member_required()
def withdraw(request: MemberRequest, slug: str) -> HttpResponse:
    return _with_latest(
        request,
        slug,
        lambda revision: listings.withdraw(revision=revision, by=request.actor, now=timezone.now()),
        said=_("The revision is taken back; you can change it and submit it again."),
        to="listing",
    )


@require_POST
@member_required()
def discard(request: MemberRequest, slug: str) -> HttpResponse:
    return _with_latest(
        request,
        slug,
        lambda revision: listings.discard(revision=revision, by=request.actor, now=timezone.now()),
        said=_("The draft is thrown away."),
        to="machine",
    )
