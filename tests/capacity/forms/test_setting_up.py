"""Forms of hours, listings and offers: what they read, keep and refuse."""

from datetime import date, time
from decimal import Decimal

import pytest
from django.forms import CheckboxInput, CheckboxSelectMultiple, Select
from django.http import QueryDict
from django.utils.translation import override

from capacity.enums import RateUnit
from capacity.forms.dates import DatesForm
from capacity.forms.hours import SeasonForm, WeekForm
from capacity.forms.listings import ListingForm
from capacity.forms.offers import OfferForms
from capacity.models import OpeningRule, Specification
from capacity.opening import Weekly
from capacity.operations.listings import SpecificationValue
from tests import factories


def rule(weekday, opens, closes):
    return OpeningRule(weekday=weekday, opens_at=time(opens), closes_at=time(closes))


def test_the_week_shows_what_is_stored_with_room_for_a_second_span():
    form = WeekForm(rules=[rule(1, 13, 17), rule(1, 8, 12)])

    monday = form.rows[0]
    assert [opens.value() for opens, _closes in monday.spans] == [time(8), time(13)]
    assert [opens.value() for opens, _closes in form.rows[6].spans] == [None, None]


def test_three_spans_of_a_day_are_all_kept():
    form = WeekForm(rules=[rule(1, 6, 8), rule(1, 10, 12), rule(1, 14, 16)])

    assert len(form.rows[0].spans) == 3


def test_a_night_and_a_whole_day_are_hours():
    sent = {"1_0_opens": "22:00", "1_0_closes": "06:00", "7_0_opens": "00:00", "7_0_closes": "00:00"}
    form = WeekForm(sent, rules=[])

    assert form.is_valid()
    assert form.hours == [Weekly(1, time(22), time(6)), Weekly(7, time(0), time(0))]


def test_half_a_span_is_named_by_its_day():
    with override("en"):
        form = WeekForm({"2_0_opens": "08:00"}, rules=[])
        assert not form.is_valid()

    assert form.rows[1].errors == ["Tue: give both from and to, or neither."]


def test_hours_of_every_week_are_no_season():
    form = SeasonForm({"weekday": "1", "opens": "08:00", "closes": "12:00"})

    assert list(form.errors) == ["valid_from"]


def test_a_closure_of_one_date_and_other_hours_of_several():
    closed = DatesForm({"first": "2027-03-04", "how": "closed"})
    other = DatesForm(
        {"first": "2027-03-04", "last": "2027-03-06", "how": "hours", "opens": "08:00", "closes": "12:00"}
    )

    assert closed.is_valid()
    assert other.is_valid()
    assert (closed.change.last, closed.change.hours) == (date(2027, 3, 4), [])
    assert other.change.hours == [(time(8), time(12))]


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"how": "closed"}, "first"),
        ({"first": "2027-03-04", "last": "2027-03-03", "how": "closed"}, "last"),
        ({"first": "2027-03-04", "how": "hours", "closes": "12:00"}, "opens"),
    ],
)
def test_dates_that_cannot_be_are_named_at_their_field(sent, field):
    assert list(DatesForm(sent).errors) == [field]


@pytest.mark.django_db
def test_specifications_are_asked_for_as_the_class_has_them_and_come_back_the_same():
    machine = factories.resource(resource_class="injection_moulding")
    revision = machine.published_revision
    for row in (
        {"kind": "clamping_force", "minimum": Decimal("1300.5"), "maximum": Decimal("1300.5")},
        {"kind": "mould_height", "minimum": Decimal(150), "maximum": Decimal(400)},
        {"kind": "drive", "text_zh": "全电动", "text_en": "All-electric"},
        {"kind": "tie_bars", "text_zh": "410 × 410"},
    ):
        Specification.objects.create(revision=revision, **row)
    shown = ListingForm(revision=revision, resource_class="injection_moulding")

    sent = {name: shown[name].value() or "" for name in shown.fields}
    form = ListingForm(sent, revision=revision, resource_class="injection_moulding")

    assert form.is_valid()
    assert sent["spec_clamping_force"] == "1300.5"
    assert form.texts.title_zh == "五轴加工中心"
    assert set(form.specifications) == {
        SpecificationValue(kind="clamping_force", minimum=Decimal("1300.5"), maximum=Decimal("1300.5")),
        SpecificationValue(kind="mould_height", minimum=Decimal(150), maximum=Decimal(400)),
        SpecificationValue(kind="drive", text_zh="全电动", text_en="All-electric"),
        SpecificationValue(kind="tie_bars", text_zh="410 × 410"),
    }


