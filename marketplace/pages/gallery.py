"""What the design page shows: every component once, over invented data of one demo day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.paginator import Paginator
from django.utils.translation import gettext as _

from marketplace.money import Money
from marketplace.pages.formats import moment_text, short_day_text
from marketplace.pages.statuses import STATUSES
from marketplace.pages.strip import StripDay
from marketplace.periods import Period

SUZHOU = ZoneInfo("Asia/Shanghai")
DAY = date(2027, 3, 4)
BANDS = ["bbb", "bbb", "bbb", "ffp", "bff", "pss", "sss", "ffb", "fff", "bbf", "bbb", "fff", "fss", "sss"]
GLYPHS = (
    "five_axis", "vertical_centre", "horizontal_centre", "gantry", "boring", "turning", "mill_turn",
    "grinding", "gear_cutting", "electrical_discharge", "laser_cutting", "press_brake", "metal_printing",
    "polymer_printing", "injection_moulding", "heat_treatment", "coordinate_measuring", "tensile_testing",
    "electron_microscope", "microscope", "spectrum", "mass_spectrometry", "laser", "thermal",
    "flask", "wafer", "circuit", "server", "other",
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    label: str
    money: Money


@dataclass(frozen=True)
class Tier:
    until: datetime
    label: str
    refund: Money
    share: str
    state: str


@dataclass(frozen=True)
class LifeStep:
    state: str
    at: str
    place: str


@dataclass(frozen=True)
class Problem:
    text: str
    icon: str


@dataclass(frozen=True)
class Choice:
    period: Period
    money: Money
    url: str


@dataclass(frozen=True)
class Entry:
    kind: str
    text: str
    at: datetime
    author: str = ""
    initial: str = ""
    mine: bool = False
    icon: str = ""


class Sample(forms.Form):
    """One field of each sort."""

    date = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
    hours = forms.IntegerField(min_value=4, required=False)
    offer = forms.ChoiceField()
    note = forms.CharField(widget=forms.Textarea(attrs={"rows": 2}), required=False)
    agree = forms.BooleanField()

    def __init__(self) -> None:
        filled = {"sample-date": "2027-03-04", "sample-hours": "3", "sample-offer": "processing"}
        super().__init__(filled, prefix="sample")
        self.fields["date"].label = _("Date")
        self.fields["hours"].label = _("Hours")
        self.fields["hours"].help_text = _("Whole hours, at least 4")
        self.fields["offer"] = forms.ChoiceField(
            label=_("Offer"), choices=[("processing", _("Processing")), ("bare_rental", _("Bare rental"))]
        )
        self.fields["note"].label = _("Message")
        self.fields["agree"].label = _("I accept the terms of use and of cancellation")


def yuan(minor: int) -> Money:
    return Money(minor, "CNY")


def at(hour: int, minute: int = 0, *, day: int = 4) -> datetime:
    return datetime(2027, 3, day, hour, minute, tzinfo=SUZHOU)


def lines() -> list[Line]:
    return [
        Line(_("Machine time 8 h × ¥380.00"), yuan(304000)),
        Line(_("Small-firm rate −10 %"), yuan(-30400)),
        Line(_("Operator 8 h × ¥90.00"), yuan(72000)),
        Line(_("Set-up (once)"), yuan(40000)),
        Line(_("VAT 13 %"), yuan(50128)),
    ]


def tiers() -> list[Tier]:
    return [
        Tier(at(8, day=2), _("48 h before the start"), yuan(435728), "100 %", "now"),
        Tier(at(8, day=3), _("24 h before the start"), yuan(217864), "50 %", "later"),
        Tier(at(8), _("the start"), yuan(45200), _("set-up fee only"), "later"),
    ]


def life() -> list[LifeStep]:
    states = ("held", "requested", "confirmed", "in_use", "delivered", "completed")
    times = (at(16, 31, day=1), at(16, 40, day=1), at(9, 12, day=2), at(8), at(16), at(16, day=11))
    places = ("done", "done", "now", "later", "later", "later")
    return [
        LifeStep(state, moment_text(time, SUZHOU), place)
        for state, time, place in zip(states, times, places, strict=True)
    ]


def problems() -> list[Problem]:
    return [
        Problem(_("Busy 14:00–18:00 (13:30–18:30 with buffers)"), icon="lock"),
        Problem(_("At least 4 h; you chose 3 h"), icon="clock"),
    ]


def choices() -> list[Choice]:
    return [
        Choice(Period(at(8, day=day), at(12, day=day)), yuan(240464), "#forms") for day in (4, 5, 8, 9, 10)
    ]


def thread() -> list[Entry]:
    return [
        Entry("record", _("Wang Min (Mingchuan) sent the request"), at(16, 40, day=1), icon="send"),
        Entry("message", _("Do you probe on the machine?"), at(16, 42, day=1), "Wang Min", "W", mine=True),
        Entry("message", _("We have a Renishaw probe, yes."), at(9, 10, day=2), "Zhou Jianguo", "Z"),
        Entry("record", _("Zhou Jianguo (Hengrui) accepted"), at(9, 12, day=2), icon="circle-check"),
    ]


def diff() -> list[dict[str, Any]]:
    return [
        {"label": _("Accuracy"), "before": [("del", "≤ 8 µm")], "after": [("ins", "≤ 5 µm")]},
        {
            "label": _("Title"),
            "before": [("same", "DMU 50")],
            "after": [("same", "DMU 50"), ("ins", _(" (3rd generation)"))],
        },
    ]


def price_table() -> dict[str, Any]:
    classes = [
        {"label": _("Large firm"), "mine": False},
        {"label": _("Medium firm"), "mine": False},
        {"label": _("Small firm"), "mine": True},
    ]
    rates = ["¥420.00/h", "¥380.00/h", "¥342.00/h"]
    row = {"offer": _("Processing"), "band": "08–20", "cells": list(zip(rates, classes, strict=True))}
    return {"classes": classes, "rows": [row | {"minimum": "4 h", "on": True}, row | {"minimum": "4 h"}]}


def hours() -> list[dict[str, Any]]:
    return [
        {"days": _("Mon–Fri"), "hours": "08:00–20:00", "now": True},
        {"days": _("Sat"), "hours": "08:00–12:00"},
        {"days": short_day_text(date(2027, 4, 5)), "hours": ""},
    ]


def vocabulary() -> list[tuple[str, list[str]]]:
    heads = {
        "booking": _("Booking"),
        "claim": _("Claim"),
        "revision": _("Listing revision"),
        "payment": _("Payment"),
        "payout": _("Payout"),
    }
    return [(head, [key for key in STATUSES if key.startswith(f"{group}.")]) for group, head in heads.items()]


def everything(*, now: datetime) -> dict[str, Any]:
    """The design page's context; countdowns run from the moment it is asked for."""
    return {
        "zone": SUZHOU,
        "place": _("Suzhou"),
        "period": Period(at(8), at(16)),
        "vocabulary": vocabulary(),
        "days": [StripDay(date(2027, 3, 1) + timedelta(days=n), bands) for n, bands in enumerate(BANDS)],
        "earliest": moment_text(at(8), SUZHOU),
        "hold_until": now + timedelta(minutes=14, seconds=30),
        "answer_until": now + timedelta(hours=47, minutes=28),
        "late_until": now + timedelta(hours=1, minutes=43),
        "lines": lines(),
        "total": yuan(435728),
        "extra": [Line(_("Marketplace fee 6 %"), yuan(-23136)), Line(_("You receive"), yuan(412592))],
        "tiers": tiers(),
        "steps": life(),
        "problems": problems(),
        "earliest_choice": choices()[0],
        "more_choices": choices()[1:],
        "entries": thread(),
        "diff_rows": diff(),
        "hours": hours(),
        "form": Sample(),
        "page": Paginator(range(37), 7).page(2),
        "glyphs": GLYPHS,
        "trail": [(_("Find"), "/find/"), (_("Design language"), "")],
        "relaxations": [
            {"label": _("Until 5 Mar"), "url": "#forms", "count": 4},
            {"label": "200 km", "url": "#forms", "count": 3},
        ],
    } | price_table()
