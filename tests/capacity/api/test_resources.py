"""Finding resources and reading them."""

from __future__ import annotations

from datetime import time

import pytest

from capacity.enums import OfferKind
from capacity.models import Resource, Specification
from marketplace.accounts.enums import Role
from tests import factories
from tests.calling import Caller, coming, told
from tests.capacity.api.conftest import hold


def ids(answer):
    assert answer.status_code == 200, answer.json()
    return [each["id"] for each in answer.json()["results"]]


def test_the_public_reads_what_is_published(nobody, machine):
    factories.resource(is_published=False)

    assert ids(nobody.get("resources/")) == [machine.slug]


def test_a_provider_sees_its_drafts_and_nobody_else_does(stranger, machine):
    draft = factories.resource(at=machine.site, is_published=False)
    own = Caller(factories.member(machine.provider, Role.VIEWER))

    rows = {each["id"]: each["is_published"] for each in own.get("resources/").json()["results"]}

    assert rows == {machine.slug: True, draft.slug: False}
    assert stranger.get(f"resources/{draft.slug}/").status_code == 404
    assert own.get(f"resources/{draft.slug}/").status_code == 200


def test_a_retired_machine_is_not_there(nobody, machine):
    Resource.objects.update(retired_at=factories.NOW)

    assert ids(nobody.get("resources/")) == []
    assert nobody.get(f"resources/{machine.slug}/").status_code == 404


@pytest.fixture
def park(db):
    """Three machines that differ in what can be asked for."""
    suzhou = factories.site(city_zh="苏州", city_en="Suzhou")
    wuxi = factories.site(city_zh="无锡", city_en="Wuxi")
    mill = factories.resource(at=suzhou, slug="mill", title="五轴加工中心", title_en="5-axis centre")
    lathe = factories.resource(
        at=wuxi, slug="lathe", resource_class="turning", title="车床", title_en="Lathe"
    )
    scope = factories.resource(
        at=wuxi, slug="scope", resource_class="electron_microscope", title="电镜", title_en="Microscope"
    )
    factories.offer(mill, amount_minor=90_000)
    factories.offer(lathe, amount_minor=20_000, is_instant=True)
    factories.offer(scope, amount_minor=50_000, kind=OfferKind.TESTING)
    return mill, lathe, scope


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["mill", "lathe", "scope"]),
        ({"q": "5-axis"}, ["mill"]),
        ({"q": "车床"}, ["lathe"]),
        ({"machine": "metal_cutting"}, ["mill", "lathe"]),
        ({"machine": ["five_axis", "electron_microscope"]}, ["mill", "scope"]),
        ({"place": "无锡"}, ["lathe", "scope"]),
        ({"kind": "testing"}, ["scope"]),
        ({"instant": "true"}, ["lathe"]),
        ({"instant": "false"}, ["mill", "lathe", "scope"]),
        ({"ceiling": "500.00"}, ["lathe", "scope"]),
        ({"place": "Wuxi", "ceiling": "499.99"}, ["lathe"]),
        ({"q": "nothing of the kind"}, []),
    ],
)
def test_what_is_asked_for_is_found(nobody, park, query, found):
    assert ids(nobody.get("resources/", query)) == found


def test_when_it_is_free_can_be_asked_for(nobody, park, customer):
    mill, _lathe, scope = park
    hold(mill.offers.get(), customer, coming((9, 12)))
    scope.opening_rules.update(opens_at=time(10))
    day = told(coming((9, 12)))
    window = {"from": day["starts_at"], "to": day["ends_at"]}

    whole = ids(nobody.get("resources/", window))
    some = ids(nobody.get("resources/", {**window, "hours": 2}))
    later = ids(
        nobody.get(
            "resources/",
            {"from": told(coming((9, 20)))["starts_at"], "to": told(coming((9, 20)))["ends_at"], "hours": 8},
        )
    )

    assert (whole, some, later) == (["lathe"], ["lathe", "scope"], ["mill", "lathe", "scope"])


