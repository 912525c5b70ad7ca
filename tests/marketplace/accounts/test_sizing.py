"""工信部联企业〔2011〕300号, on both sides of its figures."""

from datetime import date

import pytest

from marketplace.accounts.enums import SizeClass
from marketplace.accounts.sizing import Figures, Measure, Sector, measures_of, size_class, standard_on

DAY = date(2027, 3, 1)
LARGE, MEDIUM, SMALL, MICRO = SizeClass.LARGE, SizeClass.MEDIUM, SizeClass.SMALL, SizeClass.MICRO


@pytest.mark.parametrize(
    ("sector", "employees", "revenue", "assets", "found"),
    [
        (Sector.INDUSTRY, 1_000, 40_000, 0, LARGE),
        (Sector.INDUSTRY, 999, 40_000, 0, MEDIUM),
        (Sector.INDUSTRY, 1_000, 39_999, 0, MEDIUM),
        (Sector.INDUSTRY, 300, 2_000, 0, MEDIUM),
        (Sector.INDUSTRY, 299, 2_000, 0, SMALL),
        (Sector.INDUSTRY, 5_000, 1_999, 0, SMALL),
        (Sector.INDUSTRY, 20, 300, 0, SMALL),
        (Sector.INDUSTRY, 19, 300, 0, MICRO),
        (Sector.INDUSTRY, 20, 299, 0, MICRO),
        (Sector.SOFTWARE, 300, 10_000, 0, LARGE),
        (Sector.SOFTWARE, 99, 10_000, 0, SMALL),
        (Sector.SOFTWARE, 10, 50, 0, SMALL),
        (Sector.TELECOMMUNICATION, 2_000, 100_000, 0, LARGE),
        (Sector.TELECOMMUNICATION, 100, 1_000, 0, MEDIUM),
        (Sector.LEASING, 300, 0, 120_000, LARGE),
        (Sector.LEASING, 300, 999_999, 119_999, MEDIUM),
        (Sector.LEASING, 100, 0, 8_000, MEDIUM),
        (Sector.WHOLESALE, 20, 5_000, 0, MEDIUM),
        (Sector.WHOLESALE, 4, 5_000, 0, MICRO),
        (Sector.OTHER, 300, 0, 0, LARGE),
        (Sector.OTHER, 99, 0, 0, SMALL),
        (Sector.OTHER, 9, 0, 0, MICRO),
    ],
)
def test_a_firm_is_of_a_class_if_it_reaches_every_figure_of_its_sector(
    sector, employees, revenue, assets, found
):
    assert size_class(sector, Figures(employees, revenue * 100, assets * 100), DAY) == found


def test_a_hundredth_below_is_below():
    assert size_class(Sector.INDUSTRY, Figures(1_000, 40_000 * 100 - 1), DAY) == MEDIUM


def test_institutions_are_not_sized():
    assert size_class(Sector.INSTITUTION, Figures(9_000, 0), DAY) == SizeClass.INSTITUTION
    assert measures_of(Sector.INSTITUTION, DAY) == ()


def test_each_sector_says_which_figures_count():
    assert measures_of(Sector.INDUSTRY, DAY) == (Measure.EMPLOYEES, Measure.REVENUE)
    assert measures_of(Sector.LEASING, DAY) == (Measure.EMPLOYEES, Measure.ASSETS)
    sized = set(Sector) - {Sector.INSTITUTION}
    assert all(measures_of(sector, DAY) for sector in sized)


def test_the_standard_is_the_newest_of_the_day():
    assert standard_on(DAY).source == "工信部联企业〔2011〕300号"
