"""The tree is whole, and the suggestion reads lists as they come."""

import pytest

from capacity import taxonomy
from capacity.taxonomy import ValueType, suggest_class

ASKED_FOR = {
    "five_axis", "horizontal_centre", "turning", "mill_turn", "gantry", "grinding",
    "laser_cutting", "metal_printing", "polymer_printing", "injection_moulding", "heat_treatment",
    "coordinate_measuring", "electron_microscope", "mass_spectrometry", "tensile_testing", "other",
}  # fmt: skip


def test_every_class_hangs_in_a_group_that_exists():
    assert set(taxonomy.CLASSES) >= ASKED_FOR
    assert {leaf.parent for leaf in taxonomy.CLASSES.values()} == set(taxonomy.GROUPS)
    assert not set(taxonomy.CLASSES) & set(taxonomy.GROUPS)


def test_no_key_is_used_twice():
    shown = [leaf for group in taxonomy.GROUPS for leaf in taxonomy.classes_of(group)]

    assert [leaf.key for leaf in shown] == list(taxonomy.CLASSES)
    assert all(len(set(leaf.specifications)) == len(leaf.specifications) for leaf in shown)


def test_every_specification_of_a_class_is_a_known_kind_and_every_kind_is_shown_somewhere():
    used = {key for leaf in taxonomy.CLASSES.values() for key in leaf.specifications}

    assert used == set(taxonomy.KINDS)


def test_every_class_leads_with_three_specifications_and_at_most_ten():
    for leaf in taxonomy.CLASSES.values():
        assert len(leaf.row_specifications) == 3
        assert leaf.key_specifications[:3] == leaf.row_specifications
        assert len(leaf.key_specifications) <= 10


def test_only_figures_have_units_and_only_choices_have_choices():
    for kind in taxonomy.KINDS.values():
        is_figure = kind.value_type in {ValueType.NUMBER, ValueType.RANGE}
        assert bool(kind.quantity) == is_figure
        assert bool(kind.choices) == (kind.value_type == ValueType.CHOICE)
        assert is_figure or not (kind.unit or kind.decimals)


def test_one_quantity_is_always_measured_in_units_of_that_quantity():
    lengths = {kind.unit for kind in taxonomy.KINDS.values() if kind.quantity == "length"}

    assert lengths == {"mm", "µm", "nm", "pm"}


def test_both_languages_name_everything():
    named = [*taxonomy.CLASSES.values(), *taxonomy.GROUPS.values(), *taxonomy.KINDS.values()]
    named += [choice for kind in taxonomy.KINDS.values() for choice in kind.choices]

    assert all(item.name_zh and item.name_en for item in named)
    assert len({kind.name_en for kind in taxonomy.KINDS.values()}) == len(taxonomy.KINDS)


def test_classes_that_give_way_exist_and_never_in_a_circle():
    for leaf in taxonomy.CLASSES.values():
        for loser in leaf.outranks:
            assert leaf.key not in taxonomy.CLASSES[loser].outranks


def test_a_choice_is_found_by_its_key():
    assert taxonomy.KINDS["drive"].choice("electric").name_zh == "全电动"
    with pytest.raises(KeyError):
        taxonomy.KINDS["drive"].choice("steam")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("五轴加工中心 DMU 50", "five_axis"),
        ("五轴卧式加工中心 G350", "horizontal_centre"),
        ("五轴龙门加工中心 GMC2040", "gantry"),
        ("车铣复合中心 NTX 2000", "mill_turn"),
        ("5-axis vertical centre", "five_axis"),
        ("金属3D打印机", "metal_printing"),
        ("3D打印机", "polymer_printing"),
        ("激光切割机", "laser_cutting"),
        ("激光共聚焦显微镜", "optical_microscope"),
        ("高效液相色谱-质谱联用仪", "mass_spectrometry"),
        ("疲劳试验机 MTS 810", "tensile_testing"),
        ("Hurco VMX24", "vertical_centre"),
        ("Mazak Integrex 100-IV", "mill_turn"),
        ("Trace DSQ Gas Chrom Mass Spectrometer", "mass_spectrometry"),
        ("Confocal Laser Micro", "optical_microscope"),
        ("Leica MZ10 F Microsc", "optical_microscope"),
        ("Hitachi S4800 SEM", "electron_microscope"),
        ("E-Beam Evaporator", "thin_film"),
        ("JEOL E-beam", "lithography"),
        ("A104 EBL Spinner Left", "lithography"),
        ("NMR SPECTROMETER", "magnetic_resonance"),
        ("SPECTROMETER", "spectroscopy"),
        ("100 kN universal testing machine", "tensile_testing"),
    ],
)
def test_words_tell_the_class(text, key):
    suggestion = suggest_class(text)

    assert suggestion is not None
    assert suggestion.key == key
    assert suggestion.reason.lower() in text.lower()


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("CK6140", "turning"),
        ("CAK6150", "turning"),
        ("C6132A1 床子", "turning"),
        ("XK715", "vertical_centre"),
        ("TH6350", "horizontal_centre"),
        ("X2012", "gantry"),
        ("3MK136", "grinding"),
        ("YK3150", "gear_cutting"),
        ("DK7732", "electrical_discharge"),
        ("Z3050", "boring"),
        ("M1432B，三号车间", "grinding"),
    ],
)
def test_machine_tool_model_codes_tell_the_class(text, key):
    suggestion = suggest_class(text)

    assert suggestion is not None
    assert suggestion.key == key


@pytest.mark.parametrize(
    "text",
    [
        "UNKNOWN", "hardware", "", "   ", "CHAIRS", "VW Van SD08DXF", "WORKHUT FOR NORTH RONA",
        "Computer software", "97108", "52/I9450", "B16412", "PHA11100 TH12/88/15 System",
        "40% paid on delivery", "17IN MONITOR", "1227 A THOM", "Inv 34761", "YEP173 P10 Capital A",
    ],
)  # fmt: skip
def test_what_is_no_machine_gets_no_class(text):
    assert suggest_class(text) is None


def test_words_outweigh_a_number_that_looks_like_a_model_code():
    assert suggest_class("M2000 Ellipsometer") == ("spectroscopy", "Ellipsometer")
    assert suggest_class("12 * X2100 Model 1214 Servers") == ("computing", "Servers")
