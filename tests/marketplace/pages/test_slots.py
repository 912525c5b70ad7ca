"""Places in pages that upper packages fill."""

from collections.abc import Iterator

import pytest
from django.template import RequestContext, Template
from django.test import RequestFactory

from marketplace.pages import slots
from marketplace.slots import SLOTS

PLACE = Template('{% load rongtong %}[{% slot "place" of=thing %}as it was{% endslot %}]')


@pytest.fixture(autouse=True)
def _table() -> Iterator[None]:
    yield
    slots.connect(SLOTS)


def shown(thing: str) -> str:
    return PLACE.render(RequestContext(RequestFactory().get("/"), {"thing": thing}))


def test_a_place_that_nobody_fills_stays_as_it_is():
    slots.connect({})

    assert shown("a") == "[as it was]"


def test_who_fills_it_is_told_the_facts_and_may_leave_it():
    slots.connect({"place": lambda request, *, of: f"{request.path} {of}" if of == "a" else None})

    assert (shown("a"), shown("b")) == ("[/ a]", "[as it was]")


def test_what_is_no_markup_is_escaped():
    slots.connect({"place": lambda request, *, of: of})

    assert shown("<b>") == "[&lt;b&gt;]"
