"""Figures typed among the words."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.taxonomy import KINDS
from search.specifications import FIGURES, MOST_RANGES, read_out
from search.units import in_unit_of


@pytest.mark.parametrize(
    ("typed", "words", "kind", "least", "most"),
    [
        ("五轴 X>=50cm", "五轴", "travel_x", 500, None),
        ("x>=500", "", "travel_x", 500, None),
        ("行程X≥500mm", "", "travel_x", 500, None),
        ("精度<=10µm", "", "positioning_accuracy", None, 10),
        ("tolerance <= 0.01 mm", "", "positioning_accuracy", None, 10),
        ("转速>12000rpm", "", "spindle_speed", 12_000, None),
        ("五轴精度≤0.005毫米", "五轴", "positioning_accuracy", None, 5),
        ("精度不大于1丝", "", "positioning_accuracy", None, 10),
        ("精度 ≤ ±0.01 mm", "", "positioning_accuracy", None, 10),
        ("five axis travel x >= 500 mm aluminium", "five axis aluminium", "travel_x", 500, None),
        ("X 轴行程≥0.5m 钛合金", "钛合金", "travel_x", 500, None),
        ("x>=500钛合金", "钛合金", "travel_x", 500, None),
        ("x>=500 brass", "brass", "travel_x", 500, None),
        ("spindle > 12000", "", "spindle_speed", 12_000, None),
        ("转速至少1.2万转", "", "spindle_speed", 12_000, None),
        ("spindle > 12k", "", "spindle_speed", 12_000, None),
        ("axes=5", "", "axes", 5, 5),
        ("联动轴数>=5轴", "", "axes", 5, None),
        ("锁模力≥200吨", "", "clamping_force", Decimal("1961.33"), None),
        ("承重>=1.5t", "", "table_load", 1_500, None),
        ("laser power >= 6000 W", "", "laser_power", 6, None),
        ("最高温度>=1200℃", "", "temperature", 1_200, None),
        ("temperature >= 2192 °F", "", "temperature", 1_200, None),
        ("base temperature <= -269.15 °C", "", "base_temperature", None, 4),
        ("炉温均匀性<=5K", "", "uniformity", None, 5),
        ("quench pressure >= 1 MPa", "", "quench_pressure", 10, None),
        ("最高频率>=0.1kHz", "", "test_frequency", 100, None),
        ("快移速度>=1m/s", "", "rapid_traverse", 60, None),
        ("放大倍数>=30万倍", "", "magnification", 300_000, None),
        ("出厂>=2020年", "", "built", 2_020, None),
        ("Ra<=0.4", "", "surface_roughness", None, Decimal("0.4")),
    ],
)
def test_a_figure_becomes_a_range_in_the_unit_of_its_kind(typed, words, kind, least, most):
    reading = read_out(typed)

    (found,) = reading.ranges
    assert reading.text == words
    assert (found.kind, found.minimum, found.maximum) == (kind, least, most)
    assert reading.problems == ()


def test_several_figures_are_read_and_the_words_between_them_kept():
    reading = read_out("DMU X>=50cm y≥400mm 钛合金 精度<=5µm 苏州")

    assert reading.text == "DMU 钛合金 苏州"
    assert [found.kind for found in reading.ranges] == ["travel_x", "travel_y", "positioning_accuracy"]


@pytest.mark.parametrize(
    ("typed", "classes", "kind"),
    [
        ("x>=500", ["polymer_printing"], "build_x"),
        ("三坐标 x>=500", [], "measuring_x"),
        ("三坐标测量 精度<=2µm", [], "length_error"),
        ("x>=500", ["five_axis", "polymer_printing"], "travel_x"),
        ("x>=500", ["no such class"], "travel_x"),
    ],
)
def test_what_a_name_means_follows_the_class_asked_for(typed, classes, kind):
    assert read_out(typed, classes=classes).ranges[0].kind == kind


def test_of_the_kinds_of_one_name_the_unit_tells():
    assert read_out("精度<=0.01°").ranges[0].kind == "angle_accuracy"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("price<=5", "“price” is no specification known here."),
        ("五轴 price<=5", "“price” is no specification known here."),
        ("精度<=10kg", "is told in µm, not in kg."),
        ("x>=5furlong", "“furlong” is no unit known here."),
        ("spindle power >= 5mw", "is told in kW, not in mw."),  # milli or mega
        ("axes>=5mm", "is told in a bare number, not in mm."),
    ],
)
def test_what_cannot_be_read_stays_as_it_was_typed_and_is_told(typed, said, settings):
    settings.LANGUAGE_CODE = "en"
    reading = read_out(typed)

    assert (reading.text, reading.ranges) == (typed, ())
    (problem,) = reading.problems
    assert said in problem.message
    assert problem.typed == typed.removeprefix("五轴 ")


@pytest.mark.parametrize("typed", ["a>b", "x>=", ">=500", "DMU 50", "", "C++ >= nothing", "1>2"])
def test_what_is_no_figure_is_words(typed):
    assert read_out(typed) == read_out(typed).__class__(typed)


def test_a_problem_beside_a_figure_keeps_its_place_among_the_words():
    reading = read_out("price<=5 x>=500 brass")

    assert reading.text == "price<=5 brass"
    assert [found.kind for found in reading.ranges] == ["travel_x"]
    assert len(reading.problems) == 1


@pytest.mark.parametrize("key", [key for key, kind in KINDS.items() if kind.value_type in FIGURES])
def test_every_kind_is_read_by_both_its_names_in_its_own_unit(key):
    kind = KINDS[key]
    assert in_unit_of(kind, Decimal("1.5"), kind.unit) == Decimal("1.5")

    for name in (kind.name_zh, kind.name_en):
        plain = name.split("±")[0].split("（")[0].strip()
        if "/" in plain or "θ" in plain or plain[-1].isdigit() or plain.endswith(")"):
            continue
        reading = read_out(f"{plain} >= 3")
        assert [found.kind for found in reading.ranges][:1] in ([key], [same_name(key, plain)])


def same_name(key, name):
    """Another kind that people call so as well."""
    return {"Tolerance": "positioning_accuracy", "分辨率": "resolution"}.get(name, key)


@given(st.text(max_size=600))
def test_any_text_is_read_without_failing(text):
    reading = read_out(text)

    assert reading.ranges or reading.text == text


@given(
    st.lists(
        st.sampled_from(["x", "精度", ">=", "<=", "5", "mm", "kg", " ", "五轴", "±", "-", ".", "k", "不"])
    )
)
def test_pieces_of_figures_in_any_order_are_read_without_failing(pieces):
    read_out("".join(pieces))


def test_hostile_text_is_cut():
    assert len(read_out("x>=1 " * 2_000).ranges) == MOST_RANGES
    assert read_out("a" * 10_000).ranges == ()