def test_so_many_units_can_be_asked_for(nobody, customer):
    twins = factories.resource(slug="twins", units=2)
    single = factories.resource(slug="single")
    made = factories.offer(twins)
    period = told(coming())
    window = {"from": period["starts_at"], "to": period["ends_at"], "units": 2}

    before = ids(nobody.get("resources/", window))
    hold(made, customer)
    after = ids(nobody.get("resources/", window))

    assert (before, after) == (["twins"], [])
    assert single.slug in ids(nobody.get("resources/", {**window, "units": 1}))


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"clas": "x"}, "clas"),
        ({"machine": "spaceship"}, "machine"),
        ({"kind": "gift"}, "kind"),
        ({"ceiling": "much"}, "ceiling"),
        ({"from": "2027-03-04T09:00:00+08:00"}, "to"),
        ({"to": "2027-03-04T09:00:00+08:00"}, "from"),
        ({"hours": "2"}, "from"),
        ({"from": "2027-03-04T09:00:00", "to": "2027-03-05T09:00:00Z"}, "from"),
        ({"from": "2027-03-04T09:00:00Z", "to": "2027-03-04T09:00:00Z"}, "to"),
        ({"from": "2027-03-04T09:00:00Z", "to": "2027-12-04T09:00:00Z"}, "to"),
        ({"units": "many"}, "units"),
        ({"hours": "0", "from": "2027-03-04T09:00:00Z", "to": "2027-03-05T09:00:00Z"}, "hours"),
        ({"limit": "0"}, "limit"),
        ({"limit": "101"}, "limit"),
        ({"limit": "ten"}, "limit"),
        ({"cursor": "x"}, "cursor"),
        ({"cursor": "YWZ0ZXI6eA"}, "cursor"),
        ({"cursor": "é"}, "cursor"),
    ],
)
def test_a_question_that_makes_no_sense_is_named(nobody, query, field):
    answer = nobody.get("resources/", query)

    said = answer.json()
    assert (answer.status_code, said["type"]) == (400, "/api/v1/problems/malformed/")
    assert [fault["field"] for fault in said["errors"]] == [field]
    assert said["errors"][0]["message"]


def test_the_plus_of_an_offset_may_be_sent_as_it_is(nobody, machine):
    answer = nobody.get(f"/api/v1/resources/{machine.slug}/availability/?from=2027-03-04T09:00:00+08:00")

    assert answer.json()["starts_at"] == "2027-03-04T09:00:00+08:00"


def walk(caller, address, limit):
    seen, following = [], f"{address}?limit={limit}"
    while following:
        said = caller.get(following).json()
        seen.append([each["id"] for each in said["results"]])
        following = said["next"]
    return seen


def test_pages_are_walked_to_the_end(nobody):
    slugs = [factories.resource().slug for _ in range(7)]

    assert walk(nobody, "resources/", 3) == [slugs[:3], slugs[3:6], slugs[6:]]
    assert walk(nobody, "resources/", 7) == [slugs]


def test_filters_stay_on_the_pages_that_follow(nobody, park):
    first = nobody.get("resources/", {"machine": "metal_cutting", "limit": 1}).json()

    following = nobody.get(first["next"]).json()

    assert [each["id"] for each in following["results"]] == ["lathe"]
    assert following["next"] is None


def test_a_page_that_asks_when_they_are_free_goes_on_after_what_it_looked_at(nobody, monkeypatch, customer):
    monkeypatch.setattr("marketplace.api.paging.MOST_CANDIDATES", 2)
    machines = [factories.resource() for _ in range(5)]
    for machine in machines[:3]:
        hold(factories.offer(machine), customer)
    period = told(coming())
    query = {"from": period["starts_at"], "to": period["ends_at"]}

    pages, said = [], nobody.get("resources/", query).json()
    while True:
        pages.append([each["id"] for each in said["results"]])
        if said["next"] is None:
            break
        said = nobody.get(said["next"]).json()

    assert pages == [[], [machines[3].slug], [machines[4].slug]]


def test_a_resource_tells_all_that_booking_needs(nobody, machine, offer):
    Specification.objects.create(
        revision=machine.published_revision, kind="travel_x", minimum=650, maximum=650
    )
    part = factories.resource(at=machine.site, parent=machine)

    said = nobody.get(f"resources/{machine.slug}/").json()

    assert said["resource_class"]["key"] == "five_axis"
    assert said["specifications"] == [
        {"kind": "travel_x", "name": "X travel", "unit": "mm", "minimum": "650", "maximum": "650", "text": ""}
    ]
    assert [each["id"] for each in said["units"]] == [machine.units.get().pk]
    assert [each["rates"][0]["amount"]["minor"] for each in said["offers"]] == [38_000]
    assert [each["notice_minutes"] for each in said["offers"][0]["cancellation"]] == [2880, 1440]
    assert said["policy"]["minimum_minutes"] == 60
    assert {each["weekday"]: each["opens_at"] for each in said["opening_rules"]}[1] == "08:00"
    assert said["parts"] == [part.slug]
    assert nobody.get(f"resources/{part.slug}/").json()["part_of"] == machine.slug


