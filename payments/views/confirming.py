"""The step before an act that cannot be undone: what it does, and a button with its amount."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import render

from marketplace.accounts.http import ActingRequest
from payments.shown.confirming import Confirming

SURE, CHANGE = "sure", "change"
OURS = (SURE, CHANGE, "csrfmiddlewaretoken")


def asked(
    request: ActingRequest, confirming: Confirming | None, form: Callable[[], HttpResponse]
) -> HttpResponse | None:
    """
    The page that asks, or the form again for who wants to change something; nothing once the button was
    pressed that names this very act and amount.
    """
    if confirming is None or request.POST.get(SURE) == confirming.button:
        return None
    if CHANGE in request.POST:
        return form()
    told = [(name, each) for name, many in request.POST.lists() for each in many if name not in OURS]
    return render(request, "payments/confirm.html", {"confirming": confirming, "told": told})
