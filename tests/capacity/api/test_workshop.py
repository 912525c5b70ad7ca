"""Setting one's machines up through the API, from an empty workshop to a machine that is booked."""

from __future__ import annotations

import pytest

from capacity.models import ListingRevision, Offer, OpeningRule, Qualification, Resource, Unit
from marketplace.accounts.enums import Role
from tests import factories
from tests.calling import Caller, coming, told
from tests.capacity.api.conftest import hold

SITE = {
    "name_zh": "一号厂",
    "name_en": "Plant 1",
    "city_zh": "苏州",
    "city_en": "Suzhou",
    "street_zh": "星湖街 328 号",
}
OFFER = {
    "kind": "processing",
    "name_zh": "来料加工",
    "name_en": "Processing",
    "rates": [{"amount_minor": 38_000}, {"amount_minor": 30_000, "customer_class": "micro"}],
    "extras": [{"kind": "operator", "name_zh": "操作员", "amount_minor": 10_000}],
    "tiers": [{"notice_minutes": 1440, "refund_basis_points": 10_000}],
}
EVERY_DAY = {"rules": [{"weekday": day, "opens_at": "08:00", "closes_at": "20:00"} for day in range(1, 8)]}
TEXTS = {
    "title_zh": "五轴加工中心",
    "title_en": "5-axis centre",
    "text_zh": "一台好机床。",
    "text_en": "A good machine.",
}


def code(answer):
    return answer.status_code, answer.json()["type"].split("/")[-2]


@pytest.fixture
def firm(db):
    return factories.provider()


@pytest.fixture
def owner(firm):
    return Caller(factories.member(firm, Role.OWNER))


@pytest.fixture
def operator(db):
    person = factories.user(is_operator=True)
    return Caller(factories.member(factories.organisation(), person=person))


@pytest.fixture
def lathe(firm):
    return factories.resource(firm, title="车床", title_en="Lathe")


def test_from_an_empty_workshop_to_a_machine_that_is_booked(owner, operator, buyer, nobody):
    site = owner.post("sites/", SITE).json()["id"]
    made = owner.post(
        "resources/", {"site": site, "resource_class": "five_axis", **TITLES, "model": "DMU 50"}
    )
    slug = made.json()["id"]
    assert (made.status_code, made["Location"].endswith(f"/resources/{slug}/")) == (201, True)
    assert nobody.get(f"resources/{slug}/").status_code == 404

    offer = owner.post(f"resources/{slug}/offers/", OFFER).json()
    assert owner.send_json("PUT", f"resources/{slug}/hours/", EVERY_DAY).status_code == 200
    assert owner.send_json("PUT", f"resources/{slug}/limits/", {"minimum_minutes": 60}).status_code == 200
    saved = owner.send_json("PUT", f"resources/{slug}/listing/", {**TEXTS, "specifications": [TRAVEL]}).json()
    assert (saved["state"], saved["specifications"][0]["minimum"]) == ("draft", "650")
    assert owner.post(f"resources/{slug}/listing/submit/").json()["state"] == "submitted"

    (case,) = operator.get("desk/revisions/").json()["results"]
    assert operator.post(f"desk/revisions/{case['id']}/approve/").json()["state"] == "approved"
    assert nobody.get(f"resources/{slug}/").json()["title"] == "5-axis centre"

    sent = {**told(coming()), "resource": slug, "offer": offer["id"], "extras": [offer["extras"][0]["id"]]}
    assert buyer.post("bookings/", sent).json()["price"]["net"]["minor"] == 3 * 48_000


TITLES = {"title_zh": "五轴加工中心", "title_en": "5-axis centre"}
TRAVEL = {"kind": "travel_x", "minimum": "650", "maximum": "650"}


def test_a_listing_that_lacks_something_names_it_all(owner, firm):
    site = owner.post("sites/", SITE).json()["id"]
    slug = owner.post("resources/", {"site": site, "resource_class": "five_axis", **TITLES}).json()["id"]

    answer = owner.post(f"resources/{slug}/listing/submit/")

    assert code(answer) == (422, "refused")
    assert answer.json()["missing"] == ["a text", "an offer with a price", "opening hours"]


