"""The operators' pages of words: what means the same, and what was searched for and not found."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from capacity.operations.refusals import Refused
from marketplace.accounts.access import operator_required
from marketplace.accounts.http import ActingRequest
from search.models import AskedSearch, Synonym
from search.operations import synonyms as operations
from search.synonym_forms import SynonymForm

UNPROCESSABLE = 422
DAY = timedelta(days=1)
SPANS = (7, 30, 90)
A_PAGE = 50


@operator_required
def synonyms(request: ActingRequest) -> HttpResponse:
    """The list, and the form of a new one; `?words=` fills it from a search that found nothing."""
    now = timezone.now()
    form = SynonymForm(
        request.POST if request.method == "POST" else None, words=request.GET.get("words", "")[:200]
    )
    if form.is_valid() and _done(
        form, lambda: operations.add_synonym(facts=form.facts, by=request.actor, now=now)
    ):
        messages.success(request, _("Added; the next search goes by it."))
        return redirect("search_desk:synonyms")
    every = Synonym.objects.select_related("edited_by")
    context = {
        "form": form,
        "synonyms": every.in_use().order_by("-edited_at", "-pk"),
        "removed": every.removed_since(now - DAY).order_by("-removed_at"),
    }
    return render(request, "search/desk/synonyms.html", context, status=_status(form))


@operator_required
def synonym(request: ActingRequest, synonym_id: int) -> HttpResponse:
    found = get_object_or_404(Synonym.objects.in_use(), pk=synonym_id)
    form = SynonymForm(request.POST if request.method == "POST" else None, synonym=found)
    now = timezone.now()
    if form.is_valid() and _done(
        form,
        lambda: operations.change_synonym(synonym=found, facts=form.facts, by=request.actor, now=now),
    ):
        messages.success(request, _("Changed; the next search goes by it."))
        return redirect("search_desk:synonyms")
    return render(request, "search/desk/synonym.html", {"form": form, "synonym": found}, status=_status(form))


@require_POST
@operator_required
def remove(request: ActingRequest, synonym_id: int) -> HttpResponse:
    """It stays on the page for a day, with the button that brings it back."""
    found = get_object_or_404(Synonym.objects.in_use(), pk=synonym_id)
    operations.remove_synonym(synonym=found, by=request.actor, now=timezone.now())
    messages.success(request, _("“%(words)s” is removed; it can be brought back below.") % {"words": found})
    return redirect("search_desk:synonyms")


@require_POST
@operator_required
def restore(request: ActingRequest, synonym_id: int) -> HttpResponse:
    found = get_object_or_404(Synonym, pk=synonym_id)
    operations.restore_synonym(synonym=found, by=request.actor, now=timezone.now())
    messages.success(request, _("“%(words)s” is back in use.") % {"words": found})
    return redirect("search_desk:synonyms")


@require_safe
@operator_required
def missed(request: ActingRequest) -> HttpResponse:
    """What was asked for in the last days and not found, the most missed first."""
    told = request.GET.get("days", "")
    days = int(told) if told in map(str, SPANS) else SPANS[1]
    first = timezone.localdate(timezone.now() - (days - 1) * DAY)
    page = Paginator(AskedSearch.objects.since(first).missed(), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "search/desk/missed.html", {"page": page, "days": days, "spans": SPANS})


def _done(form: SynonymForm, operation: Callable[[], object]) -> bool:
    try:
        operation()
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _status(form: SynonymForm) -> int:
    return UNPROCESSABLE if form.is_bound and form.errors else 200
