"""The scheduler's week: every unit of a site, by time and as a table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, Sum
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from capacity.enums import BookingState
from capacity.models import Booking, Site
from capacity.policies.permissions import may_list, may_schedule
from capacity.views.workshop_inbox import Inbox
from capacity.views.workshop_lookups import READERS
from capacity.views.workshop_week import Week, window_of
from marketplace.accounts.access import member_required
from marketplace.accounts.http import MemberRequest
from marketplace.accounts.models import Organisation
from marketplace.money import Money

LONGEST = 42
LEGEND = [
    "booking.in_use",
    "booking.confirmed",
    "booking.to_answer",
    "claim.hold",
    "claim.maintenance",
    "claim.outage",
    "claim.imported",
]


@dataclass(frozen=True)
class Shown:
    """What the address asks for: a site, and a day or the week around it."""

    site: Site
    first: date
    days: int
    as_table: bool

    @property
    def last(self) -> date:
        return self.first + timedelta(days=self.days - 1)

    def query(self, **changes: str) -> str:
        asked: dict[str, str | int] = {
            "site": self.site.pk,
            "date": self.first.isoformat(),
            "view": "day" if self.days == 1 else "week",
            "as": "table" if self.as_table else "",
        }
        return "?" + urlencode({name: value for name, value in (asked | changes).items() if value})

    @property
    def earlier(self) -> str:
        return self.query(date=(self.first - timedelta(days=self.days)).isoformat())

    @property
    def later(self) -> str:
        return self.query(date=(self.first + timedelta(days=self.days)).isoformat())

    @property
    def by_day(self) -> str:
        return self.query(view="day")

    @property
    def by_week(self) -> str:
        return self.query(view="week")

    @property
    def other_form(self) -> str:
        return self.query(**{"as": "" if self.as_table else "table"})


def sites_of(organisation: Organisation) -> list[Site]:
    """The sites with machines, the one with most of them first."""
    counted = Site.objects.filter(provider=organisation).annotate(
        machines=Count("resources", filter=Q(resources__retired_at__isnull=True))
    )
    return list(counted.filter(machines__gt=0).order_by("-machines", "pk"))


def shown_of(request: MemberRequest, sites: list[Site], now: datetime) -> Shown:
    """What is asked for; what cannot be read is as if it were not asked."""
    asked = request.GET.get("site", "")
    site = next((each for each in sites if str(each.pk) == asked), sites[0])
    day = _date(request.GET.get("date", "")) or now.astimezone(site.zone).date()
    as_table = request.GET.get("as") == "table"
    if request.GET.get("view") == "day":
        return Shown(site, day, 1, as_table)
    return Shown(site, day - timedelta(days=day.weekday()), 7, as_table)


def _date(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2200 else None


@require_safe
@member_required(*READERS)
def timeline(request: MemberRequest) -> HttpResponse:
    """The week by unit, with the inbox beside it."""
    now = timezone.now()
    sites = sites_of(request.organisation)
    if not sites:
        return render(request, "capacity/workshop/timeline_empty.html", {"may_list": may_list(request.actor)})
    shown = shown_of(request, sites, now)
    week = Week(
        request.organisation,
        shown.site,
        window_of(shown.first, shown.last, shown.site),
        now=now,
        page=request.GET.get("page"),
    )
    context = {
        "sites": sites,
        "shown": shown,
        "week": week,
        "figures": figures(request.organisation, now),
        "legend": LEGEND,
        "inbox": Inbox(request.organisation, now=now),
        "may_answer": may_schedule(request.actor),
        "may_list": may_list(request.actor),
        "feed": f"{reverse('workshop:timeline_feed')}{shown.query(page=request.GET.get('page', ''))}",
    }
    return render(request, "capacity/workshop/timeline.html", context)


def figures(organisation: Organisation, now: datetime) -> dict[str, object]:
    """What runs now, and what was delivered and not accepted yet, by currency. Two queries."""
    own = Booking.objects.provided_by(organisation)
    delivered = own.filter(state=BookingState.DELIVERED).values("currency").order_by("currency")
    sums = delivered.annotate(amount=Sum("total_minor"), count=Count("pk"))
    return {
        "running": own.filter(state=BookingState.IN_USE).count(),
        "delivered": [(Money(row["amount"], row["currency"]), row["count"]) for row in sums],
    }


@require_safe
@member_required(*READERS)
def feed(request: MemberRequest) -> JsonResponse:
    """Units and blocks from a day to another, `?site=&from=2027-03-01&to=2027-03-08`."""
    now = timezone.now()
    first, end = (_date(request.GET.get(name, "")) for name in ("from", "to"))
    sites = sites_of(request.organisation)
    if first is None or end is None or not 0 < (end - first).days <= LONGEST:
        wrong = _("from and to are two dates, at most %(days)s days apart.") % {"days": LONGEST}
        return JsonResponse({"error": wrong}, status=400)
    if not sites:
        return JsonResponse({"units": [], "blocks": []})
    site = shown_of(request, sites, now).site
    window = window_of(first, end - timedelta(days=1), site)
    week = Week(request.organisation, site, window, now=now, page=request.GET.get("page"))
    return JsonResponse(week.to_json())
