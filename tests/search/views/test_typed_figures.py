"""Figures typed into the box, as people meet them."""

import pytest

from capacity.models import Specification
from tests.search.views.finding import find, machine, page_of, slugs

pytestmark = pytest.mark.django_db


def of_travel(slug, millimetres):
    made = machine(slug)
    Specification.objects.create(
        revision=made.published_revision, kind="travel_x", minimum=millimetres, maximum=millimetres
    )


def test_a_figure_in_the_box_holds_within_the_machine():
    of_travel("small", 400)
    of_travel("large", 650)

    page = find(q="五轴 X>=50cm")

    assert slugs(page) == ["large"]
    assert page_of(page).unread == ()


def test_what_cannot_be_read_is_said_and_searched_as_words():
    of_travel("large", 650)

    page = find(q="五轴 price<=5").content.decode()

    assert "Searched as words" in page
    assert "“price” is no specification known here." in page
