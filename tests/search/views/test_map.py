"""The map of the finder is there where the site has tiles, and tells nothing that the list does not."""

import pytest

from tests import factories
from tests.search.views.finding import SUZHOU, find, machine

pytestmark = pytest.mark.django_db

TILES = "https://tiles.example/{z}/{x}/{y}.png"


def test_there_is_no_map_where_the_site_has_no_tiles(settings):
    settings.MAP_TILES = ""
    machine("dmu-50", at=factories.site(**SUZHOU))

    assert "data-map" not in find().content.decode()


def test_there_is_no_map_of_machines_that_stand_nowhere(settings):
    settings.MAP_TILES = TILES
    machine("dmu-50", at=factories.site(latitude=None, longitude=None))

    assert "data-map" not in find().content.decode()


def test_the_map_has_the_circle_asked_for_and_rows_their_place_to_a_kilometre(settings):
    settings.MAP_TILES, settings.MAP_CREDIT = TILES, "Tianditu, GS(2026)1"
    machine("dmu-50", at=factories.site(latitude=31.299901, longitude=120.585312))

    page = find(near="31.25,120.60", radius="20").content.decode()

    assert f'data-map="{TILES}"' in page
    assert 'data-credit="Tianditu, GS(2026)1"' in page
    assert 'data-circle="31.25,120.6,20' in page
    assert 'data-point="31.30,120.59"' in page
    assert "31.2999" not in page
