"""
How large a firm is by the standard of its day: 中小企业划型标准规定 (工信部联企业〔2011〕300号).

A firm is of a class if it reaches every threshold of its sector for it; else it falls to the next. A new
standard is another row with its date: what was declared before keeps the class that it had.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.enums import SizeClass


class Sector(models.TextChoices):
    """The sectors of the standard, and public institutions, which it does not size."""

    INDUSTRY = "industry", _("Industry: manufacturing, mining, energy and water")
    SOFTWARE = "software", _("Software and information technology services")
    TELECOMMUNICATION = "telecommunication", _("Information transmission")
    LEASING = "leasing", _("Leasing and business services")
    WHOLESALE = "wholesale", _("Wholesale")
    RETAIL = "retail", _("Retail")
    CONSTRUCTION = "construction", _("Construction")
    TRANSPORT = "transport", _("Transport")
    STORAGE = "storage", _("Storage")
    POST = "post", _("Post")
    LODGING = "lodging", _("Lodging")
    CATERING = "catering", _("Catering")
    REAL_ESTATE = "real_estate", _("Development of real estate")
    PROPERTY = "property", _("Property management")
    FARMING = "farming", _("Farming, forestry and fishery")
    OTHER = "other", _("Another sector, such as research or technical services")
    INSTITUTION = "institution", _("Public institution")


class Measure(StrEnum):
    EMPLOYEES = "employees"
    REVENUE = "revenue"
    ASSETS = "assets"


@dataclass(frozen=True)
class Figures:
    """Of the year that is declared; amounts in ten thousands of yuan, in hundredths of these."""

    employees: int
    revenue: int
    assets: int = 0

    def of(self, measure: Measure) -> int:
        return int(getattr(self, measure))


# From which figures on a firm is large, medium and small: amounts in 万元.
Thresholds = tuple[int, int, int]
Table = Mapping[Sector, Mapping[Measure, Thresholds]]
E, R, A = Measure.EMPLOYEES, Measure.REVENUE, Measure.ASSETS

TABLE_OF_2011: Table = {
    Sector.FARMING: {R: (20_000, 500, 50)},
    Sector.INDUSTRY: {E: (1_000, 300, 20), R: (40_000, 2_000, 300)},
    Sector.CONSTRUCTION: {R: (80_000, 6_000, 300), A: (80_000, 5_000, 300)},
    Sector.WHOLESALE: {E: (200, 20, 5), R: (40_000, 5_000, 1_000)},
    Sector.RETAIL: {E: (300, 50, 10), R: (20_000, 500, 100)},
    Sector.TRANSPORT: {E: (1_000, 300, 20), R: (30_000, 3_000, 200)},
    Sector.STORAGE: {E: (200, 100, 20), R: (30_000, 1_000, 100)},
    Sector.POST: {E: (1_000, 300, 20), R: (30_000, 2_000, 100)},
    Sector.LODGING: {E: (300, 100, 10), R: (10_000, 2_000, 100)},
    Sector.CATERING: {E: (300, 100, 10), R: (10_000, 2_000, 100)},
    Sector.TELECOMMUNICATION: {E: (2_000, 100, 10), R: (100_000, 1_000, 100)},
    Sector.SOFTWARE: {E: (300, 100, 10), R: (10_000, 1_000, 50)},
    Sector.REAL_ESTATE: {R: (200_000, 1_000, 100), A: (10_000, 5_000, 2_000)},
    Sector.PROPERTY: {E: (1_000, 300, 100), R: (5_000, 1_000, 500)},
    Sector.LEASING: {E: (300, 100, 10), A: (120_000, 8_000, 100)},
    Sector.OTHER: {E: (300, 100, 10)},
}


@dataclass(frozen=True)
class Standard:
    valid_from: date
    source: str
    table: Table


STANDARDS = (Standard(date(2011, 6, 18), "工信部联企业〔2011〕300号", TABLE_OF_2011),)
CLASSES = (SizeClass.LARGE, SizeClass.MEDIUM, SizeClass.SMALL)


def standard_on(day: date) -> Standard:
    """The newest of this day; the first one for days before it."""
    held = [standard for standard in STANDARDS if standard.valid_from <= day]
    return max(held or STANDARDS[:1], key=lambda standard: standard.valid_from)


def measures_of(sector: Sector, day: date) -> tuple[Measure, ...]:
    """Which figures count in this sector."""
    return tuple(standard_on(day).table.get(sector, ()))


def size_class(sector: Sector, figures: Figures, day: date) -> SizeClass:
    if sector is Sector.INSTITUTION:
        return SizeClass.INSTITUTION
    thresholds = standard_on(day).table[sector]
    for index, found in enumerate(CLASSES):
        if all(figures.of(each) >= least[index] * _unit(each) for each, least in thresholds.items()):
            return found
    return SizeClass.MICRO


def _unit(measure: Measure) -> int:
    return 1 if measure is Measure.EMPLOYEES else 100
