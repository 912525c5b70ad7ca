"""An offer is saved whole: rates, extras and tiers; bookings keep what they were made at."""

from datetime import date, time

import pytest

from capacity.enums import ExtraKind, ExtraUnit, OfferKind, RateUnit
from capacity.models import CancellationTier, Extra, Offer, Rate, Resource
from capacity.operations import holds, offers
from capacity.operations.assessments import Order
from capacity.operations.offers import ExtraRow, OfferDraft, RateRow, TierRow
from capacity.operations.refusals import NotAllowed
from marketplace.accounts.enums import Role
from marketplace.events.models import Event
from tests import factories
from tests.factories import NOW, period

pytestmark = pytest.mark.django_db

HOURLY = RateRow(amount_minor=38_000)
OPERATOR = ExtraRow(kind=ExtraKind.OPERATOR, name_zh="操作员", unit=ExtraUnit.HOUR, amount_minor=9_000)
TIERS = [
    TierRow(notice_minutes=2880, refund_basis_points=10_000),
    TierRow(notice_minutes=0, refund_basis_points=0),
]


def draft(**changes):
    whole = {"kind": OfferKind.PROCESSING, "name_zh": "来料加工", "rates": [HOURLY]}
    return OfferDraft(**(whole | changes))


@pytest.fixture
def machine():
    return factories.resource()


@pytest.fixture
def lister(machine):
    return factories.member(machine.provider, Role.LISTER)


def test_an_offer_is_saved_with_all_its_rows_and_told(machine, lister):
    night = RateRow(
        amount_minor=26_000, customer_class="small", weekdays=[6, 7], starts_wall=time(20), ends_wall=time(8)
    )

    offer = offers.create_offer(
        resource=machine,
        draft=draft(rates=[HOURLY, night], extras=[OPERATOR], tiers=TIERS, set_up_minor=40_000),
        by=lister,
        now=NOW,
    )

    assert [
        (rate.amount_minor, rate.customer_class, rate.weekdays) for rate in offer.rates.order_by("pk")
    ] == [
        (38_000, "", []),
        (26_000, "small", [6, 7]),
    ]
    assert offer.extras.get().amount_minor == 9_000
    assert [tier.refund_basis_points for tier in offer.tiers.order_by("notice_minutes")] == [0, 10_000]
    event = Event.objects.get(resource_id=machine.pk)
    assert (event.data["change"], event.version) == ("offer", Resource.objects.get(pk=machine.pk).version)


def test_a_change_keeps_the_extras_rows_that_bookings_name(machine, lister):
    offer = offers.create_offer(resource=machine, draft=draft(extras=[OPERATOR]), by=lister, now=NOW)
    extra = offer.extras.get()
    dearer = ExtraRow(id=extra.pk, kind=ExtraKind.OPERATOR, name_zh="操作员", amount_minor=9_900)

    offers.update_offer(
        offer=offer, draft=draft(rates=[RateRow(amount_minor=40_000)], extras=[dearer]), by=lister, now=NOW
    )

    assert list(Extra.objects.values_list("pk", "amount_minor")) == [(extra.pk, 9_900)]
    assert list(Rate.objects.values_list("amount_minor", flat=True)) == [40_000]


def test_rows_that_are_not_named_any_more_go(machine, lister):
    offer = offers.create_offer(
        resource=machine, draft=draft(extras=[OPERATOR], tiers=TIERS), by=lister, now=NOW
    )

    offers.update_offer(offer=offer, draft=draft(), by=lister, now=NOW)

    assert (Rate.objects.count(), Extra.objects.count(), CancellationTier.objects.count()) == (1, 0, 0)


def test_the_row_of_another_offer_is_not_taken_over(machine, lister):
    other = offers.create_offer(resource=machine, draft=draft(extras=[OPERATOR]), by=lister, now=NOW)
    stolen = ExtraRow(id=other.extras.get().pk, kind=ExtraKind.TRAINING, name_zh="培训", amount_minor=1)

    offers.create_offer(resource=machine, draft=draft(extras=[stolen]), by=lister, now=NOW)

    assert other.extras.get().name_zh == "操作员"
    assert Extra.objects.count() == 2


def test_a_booking_keeps_the_price_it_was_made_at(machine, lister):
    offer = offers.create_offer(resource=machine, draft=draft(tax_basis_points=0), by=lister, now=NOW)
    buyer = factories.member(factories.organisation(), Role.BUYER)
    booking = holds.hold(offer=offer, order=Order(period((9, 10))), by=buyer, now=NOW)

    offers.update_offer(offer=offer, draft=draft(rates=[RateRow(amount_minor=1)]), by=lister, now=NOW)

    booking.refresh_from_db()
    assert booking.total_minor == 38_000


def test_a_retired_offer_sells_nothing_until_it_is_brought_back(machine, lister):
    offer = factories.offer(machine)

    offers.retire_offer(offer=offer, by=lister, now=NOW)
    assert offer not in Offer.objects.active()

    offers.bring_back_offer(offer=offer, by=lister, now=NOW)
    assert offer in Offer.objects.active()


@pytest.mark.parametrize(
    "changes",
    [
        {"rates": []},
        {"currency": "XYZ"},
        {"tax_basis_points": 10_000},
        {"rates": [RateRow(amount_minor=1, starts_wall=time(8))]},
        {"rates": [RateRow(amount_minor=1, valid_from=date(2027, 3, 2), valid_until=date(2027, 3, 1))]},
        {"rates": [RateRow(unit=RateUnit.DAY, amount_minor=1, weekdays=[8])]},
        {"tiers": [TierRow(notice_minutes=60, refund_basis_points=0)] * 2},
        {"tiers": [TierRow(notice_minutes=60, refund_basis_points=10_001)]},
        {
            "tiers": [
                TierRow(notice_minutes=60, refund_basis_points=9_000),
                TierRow(notice_minutes=120, refund_basis_points=1_000),
            ]
        },
    ],
)
def test_an_offer_that_cannot_be_priced_is_refused(machine, lister, changes):
    with pytest.raises(offers.BadOffer):
        offers.create_offer(resource=machine, draft=draft(**changes), by=lister, now=NOW)

    assert not machine.offers.exists()


def test_nobody_else_changes_prices(machine):
    offer = factories.offer(machine)

    for actor in (
        factories.member(machine.provider, Role.SCHEDULER),
        factories.member(factories.provider(), Role.OWNER),
        factories.operator(),
    ):
        with pytest.raises(NotAllowed):
            offers.update_offer(offer=offer, draft=draft(), by=actor, now=NOW)
        with pytest.raises(NotAllowed):
            offers.retire_offer(offer=offer, by=actor, now=NOW)

    assert offer.rates.get().amount_minor == 38_000
