"""Ending the mails of a saved search from a link in one of them, signed in or not."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from search.enums import Telling
from search.operations.saved_searches import stop_mails
from search.unsubscribing import saved_search_of


# The signed link is the right to do this; mail programs post to it without a page of ours (RFC 8058).
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Reading the link changes nothing, for mail scanners follow links; the button does."""
    saved = saved_search_of(token)
    if saved is None:
        raise Http404
    if request.method == "POST":
        saved = stop_mails(saved=saved, now=timezone.now())
    return render(
        request, "search/saved/unsubscribe.html", {"saved": saved, "is_done": saved.telling == Telling.APP}
    )
