"""Where the gateway tells what happened: checked, kept once, answered at once; looked at later."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from payments.gateway import Forged, gateway
from payments.operations.inbox import receive

LARGEST_BODY = 256 * 1024
REFUSED, TOO_LARGE = 400, 413


@csrf_exempt
@require_POST
def webhook(request: HttpRequest, *, is_thin: bool) -> HttpResponse:
    """What is refused is told nothing, so that nobody learns by trying."""
    if settings.PAYMENTS_BACKEND == "off":
        raise Http404
    if int(request.headers.get("Content-Length") or 0) > LARGEST_BODY:
        return HttpResponse(status=TOO_LARGE)
    try:
        signature = request.headers.get("Stripe-Signature", "")
        event = gateway().events.received(request.body, signature, is_thin=is_thin)
    except Forged:
        return HttpResponse(status=REFUSED)
    if event.is_live == settings.PAYMENTS_ARE_SIMULATED:
        return HttpResponse(status=REFUSED)
    receive(event, now=timezone.now())
    return HttpResponse()
