"""Finding things through the token's member: what it may not see is not there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from capacity.api import kinds
from capacity.models import Booking, Offer, Resource, Unit
from capacity.models.resource import ResourceQuerySet
from capacity.operations.refusals import NotAllowed
from marketplace.accounts.actor import Actor
from marketplace.accounts.enums import Role
from marketplace.api.problems import Problem

WORKSHOP = (Role.LISTER, Role.SCHEDULER, Role.FINANCE, Role.VIEWER)


def resources_of(actor: Actor) -> ResourceQuerySet:
    return Resource.objects.visible_to(actor)


def resource_or_404(actor: Actor, slug: str) -> Resource:
    """The resource with what judging a wish for it needs."""
    return get_object_or_404(resources_of(actor).for_page(), slug=slug)


def own_resource_or_404(actor: Actor, slug: str) -> Resource:
    """
    A resource of the actor's own organisation: its workshop is nobody else's to see.

    :raises NotAllowed: the actor holds none of the roles that look into the workshop
    """
    owned = Resource.objects.owned_by(actor.organisation).for_page().select_related("parent")
    resource = get_object_or_404(owned, slug=slug)
    check_reader(actor)
    return resource


def check_reader(actor: Actor) -> None:
    """:raises NotAllowed: none of the roles that look into the workshop"""
    if not actor.has_role(*WORKSHOP):
        raise NotAllowed


def whole_resource_or_404(actor: Actor, slug: str) -> Resource:
    """The resource with everything that is told of it."""
    units = Unit.objects.filter(retired_at__isnull=True).order_by("number")
    offers = Offer.objects.active().with_terms().order_by("pk")
    return get_object_or_404(
        resources_of(actor)
        .for_page()
        .select_related("parent")
        .prefetch_related(
            Prefetch("units", units, to_attr="live_units"),
            Prefetch("offers", offers, to_attr="live_offers"),
            Prefetch("parts", Resource.objects.visible_to(actor).order_by("pk")),
            "opening_rules",
            "opening_exceptions",
            "policy__required_qualifications",
            "published_revision__specifications",
        ),
        slug=slug,
    )


def public_resource(slug: str) -> Resource:
    """
    The resource that a body names.

    :raises Problem: there is no such public one
    """
    resource = Resource.objects.published().for_page().filter(slug=slug).first()
    if resource is None:
        raise Problem(kinds.UNKNOWN_REFERENCE, errors=[_unknown("resource", slug)])
    return resource


def booking_or_404(actor: Actor, reference: str) -> Booking:
    return get_object_or_404(Booking.objects.visible_to(actor).for_page(), reference=reference)


def offer_of(resource: Resource, offer_id: int) -> Offer:
    """
    An offer of the resource, with its terms.

    :raises Problem: it is not on offer
    """
    offers = {offer.pk: offer for offer in resource.offers.active().with_terms().order_by("pk")}
    if offer_id not in offers:
        raise unknown("offer", offer_id, offers)
    return offers[offer_id]


def chosen_extras(offer: Offer, keys: Iterable[str]) -> frozenset[str]:
    """:raises Problem: an extra is not one of the offer"""
    own = {str(extra.pk) for extra in offer.extras.all()}
    for index, key in enumerate(keys):
        if key not in own:
            raise unknown(f"extras.{index}", key, own)
    return frozenset(keys)


def unknown(field: str, value: Any, known: Iterable[Any]) -> Problem:
    listed = ", ".join(str(each) for each in known)
    accepted = _("one of: %(choices)s") % {"choices": listed or "–"}
    return Problem(kinds.UNKNOWN_REFERENCE, errors=[{**_unknown(field, value), "accepted": accepted}])


def _unknown(field: str, value: Any) -> dict[str, Any]:
    return {"field": field, "code": "unknown", "message": _("There is none of this id."), "value": value}
