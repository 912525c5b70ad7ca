"""How a machine is sold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from capacity.enums import OfferKind
from capacity.forms.offers import OfferForms
from capacity.models import Offer, Rate, Resource
from capacity.operations import offers as operations
from capacity.operations.terms import terms_of
from capacity.policies.permissions import may_list
from capacity.pricing.labels import band_text
from capacity.views.workshop_lookups import UNPROCESSABLE, act, done, own_resource
from capacity.views.workshop_shown import Machine
from marketplace.accounts.access import member_required
from marketplace.accounts.enums import Role
from marketplace.accounts.http import MemberRequest
from marketplace.money import Money


@dataclass(frozen=True)
class RateRow:
    money: Money
    unit: str
    customer_class: str
    band: str
    rate: Rate


@dataclass(frozen=True)
class OfferRow:
    offer: Offer
    kind: str
    rates: list[RateRow]


def _row(offer: Offer, resource: Resource) -> OfferRow:
    terms = terms_of(offer, resource.zone)
    rates = [
        RateRow(
            money=Money(rate.amount_minor, offer.currency),
            unit=rate.get_unit_display(),
            customer_class=rate.get_customer_class_display() if rate.customer_class else _("everybody"),
            band=band_text(told.band_params) if told.band_params else "",
            rate=rate,
        )
        for rate, told in zip(offer.rates.all(), terms.rates, strict=True)
    ]
    return OfferRow(offer, str(OfferKind(offer.kind).label), rates)


@require_safe
@member_required()
def offers(request: MemberRequest, slug: str) -> HttpResponse:
    """Every way in which the machine is or was sold."""
    resource = own_resource(request, slug)
    found = resource.offers.with_terms().order_by("-is_active", "pk")
    context = {
        "machine": Machine(resource, section="offers"),
        "rows": [_row(offer, resource) for offer in found],
        "may_list": may_list(request.actor),
    }
    return render(request, "capacity/workshop/offers.html", context)


@member_required()
def add(request: MemberRequest, slug: str) -> HttpResponse:
    resource = own_resource(request, slug, Role.LISTER)
    forms = OfferForms(request.POST if request.method == "POST" else None)
    return _answer(
        request,
        resource,
        forms,
        lambda: operations.create_offer(
            resource=resource, draft=forms.draft, by=request.actor, now=timezone.now()
        ),
        offer=None,
    )


@member_required()
def offer(request: MemberRequest, slug: str, offer_id: int) -> HttpResponse:
    resource = own_resource(request, slug, Role.LISTER)
    found = _own(resource, offer_id)
    forms = OfferForms(request.POST if request.method == "POST" else None, offer=found)
    return _answer(
        request,
        resource,
        forms,
        lambda: operations.update_offer(offer=found, draft=forms.draft, by=request.actor, now=timezone.now()),
        offer=found,
    )


def _own(resource: Resource, offer_id: int) -> Offer:
    found = resource.offers.with_terms().select_related("resource")
    own: Offer = get_object_or_404(found, pk=offer_id)
    return own


def _answer(
    request: MemberRequest,
    resource: Resource,
    forms: OfferForms,
    operation: Callable[[], Offer],
    *,
    offer: Offer | None,
) -> HttpResponse:
    sent = request.method == "POST"
    if sent and forms.is_valid():
        ok, _offer = done(forms.offer, operation)
        if ok:
            messages.success(request, _("The offer is saved; it holds for bookings made from now on."))
            return redirect("workshop:offers", resource.slug)
    context = {"machine": Machine(resource, section="offers"), "forms": forms, "offer": offer}
    status = UNPROCESSABLE if sent else 200
    return render(request, "capacity/workshop/offer.html", context, status=status)


SAID = {
    operations.retire_offer: gettext_lazy("The offer is off; what is booked of it stands."),
    operations.bring_back_offer: gettext_lazy("The machine is sold in this way again."),
}


@require_POST
@member_required()
def retire(request: MemberRequest, slug: str, offer_id: int) -> HttpResponse:
    return _switch(request, slug, offer_id, is_active=False)


@require_POST
@member_required()
def bring_back(request: MemberRequest, slug: str, offer_id: int) -> HttpResponse:
    return _switch(request, slug, offer_id, is_active=True)


def _switch(request: MemberRequest, slug: str, offer_id: int, *, is_active: bool) -> HttpResponse:
    resource = own_resource(request, slug, Role.LISTER)
    found = _own(resource, offer_id)
    operation = operations.bring_back_offer if is_active else operations.retire_offer
    return act(
        request,
        lambda: operation(offer=found, by=request.actor, now=timezone.now()),
        said=str(SAID[operation]),
        back=Machine(resource).url("offers"),
    )