def test_a_rejected_revision_tells_the_provider_why(owner, operator, lathe):
    factories.offer(lathe)
    owner.send_json("PUT", f"resources/{lathe.slug}/listing/", TEXTS)
    case = owner.post(f"resources/{lathe.slug}/listing/submit/").json()["id"]

    operator.post(f"desk/revisions/{case}/reject/", {"reason_code": "implausible", "note": "650 m?"})

    said = owner.get(f"resources/{lathe.slug}/listing/").json()
    assert (said["state"], said["reason_code"], said["note"]) == ("rejected", "implausible", "650 m?")
    assert code(operator.post(f"desk/revisions/{case}/approve/")) == (409, "wrong-state")


def test_a_revision_is_taken_back_and_thrown_away(owner, lathe):
    factories.offer(lathe)
    owner.send_json("PUT", f"resources/{lathe.slug}/listing/", TEXTS)
    listing = f"resources/{lathe.slug}/listing/"

    owner.post(f"{listing}submit/")
    assert code(owner.send_json("PUT", listing, TEXTS)) == (409, "wrong-state")
    assert owner.post(f"{listing}withdraw/").json()["state"] == "withdrawn"
    assert owner.send_json("PUT", listing, TEXTS).json()["state"] == "draft"
    assert owner.post(f"{listing}discard/").json()["state"] == "withdrawn"


def test_the_desk_is_there_for_operators_alone(owner, operator, lathe):
    case = lathe.published_revision_id

    addresses = ["desk/revisions/", f"desk/revisions/{case}/"]
    assert [owner.get(each).status_code for each in addresses] == [404, 404]
    assert [operator.get(each).status_code for each in addresses] == [200, 200]


def test_a_draft_is_not_read_at_the_desk(owner, operator, lathe):
    draft = owner.send_json("PUT", f"resources/{lathe.slug}/listing/", TEXTS).json()["id"]

    assert operator.get(f"desk/revisions/{draft}/").status_code == 404


def test_facts_are_corrected_and_a_public_class_is_fixed(owner, lathe):
    facts = owner.get(f"resources/{lathe.slug}/facts/").json()
    body = {name: facts[name] for name in ("site", "resource_class")} | {
        "serial_number": "SN-1",
        "model": "M2",
    }

    changed = owner.send_json("PUT", f"resources/{lathe.slug}/facts/", body).json()
    refused = owner.send_json("PUT", f"resources/{lathe.slug}/facts/", {**body, "resource_class": "turning"})

    assert (changed["serial_number"], changed["model"]) == ("SN-1", "M2")
    assert code(refused) == (422, "refused")


def test_another_firms_site_is_named_as_unknown(owner, lathe):
    body = {"site": factories.site().pk, "resource_class": "five_axis"}

    answer = owner.send_json("PUT", f"resources/{lathe.slug}/facts/", body)

    assert code(answer) == (422, "unknown-reference")
    assert answer.json()["errors"][0]["accepted"] == f"one of: {lathe.site_id}"


def test_a_site_without_a_zone_that_exists_is_refused(owner):
    assert code(owner.post("sites/", {**SITE, "time_zone": "Asia/Suzhou"})) == (422, "refused")
    assert code(owner.post("sites/", {**SITE, "latitude": 31.3})) == (422, "refused")


def test_a_site_is_changed_and_listed(owner):
    where = owner.post("sites/", SITE)["Location"]

    owner.send_json("PUT", where, {**SITE, "city_en": "Wuxi", "latitude": 31.5, "longitude": 120.3})

    assert [site["city_en"] for site in owner.get("sites/").json()["results"]] == ["Wuxi"]
    assert owner.get(where).json()["latitude"] == 31.5


def test_a_machine_is_retired_and_brought_back(owner, nobody, lathe):
    assert owner.post(f"resources/{lathe.slug}/retire/").json()["is_retired"]
    assert nobody.get(f"resources/{lathe.slug}/").status_code == 404
    assert not owner.post(f"resources/{lathe.slug}/bring_back/").json()["is_retired"]
    assert nobody.get(f"resources/{lathe.slug}/").status_code == 200


