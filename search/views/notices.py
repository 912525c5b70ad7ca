"""What was told of saved searches, in the app."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from marketplace.accounts.access import member_required
from marketplace.accounts.http import MemberRequest
from search.models import SavedSearchMatch
from search.operations import matches
from search.templatetags.saved_searches import match_url

PAGE_SIZE = 25


@require_safe
@member_required()
def notices(request: MemberRequest) -> HttpResponse:
    own = SavedSearchMatch.objects.of(request.actor)
    page = Paginator(own.for_page(), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "has_unread": own.unread().exists()}
    return render(request, "search/notices.html", context)


@require_POST
@member_required()
def read_all(request: MemberRequest) -> HttpResponse:
    matches.read_notices(by=request.actor, now=timezone.now())
    return redirect("search:notices")


@require_POST
@member_required()
def open_notice(request: MemberRequest, notice_id: int) -> HttpResponse:
    """To the machine at the period that answers; the notice is read with that."""
    match = get_object_or_404(SavedSearchMatch.objects.of(request.actor).for_page(), pk=notice_id)
    matches.read_notice(match=match, now=timezone.now())
    return HttpResponseRedirect(match_url(match))
