"""The page of one machine, its calendar, and holding a period of it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.views import redirect_to_login
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from capacity import calendars
from capacity.models import Offer, OpeningException, Resource, Unit
from capacity.operations.holds import hold as hold_period
from capacity.operations.refusals import BookingRefused, NotAllowed, Refused
from capacity.views.shown.gone import GonePage, once_public
from capacity.views.shown.ordering import Ordering, judged, order_form, proposed
from capacity.views.shown.resources import ResourcePage, Slip
from marketplace.accounts.actor import Actor
from marketplace.accounts.http import ActingRequest
from marketplace.periods import Period, at_wall_time

LONGEST_FEED = timedelta(days=62)
EXCEPTIONS_BACK = timedelta(days=10)


def find_resource(actor: Actor, slug: str, now: datetime) -> Resource:
    """
    A resource that the actor may see, with everything its page shows.

    :raises Http404: there is none for this person
    """
    dated = OpeningException.objects.filter(on__gte=(now - EXCEPTIONS_BACK).date())
    found = (
        Resource.objects.visible_to(actor)
        .for_page()
        .filter(slug=slug)
        .prefetch_related(
            "opening_rules",
            Prefetch("opening_exceptions", dated),
            Prefetch("units", Unit.objects.filter(retired_at__isnull=True)),
            Prefetch("offers", Offer.objects.active().with_terms().order_by("pk")),
            "published_revision__specifications",
            "policy__required_qualifications",
        )
        .first()
    )
    if found is None:
        raise Http404
    return found


@require_safe
def resource(request: ActingRequest, slug: str) -> HttpResponse:
    """The page; the query string fills the booking form, else the earliest period does."""
    now = timezone.now()
    try:
        found = find_resource(request.actor, slug, now)
    except Http404:
        return _gone(request, slug)
    page = ResourcePage(found, actor=request.actor, now=now)
    if page.may_order:
        page.ordering = _ordering(found, request.GET, request.actor, now)
    return render(request, "capacity/resource/page.html", page.asked())


def _gone(request: ActingRequest, slug: str) -> HttpResponse:
    """A listing that was public once gets a page of its own; what never was is not there."""
    gone = once_public(slug)
    if gone is None:
        raise Http404
    return render(request, "capacity/resource/gone.html", {"page": GonePage(gone)}, status=404)


def _ordering(found: Resource, asked: QueryDict, actor: Actor, now: datetime) -> Ordering:
    if "date" in asked or "offer" in asked:
        return judged(found, order_form(found, asked, now), actor.organisation, now)
    return proposed(found, actor.organisation, now)


@require_safe
def quote(request: ActingRequest, slug: str) -> HttpResponse:
    """The verdict on what the form says now: a fragment, for htmx and for live changes."""
    now = timezone.now()
    found = find_resource(request.actor, slug, now)
    page = ResourcePage(found, actor=request.actor, now=now)
    if not page.may_order:
        raise Http404
    page.ordering = judged(found, order_form(found, request.GET, now), request.actor.organisation, now)
    return render(request, "capacity/resource/_quote.html", page.asked())


@require_safe
def calendar(request: ActingRequest, slug: str) -> JsonResponse:
    """Open hours and blocks between two days of the site, `?from=2027-03-01&to=2027-03-08`."""
    now = timezone.now()
    mine = Resource.objects.visible_to(request.actor).select_related("site")
    found = get_object_or_404(mine, slug=slug)
    window = read_window(request, found)
    if window is None:
        return JsonResponse({"error": _("from and to are two dates, at most 62 days apart.")}, status=400)
    viewer = calendars.viewer_of(found, request.actor.organisation_id)
    return JsonResponse(calendars.feed(found, window, viewer=viewer, now=now))


def read_window(request: HttpRequest, found: Resource) -> Period | None:
    """The days asked for, from midnight to midnight of the site; nothing if they make no window."""
    try:
        first, last = (date.fromisoformat(request.GET[name]) for name in ("from", "to"))
        window = Period(*(at_wall_time(day, time(), found.site.zone) for day in (first, last)))
    except (KeyError, ValueError, OverflowError):
        return None
    return window if window.duration <= LONGEST_FEED else None


@require_POST
def hold(request: ActingRequest, slug: str) -> HttpResponse:
    """Hold what the form says, or show the page again with all that stands against it."""
    if request.actor.user is None:
        return _sign_in_first(request, slug)
    now = timezone.now()
    found = find_resource(request.actor, slug, now)
    form = order_form(found, request.POST, now)
    offer = form.chosen
    if not form.is_valid() or offer is None:
        return _again(request, found, now, status=422)
    try:
        booking = hold_period(offer=offer, order=form.order(), by=request.actor, now=now)
    except BookingRefused as refusal:
        return _again(request, found, now, status=409 if refusal.is_taken else 422, refusal=refusal)
    except Refused as refusal:
        status = 403 if isinstance(refusal, NotAllowed) else 422
        return _again(request, found, now, status=status, refusal=refusal)
    return redirect(booking)


def _sign_in_first(request: ActingRequest, slug: str) -> HttpResponse:
    """To the sign-in page, and back to the machine with what was filled in."""
    kept = [(name, value) for name, values in request.POST.lists() if name not in UNKEPT for value in values]
    return redirect_to_login(f"{request.path.removesuffix('hold/')}?{urlencode(kept)}")


UNKEPT = {"csrfmiddlewaretoken", "seen"}


def _again(
    request: ActingRequest, found: Resource, now: datetime, *, status: int, refusal: Refused | None = None
) -> HttpResponse:
    """The page with the form as it was sent, judged anew, and what went wrong on top."""
    page = ResourcePage(found, actor=request.actor, now=now, slip=slip_of(request.POST, refusal))
    page.ordering = judged(found, order_form(found, request.POST, now), request.actor.organisation, now)
    return render(request, "capacity/resource/page.html", page.asked(), status=status)


def slip_of(sent: Any, refusal: Refused | None) -> Slip | None:
    """What to say on top: that somebody was faster, where the page had promised the period."""
    match refusal:
        case None:
            return None
        case BookingRefused() if refusal.is_taken and sent.get("seen") == "passes":
            return Slip(
                _("Just taken: somebody was faster"),
                _("What you filled in is still here. Below are the next periods that work."),
            )
        case BookingRefused():
            return None
    return Slip(_("Not held"), str(refusal))
