"""How a resource is sold: an offer with its rates, extras and cancellation tiers, saved as one form."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from capacity.enums import ChargeMode, ExtraKind, ExtraUnit, OfferKind, RateUnit
from capacity.models import CancellationTier, Extra, Offer, Rate, Resource
from capacity.operations.listing_log import tell_listing
from capacity.operations.locking import lock_tree
from capacity.operations.ownership import check_lister
from capacity.operations.refusals import Refused
from marketplace.accounts.actor import Actor
from marketplace.money import EXPONENTS

MOST_ROWS = 60


class BadOffer(Refused):
    """The offer cannot be priced, or says the same thing twice."""


@dataclass(frozen=True, kw_only=True)
class RateRow:
    """A price per unit; fields as capacity.models.Rate."""

    unit: RateUnit = RateUnit.HOUR
    amount_minor: int
    customer_class: str = ""
    weekdays: Sequence[int] = ()
    starts_wall: time | None = None
    ends_wall: time | None = None
    valid_from: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True, kw_only=True)
class ExtraRow:
    """Something sold along; `id` is the row it changes, none for a new one. Bookings name the id."""

    id: int | None = None
    kind: ExtraKind
    name_zh: str
    name_en: str = ""
    unit: ExtraUnit = ExtraUnit.HOUR
    amount_minor: int
    is_required: bool = False


@dataclass(frozen=True, kw_only=True)
class TierRow:
    """Cancelled so many minutes before the start, this share comes back."""

    notice_minutes: int
    refund_basis_points: int


@dataclass(frozen=True, kw_only=True)
class OfferDraft:
    """Everything an offer says; amounts are minor units of `currency`."""

    kind: OfferKind
    name_zh: str
    name_en: str = ""
    currency: str = "CNY"
    charge_mode: ChargeMode = ChargeMode.RESERVED
    is_instant: bool = False
    set_up_minor: int = 0
    minimum_charge_minor: int = 0
    tax_basis_points: int = 1300
    rates: Sequence[RateRow] = ()
    extras: Sequence[ExtraRow] = ()
    tiers: Sequence[TierRow] = ()

    def fields(self) -> dict[str, object]:
        rows = ("rates", "extras", "tiers")
        return {name: getattr(self, name) for name in self.__dataclass_fields__ if name not in rows}


def create_offer(*, resource: Resource, draft: OfferDraft, by: Actor, now: datetime) -> Offer:
    """
    Put the resource on offer in one more way.

    :raises NotAllowed: the actor does not list for the provider
    :raises BadOffer: it has no price, or says something twice
    """
    check_lister(resource, by)
    check_draft(draft)
    with transaction.atomic():
        lock_tree(resource.pk)
        offer = Offer.objects.create(resource=resource, **draft.fields())
        _write_rows(offer, draft)
        tell_listing(resource.pk, change="offer", now=now)
        return offer


def update_offer(*, offer: Offer, draft: OfferDraft, by: Actor, now: datetime) -> Offer:
    """
    Change an offer; rows it does not name any more go. Bookings keep the terms they were made at.

    :raises NotAllowed: the actor does not list for the provider
    :raises BadOffer: it has no price, or says something twice
    """
    check_lister(offer.resource, by)
    check_draft(draft)
    with transaction.atomic():
        lock_tree(offer.resource_id)
        for name, value in draft.fields().items():
            setattr(offer, name, value)
        offer.save(update_fields=list(draft.fields()))
        _write_rows(offer, draft)
        tell_listing(offer.resource_id, change="offer", now=now)
        return offer


def retire_offer(*, offer: Offer, by: Actor, now: datetime) -> Offer:
    """Sell nothing more in this way; bookings made of it stand."""
    return _set_active(offer, is_active=False, by=by, now=now)


def bring_back_offer(*, offer: Offer, by: Actor, now: datetime) -> Offer:
    """Sell in this way again."""
    return _set_active(offer, is_active=True, by=by, now=now)


def _set_active(offer: Offer, *, is_active: bool, by: Actor, now: datetime) -> Offer:
    check_lister(offer.resource, by)
    with transaction.atomic():
        lock_tree(offer.resource_id)
        offer.is_active = is_active
        offer.save(update_fields=["is_active"])
        tell_listing(offer.resource_id, change="offer", now=now)
        return offer


def check_draft(draft: OfferDraft) -> None:
    """:raises BadOffer: no price, an unknown currency, a row twice, or a figure out of bounds"""
    if not draft.rates:
        raise BadOffer(_("An offer needs at least one rate."))
    if draft.currency not in EXPONENTS:
        raise BadOffer(_("“%(currency)s” is not a currency dealt in here.") % {"currency": draft.currency})
    if max(len(draft.rates), len(draft.extras), len(draft.tiers)) > MOST_ROWS:
        raise BadOffer(_("At most %(most)s rows of a kind.") % {"most": MOST_ROWS})
    if not 0 <= draft.tax_basis_points < 10_000:
        raise BadOffer(_("Tax is from 0 to below 100 %."))
    for rate in draft.rates:
        _check_rate(rate)
    _check_tiers(draft.tiers)


def _check_rate(rate: RateRow) -> None:
    if (rate.starts_wall is None) != (rate.ends_wall is None):
        raise BadOffer(_("A band needs both its beginning and its end, or neither."))
    if rate.valid_from and rate.valid_until and rate.valid_from > rate.valid_until:
        raise BadOffer(_("A price cannot end to be valid before it begins."))
    if any(not 1 <= day <= 7 for day in rate.weekdays):
        raise BadOffer(_("Weekdays are counted from Monday, 1, to Sunday, 7."))


def _check_tiers(tiers: Sequence[TierRow]) -> None:
    notices = [tier.notice_minutes for tier in tiers]
    if len(set(notices)) < len(notices):
        raise BadOffer(_("Two cancellation tiers have the same notice."))
    if any(not 0 <= tier.refund_basis_points <= 10_000 for tier in tiers):
        raise BadOffer(_("A tier returns from 0 to 100 %."))
    shares = [tier.refund_basis_points for tier in sorted(tiers, key=lambda tier: tier.notice_minutes)]
    if shares != sorted(shares):
        raise BadOffer(_("Who cancels earlier gets back at least as much as who cancels later."))


def _write_rows(offer: Offer, draft: OfferDraft) -> None:
    Rate.objects.filter(offer=offer).delete()
    Rate.objects.bulk_create(Rate(offer=offer, **asdict(row)) for row in draft.rates)
    CancellationTier.objects.filter(offer=offer).delete()
    CancellationTier.objects.bulk_create(CancellationTier(offer=offer, **asdict(row)) for row in draft.tiers)
    _write_extras(Extra.objects.filter(offer=offer), offer, draft.extras)


def _write_extras(stored: QuerySet[Extra], offer: Offer, rows: Iterable[ExtraRow]) -> None:
    wanted = list(rows)
    own = set(stored.values_list("pk", flat=True))
    stored.exclude(pk__in=own & {row.id for row in wanted if row.id is not None}).delete()
    for row in wanted:
        values = asdict(row)
        row_id = values.pop("id")
        if row_id in own:
            stored.filter(pk=row_id).update(**values)
        else:
            Extra.objects.create(offer=offer, **values)
