"""Documents from the database: what is in them, what never is, and at what cost."""

from __future__ import annotations

from dataclasses import asdict
from datetime import time, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from capacity.enums import ClaimKind, ExtraKind, ExtraUnit, OfferKind, RateUnit
from capacity.models import Claim, Extra, Rate, Specification
from marketplace.accounts.enums import SizeClass
from search.building import build
from search.documents import FAR_END, ListingDocument
from search.models import WeekPattern
from search.patterns import ALWAYS
from search.slots import moment_of, slot_after
from tests.factories import NOW, offer, period, provider, resource, site

pytestmark = pytest.mark.django_db


def document_of(machine) -> ListingDocument:
    return build([machine.pk], NOW)[machine.pk]


def test_a_document_tells_what_the_public_reads():
    firm = provider(name_zh="精密厂", name_en="Precision", certificates=["ISO 9001", "AS9100"])
    place = site(firm, city_zh="苏州", latitude=31.29871, longitude=120.58529, street_zh="秘密路一号")
    machine = resource(at=place, maker="DMG", policy={"notice_minutes": 120})
    offer(machine, is_instant=True)
    offer(machine, kind=OfferKind.TESTING, is_active=False)

    found = document_of(machine)

    assert (found.resource_class, found.city, found.zone) == ("five_axis", "苏州", "Asia/Shanghai")
    assert (found.latitude, found.longitude) == (31.3, 120.59)
    assert (found.kinds, found.is_instant, found.notice_minutes) == (("processing",), True, 120)
    assert found.certificates == ("AS9100", "ISO 9001")
    assert found.suggestions == ("五轴加工中心", "5-axis centre", "DMG DMU 50")
    assert found.published_at == machine.published_revision.decided_at
    assert {"精密", "precision", "苏州", "suzhou", "dmu50", "五轴"} <= set(found.tokens)
    assert {"五轴"} <= set(found.title_tokens) < set(found.tokens)


def test_nothing_private_is_in_it():
    firm = provider(contact_name="Zhang", contact_phone="13800000000", contact_email="zhang@firm.example")
    place = site(firm, street_zh="秘密路一号", street_en="Secret Road 1", access_note_en="ring twice")
    machine = resource(at=place, serial_number="SN-SECRET", asset_number="ASSET-1")
    machine.revisions.create(number=2, title_zh="草稿标题", title_en="Draft heading")

    told = repr(asdict(document_of(machine))).casefold()

    for secret in ("秘密", "secret", "zhang", "13800000000", "ring", "asset", "草稿", "draft"):
        assert secret not in told


@pytest.mark.parametrize("hidden", ["unpublished", "retired"])
def test_what_is_not_public_has_no_document(hidden: str):
    machine = resource(is_published=hidden != "unpublished")
    if hidden == "retired":
        machine.retired_at = NOW
        machine.save()

    assert build([machine.pk, 10**9], NOW) == {}


def test_free_time_is_floored_and_of_distinct_calendars():
    machine = resource(units=3, opens=time(8, 10), closes=time(12, 5), policy={"minimum_minutes": 60})
    unit = machine.units.first()
    taken = period((8.5, 9), days=1)
    Claim.objects.create(resource=machine, unit=unit, during=taken, kind=ClaimKind.BOOKING)

    one, other = document_of(machine).windows

    tomorrow = period((8, 12), days=1)
    assert (slot_after(tomorrow.starts_at + timedelta(minutes=15)), slot_after(tomorrow.ends_at)) in one
    assert len(one) == len(other)
    assert {moment_of(window[0]) for window in {*one} ^ {*other}} == {
        tomorrow.starts_at + timedelta(minutes=15),
        taken.ends_at,
    }


def test_the_horizon_of_the_policy_cuts():
    machine = resource(opens=time(), closes=time(), policy={"horizon_days": 3})

    ((window,),) = document_of(machine).windows

    assert window == (slot_after(NOW), slot_after(NOW + timedelta(days=3)) - 1)


