"""The list of machines: what narrows it, what its rows and facets say."""

import pytest
from django.utils import timezone

from capacity.models import Rate, Specification
from marketplace.accounts.enums import Role
from tests import factories
from tests.capacity.views.reading import words
from tests.capacity.views.stage import CHINESE, ENGLISH, soon
from tests.search.views.finding import SUZHOU, XIAN, day_of, find, machine, page_of, slugs

pytestmark = pytest.mark.django_db


def test_the_start_page_is_the_finder_and_needs_no_sign_in():
    machine("dmu-50")

    for path in ("/", "/find/"):
        assert slugs(find(path=path)) == ["dmu-50"]


def test_drafts_and_retired_machines_are_not_in_the_list():
    machine("public")
    machine("draft", is_published=False)
    machine("retired", retired_at=timezone.now())

    assert slugs(find()) == ["public"]


def test_a_row_says_what_the_machine_is_whose_and_for_how_much():
    made = machine("dmu-50", title_en="5-axis centre DMU 50")
    Specification.objects.create(
        revision=made.published_revision, kind="spindle_speed", minimum=15_000, maximum=15_000
    )

    told = words(find())

    assert "5-axis centre DMU 50" in told
    assert made.provider.name_en in told
    assert "Suzhou" in told
    assert "Top spindle speed 15 000 rpm" in told
    assert "¥380.00/h" in told
    assert "Earliest" in told


def test_titles_come_in_the_readers_language_chinese_first():
    machine("dmu-50", title="五轴加工中心 DMU 50", title_en="5-axis centre DMU 50")

    assert "五轴加工中心 DMU 50" in words(find(language=CHINESE))
    assert "五轴加工中心 DMU 50" in words(find(language={}))
    assert "5-axis centre DMU 50" in words(find(language=ENGLISH))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("DMU", ["five"]),
        ("dmu 50", ["five"]),
        ("五轴", ["five"]),
        ("turning", ["lathe"]),
        ("数控车", ["lathe"]),
        ("titanium", ["five"]),
        ("titanium lathe", []),
        ("Hengrui", ["lathe"]),
        ("  ", ["five", "lathe"]),
    ],
)
def test_every_word_has_to_stand_in_title_material_model_firm_or_class(text, found):
    five = machine("five", title="加工中心", title_en="Machining centre", model="DMU 50")
    five.published_revision.materials_en = "Aluminium, titanium"
    five.published_revision.save()
    firm = factories.provider(name_en="Hengrui Precision")
    machine("lathe", firm=firm, resource_class="turning", title="CK6140", title_en="CK6140", model="CK6140")

    assert sorted(slugs(find(q=text))) == found


def test_a_place_in_either_language_with_a_radius_narrows_the_list_and_tells_distances():
    machine("suzhou", at=factories.site(**SUZHOU))
    machine("xian", at=factories.site(city_zh="西安", city_en="Xi’an", **XIAN))
    machine("nowhere")

    assert slugs(find(place="苏州")) == slugs(find(place="Suzhou", radius=80)) == ["suzhou"]
    assert slugs(find(place="Xi'an")) == ["xian"]
    nearest = find(place="Suzhou", radius=2000, sort="distance")
    assert slugs(nearest) == ["suzhou", "xian"]
    assert [round(hit.distance_km, -2) for hit in page_of(nearest).hits] == [0, 1100]
    assert "km" in words(nearest)


def test_near_me_is_a_point_in_the_address():
    machine("suzhou", at=factories.site(**SUZHOU))
    machine("xian", at=factories.site(**XIAN))

    assert slugs(find(near="34.27,108.90", radius=25)) == ["xian"]
    assert slugs(find(near="34.27,108.90", place="Suzhou", radius=25)) == ["suzhou"]


def test_a_branch_of_the_tree_means_all_of_its_classes_and_opens_below_itself():
    machine("five")
    machine("lathe", resource_class="turning")
    machine("cmm", resource_class="coordinate_measuring")

    branch, leaf, several = (
        find(machine="metal_cutting"),
        find(machine="turning"),
        find(machine=["turning", "metrology"]),
    )

    assert sorted(slugs(branch)) == ["five", "lathe"]
    assert slugs(leaf) == ["lathe"]
    assert sorted(slugs(several)) == ["cmm", "lathe"]
    parts = [option.value for option in branch.context["page"].facets.classes if option.is_part]
    assert parts == ["five_axis", "turning"]


def test_each_facet_counts_what_it_would_give_under_all_other_conditions():
    machine("five", offer={"is_instant": True})
    machine("lathe", resource_class="turning", offer={"kind": "bare_rental"})
    machine("cmm", resource_class="coordinate_measuring", offer={"kind": "testing"})

    facets = find(machine="metal_cutting", kind="processing").context["page"].facets

    classes = {option.value: option.count for option in facets.classes}
    kinds = {option.value: option.count for option in facets.kinds}
    assert classes == {"metal_cutting": 1, "five_axis": 1}
    assert kinds == {"bare_rental": 1, "processing": 1, "testing": 0}
    assert facets.instant.count == 1


