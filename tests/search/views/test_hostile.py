"""Questions nobody asks in good faith: each names what is wrong or finds nothing, and none fails."""

import pytest

from capacity.models import Specification
from tests import factories
from tests.calling import Caller
from tests.capacity.views.reading import words
from tests.search.views.finding import SUZHOU, find, machine, page_of, slugs

pytestmark = pytest.mark.django_db

LONG = "axis " * 2000

# The parameters, and the one that is named; none where the question can be read.
HOSTILE = {
    "long": ({"q": LONG}, "q"),
    "one long word": ({"q": "x" * 10_000}, "q"),
    "nought": ({"q": "five\0axis"}, "q"),
    "control": ({"q": "\x1b[31m\x07"}, "q"),
    "control in a place": ({"place": "\x00\x01"}, "place"),
    "quotes": ({"q": "\"five 'axis ) OR ("}, ""),
    "operators": ({"q": "!!! & | <-> :* \\ %_"}, ""),
    "half a pair": ({"q": "\U0001f600\u202e\ufffe"}, ""),
    "unknown class": ({"machine": ["five_axis", "sorcery"]}, "machine"),
    "unknown kind": ({"kind": "gift"}, "kind"),
    "instant perhaps": ({"instant": "perhaps"}, "instant"),
    "many certificates": ({"certificate": [f"ISO {n}" for n in range(500)]}, "certificate"),
    "certificate of control": ({"certificate": "\x00"}, "certificate"),
    "many classes": ({"machine": ["five_axis"] * 500}, ""),
    "unknown place": ({"place": "Nowhere at all"}, "place"),
    "radius of minus one": ({"place": "Suzhou", "radius": "-1"}, "radius"),
    "radius of infinity": ({"place": "Suzhou", "radius": "Infinity"}, "radius"),
    "radius of everything": ({"place": "Suzhou", "radius": "1e99"}, "radius"),
    "no point on earth": ({"near": "91,181"}, "near"),
    "no point": ({"near": "here"}, "near"),
    "mode": ({"mode": "sometimes"}, "mode"),
    "hours of minus one": ({"hours": "-1"}, "hours"),
    "hours without end": ({"hours": "99999999999999999999"}, "hours"),
    "hours that are none": ({"hours": "NaN"}, "hours"),
    "the year 99999": ({"day": "99999-01-01"}, "day"),
    "the year 9999": ({"day": "9999-12-31"}, "day"),
    "the year 1": ({"day": "0001-01-01", "mode": "whole", "starts": "08:00", "ends": "12:00"}, "day"),
    "no time": ({"starts": "25:61"}, "starts"),
    "half a whole": ({"mode": "whole", "starts": "08:00"}, "day"),
    "a figure": ({"travel_x_min": "wide"}, "travel_x_min"),
    "a figure without end": ({"travel_x_min": "9" * 400}, "travel_x_min"),
    "a power": ({"travel_x_max": "1e999999999"}, "travel_x_max"),
    "backwards": ({"travel_x_min": "600", "travel_x_max": "500"}, "travel_x_max"),
    "money": ({"ceiling": "-1"}, "ceiling"),
    "much money": ({"ceiling": "9" * 30}, "ceiling"),
    "sort": ({"sort": "'; drop table"}, "sort"),
    "nearest to nothing": ({"sort": "distance"}, "sort"),
    "cursor": ({"cursor": "AAAA"}, "cursor"),
    "cursor beyond": ({"cursor": "ZWFybGllc3Q6bmFuOjE6MA"}, "cursor"),
    "cursor of another order": ({"cursor": "cHJpY2U6MS4wOjE6MA"}, "cursor"),
}
NAMES, CASES = list(HOSTILE), list(HOSTILE.values())


@pytest.mark.parametrize(("asked", "named"), CASES, ids=NAMES)
def test_the_page_names_what_it_cannot_read_and_searches_the_rest(asked, named):
    made = machine("dmu-50", at=factories.site(**SUZHOU))
    Specification.objects.create(revision=made.published_revision, kind="travel_x", minimum=700, maximum=700)

    response = find(**asked)

    assert response.status_code == 200
    assert [fault.field.name for fault in page_of(response).faults] == ([named] if named else [])
    if named:
        assert slugs(response) == ["dmu-50"]
        assert "The rest was searched." in words(response)


@pytest.mark.parametrize(("asked", "named"), CASES, ids=NAMES)
def test_the_api_answers_400_naming_the_parameter_and_what_it_takes(asked, named):
    response = Caller().get("search/", asked)

    if not named:
        assert response.status_code == 200, response.json()
        return
    assert response.status_code == 400
    (fault,) = response.json()["errors"]
    assert fault["field"] == named
    assert fault["message"]


def test_five_hundred_filters_are_refused_by_name_in_the_api_and_passed_over_on_the_page():
    machine("dmu-50")
    many = {f"filter_{number}": "x" for number in range(500)}

    assert slugs(find(**many)) == ["dmu-50"]
    refused = Caller().get("search/", many)
    assert refused.status_code == 400
    assert {each["field"] for each in refused.json()["errors"]} == set(many)


def test_more_parameters_than_an_address_may_have_are_a_400_and_no_failure():
    many = {"machine": ["five_axis"] * 1_500}

    assert find(**many).status_code == 400
    assert Caller().get("search/", many).status_code == 400


@pytest.mark.parametrize("path", ["/find/count/", "/find/suggest/"])
@pytest.mark.parametrize("text", [LONG, "\0", "\x1b", "%", "\\", "'\"", "_" * 300, ""])
def test_what_is_asked_in_passing_never_fails(path, text):
    assert find(path=path, q=text).status_code == 200
