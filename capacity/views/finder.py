"""Finding a machine that is free: the list, and one row of it for live changes."""

from __future__ import annotations

from datetime import date, datetime

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from capacity.views.shown.finding import FinderPage
from capacity.views.shown.news import row_again
from marketplace.accounts.http import ActingRequest


@require_safe
def find(request: ActingRequest) -> HttpResponse:
    now = timezone.now()
    request.side = "buyer"  # type: ignore[attr-defined]  # read by the shell
    page = FinderPage(request.GET, actor=request.actor, now=now, today=_today(now))
    return render(request, "capacity/finder.html", {"page": page})


@require_safe
def row(request: ActingRequest, slug: str) -> HttpResponse:
    """One row as it stands now, for a list that heard of a change of that machine."""
    now = timezone.now()
    page = FinderPage(request.GET, actor=request.actor, now=now, today=_today(now))
    again = row_again(page, slug, request.GET.get("was", ""))
    if again is None:
        raise Http404
    return render(request, "capacity/finder/_hit.html", {"page": page, "hit": again.hit, "said": again.said})


def _today(now: datetime) -> date:
    """The date in the marketplace's own zone; each machine reckons its days by its site's."""
    return timezone.localdate(now)
