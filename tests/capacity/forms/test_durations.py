"""Lengths of time as people write them."""

import re

import pytest
from django import forms
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from capacity.forms.durations import LONGEST, MinutesField, minutes_text, parse_minutes


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("90 min", 90),
        ("1 h 30 min", 90),
        ("1.5h", 90),
        ("1.1 h", 66),
        ("2 d", 2880),
        ("2 天 4 小时", 3120),
        ("45分钟", 45),
        ("１ 小时", 60),
        ("1 day 2 hours", 1560),
        ("0", 0),
        ("30m", 30),
    ],
)
def test_usual_ways_of_writing_are_read(text, minutes):
    assert parse_minutes(text) == minutes


@pytest.mark.parametrize(
    "text", ["90", "", "soon", "1 h x", "0.5 min", "-1 h", "9" * 30 + " d", "1 min" * 20]
)
def test_what_is_no_length_is_refused(text):
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        parse_minutes(text)


@given(st.integers(0, LONGEST))
def test_what_is_shown_reads_back_the_same_in_both_languages(minutes):
    for language in ("en", "zh-hans"):
        with override(language):
            assert parse_minutes(minutes_text(minutes)) == minutes


def test_a_refusal_names_the_value_and_what_would_do():
    with override("en"), pytest.raises(forms.ValidationError, match=r"“bald”.*90 min"):
        MinutesField().clean("bald")


def test_nothing_is_no_limit():
    assert MinutesField(required=False).clean(" ") is None
