"""What could be meant by what was typed so far."""

import pytest

from tests import factories
from tests.capacity.views.stage import CHINESE, ENGLISH
from tests.search.views.finding import SUZHOU, find, machine

pytestmark = pytest.mark.django_db


def ahead(text, language=ENGLISH):
    return find(path="/find/suggest/", q=text, language=language).json()["suggestions"]


def told(text, language=ENGLISH):
    return [(each["kind"], each["label"], each["name"], each["value"]) for each in ahead(text, language)]


@pytest.mark.parametrize(
    "text",
    ["five", "Five-ax", "五轴", "wz", "wuzhou", "wuz", "wuzh", "wuzhouj", "5-axis", "5轴", "five axis mach"],
)
def test_classes_are_suggested_by_all_their_names(text):
    assert ("Class", "Five-axis machining centre", "machine", "five_axis") in told(text)


@pytest.mark.parametrize(
    ("text", "first"), [("chechuang", "turning"), ("车床", "turning"), ("lathe", "turning")]
)
def test_the_closest_class_comes_first(text, first):
    assert ahead(text)[0]["value"] == first


def test_a_letter_alone_is_nobodys_initials():
    assert not any(each["value"] == "five_axis" for each in ahead("w"))


def test_districts_with_public_machines_are_places():
    firm = factories.provider()
    machine("here", at=factories.site(firm, district_zh="工业园区", district_en="Industrial Park", **SUZHOU))

    assert ("Place", "Industrial Park", "place", "Industrial Park") in told("indus")
    assert ("地点", "工业园区", "place", "工业园区") in told("工业园", CHINESE)


def test_a_class_is_named_in_the_readers_language():
    assert ("类别", "五轴加工中心", "machine", "five_axis") in told("wz", CHINESE)


def test_models_and_titles_of_public_machines_are_suggested():
    machine("dmu-50", maker="DMG MORI", model="DMU 50")
    machine("draft", maker="DMG MORI", model="DMU 999", is_published=False)

    labels = [each["label"] for each in ahead("dmu")]

    assert any("DMU 50" in label for label in labels)
    assert not any("999" in label for label in labels)


def test_places_fill_the_place():
    assert ("Place", "Suzhou", "place", "Suzhou") in told("suzh")
    assert ("地点", "苏州", "place", "苏州") in told("苏州", CHINESE)


def test_firms_are_those_that_list_something_public():
    lists, lurks = factories.provider(name_en="Hengrui Precision"), factories.provider(name_en="Hengyuan")
    machine("dmu-50", firm=lists)
    factories.resource(lurks, is_published=False)

    assert ("Firm", "Hengrui Precision", "q", "Hengrui Precision") in told("heng")
    assert ("Firm", "Hengrui Precision", "q", "Hengrui Precision") in told("precis")
    assert not any(label == "Hengyuan" for _kind, label, _name, _value in told("heng"))


def test_nothing_is_suggested_for_nothing():
    machine("dmu-50")

    assert ahead("") == ahead("   ") == []
