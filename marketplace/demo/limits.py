"""The booking limits of the demo's machines, by family, and the passes some of them ask for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from marketplace.demo.shapes import Machine, Words


@dataclass(frozen=True, kw_only=True)
class LimitPlan:
    """As capacity.models.Policy: minutes and days, None does not limit."""

    minimum_minutes: int | None = 60
    maximum_minutes: int | None = None
    grid_minutes: int = 30
    notice_minutes: int = 120
    horizon_days: int | None = 60
    set_up_minutes: int = 0
    clean_up_minutes: int = 0
    maximum_per_day: int | None = None
    maximum_future_bookings: int | None = None
    maximum_future_minutes: int | None = None
    gap_minutes: int | None = None
    no_show_minutes: int = 60
    late_check_out_minutes: int | None = 120
    off_peak_starts: time | None = None
    off_peak_ends: time | None = None
    off_peak_weekend: bool = False
    change_notice_minutes: int | None = 120


@dataclass(frozen=True)
class QualificationPlan:
    key: str
    name: Words
    how_to_get: Words


QUALIFICATIONS = (
    QualificationPlan(
        "electron-microscope-operator",
        Words("电镜上机证", "Electron microscope pass"),
        Words(
            "半天培训加一次带教，每月第一个周三开班。",
            "Half a day of training and a session under guidance, each first Wednesday of the month.",
        ),
    ),
    QualificationPlan(
        "cmm-operator",
        Words("三坐标上机证", "CMM operator pass"),
        Words("现场考核半天，通过后一年有效。", "A test of half a day on the machine, valid for a year."),
    ),
    QualificationPlan(
        "metal-powder-safety",
        Words("金属粉末安全培训", "Metal powder safety course"),
        Words("线上两小时课程，考试 80 分通过。", "An online course of two hours; 80 of 100 points pass."),
    ),
)  # fmt: skip

BY_FAMILY: dict[str, LimitPlan] = {
    "cutting": LimitPlan(
        minimum_minutes=120, maximum_minutes=7 * 24 * 60, set_up_minutes=30, clean_up_minutes=30,
    ),
    "sheet": LimitPlan(maximum_minutes=3 * 24 * 60, set_up_minutes=15, clean_up_minutes=15, horizon_days=45),
    "additive": LimitPlan(
        minimum_minutes=240, maximum_minutes=5 * 24 * 60, grid_minutes=60, notice_minutes=8 * 60,
        set_up_minutes=60, clean_up_minutes=60, change_notice_minutes=24 * 60,
    ),
    "moulding": LimitPlan(
        minimum_minutes=240, maximum_minutes=14 * 24 * 60, grid_minutes=60, notice_minutes=24 * 60,
        set_up_minutes=60, clean_up_minutes=60, horizon_days=90, change_notice_minutes=48 * 60,
    ),
    "heat": LimitPlan(
        minimum_minutes=240, maximum_minutes=4 * 24 * 60, grid_minutes=60, notice_minutes=12 * 60,
        clean_up_minutes=60, change_notice_minutes=None,
    ),
    "metrology": LimitPlan(
        maximum_minutes=480, clean_up_minutes=15, notice_minutes=60, maximum_per_day=2, horizon_days=30,
    ),
    "lab": LimitPlan(
        minimum_minutes=30, maximum_minutes=240, notice_minutes=60, clean_up_minutes=15, horizon_days=14,
        maximum_per_day=2, maximum_future_minutes=1440, gap_minutes=60, no_show_minutes=30,
        off_peak_starts=time(18), off_peak_ends=time(7), off_peak_weekend=True,
    ),
}  # fmt: skip

REQUIRED = {
    "electron_microscope": "electron-microscope-operator",
    "coordinate_measuring": "cmm-operator",
    "metal_printing": "metal-powder-safety",
}


def limits(machine: Machine) -> LimitPlan:
    return BY_FAMILY[machine.family]


def required_qualification(machine: Machine) -> str | None:
    """The key of the pass needed; among machines of a class only some ask for it."""
    key = REQUIRED.get(machine.resource_class)
    return key if key and sum(map(ord, machine.slug)) % 2 else None