def test_the_public_learns_neither_street_nor_contact_nor_serial_number(nobody, machine):
    machine.site.street_zh = machine.site.street_en = "星湖街 328 号"
    machine.site.latitude, machine.site.longitude = 31.298765, 120.661234
    machine.site.save()
    machine.provider.contact_phone = "0512-5550188"
    machine.provider.save()
    machine.serial_number = "SN-77120"
    machine.save()

    answer = nobody.get(f"resources/{machine.slug}/")

    told_of = answer.content.decode()
    assert not [secret for secret in ("328", "5550188", "77120", "298765") if secret in told_of]
    assert (answer.json()["site"]["latitude"], answer.json()["site"]["longitude"]) == (31.3, 120.66)


def test_an_etag_saves_reading_what_is_known(nobody, machine, offer, customer):
    address = f"resources/{machine.slug}/"
    first = nobody.get(address)

    again = nobody.get(address, if_none_match=first["ETag"])
    chinese = nobody.get(address, if_none_match=first["ETag"], accept_language="zh-hans")
    hold(offer, customer)
    changed = nobody.get(address, if_none_match=first["ETag"])

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert (chinese.status_code, changed.status_code) == (200, 200)
    assert changed.json()["version"] == first.json()["version"] + 1


def test_free_time_is_what_bookings_and_outages_leave(nobody, machine, offer, customer):
    machine.policy.set_up_minutes, machine.policy.clean_up_minutes = 30, 15
    machine.policy.save()
    hold(offer, customer, coming((10, 12)))
    day = told(coming((0, 24)))
    query = {"from": day["starts_at"], "to": day["ends_at"]}

    said = nobody.get(f"resources/{machine.slug}/availability/", query).json()

    def wall(window):
        return window["starts_at"][11:16], window["ends_at"][11:16]

    assert [wall(each) for each in said["open"]] == [("08:00", "20:00")]
    assert [wall(each) for each in said["free"][0]["windows"]] == [("08:00", "09:30"), ("12:15", "20:00")]
    assert said["time_zone"] == "Asia/Shanghai"
    assert {name: said[name] for name in ("starts_at", "ends_at")} == day


def test_each_unit_has_its_own_free_time(nobody, customer):
    twins = factories.resource(units=2)
    hold(factories.offer(twins), customer, coming((8, 20)))
    day = told(coming((0, 24)))

    said = nobody.get(
        f"resources/{twins.slug}/availability/", {"from": day["starts_at"], "to": day["ends_at"]}
    ).json()

    assert sorted(len(each["windows"]) for each in said["free"]) == [0, 1]
    assert {each["unit"] for each in said["free"]} == set(twins.units.values_list("pk", flat=True))


def test_without_a_window_the_coming_week_is_told(nobody, machine):
    said = nobody.get(f"resources/{machine.slug}/availability/").json()

    assert 7 <= len(said["open"]) <= 8


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"from": "2027-03-04T09:00:00"}, "from"),
        ({"to": "soon"}, "to"),
        ({"to": "2020-01-01T00:00:00Z"}, "to"),
        ({"from": "2027-03-04T09:00:00Z", "to": "2027-06-05T09:00:00Z"}, "to"),
        ({"until": "2027-03-04T09:00:00Z"}, "until"),
    ],
)
def test_a_window_that_is_none_is_named(nobody, machine, query, field):
    answer = nobody.get(f"resources/{machine.slug}/availability/", query)

    assert answer.status_code == 400
    assert [fault["field"] for fault in answer.json()["errors"]] == [field]


def test_free_time_of_what_is_hidden_is_not_there(nobody):
    draft = factories.resource(is_published=False)

    assert nobody.get(f"resources/{draft.slug}/availability/").status_code == 404
