"""Typed specifications as readers know them."""

from decimal import Decimal

import pytest
from django.utils import translation

from capacity import specifications
from capacity.models import Resource, Specification


def told(kind, **value):
    shown = specifications.of(Specification(kind=kind, **value))
    return f"{shown.value} {shown.unit}".strip()


@pytest.mark.parametrize(
    ("minimum", "maximum", "text"),
    [
        ("15000", "15000", "15\u202f000 rpm"),
        ("2.500000", "2.500000", "2.5 rpm"),
        ("100", "400", "100…400 rpm"),
        (None, "5", "≤ 5 rpm"),
        ("30", None, "≥ 30 rpm"),
    ],
)
def test_figures_are_told_with_their_bounds_and_unit(minimum, maximum, text):
    low, high = (Decimal(each) if each else None for each in (minimum, maximum))

    assert told("spindle_speed", minimum=low, maximum=high) == text


def test_words_and_choices_come_in_the_readers_language():
    with translation.override("en"):
        assert told("sub_spindle", text_zh="有", text_en="Yes") == "Yes"
        assert told("sub_spindle", text_zh="yes", text_en="yes") == "Yes"
    with translation.override("zh-hans"):
        assert told("sub_spindle", text_zh="yes", text_en="yes") == "有"


@pytest.mark.parametrize(
    ("language", "full", "short"),
    [
        ("en", ("Travel X · Y · Z", "650 · 520 · 475"), ("Travel", "650 × 520 × 475")),
        ("zh-hans", ("行程 X · Y · Z", "650 · 520 · 475"), ("行程", "650 × 520 × 475")),
    ],
)
def test_the_axes_of_one_property_are_told_together(language, full, short):
    machine = Resource(resource_class="five_axis")
    travels = [
        Specification(kind=f"travel_{axis}", minimum=Decimal(value), maximum=Decimal(value))
        for axis, value in (("z", 475), ("x", 650), ("y", 520))
    ]

    with translation.override(language):
        in_full, in_short = (
            specifications.all_of(machine, travels)[0],
            specifications.few_of(machine, travels)[0],
        )

    assert (in_full.name, in_full.value) == full
    assert (in_short.name, in_short.value) == short


def test_a_row_has_three_and_a_kind_nobody_knows_is_left_out():
    machine = Resource(resource_class="five_axis")
    kinds = ("spindle_speed", "axes", "table_load", "repeatability", "horse_power")
    known = [Specification(kind=kind, minimum=Decimal(1), maximum=Decimal(1)) for kind in kinds]

    assert len(specifications.few_of(machine, known)) == 3
    assert len(specifications.all_of(machine, known)) == 4
