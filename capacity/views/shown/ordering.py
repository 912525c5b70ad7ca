"""The booking panel of a machine: what was asked, whether it can be had, and what it costs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse

from capacity.forms.orders import OrderForm
from capacity.models import Offer, Resource
from capacity.operations.assessments import Assessment, Order, assess
from capacity.operations.terms import tiers_of
from capacity.policies import Limits
from capacity.shown.prices import Price, Tier, charge_text, tiers
from capacity.views.shown.verdicts import Refusal, problems_of, refusal_of
from marketplace.accounts.models import Organisation
from marketplace.pages.typed_periods import as_typed
from marketplace.periods import MINUTE, Period

USUAL_MINUTES = 240
ONE_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Verdict:
    """
    `passes`, `refused`, or `incomplete` while the form does not say a period yet.

    `asked` is what the form says; `period` and `price` are its own, or those of the earliest that would do.
    """

    state: str
    asked: Period | None = None
    period: Period | None = None
    refusal: Refusal | None = None
    price: Price | None = None
    charged: str = ""
    tiers: list[Tier] = field(default_factory=list)
    query: str = ""

    @property
    def passes(self) -> bool:
        return self.state == "passes"


@dataclass(frozen=True)
class Ordering:
    form: OrderForm
    verdict: Verdict


def order_form(resource: Resource, data: Any, now: datetime, **options: Any) -> OrderForm:
    return OrderForm(
        data,
        offers=list(resource.offers.all()),
        unit_count=len(resource.units.all()),
        zone=resource.site.zone,
        now=now,
        grid_minutes=resource.policy.grid_minutes,
        **options,
    )


def judged(resource: Resource, form: OrderForm, customer: Organisation | None, now: datetime) -> Ordering:
    """The verdict on a form that somebody filled in."""
    if not form.is_valid():
        return Ordering(form, Verdict("incomplete"))
    offer = form.chosen
    assert offer is not None
    order = form.order()
    assessment = assess(resource=resource, offer=offer, customer=customer, order=order, now=now)
    if not assessment.passes:
        form.mark_refused()
    return Ordering(form, _verdict(resource, form, offer, assessment, now))


def proposed(resource: Resource, customer: Organisation | None, now: datetime) -> Ordering:
    """The form of a page that was just opened: filled with the earliest period of a usual length."""
    form = order_form(resource, None, now)
    offer = form.chosen
    if offer is None:
        return Ordering(form, Verdict("incomplete"))
    order = Order(_usual_period(Limits.of(resource.policy), now))
    assessment = assess(resource=resource, offer=offer, customer=customer, order=order, now=now)
    if assessment.earliest is not None:
        earliest = assessment.earliest
        order = Order(earliest.period)
        assessment = Assessment(order, [], earliest.quote)
    if not assessment.passes:
        lasting = [rule for rule in assessment.broken if rule.field != "period"]
        refusal = Refusal(problems_of(lasting)) if lasting else None
        return Ordering(form, Verdict("refused" if refusal else "incomplete", refusal=refusal))
    form = order_form(resource, None, now, initial=as_typed(order.period, resource.site.zone))
    return Ordering(form, _verdict(resource, form, offer, assessment, now))


def _usual_period(limits: Limits, now: datetime) -> Period:
    minutes = max(limits.minimum_minutes or 0, min(USUAL_MINUTES, limits.maximum_minutes or USUAL_MINUTES))
    soon = now + limits.notice_minutes * MINUTE + ONE_HOUR
    start = soon.replace(minute=0, second=0, microsecond=0)
    return Period(start, start + minutes * MINUTE)


def _verdict(
    resource: Resource, form: OrderForm, offer: Offer, assessment: Assessment, now: datetime
) -> Verdict:
    page = reverse("capacity:resource", args=[resource.slug])
    refusal = refusal_of(assessment, lambda period: f"{page}?{form.query(period)}")
    period, quote = assessment.order.period, assessment.price
    if refusal is not None:
        earliest = assessment.earliest
        period, quote = (earliest.period, earliest.quote) if earliest else (period, None)
    price = Price.of_quote(quote, units=assessment.order.units) if quote else None
    return Verdict(
        state="refused" if refusal else "passes",
        asked=assessment.order.period,
        period=period,
        refusal=refusal,
        price=price,
        charged=charge_text(offer.charge_mode),
        tiers=tiers(tiers_of(offer), period.starts_at, price.total, now) if price else [],
        query=form.query(assessment.order.period),
    )
