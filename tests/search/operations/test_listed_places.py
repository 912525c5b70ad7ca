"""Places where the marketplace's own machines stand."""

import pytest

from search.fields import PlaceField
from search.operations.listed_places import find_listed, suggest_listed
from search.places import find
from tests import factories

pytestmark = pytest.mark.django_db


def stand(city, district, latitude, longitude, *, city_en="", district_en="", machines=1, is_published=True):
    firm = factories.provider()
    site = factories.site(
        firm, city_zh=city, district_zh=district, city_en=city_en, district_en=district_en,
        latitude=latitude, longitude=longitude,
    )  # fmt: skip
    for _ in range(machines):
        factories.resource(at=site, is_published=is_published)


@pytest.fixture
def park():
    stand("苏州", "工业园区", 31.3061, 120.7342, city_en="Suzhou", district_en="Industrial Park")


@pytest.mark.parametrize(
    "name",
    ["工业园区", "苏州工业园区", "苏州市工业园区", "industrial park", "Suzhou Industrial  Park"],
)
def test_a_district_is_found_alone_and_behind_its_city(name, park):
    found = find_listed(name)

    assert (found.name_zh, found.name_en) == ("工业园区", "Industrial Park")


def test_the_point_of_a_district_is_no_address(park):
    found = find_listed("工业园区")

    assert (found.latitude, found.longitude) == (31.31, 120.73)


@pytest.mark.parametrize("name", ["昆山", "昆山市", "吴江", "吴江区"])
def test_endings_may_be_left_out_and_put_in(name):
    stand("昆山市", "", 31.38, 120.95)
    stand("苏州", "吴江区", 31.16, 120.64)

    assert find_listed(name).name_zh.startswith(name[:2])


def test_of_districts_of_one_name_the_one_with_the_most_machines_is_meant_unless_the_city_is_told():
    stand("无锡", "高新区", 31.53, 120.36)
    stand("西安", "高新区", 34.2, 108.88, machines=2)

    assert find_listed("高新区").latitude == 34.2
    assert find_listed("无锡高新区").latitude == 31.53


def test_a_city_of_no_gazetteer_is_the_middle_of_its_machines():
    stand("新镇", "东区", 31.0, 120.6)
    stand("新镇", "西区", 31.4, 120.6, machines=3)

    found = find_listed("新镇")

    assert (found.name_zh, found.latitude, found.longitude) == ("新镇", 31.3, 120.6)


def test_a_known_city_keeps_its_centre_where_the_machines_stand_about_it():
    stand("苏州", "吴江区", 31.0, 120.6)

    assert find_listed("苏州") == find("苏州")


def test_a_known_city_that_lies_elsewhere_is_another_one():
    assert round(find("海门").latitude) == 23  # in Guangdong

    stand("海门", "", 31.9, 121.17)

    assert find_listed("海门").latitude == 31.9


def test_the_marketplaces_own_place_comes_before_another_of_its_name():
    assert round(PlaceField().clean("朝阳").latitude) == 42  # Chaoyang in Liaoning

    stand("北京", "朝阳区", 39.92, 116.44)

    assert PlaceField().clean("朝阳").latitude == 39.92


@pytest.mark.parametrize("name", ["", " ", "昆山", "%", "_", "x" * 10_000, "五" * 10_000])
def test_what_has_no_public_machine_with_a_point_is_no_place_here(name, park):
    stand("昆山", "玉山镇", 31.38, 120.95, is_published=False)
    stand("昆山", "玉山镇", None, None)

    assert find_listed(name) is None


def test_districts_are_suggested_by_their_beginning_those_with_the_most_machines_first(park):
    stand("无锡", "工业小镇", 31.53, 120.36, machines=2)

    assert [place.name_zh for place in suggest_listed("工业", limit=5)] == ["工业小镇", "工业园区"]
    assert [place.name_zh for place in suggest_listed("INDUS", limit=5)] == ["工业园区"]
    assert suggest_listed("工业", limit=1)[0].name_zh == "工业小镇"


def test_a_place_takes_one_query(park, django_assert_num_queries):
    with django_assert_num_queries(1):
        find_listed("苏州工业园区")