def test_kind_of_offer_and_instant_confirmation_narrow_the_list():
    machine("instant", offer={"is_instant": True, "kind": "bare_rental"})
    machine("asked", offer={"kind": "processing"})
    closed = machine("closed")
    closed.offers.update(is_active=False)

    assert slugs(find(kind="processing")) == ["asked"]
    assert sorted(slugs(find(kind=["processing", "bare_rental"]))) == ["asked", "instant"]
    assert slugs(find(instant="true")) == ["instant"]


def test_the_ceiling_means_the_total_for_the_readers_class():
    made = machine("dmu-50", rate=42_000)
    Rate.objects.create(offer=made.offers.get(), amount_minor=34_200, customer_class="small")
    small = factories.member(factories.organisation(size_class="small"), Role.BUYER)
    large = factories.member(factories.organisation(size_class="large"), Role.BUYER)

    assert slugs(find(small, ceiling="400")) == ["dmu-50"]
    assert slugs(find(large, ceiling="400")) == []
    assert slugs(find(ceiling="474.59")) == []
    assert slugs(find(ceiling="474.60")) == ["dmu-50"]
    assert slugs(find(small, ceiling="3091.67", hours=8)) == []
    assert slugs(find(small, ceiling="3091.68", hours=8)) == ["dmu-50"]
    assert "¥342.00/h" in words(find(small))


def test_every_condition_is_a_chip_that_leaves_it_out():
    machine("dmu-50")

    response = find(q="DMU", machine=["five_axis", "turning"], hours=8, day=day_of(soon(4, (9, 10))))

    chips = {chip.label: chip.url for chip in response.context["page"].conditions.chips}
    assert "DMU" in chips
    assert "q=" not in chips["DMU"]
    assert "machine=five_axis" in chips["CNC turning"]
    assert "machine=turning" not in chips["CNC turning"]
    when = next(label for label in chips if label.startswith("8 h in a row"))
    assert "hours" not in chips[when]


def test_an_empty_list_offers_the_conditions_whose_loss_would_help_with_their_counts():
    at = factories.site(**SUZHOU)
    machine("dmu-50", at=at)
    machine("c-32-u", at=at, title_en="Vertical centre C 32 U", model="C 32 U")

    response = find(q="DMU", instant="true", place="Suzhou")

    told = words(response)
    assert "No machine meets all of this" in told
    offered = {each.label: each.count for each in page_of(response).relaxations}
    assert offered == {"Also on request": 1}
    assert "Show all machines" in told


def test_where_no_single_condition_helps_the_page_says_so():
    machine("dmu-50")

    told = words(find(q="laser", machine="turning", kind="testing"))

    assert "Changing one condition is not enough" in told


def test_what_cannot_be_read_is_named_at_its_field_and_the_rest_is_searched():
    machine("dmu-50")
    machine("lathe", resource_class="turning")

    response = find(hours="many", day="someday", ceiling="cheap", machine="turning")

    told = words(response)
    assert slugs(response) == ["lathe"]
    assert "3 parts of the question could not be read. The rest was searched." in told
    assert "Hours : many Enter a number. Accepted: a number from 0.25 to 1488." in told
    assert "From : someday Enter a valid date. Accepted: a date, such as 2027-03-04." in told
    assert "“cheap” is not an amount" in told
    assert 'name="hours" type="number"' in response.content.decode()
    assert 'aria-describedby="id_hours_error"' in response.content.decode()


@pytest.mark.parametrize("sort", ["earliest", "price", "newest", "distance", "relevance"])
def test_pages_follow_each_other_without_gaps_or_repeats(sort):
    at = factories.site(**SUZHOU)
    for number in range(14):
        machine(f"machine-no-{number:02}", at=at, rate=30_000 + number % 3)
    asked = {"q": "centre"} if sort == "relevance" else {"place": "Suzhou"}

    first = find(sort=sort, **asked)
    second = find(path=f"/find/{page_of(first).next_url}&", is_indexed=True)

    assert len(slugs(first)) == 12
    assert len(set(slugs(first) + slugs(second))) == 14
    assert "1–12 of 14" in words(first)
    assert "13–14 of 14" in words(second)
    assert page_of(second).next_url == ""
    assert "First page" in words(second)


def test_the_browser_may_tell_where_the_reader_is_and_nothing_else():
    policy = find()["Permissions-Policy"]

    assert "geolocation=(self)" in policy
    assert "camera=()" in policy
