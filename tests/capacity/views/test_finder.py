"""The list of machines: what narrows it, how it is ordered, what its rows and facets say."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone

from capacity.models import Rate, Specification
from marketplace.accounts.enums import Role
from tests import factories
from tests.capacity.views.reading import words
from tests.capacity.views.stage import CHINESE, ENGLISH, set_stage, signed_in, soon
from tests.factories import SHANGHAI

pytestmark = pytest.mark.django_db


def machine(slug, *, title="五轴加工中心", title_en="5-axis centre", rate=38_000, offer=None, **fields):
    made = factories.resource(slug=slug, title=title, title_en=title_en, **fields)
    factories.offer(made, amount_minor=rate, **(offer or {}))
    return made


def find(actor=None, path="/find/", language=ENGLISH, **asked):
    client = signed_in(actor, **language) if actor else Client(**language)
    return client.get(f"{path}?{urlencode(asked, doseq=True)}")


def slugs(response):
    return [hit.resource.slug for hit in response.context["page"].hits]


def day_of(period):
    return f"{period.in_zone(SHANGHAI).starts_at:%Y-%m-%d}"


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


def test_a_place_is_a_city_or_a_district():
    suzhou = factories.site(district_zh="虎丘", district_en="Huqiu")
    machine("suzhou", at=suzhou)
    machine("xian", at=factories.site(city_zh="西安", city_en="Xi’an"))

    assert slugs(find(place="虎丘")) == ["suzhou"]
    assert slugs(find(place="Xi’an")) == ["xian"]
    assert slugs(find(place="Huqiu Xi’an")) == []


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
    assert facets.instant_count == 1


def test_kind_of_offer_and_instant_confirmation_narrow_the_list():
    machine("instant", offer={"is_instant": True, "kind": "bare_rental"})
    machine("asked", offer={"kind": "processing"})
    closed = machine("closed")
    closed.offers.update(is_active=False)

    assert slugs(find(kind="processing")) == ["asked"]
    assert sorted(slugs(find(kind=["processing", "bare_rental"]))) == ["asked", "instant"]
    assert slugs(find(instant="true")) == ["instant"]


def test_the_ceiling_means_the_rate_of_the_readers_class():
    made = machine("dmu-50", rate=42_000)
    Rate.objects.create(offer=made.offers.get(), amount_minor=34_200, customer_class="small")
    small = factories.member(factories.organisation(size_class="small"), Role.BUYER)
    large = factories.member(factories.organisation(size_class="large"), Role.BUYER)

    assert slugs(find(small, ceiling="350")) == ["dmu-50"]
    assert slugs(find(large, ceiling="350")) == []
    assert slugs(find(ceiling="350")) == []
    assert slugs(find(ceiling="420")) == ["dmu-50"]
    assert "¥342.00/h" in words(find(small))


def test_the_list_is_ordered_by_the_earliest_free_start_unless_asked_otherwise():
    busy, idle = machine("busy", rate=10_000), machine("idle", rate=20_000)
    closed_for(busy, days=2)

    assert slugs(find()) == ["idle", "busy"]
    assert slugs(find(sort="price")) == ["busy", "idle"]
    assert slugs(find(sort="newest")) == ["idle", "busy"]
    assert idle.pk > busy.pk


def closed_for(made, *, days):
    """Nothing of the machine is open today and for so many days in all."""
    today = timezone.now().astimezone(SHANGHAI).date()
    for number in range(days):
        made.opening_exceptions.create(on=today + timedelta(days=number))


def test_hours_in_a_row_have_to_be_free_on_that_very_day():
    stage = set_stage()
    stage.confirm(soon(4, (11, 17)))
    stage.machine.opening_rules.update(opens_at="08:00", closes_at="20:00")
    day = day_of(soon(4, (9, 10)))

    assert slugs(find(day=day, hours=3)) == [stage.machine.slug]
    assert slugs(find(day=day, hours=4)) == []
    assert slugs(find(day=day, hours=6, mode="sum")) == [stage.machine.slug]
    assert slugs(find(day=day, hours=7, mode="sum")) == []


def test_within_several_days_one_of_them_is_enough():
    stage = set_stage()
    stage.machine.opening_rules.update(opens_at="08:00", closes_at="20:00")
    stage.confirm(soon(4, (8, 20)))
    first, last = day_of(soon(4, (9, 10))), day_of(soon(5, (9, 10)))

    response = find(day=first, until=last, hours=8)

    assert slugs(find(day=first, hours=8)) == []
    assert slugs(response) == [stage.machine.slug]
    assert response.context["page"].hits[0].earliest == soon(5, (8, 16))


def test_a_whole_period_has_to_be_free_from_end_to_end():
    stage = set_stage()
    stage.confirm(soon(4, (12, 14)))
    day = day_of(soon(4, (9, 10)))

    morning = find(mode="whole", day=day, starts="08:00", ends="12:00")
    noon = find(mode="whole", day=day, starts="11:00", ends="13:00")

    assert slugs(morning) == [stage.machine.slug]
    assert slugs(noon) == []
    assert "¥1,717.60" in words(morning)


def test_where_hours_are_asked_the_row_tells_the_total_of_that_period_and_links_to_it():
    stage = set_stage()
    day = day_of(soon(4, (9, 10)))

    response = find(stage.buyer, day=day, hours=8)

    told = words(response)
    assert "¥3,435.20 for 8 h, all in" in told
    assert f"date={day}" in response.context["page"].hits[0].url
    linked = signed_in(stage.buyer, **ENGLISH).get(response.context["page"].hits[0].url)
    assert "Price for 8 h" in words(linked)


def test_hours_shared_by_two_units_are_not_free_on_one():
    stage = set_stage(units=2)
    stage.machine.opening_rules.update(opens_at="08:00", closes_at="20:00")
    stage.confirm(soon(4, (8, 14)))
    first = soon(4, (14, 20))
    stage.hold(first)
    stage.hold(first)

    assert slugs(find(day=day_of(first), hours=7)) == []
    assert slugs(find(day=day_of(first), hours=6)) == [stage.machine.slug]


def test_the_strip_shows_free_busy_and_shut_parts_of_fourteen_days():
    stage = set_stage()
    stage.machine.opening_rules.update(opens_at="08:00", closes_at="16:00")
    stage.confirm(soon(4, (8, 12)))

    days = {each.day: each.bands for each in find().context["page"].hits[0].days}

    assert len(days) == 14
    assert days[soon(4, (8, 9)).in_zone(SHANGHAI).starts_at.date()] == "bfs"
    assert days[soon(5, (8, 9)).in_zone(SHANGHAI).starts_at.date()] == "ffs"


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
    machine("dmu-50")
    machine("c-32-u", title_en="Vertical centre C 32 U", model="C 32 U")

    response = find(q="DMU", instant="true", place="Suzhou")

    told = words(response)
    assert "No machine meets all of this" in told
    offered = {each.label: each.count for each in response.context["page"].conditions.relaxations}
    assert offered == {"Also on request": 1}
    assert "Show all machines" in told


def test_where_no_single_condition_helps_the_page_says_so():
    machine("dmu-50")

    told = words(find(q="laser", place="Harbin"))

    assert "Leaving out one condition is not enough" in told


def test_what_cannot_be_read_is_named_at_its_field_and_the_rest_is_searched():
    machine("dmu-50")
    machine("lathe", resource_class="turning")

    response = find(hours="many", day="someday", ceiling="cheap", machine="turning")

    told = words(response)
    assert slugs(response) == ["lathe"]
    assert "Hours: Enter a number. The rest was searched." in told
    assert "From: Enter a valid date. The rest was searched." in told
    assert "“cheap” is not an amount" in told


@pytest.mark.parametrize("page", ["2", "99", "x"])
def test_pages_follow_each_other_and_a_wrong_number_leads_to_one_that_is_there(page):
    for number in range(14):
        machine(f"machine-no-{number:02}")

    first, asked = find(), find(page=page)

    assert len(slugs(first)) == 12
    assert len(slugs(asked)) == (12 if page == "x" else 2)
    assert "13–14 of 14" in words(find(page=2))


def test_a_row_is_fetched_again_with_what_just_happened_to_it():
    stage = set_stage()
    day = day_of(soon(4, (9, 10)))
    asked = {"day": day, "hours": 8}
    before = find(**asked).context["page"].hits[0]
    was = {"was": before.earliest.starts_at.isoformat()}
    url = f"/find/{stage.machine.slug}/"
    stage.confirm(soon(4, (0, 8)))

    taken = words(find(path=url, **asked, **was))
    unmoved = words(find(path=url, **asked, was=soon(4, (8, 9)).starts_at.isoformat()))

    assert "Just taken The gap from" in taken
    assert "Next gap:" in taken
    assert "Just" not in unmoved


def test_a_row_that_was_freed_says_so():
    stage = set_stage()
    later = soon(9, (9, 10)).starts_at.isoformat()

    assert "Just freed Free from" in words(find(path=f"/find/{stage.machine.slug}/", was=later))


def test_there_is_no_row_of_a_draft():
    draft = factories.resource(is_published=False)

    assert find(path=f"/find/{draft.slug}/").status_code == 404


@pytest.mark.parametrize("mode", ["row", "sum", "whole"])
@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2199-01-01", "1999-12-31"])
def test_days_that_no_calendar_reaches_are_named_and_the_rest_is_searched(mode, day):
    machine("dmu-50")
    overseas = factories.site(time_zone="America/New_York")
    machine("overseas", at=overseas)

    response = find(mode=mode, day=day, until=day, starts="00:00", ends="23:00", hours=400)

    assert "Choose a date up to" in words(response)


def test_a_day_beyond_the_fortnight_is_where_the_strip_begins():
    stage = set_stage()
    far = soon(200, (9, 10))

    hit = find(day=day_of(far), hours=8).context["page"].hits[0]

    assert hit.days[0].day == far.in_zone(SHANGHAI).starts_at.date()
    assert hit.earliest == soon(200, (0, 8))
    assert stage.machine == hit.resource
