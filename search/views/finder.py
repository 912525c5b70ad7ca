"""Finding a machine that is free: the list, one row of it for live changes, its count, and typing ahead."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from marketplace.accounts.http import ActingRequest
from search.operations.asked import remember
from search.shown.ahead import ahead
from search.shown.finding import FinderPage


@require_safe
def find(request: ActingRequest) -> HttpResponse:
    request.side = "buyer"  # type: ignore[attr-defined]  # read by the shell
    page = _page(request)
    if request.method == "GET" and (found := page.found_by_words) is not None:
        language = get_language() or settings.LANGUAGE_CODE
        remember(text=page.words, total=found, language=language, now=page.now)
    return render(request, "search/finder.html", {"page": page})


@require_safe
def row(request: ActingRequest, slug: str) -> HttpResponse:
    """One row as it stands now, for a list that heard of a change of that machine."""
    page = _page(request)
    hit = page.row(slug, was=_instant(request.GET.get("was", "")))
    if hit is None:
        raise Http404
    return render(request, "search/finder/_hit.html", {"page": page, "hit": hit})


@require_safe
def count(request: ActingRequest) -> HttpResponse:
    """How many machines answer, for a button that says so before it is pressed; none where nobody knows."""
    return JsonResponse({"total": _page(request).exact_total})


@require_safe
@cache_control(private=True, max_age=60)
def suggest(request: HttpRequest) -> HttpResponse:
    """What could be meant by what was typed so far: each with the parameter that it fills."""
    found = ahead(request.GET.get("q", ""))
    return JsonResponse({"suggestions": [each.told() for each in found]})


def _page(request: ActingRequest) -> FinderPage:
    """The date is that of the marketplace's own zone; each machine reckons its days by its site's."""
    now = timezone.now()
    return FinderPage(request.GET, actor=request.actor, now=now, today=timezone.localdate(now))


def _instant(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None
