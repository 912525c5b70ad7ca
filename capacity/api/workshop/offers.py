"""How one's own machine is sold."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404

from capacity.api.acts import Act, Ask, endpoint
from capacity.api.lookups import own_resource_or_404
from capacity.models import Offer
from capacity.operations import offers
from capacity.operations.offers import ExtraRow, OfferDraft, RateRow, TierRow
from capacity.serializers.offers import OfferSerializer
from capacity.serializers.steps import NothingBody
from capacity.serializers.workshop.selling import OfferBody
from marketplace.api.operations import Operation

TAG = "Workshop"


def _draft(said: dict[str, Any]) -> OfferDraft:
    rows = {
        "rates": [RateRow(**row) for row in said["rates"]],
        "extras": [ExtraRow(**row) for row in said["extras"]],
        "tiers": [TierRow(**row) for row in said["tiers"]],
    }
    return OfferDraft(**{**said, **rows})


def _offers(ask: Ask) -> list[Offer]:
    resource = own_resource_or_404(ask.by, ask.where["slug"])
    return list(resource.offers.with_terms().order_by("pk"))


def _offer(ask: Ask) -> Offer:
    resource = own_resource_or_404(ask.by, ask.where["slug"])
    return get_object_or_404(resource.offers.select_related("resource"), pk=ask.where["offer_id"])


def _with_terms(offer: Offer) -> Offer:
    return Offer.objects.with_terms().get(pk=offer.pk)


def _read(ask: Ask) -> Offer:
    return _with_terms(_offer(ask))


def _add(ask: Ask) -> Offer:
    resource = own_resource_or_404(ask.by, ask.where["slug"])
    made = offers.create_offer(resource=resource, draft=_draft(ask.said), by=ask.by, now=ask.now)
    return _with_terms(made)


def _change(ask: Ask) -> Offer:
    return _with_terms(offers.update_offer(offer=_offer(ask), draft=_draft(ask.said), by=ask.by, now=ask.now))


def _retire(ask: Ask) -> Offer:
    return _with_terms(offers.retire_offer(offer=_offer(ask), by=ask.by, now=ask.now))


def _bring_back(ask: Ask) -> Offer:
    return _with_terms(offers.bring_back_offer(offer=_offer(ask), by=ask.by, now=ask.now))


def _operation(name: str, summary: str, **others: Any) -> Operation:
    return Operation(id=name, summary=summary, tag=TAG, answers=OfferSerializer, **others)


OFFERS = endpoint(
    get=Act(
        _operation("list_offers", "List offers", lists=True, description="All offers, retired ones as well."),
        _offers,
    ),
    post=Act(
        _operation(
            "create_offer",
            "Add an offer",
            sends=OfferBody,
            status=201,
            is_located=True,
            description="One more way in which the machine is sold.",
        ),
        _add,
        place=lambda offer: ("offer", [offer.resource.slug, offer.pk]),
    ),
)
OFFER = endpoint(
    get=Act(_operation("read_offer", "Read an offer", description="An offer with all of its rows."), _read),
    put=Act(
        _operation(
            "update_offer",
            "Change an offer",
            sends=OfferBody,
            description="Replaces all of it; rows not named any more go. Bookings keep what was agreed.",
        ),
        _change,
    ),
)
RETIRE_OFFER = endpoint(
    post=Act(
        _operation(
            "retire_offer",
            "Retire an offer",
            sends=NothingBody,
            description="Nothing more is sold in this way; bookings made of it stand.",
        ),
        _retire,
    )
)
BRING_BACK_OFFER = endpoint(
    post=Act(
        _operation(
            "bring_back_offer",
            "Bring an offer back",
            sends=NothingBody,
            description="Sold in this way again.",
        ),
        _bring_back,
    )
)
