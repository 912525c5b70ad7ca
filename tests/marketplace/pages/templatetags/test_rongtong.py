from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.template import Context, Template
from django.utils import timezone, translation

from marketplace.money import Money
from marketplace.pages.statuses import UnknownStatus
from marketplace.periods import Period

SUZHOU = ZoneInfo("Asia/Shanghai")
PERIOD = Period(datetime(2030, 3, 4, 8, tzinfo=SUZHOU), datetime(2030, 3, 4, 16, tzinfo=SUZHOU))


def shown(source: str, **context: object) -> str:
    with translation.override("en"):
        return Template("{% load rongtong %}" + source).render(Context(context))


def test_a_pill_shows_icon_word_and_tone():
    pill = shown('{% pill "booking.requested" %}')
    assert "p-info" in pill
    assert "#send" in pill
    assert pill.endswith("</svg>Requested</span>")


def test_a_pill_without_a_word_is_an_error_and_not_an_empty_place():
    with pytest.raises(UnknownStatus):
        shown('{% pill "booking.lost" %}')


def test_text_in_a_tag_is_escaped():
    assert "<script>" not in shown(
        '{% notice "stop" title %}{{ text }}{% endnotice %}', title="<script>", text="<script>"
    )


def test_money_carries_its_mark_and_an_amount_does_not():
    assert shown("{{ m|money }} {{ m|amount }}", m=Money(-30400, "CNY")) == "−¥304.00 −304.00"


def test_a_period_is_readable_by_machines_in_the_zone_of_the_site():
    assert 'datetime="2030-03-04T01:00+01:00"' in shown('{% period p "Europe/Berlin" %}', p=PERIOD)


def test_a_line_may_break_between_the_two_days_of_a_period_and_nowhere_else():
    night = Period(datetime(1998, 12, 31, 22, tzinfo=SUZHOU), datetime(1999, 1, 1, 6, tzinfo=SUZHOU))
    told = (
        '<time datetime="1998-12-31T22:00+08:00"><span class="n">Thu 31 Dec 1998 22:00 –</span> '
        '<span class="n">Fri 1 Jan 1999 06:00</span></time>'
    )
    assert shown("{% period p zone %}", p=night, zone=SUZHOU) == told


def test_the_zone_follows_a_period_when_the_place_is_given():
    assert "Suzhou time, UTC+8" in shown('{% period p zone place="Suzhou" %}', p=PERIOD, zone=SUZHOU)
    assert "UTC" not in shown("{% period p zone %}", p=PERIOD, zone=SUZHOU)


def test_wall_time_is_what_date_and_time_fields_take():
    assert shown("{{ t|wall:zone }}", t=PERIOD.starts_at, zone="Asia/Tokyo") == "2030-03-04T09:00"


def test_a_class_without_a_drawing_gets_the_general_one():
    assert (
        shown('{% glyph "teleporter" %}') == shown('{% glyph "generic" %}') != shown('{% glyph "gantry" %}')
    )


def test_a_drawing_shows_its_measures_only_where_they_are_known():
    assert "X 650" in shown('{% drawing "five_axis" label="d" x="650" %}')
    assert "X " not in shown('{% drawing "five_axis" label="d" %}')


def test_a_countdown_starts_from_the_time_left():
    until = timezone.now() + timedelta(minutes=14, seconds=30, milliseconds=500)
    assert ">14:30<" in shown('{% countdown "c" until name="left" %}', until=until)


class Wish(forms.Form):
    day = forms.DateField(help_text="a day")
    agree = forms.BooleanField()


def test_a_field_ties_hint_and_error_to_its_control():
    field = shown("{{ form }}", form=Wish({"day": "someday"}))
    assert 'aria-invalid="true" ' in field
    assert 'aria-describedby="id_day_helptext id_day_error"' in field
    assert 'id="id_day_helptext"' in field
    assert 'id="id_day_error"' in field


def test_a_box_stands_before_its_label_and_other_controls_after():
    field = shown("{{ form }}", form=Wish())
    assert field.index('for="id_day"') < field.index('id="id_day"')
    assert field.index('id="id_agree"') < field.index("Agree")
    assert 'class="form-check-input"' in field


def test_what_stands_against_the_whole_form_is_said_once_and_aloud():
    form = Wish({"day": "2030-01-01", "agree": "on"})
    form.add_error(None, "Somebody was faster.")
    assert shown("{{ form }}", form=form).count("Somebody was faster.") == 1
    assert 'role="alert"' in shown("{{ form }}", form=form)