def test_a_machine_becomes_part_of_a_line(owner, firm, lathe):
    line = factories.resource(firm)

    said = owner.send_json("PUT", f"resources/{lathe.slug}/parent/", {"part_of": line.slug}).json()
    own = owner.send_json("PUT", f"resources/{line.slug}/parent/", {"part_of": lathe.slug})
    alone = owner.send_json("PUT", f"resources/{lathe.slug}/parent/", {"part_of": None}).json()

    assert (said["part_of"], alone["part_of"]) == (line.slug, None)
    assert code(own) == (422, "refused")
    other = factories.resource()
    unknown = owner.send_json("PUT", f"resources/{lathe.slug}/parent/", {"part_of": other.slug})
    assert code(unknown) == (422, "unknown-reference")


def test_units_are_added_renamed_and_retired(owner, lathe):
    units = f"resources/{lathe.slug}/units/"
    assert owner.post(units, {"label": "B"}).json()["number"] == 2
    assert owner.send_json("PUT", f"{units}2/", {"label": "C"}).json()["label"] == "C"
    assert owner.post(f"{units}2/retire/").json()["is_retired"]

    listed = [(unit["number"], unit["is_retired"]) for unit in owner.get(units).json()]
    assert listed == [(1, False), (2, True)]
    assert code(owner.post(f"{units}1/retire/")) == (422, "refused")
    assert owner.post(f"{units}9/retire/").status_code == 404


def test_a_unit_that_is_booked_is_not_retired_and_the_booking_is_named(owner, lathe, customer):
    booking = hold(factories.offer(lathe), customer)
    Unit.objects.create(resource=lathe, number=2)
    number = booking.claims.get().unit.number

    answer = owner.post(f"resources/{lathe.slug}/units/{number}/retire/")

    assert code(answer) == (409, "wrong-state")
    assert answer.json()["bookings"] == [booking.reference]


def test_hours_name_the_bookings_that_they_leave_outside(owner, lathe, customer):
    booking = hold(factories.offer(lathe), customer, coming((9, 12)))
    hours = f"resources/{lathe.slug}/hours/"
    later = {"rules": [{**rule, "opens_at": "10:00"} for rule in EVERY_DAY["rules"]]}

    said = owner.send_json("PUT", hours, later).json()

    assert said["bookings_outside"] == [booking.reference]
    assert {rule["opens_at"] for rule in said["rules"]} == {"10:00"}
    assert owner.get(hours).json()["rules"] == said["rules"]


def test_single_dates_are_closed_and_opened_again(owner, lathe):
    day = told(coming())["starts_at"][:10]
    dates = f"resources/{lathe.slug}/hours/dates/"

    closed = owner.post(dates, {"first": day, "last": day, "reason_en": "Inventory"}).json()["dates"]
    short = owner.post(
        dates, {"first": day, "last": day, "hours": [{"opens_at": "08:00", "closes_at": "10:00"}]}
    ).json()["dates"]
    cleared = owner.post(f"{dates}clear/", {"first": day, "last": day}).json()["dates"]

    assert closed == [{"on": day, "opens_at": None, "closes_at": None, "reason": "Inventory"}]
    assert [(each["opens_at"], each["closes_at"]) for each in short] == [("08:00", "10:00")]
    assert cleared == []


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"rules": [{"weekday": 8, "opens_at": "08:00", "closes_at": "20:00"}]}, "rules.0.weekday"),
        ({"rules": [{"weekday": 1, "opens_at": "8", "closes_at": "20:00"}]}, "rules.0.opens_at"),
        ({"rules": [{"weekday": 1, "opens_at": "08:00"}]}, "rules.0.closes_at"),
        ({"rules": "daily"}, "rules"),
        ({}, "rules"),
    ],
)
def test_hours_that_are_none_are_named(owner, lathe, body, field):
    answer = owner.send_json("PUT", f"resources/{lathe.slug}/hours/", body)

    assert code(answer) == (400, "malformed")
    assert [fault["field"] for fault in answer.json()["errors"]] == [field]
    assert OpeningRule.objects.count() == 7


