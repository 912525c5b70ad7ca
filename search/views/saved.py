"""Saved searches: the list, saving one, and what can be done with each."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from capacity.operations.refusals import Refused
from marketplace.accounts.access import member_required
from marketplace.accounts.http import MemberRequest
from search.forms import WishesForm
from search.models import SavedSearch
from search.operations import saved_searches as operations
from search.shown.saved import SavedPage, labels_of, name_for, reader_at
from search.standing import Unreadable, normalised, stand

UNPROCESSABLE = 422


@require_safe
@member_required()
def saved_searches(request: MemberRequest) -> HttpResponse:
    page = SavedPage(request.actor, timezone.now())
    return render(request, "search/saved.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@member_required()
def save(request: MemberRequest) -> HttpResponse:
    """The question is the query string, as it was in the finder; so it survives signing in."""
    now = timezone.now()
    query = normalised(request.GET)
    labels = labels_of(query, reader_at(now))
    initial = {"name": name_for(labels or ())}
    form = WishesForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid() and (saved := _saved(request, form)):
        messages.success(
            request, _("“%(name)s” is saved. You are told of what newly answers it.") % {"name": saved}
        )
        return redirect("search:saved")
    if labels is None and not form.is_bound:
        messages.error(request, _("Something of this search cannot be read; correct it first."))
        return redirect(f"{reverse('search:find')}?{query}")
    status = UNPROCESSABLE if form.errors else 200
    return render(
        request, "search/saved/save.html", {"form": form, "query": query, "labels": labels}, status=status
    )


def _saved(request: MemberRequest, form: WishesForm) -> SavedSearch | None:
    now = timezone.now()
    try:
        standing = stand(request.GET, now=now)
        return operations.save_search(
            query=standing.query,
            columns=standing.columns(),
            wishes=form.wishes,
            language=get_language() or request.user.language,
            by=request.actor,
            now=now,
        )
    except Unreadable:
        form.add_error(None, _("Something of this search cannot be read; correct it first."))
    except Refused as refusal:
        form.add_error(None, str(refusal))
    return None


@require_POST
@member_required()
def change(request: MemberRequest, search_id: int) -> HttpResponse:
    saved, now = _own(request, search_id), timezone.now()
    form = WishesForm.of(saved, request.POST)
    if not form.is_valid():
        page = SavedPage(request.actor, now, bound=(saved, form))
        return render(request, "search/saved.html", {"page": page}, status=UNPROCESSABLE)
    changed = operations.change_search(saved=saved, wishes=form.wishes, by=request.actor, now=now)
    messages.success(request, _("“%(name)s” is changed.") % {"name": changed})
    return redirect("search:saved")


@require_POST
@member_required()
def pause(request: MemberRequest, search_id: int) -> HttpResponse:
    saved = _own(request, search_id)
    operations.pause_search(saved=saved, by=request.actor, now=timezone.now())
    messages.info(request, _("“%(name)s” is paused; nothing is told of it.") % {"name": saved})
    return redirect("search:saved")


@require_POST
@member_required()
def resume(request: MemberRequest, search_id: int) -> HttpResponse:
    saved = _own(request, search_id)
    operations.resume_search(saved=saved, by=request.actor)
    messages.success(request, _("“%(name)s” goes on.") % {"name": saved})
    return redirect("search:saved")


@require_POST
@member_required()
def delete(request: MemberRequest, search_id: int) -> HttpResponse:
    """What was deleted stands on the page for a day, with the button that brings it back."""
    operations.delete_search(saved=_own(request, search_id), by=request.actor, now=timezone.now())
    return redirect("search:saved")


@require_POST
@member_required()
def restore(request: MemberRequest, search_id: int) -> HttpResponse:
    saved = get_object_or_404(SavedSearch.objects.of(request.actor), pk=search_id)
    return _act(
        request,
        lambda: operations.restore_search(saved=saved, by=request.actor, now=timezone.now()),
        said=_("“%(name)s” is back.") % {"name": saved},
    )


def _act(request: MemberRequest, operation: Callable[[], object], *, said: str) -> HttpResponse:
    try:
        operation()
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("search:saved")


def _own(request: MemberRequest, search_id: int) -> SavedSearch:
    return get_object_or_404(SavedSearch.objects.of(request.actor).live(), pk=search_id)