def test_without_a_horizon_two_months_are_told():
    ((window,),) = document_of(resource(opens=time(), closes=time())).windows

    assert moment_of(window[1]) <= NOW + timedelta(days=62) < moment_of(window[1] + 1)


def test_open_ends_of_specifications_are_far():
    machine = resource()
    tell = machine.published_revision.specifications.create
    tell(kind="travel_x", minimum=650, maximum=650)
    tell(kind="tolerance", maximum=Decimal("0.01"))
    tell(kind="control", text_en="Heidenhain")
    Specification.objects.create(revision=machine.published_revision, kind="load", minimum=500)

    assert document_of(machine).specifications == {
        "travel_x": (650, 650),
        "tolerance": (-FAR_END, Decimal("0.01")),
        "load": (500, FAR_END),
    }


def test_prices_are_gross_and_of_the_first_offer_that_sells_time():
    machine = resource()
    by_sample = offer(machine)
    by_sample.rates.update(unit=RateUnit.SAMPLE)
    sold = offer(
        machine, amount_minor=10_000, set_up_minor=1_000, minimum_charge_minor=20_000, tax_basis_points=1_300
    )
    Rate.objects.create(offer=sold, amount_minor=8_000, customer_class=SizeClass.SMALL)
    extra = {"offer": sold, "kind": ExtraKind.OPERATOR, "is_required": True}
    Extra.objects.create(**extra, unit=ExtraUnit.BOOKING, amount_minor=500)
    Extra.objects.create(**extra, unit=ExtraUnit.HOUR, amount_minor=100)
    Extra.objects.create(offer=sold, kind=ExtraKind.TRAINING, unit=ExtraUnit.BOOKING, amount_minor=9_999)

    prices = document_of(machine).prices

    always = WeekPattern.objects.get(quarters=ALWAYS).pk
    assert set(prices) == {"", *SizeClass.values}
    assert prices[""].rates == {always: 11_413}
    assert prices["small"].rates == {always: 9_153}
    assert (prices[""].set_up_minor, prices[""].minimum_minor, prices[""].currency) == (1_695, 22_600, "CNY")


def test_bands_become_patterns_of_the_week():
    machine = resource()
    sold = offer(machine, amount_minor=10_000, tax_basis_points=0)
    night = {"starts_wall": time(22), "ends_wall": time(6), "weekdays": [5]}
    Rate.objects.create(offer=sold, amount_minor=5_000, **night)

    basis = document_of(machine).prices[""]

    patterns = {WeekPattern.objects.get(pk=key).quarters: amount for key, amount in basis.rates.items()}
    (friday_night,) = (each for each, amount in patterns.items() if amount == 5_000)
    begins = 4 * 96 + 22 * 4
    assert friday_night == "0" * begins + "1" * 32 + "0" * (672 - begins - 32)
    assert basis.basic_minor == 10_000


def test_a_rate_of_another_time_is_not_asked():
    sold = offer(resource(), tax_basis_points=0)
    sold.rates.update(valid_until=NOW.date() - timedelta(days=1))
    assert document_of(sold.resource).prices == {}

    Rate.objects.create(offer=sold, amount_minor=7, valid_from=NOW.date())
    assert document_of(sold.resource).prices[""].basic_minor == 7


def test_many_cost_as_much_as_one():
    machines = [offer(resource(units=2)).resource.pk for _ in range(4)]
    build(machines[:1], NOW)  # the pattern has its key from now on

    def cost(ids) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert len(build(ids, NOW)) == len(ids)
        return len(queries)

    assert cost(machines) == cost(machines[:1]) == 9


def test_windows_may_be_told_as_of_an_earlier_moment():
    """So that what was indexed an hour ago can be compared with what is true now."""
    machine = resource(opens=time(), closes=time())
    earlier = NOW - timedelta(hours=1)

    assert build([machine.pk], NOW, as_of={machine.pk: earlier}) == build([machine.pk], earlier)
