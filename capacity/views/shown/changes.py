"""What a change of a booking would come to, before anybody confirms it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from capacity.alternatives import alternatives
from capacity.enums import Step
from capacity.forms.steps import EndForm, MoveForm
from capacity.models import Booking
from capacity.operations.assessments import Assessment, Order, assess_change, price_of
from capacity.operations.changes import BEGUN, check_still_changeable
from capacity.operations.refusals import IllegalStep
from capacity.operations.situations import ahead, around, load_situation
from capacity.policies import Limits, Wish, broken_rules
from capacity.policies.reach import FARTHEST
from capacity.pricing import terms_from_json
from capacity.shown.prices import Price
from capacity.views.shown.verdicts import Choice, Problem, Refusal, problems_of, refusal_of
from marketplace.money import Money
from marketplace.pages.typed_periods import as_query, as_typed
from marketplace.periods import MINUTE, Period

CHANGES = {Step.RESCHEDULE, Step.EXTEND, Step.SHORTEN}
ONE_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Preview:
    """`price` and `difference` are those of the period asked for; `refusal` says why it cannot be had."""

    step: Step
    form: forms.Form
    period: Period | None = None
    refusal: Refusal | None = None
    price: Price | None = None
    difference: Money | None = None

    @property
    def hidden(self) -> dict[str, str]:
        """What the confirming form sends: the fields as they were previewed."""
        return {name: self.form.data.get(name, "") for name in self.form.fields if name != "seen"}


def change_form(step: Step, booking: Booking, now: datetime, data: Any = None) -> forms.Form:
    """The form of one kind of change; without data it stands on the present period."""
    zone = booking.resource.site.zone
    if step is Step.RESCHEDULE:
        return MoveForm(data, zone=zone, now=now, initial=as_typed(booking.period, zone))
    shift = ONE_HOUR if step is Step.EXTEND else -ONE_HOUR
    end = (booking.period.ends_at + shift).astimezone(zone)
    initial = {"end_date": end.date(), "ends": end.time()}
    return EndForm(data, zone=zone, latest=now + FARTHEST, initial=initial)


def wanted_period(step: Step, form: forms.Form, booking: Booking) -> Period | None:
    """The period a valid form asks for; none where the end does not suit the kind of change."""
    if step is Step.RESCHEDULE:
        period: Period = form.cleaned_data["period"]
        return period
    ends_at: datetime = form.cleaned_data["ends_at"]
    old = booking.period
    fits = ends_at > old.ends_at if step is Step.EXTEND else old.starts_at < ends_at < old.ends_at
    if not fits:
        form.add_error("ends", _(WRONG_WAY[step]))
        return None
    return Period(old.starts_at, ends_at)


WRONG_WAY = {
    Step.EXTEND: gettext_noop("To extend, choose an end after the present one."),
    Step.SHORTEN: gettext_noop("To shorten, choose an end before the present one that is still to come."),
}


def why_fixed(booking: Booking, now: datetime) -> str:
    """Why the times of this booking cannot be changed any more; nothing where they can."""
    try:
        check_still_changeable(booking, now)
    except IllegalStep as refusal:
        return str(refusal)
    return ""


def why_no_longer(booking: Booking, now: datetime) -> list[Problem]:
    """What stands against the shortest extension, and so against every one."""
    limits = Limits.from_json(booking.policy_terms)
    longer = Period(booking.period.starts_at, booking.period.ends_at + limits.grid_minutes * MINUTE)
    situation = load_situation(
        resource=booking.resource,
        customer=booking.customer,
        window=around(longer),
        now=now,
        limits=limits,
        without=booking,
    )
    broken = broken_rules(Wish(longer, booking.units), situation)
    return problems_of([rule for rule in broken if rule.code not in BEGUN])


def preview(step: Step, booking: Booking, data: Mapping[str, Any], now: datetime) -> Preview:
    form = change_form(step, booking, now, data)
    period = wanted_period(step, form, booking) if form.is_valid() else None
    if period is None:
        return Preview(step, form)
    order = Order(period, booking.units, booking.quantity, booking.extras)
    assessment = assess_change(booking=booking, resource=booking.resource, order=order, now=now)
    if period.starts_at == booking.period.starts_at:
        assessment = _settled_start(assessment)
    refusal = refusal_of(assessment, lambda other: _address(booking, step, other))
    if refusal is not None and step is not Step.RESCHEDULE:
        refusal = replace(refusal, earliest=None, more=[])
    if refusal is not None or assessment.price is None:
        return Preview(step, form, period, refusal)
    price = Price.of_quote(assessment.price, units=booking.units)
    return Preview(step, form, period, None, price, price.total - booking.total)


def _settled_start(assessment: Assessment) -> Assessment:
    """What was agreed about the start is not asked again (as in the operation itself)."""
    broken = [rule for rule in assessment.broken if rule.code not in BEGUN]
    return replace(assessment, broken=broken)


def _address(booking: Booking, step: Step, period: Period) -> str:
    query = {"change": step.value, **as_query(period, booking.resource.site.zone)}
    return f"{reverse('capacity:booking', args=[booking.reference])}?{urlencode(query)}#change"


def suggestions(booking: Booking, now: datetime, limit: int = 5) -> list[Choice]:
    """Other periods the provider could propose, with what they come to by the agreed terms."""
    limits = Limits.from_json(booking.policy_terms)
    situation = load_situation(
        resource=booking.resource,
        customer=booking.customer,
        window=ahead(now, limits, booking.period),
        now=now,
        limits=limits,
        without=booking,
    )
    found = alternatives(Wish(booking.period, booking.units), situation, limit=limit + 1)
    terms = terms_from_json(booking.offer_terms)
    others = [period for period in found if period != booking.period][:limit]
    return [_choice(booking, period, terms) for period in others]


def _choice(booking: Booking, period: Period, terms: Any) -> Choice:
    order = Order(period, booking.units, booking.quantity, booking.extras)
    price = price_of(terms, customer=booking.customer, order=order)
    return Choice(period, Money(price.total_minor, price.currency), "")