def test_limits_are_replaced_and_contradictions_refused(owner, lathe):
    Qualification.objects.create(key="laser-safety", name_zh="激光安全", name_en="Laser safety")
    limits = f"resources/{lathe.slug}/limits/"
    body = {"minimum_minutes": 120, "off_peak_starts": "22:00", "off_peak_ends": "06:00"}

    said = owner.send_json("PUT", limits, {**body, "required_qualifications": ["laser-safety"]}).json()

    assert (said["minimum_minutes"], said["off_peak_ends"]) == (120, "06:00")
    assert [each["name"] for each in said["required_qualifications"]] == ["Laser safety"]
    assert owner.get(limits).json() == said
    assert code(owner.send_json("PUT", limits, {"minimum_minutes": 60, "maximum_minutes": 30})) == (
        422,
        "refused",
    )
    unknown = owner.send_json("PUT", limits, {"required_qualifications": ["flying"]})
    assert code(unknown) == (422, "unknown-reference")


def test_an_offer_is_changed_retired_and_brought_back(owner, lathe):
    where = owner.post(f"resources/{lathe.slug}/offers/", OFFER)["Location"]
    extra = owner.get(where).json()["extras"][0]["id"]

    changed = {
        **OFFER,
        "extras": [{**OFFER["extras"][0], "id": int(extra), "amount_minor": 12_000}],
        "tiers": [],
    }
    said = owner.send_json("PUT", where, changed).json()

    assert [(each["id"], each["amount"]["minor"]) for each in said["extras"]] == [(extra, 12_000)]
    assert said["cancellation"] == []
    assert not owner.post(f"{where}retire/").json()["is_active"]
    assert owner.post(f"{where}bring_back/").json()["is_active"]
    assert len(owner.get(f"resources/{lathe.slug}/offers/").json()) == Offer.objects.count() == 1
    assert owner.get(f"resources/{lathe.slug}/offers/").json()[0]["charge_mode"] == "reserved"


@pytest.mark.parametrize(
    "changed",
    [
        {"tiers": [{"notice_minutes": 60, "refund_basis_points": 9}] * 2},
        {"rates": [{"amount_minor": 1, "starts_wall": "08:00"}]},
    ],
)
def test_an_offer_that_cannot_be_is_refused(owner, lathe, changed):
    assert code(owner.post(f"resources/{lathe.slug}/offers/", {**OFFER, **changed})) == (422, "refused")
    assert not Offer.objects.exists()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"rates": []}, "rates"),
        ({"rates": [{"amount_minor": 380.5}]}, "rates.0.amount_minor"),
        ({"rates": [{"amount_minor": -1}]}, "rates.0.amount_minor"),
        ({"currency": "XXX"}, "currency"),
        ({"tax_basis_points": 10_000}, "tax_basis_points"),
        ({"extras": [{"kind": "gift", "name_zh": "x", "amount_minor": 1}]}, "extras.0.kind"),
    ],
)
def test_an_offer_that_cannot_be_read_is_named(owner, lathe, changed, field):
    answer = owner.post(f"resources/{lathe.slug}/offers/", {**OFFER, **changed})

    assert code(answer) == (400, "malformed")
    assert [fault["field"] for fault in answer.json()["errors"]] == [field]


def test_a_specification_of_another_class_is_refused(owner, lathe):
    body = {**TEXTS, "specifications": [{"kind": "magnification", "minimum": "1"}]}

    assert code(owner.send_json("PUT", f"resources/{lathe.slug}/listing/", body)) == (422, "refused")
    assert list(ListingRevision.objects.all()) == [lathe.published_revision]


def test_a_machine_is_added_once_under_a_key(owner):
    site = owner.post("sites/", SITE).json()["id"]
    body = {"site": site, "resource_class": "five_axis", **TITLES}

    answers = [owner.post("resources/", body, key="import-1") for _ in range(2)]

    assert answers[0].json() == answers[1].json()
    assert Resource.objects.count() == 1


def test_two_spans_that_begin_alike_are_refused(owner, lathe):
    day = told(coming())["starts_at"][:10]
    spans = [{"opens_at": "08:00", "closes_at": "10:00"}, {"opens_at": "08:00", "closes_at": "12:00"}]

    answer = owner.post(f"resources/{lathe.slug}/hours/dates/", {"first": day, "last": day, "hours": spans})

    assert code(answer) == (422, "refused")
    assert not lathe.opening_exceptions.exists()
