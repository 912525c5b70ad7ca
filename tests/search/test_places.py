"""Places by their names."""

from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.places import find, suggest


def at(place):
    return round(place.latitude), round(place.longitude)


@pytest.mark.parametrize("name", ["苏州", "苏州市", "蘇州", "Suzhou", "suzhou", "SUZHOU", "su zhou"])
def test_a_place_is_found_by_all_its_names(name):
    found = find(name)

    assert (found.name_zh, found.name_en) == ("苏州", "Suzhou")
    assert at(found) == (31, 121)


def test_places_of_one_sound_are_told_apart_by_how_they_are_written():
    assert at(find("宿州")) == at(find("宿州市")) == (34, 117)
    assert at(find("福州")) == (26, 119)
    assert at(find("抚州")) == (28, 116)


@pytest.mark.parametrize(
    ("name", "point"), [("常熟", (32, 121)), ("常熟市", (32, 121)), ("海宁", (31, 121)), ("增城", (23, 114))]
)
def test_a_place_that_the_package_does_not_know_in_chinese_is_found_by_its_sound(name, point):
    found = find(name)

    assert found.name_zh == name.removesuffix("市")
    assert at(found) == point


@pytest.mark.parametrize("name", ["素州", "涂州市", "机床", "长熟练"])
def test_a_sound_alone_is_no_place_that_is_known_to_be_written_otherwise(name):
    assert find(name) is None


@pytest.mark.parametrize(
    "name", ["深圳", "成都", "湖州", "太仓", "乌鲁木齐", "呼和浩特", "大同", "上海", "香港"]
)
def test_towns_are_called_as_they_are_today(name):
    assert find(name).name_zh == name
    assert next(suggest(find(name).name_en)).name_zh == name


@pytest.mark.parametrize(("zh", "en"), [("慕尼黑", "Munich"), ("东京", "Tokyo"), ("伦敦", "London")])
def test_cities_of_the_world_are_known_in_both_languages(zh, en):
    assert find(zh).name_en == find(en).name_en == en


def test_apostrophes_of_every_kind_are_passed_over():
    assert at(find("Xi'an")) == at(find("Xi’an")) == at(find("xian")) == at(find("西安")) == (34, 109)


@pytest.mark.parametrize("name", ["", "  ", "nowhere at all", "\N{GRINNING FACE}", "'", "市", "区", "szv"])
def test_what_is_no_place_is_none(name):
    assert find(name) is None


@given(st.text(max_size=200))
def test_any_text_is_a_place_or_none(text):
    place = find(text)

    assert place is None or -90 <= place.latitude <= 90
    list(islice(suggest(text), 3))


def test_suggestions_begin_as_typed_the_exact_name_first_and_the_larger_before_the_smaller():
    assert [place.name_zh for place in islice(suggest("suzh"), 2)] == ["苏州", "宿州"]
    assert [place.name_zh for place in islice(suggest("昆"), 2)] == ["昆明", "昆山"]
    assert next(suggest("苏州")).name_zh == "苏州"
    assert list(suggest("")) == []
