"""Places by their names."""

from itertools import islice

import pytest

from search.places import find, suggest


@pytest.mark.parametrize("name", ["苏州", "苏州市", "蘇州", "Suzhou", "suzhou", "SUZHOU", "su zhou"])
def test_a_place_is_found_by_all_its_names(name):
    found = find(name)

    assert found.name_zh == "苏州"
    assert (round(found.latitude), round(found.longitude)) == (31, 121)


def test_apostrophes_of_every_kind_are_passed_over():
    assert find("Xi'an") == find("Xi’an") == find("xian") == find("西安")


@pytest.mark.parametrize("name", ["", "  ", "nowhere at all", "\N{GRINNING FACE}", "'"])
def test_what_is_no_place_is_none(name):
    assert find(name) is None


def test_suggestions_begin_as_typed_the_exact_name_first_and_the_larger_before_the_smaller():
    names = [place.name_en for place in islice(suggest("suzho"), 2)]

    assert names[0] == "Suzhou"
    assert next(suggest("苏州")).name_zh == "苏州"
    assert list(suggest("")) == []