@pytest.mark.django_db
def test_a_range_that_runs_backwards_is_named_at_its_end():
    form = ListingForm(
        {"spec_mould_height": "400", "spec_mould_height_to": "150"},
        revision=factories.resource().published_revision,
        resource_class="injection_moulding",
    )

    assert list(form.errors) == ["spec_mould_height_to"]


def sent_offer(**changes):
    whole = {
        "kind": "processing",
        "name_zh": "来料加工",
        "currency": "CNY",
        "charge_mode": "used",
        "set_up": "400",
        "tax": "13",
        "rates-TOTAL_FORMS": "2",
        "rates-INITIAL_FORMS": "0",
        "rates-0-amount": "380.50",
        "rates-0-unit": "hour",
        "rates-0-weekdays": ["1", "2"],
        "rates-1-amount": "",
        "rates-1-unit": "hour",
        "extras-TOTAL_FORMS": "1",
        "extras-INITIAL_FORMS": "0",
        "extras-0-kind": "operator",
        "extras-0-name_zh": "操作员",
        "extras-0-amount": "90",
        "extras-0-unit": "hour",
        "tiers-TOTAL_FORMS": "2",
        "tiers-INITIAL_FORMS": "2",
        "tiers-0-notice": "2 d",
        "tiers-0-refund": "100",
        "tiers-1-notice": "1 d",
        "tiers-1-refund": "12.5",
        "tiers-1-DELETE": "",
    }
    data = whole | changes
    query = QueryDict(mutable=True)
    for name, value in data.items():
        query.setlist(name, value if isinstance(value, list) else [value])
    return query


def as_sent(forms):
    """What a browser sends of the forms as they are shown: a select its first choice where none is set."""
    query = QueryDict(mutable=True)
    for part in forms.all:
        for form in [
            *getattr(part, "forms", [part]),
            *filter(None, [getattr(part, "management_form", None)]),
        ]:
            for bound in form:
                value, widget = bound.value(), bound.field.widget
                if isinstance(widget, Select) and value is None:
                    value = next(iter(bound.field.choices))[0]
                if isinstance(widget, CheckboxSelectMultiple):
                    query.setlist(bound.html_name, value or [])
                elif not isinstance(widget, CheckboxInput) or value:
                    query[bound.html_name] = "" if value is None else str(value)
    return query


def test_an_offer_is_read_as_one_form_and_empty_rows_are_left_out():
    forms = OfferForms(sent_offer())

    assert forms.is_valid()
    draft = forms.draft
    assert (draft.set_up_minor, draft.tax_basis_points) == (40_000, 1300)
    assert [(rate.amount_minor, rate.unit, rate.weekdays) for rate in draft.rates] == [
        (38_050, RateUnit.HOUR, [1, 2])
    ]
    assert [extra.amount_minor for extra in draft.extras] == [9_000]
    assert [(tier.notice_minutes, tier.refund_basis_points) for tier in draft.tiers] == [
        (2880, 10_000),
        (1440, 1250),
    ]


def test_a_new_offer_is_saved_as_the_browser_sends_it_with_its_empty_rows():
    """Selects always send a choice, also those of rows that nobody filled in."""
    shown = OfferForms()
    query = as_sent(shown)
    query["name_zh"], query["rates-0-amount"] = "来料加工", "420"

    forms = OfferForms(query)

    assert forms.is_valid()
    draft = forms.draft
    assert (len(draft.rates), len(draft.extras), len(draft.tiers)) == (1, 0, 2)


def test_amounts_are_read_in_the_offers_own_currency():
    yen = OfferForms(sent_offer(currency="JPY", **{"rates-0-amount": "380"}))
    wrong = OfferForms(sent_offer(currency="JPY"))

    assert yen.is_valid()
    assert yen.draft.rates[0].amount_minor == 380
    assert not wrong.is_valid()
    assert "amount" in wrong.rates.errors[0]


def test_a_row_that_is_crossed_out_is_left_out():
    forms = OfferForms(sent_offer(**{"tiers-1-DELETE": "on"}))

    assert forms.is_valid()
    assert len(forms.draft.tiers) == 1


@pytest.mark.django_db
def test_an_offer_that_is_shown_and_sent_unchanged_says_the_same():
    offer = factories.offer(set_up_minor=40_000, minimum_charge_minor=100)
    shown = OfferForms(offer=offer)

    again = OfferForms(as_sent(shown), offer=offer)

    assert again.is_valid()
    assert (again.draft.set_up_minor, again.draft.minimum_charge_minor) == (40_000, 100)
    assert [rate.amount_minor for rate in again.draft.rates] == [38_000]
    assert [tier.notice_minutes for tier in again.draft.tiers] == [2880, 1440]
