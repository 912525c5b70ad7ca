"""What changed between two revisions, word by word, and what is checked without a person."""

from decimal import Decimal

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from capacity.models import ListingRevision, Specification
from marketplace.desk.checks import checks
from marketplace.desk.diffs import difference, marked
from tests import factories


def told(pieces, *kinds):
    return [text for kind, text in pieces if kind in kinds]


def test_words_that_came_and_went_are_marked_on_their_side():
    before, after = marked("Milling for aluminium parts.", "Milling for titanium parts.")

    assert before == [("same", "Milling for "), ("del", "aluminium "), ("same", "parts.")]
    assert after == [("same", "Milling for "), ("ins", "titanium "), ("same", "parts.")]


def test_chinese_is_compared_sign_by_sign():
    _before, after = marked("五轴加工中心 DMU 50", "五轴加工中心 DMU 50（第三代）")

    assert told(after, "ins") == ["（第三代）"]


def test_a_long_text_is_compared_by_sentences():
    sentences = [f"第{number}句话写在这里。" for number in range(400)]
    _before, after = marked("".join(sentences), "".join([*sentences[:200], "新的一句。", *sentences[200:]]))

    assert told(after, "ins") == ["新的一句。"]


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_word_is_lost_on_either_side(before, after):
    left, right = marked(before, after)

    assert "".join(text for _kind, text in left) == before
    assert "".join(text for _kind, text in right) == after
    assert told(left, "same") == told(right, "same") or "".join(told(left, "same")) == "".join(
        told(right, "same")
    )


def revised(machine, **texts):
    return ListingRevision.objects.create(resource=machine, number=machine.revisions.count() + 1, **texts)


def stated(revision, kind, low, high=None):
    Specification.objects.create(
        revision=revision, kind=kind, minimum=low, maximum=high if high is not None else low
    )


@pytest.mark.django_db
def test_only_what_changed_is_shown_and_the_rest_is_counted():
    machine = factories.resource()
    before, after = (
        machine.published_revision,
        revised(machine, title_zh="五轴加工中心", title_en="Five axes"),
    )
    for revision, accuracy in ((before, 8), (after, 5)):
        stated(revision, "positioning_accuracy", Decimal(accuracy))
        stated(revision, "travel_x", Decimal(650))

    with override("en"):
        found = difference(before, after)
        labels = [str(row.label) for row in found.rows]

    assert labels == ["English title", "Positioning accuracy"]
    assert found.rows[1].before == [("del", "8 "), ("same", "µm")]
    assert found.unchanged == 2


@pytest.mark.django_db
def test_of_a_first_revision_everything_is_new():
    found = difference(None, factories.resource().published_revision)

    assert [row.before for row in found.rows] == [[], []]
    assert found.unchanged == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    "contact",
    [
        "急单请加微信 hr_zhou88",
        "call 13800001764",
        "mail zhou@hengrui.example",
        "see https://hengrui.example/x",
    ],
)
def test_contact_details_in_a_text_are_the_gravest_finding(contact):
    machine = factories.resource()
    found = checks(
        None, revised(machine, title_zh="机床", title_en="Machine", text_zh=contact, text_en="Text")
    )

    assert found[0].tone == "x"
    assert contact.split()[-1] in found[0].detail


@pytest.mark.django_db
def test_a_model_number_is_no_contact():
    machine = factories.resource()
    revision = revised(
        machine, title_zh="CK6140 数控车", title_en="CK6140 lathe", text_zh="2027 年 15 000 rpm", text_en="x"
    )

    assert [check.tone for check in checks(None, revision)] == ["w", "y", "y"]


@pytest.mark.django_db
def test_a_figure_that_jumps_is_doubted():
    machine = factories.resource()
    before, after = machine.published_revision, revised(machine, title_zh="机床")
    stated(before, "travel_x", Decimal(650))
    stated(after, "travel_x", Decimal(6500))

    assert any("650 mm → 6" in check.detail for check in checks(before, after))
