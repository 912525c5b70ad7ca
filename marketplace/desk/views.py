"""The operators' pages: the queue of submitted revisions, one case, and the health of the marketplace."""

from __future__ import annotations

from django.contrib import messages
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from capacity.enums import RevisionState
from capacity.models import ListingRevision
from capacity.operations import moderation
from capacity.operations.refusals import Refused
from marketplace.accounts.access import operator_required
from marketplace.accounts.http import ActingRequest
from marketplace.desk.forms import DecisionForm
from marketplace.desk.health import Health, NotServing, check_serving
from marketplace.desk.review import Review, waiting


@require_safe
@operator_required
def queue(request: ActingRequest) -> HttpResponse:
    """What waits for a decision, the longest waiting first."""
    return render(request, "desk/queue.html", {"queue": waiting(timezone.now())})


@operator_required
def revision(request: ActingRequest, revision_id: int) -> HttpResponse:
    """One case: look at it, and decide."""
    submitted = ListingRevision.objects.exclude(state=RevisionState.DRAFT)
    found = submitted.select_related("resource__provider", "resource__site", "decided_by")
    case = get_object_or_404(found.prefetch_related("specifications"), pk=revision_id)
    form = DecisionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            _decide(request, case, form)
        except moderation.AlreadyDecided as refusal:
            return _shown(request, refusal.revision, DecisionForm(), lost=str(refusal))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _next(case)
    return _shown(request, case, form)


def _decide(request: ActingRequest, case: ListingRevision, form: DecisionForm) -> None:
    now = timezone.now()
    names = {"number": case.number, "title": case.title}
    if form.approves:
        moderation.approve(revision=case, by=request.actor, now=now)
        said = _("Revision %(number)d of “%(title)s” is what the public reads now.")
    else:
        moderation.reject(
            revision=case,
            by=request.actor,
            now=now,
            reason_code=form.cleaned_data["reason_code"],
            note=form.cleaned_data["note"],
        )
        said = _("Revision %(number)d of “%(title)s” went back to its provider; the public sees no change.")
    messages.success(request, said % names)


def _next(case: ListingRevision) -> HttpResponse:
    """On to the longest waiting case, or to the empty queue."""
    left = [each.revision for each in waiting(timezone.now()) if each.revision.pk != case.pk]
    return redirect("desk:revision", left[0].pk) if left else redirect("desk:queue")


def _shown(
    request: ActingRequest, case: ListingRevision, form: DecisionForm, *, lost: str = ""
) -> HttpResponse:
    now = timezone.now()
    context = {
        "queue": waiting(now),
        "review": Review(case, by=request.actor, now=now),
        "form": form,
        "lost": lost,
    }
    wrong = form.is_bound and form.errors
    return render(request, "desk/revision.html", context, status=409 if lost else 422 if wrong else 200)


@require_safe
@operator_required
def health(request: ActingRequest) -> HttpResponse:
    """Whether timers, jobs and the database keep up."""
    return render(request, "desk/health.html", {"health": Health(now=timezone.now())})


@require_safe
@never_cache
def healthz(_request: HttpRequest) -> HttpResponse:
    """For machines: `ok` when the site can serve, 503 with the reason otherwise."""
    try:
        check_serving()
    except (NotServing, DatabaseError) as failure:
        return HttpResponse(f"{failure}\n", status=503, content_type="text/plain; charset=utf-8")
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")
