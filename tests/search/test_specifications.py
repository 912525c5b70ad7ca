"""Figures typed among the words."""

from decimal import Decimal

import pytest

from search.specifications import read_out


@pytest.mark.parametrize(
    ("typed", "words", "kind", "least", "most"),
    [
        ("五轴 X>=50cm", "五轴", "travel_x", 500, None),
        ("精度<=10µm", "", "positioning_accuracy", None, 10),
        ("五轴精度≤0.005毫米", "五轴", "positioning_accuracy", None, 5),
        ("five axis travel x >= 500 mm aluminium", "five axis aluminium", "travel_x", 500, None),
        ("X 轴行程≥0.5m 钛合金", "钛合金", "travel_x", 500, None),
        ("spindle > 12000", "", "spindle_speed", 12_000, None),
        ("axes=5", "", "axes", 5, 5),
    ],
)
def test_a_figure_becomes_a_range_in_the_unit_of_its_kind(typed, words, kind, least, most):
    reading = read_out(typed)

    (found,) = reading.ranges
    assert reading.text == words
    assert (found.kind, found.minimum, found.maximum) == (kind, *map(figure, (least, most)))


def figure(value):
    return None if value is None else Decimal(value)


@pytest.mark.parametrize("typed", ["price<=5", "a>b", "精度<=10kg", "x>=", ">=500", "DMU 50", ""])
def test_what_names_nothing_known_stays_as_it_was_typed(typed):
    assert read_out(typed).text == typed
    assert read_out(typed).ranges == ()
