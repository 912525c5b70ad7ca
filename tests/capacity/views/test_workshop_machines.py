"""The machines of a provider: the list, the overview, adding, facts, retiring, sites."""

import pytest
from django.urls import reverse
from django.utils import timezone

from capacity.enums import RevisionState
from capacity.models import ListingRevision, Resource, Site
from capacity.operations import listings
from marketplace.accounts.enums import Role
from tests import factories
from tests.capacity.views.stage import ENGLISH, signed_in

pytestmark = pytest.mark.django_db

MACHINES = reverse("workshop:machines")


def listed(workshop, **asked):
    return [row.resource for row in workshop.client.get(MACHINES, asked).context["rows"]]


def test_the_list_shows_ones_own_machines_with_their_states(workshop):
    factories.resource()
    draft = factories.resource(workshop.firm, is_published=False)
    ListingRevision.objects.create(resource=draft, number=1, title_zh="龙门")

    page = workshop.client.get(MACHINES)

    assert [(row.resource, row.title, row.pills, row.units) for row in page.context["rows"]] == [
        (draft, "龙门", ["revision.draft"], 1),
        (workshop.machine, "5-axis centre", ["revision.approved"], 2),
    ]


def test_machines_are_found_by_words_and_state(workshop):
    lathe = factories.resource(workshop.firm, model="CK6140", maker="沈阳机床", title="数控车")
    retired = factories.resource(workshop.firm, retired_at=timezone.now())
    submitted = factories.resource(workshop.firm)
    ListingRevision.objects.create(resource=submitted, number=2, state=RevisionState.SUBMITTED)

    assert listed(workshop, q="ck61") == [lathe]
    assert listed(workshop, q="数控车") == [lathe]
    assert listed(workshop, state="retired") == [retired]
    assert listed(workshop, state="submitted") == [submitted]
    assert listed(workshop, state="public") == [submitted, lathe, workshop.machine]
    assert listed(workshop)[-1] == retired


def test_without_machines_the_page_says_how_to_begin():
    lister = signed_in(factories.member(factories.provider(), Role.LISTER), **ENGLISH)

    page = lister.get(MACHINES).content.decode()

    assert "No machine yet" in page
    assert reverse("workshop:add_machine") in page


def test_the_list_costs_the_same_for_many_machines(workshop, django_assert_num_queries):
    workshop.client.get(MACHINES)
    for _number in range(6):
        factories.resource(workshop.firm)

    # user, memberships, count, page, their latest revisions, their units, the bar's count
    with django_assert_num_queries(8):
        workshop.client.get(MACHINES)


def test_a_machine_is_added_as_a_draft(workshop):
    site = Site.objects.get(provider=workshop.firm)

    answer = workshop.client.post(
        reverse("workshop:add_machine"),
        {
            "title_zh": "龙门加工中心",
            "resource_class": "gantry",
            "site": site.pk,
            "units": 1,
            "regime": "commercial",
            "model": "GMC2040",
        },
        follow=True,
    )

    machine = Resource.objects.get(model="GMC2040")
    assert answer.redirect_chain == [(workshop.url("machine", machine=machine), 302)]
    assert "added as a draft" in answer.content.decode()
    assert "Before it can be submitted it still needs" in answer.content.decode()


def test_what_was_typed_is_kept_when_a_machine_cannot_be_added(workshop):
    answer = workshop.client.post(
        reverse("workshop:add_machine"), {"title_zh": "龙门加工中心", "units": "many"}
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="龙门加工中心"' in page
    assert 'value="many"' in page
    assert not Resource.objects.exclude(pk=workshop.machine.pk).exists()


def test_another_firms_site_cannot_be_chosen(workshop):
    answer = workshop.client.post(
        reverse("workshop:add_machine"),
        {
            "title_zh": "x",
            "resource_class": "gantry",
            "site": factories.site().pk,
            "units": 1,
            "regime": "commercial",
        },
    )

    assert answer.status_code == 422
    assert "site" in answer.context["form"].errors


def test_the_first_machine_needs_a_site_first():
    firm = factories.organisation()
    lister = signed_in(factories.member(firm, Role.LISTER), **ENGLISH)

    answer = lister.get(reverse("workshop:add_machine"), follow=True)
    assert answer.redirect_chain == [(reverse("workshop:add_site"), 302)]

    lister.post(
        reverse("workshop:add_site"),
        {
            "name_zh": "一号厂",
            "city_zh": "苏州",
            "time_zone": "Asia/Shanghai",
            "latitude": "31.3",
            "longitude": "120.6",
        },
    )
    assert Site.objects.get(provider=firm).latitude == 31.3
    assert lister.get(reverse("workshop:add_machine")).status_code == 200


def test_half_a_point_is_named_at_the_missing_half(workshop):
    answer = workshop.client.post(
        reverse("workshop:add_site"),
        {"name_zh": "x", "city_zh": "苏州", "time_zone": "Asia/Shanghai", "latitude": "31.3"},
    )

    assert list(answer.context["form"].errors) == ["longitude"]


def test_a_site_is_edited_by_its_own_lister(workshop):
    site = Site.objects.get(provider=workshop.firm)
    sent = {"name_zh": "二号厂", "city_zh": "无锡", "time_zone": "Asia/Shanghai"}

    workshop.client.post(reverse("workshop:site", args=[site.pk]), sent)
    stranger = signed_in(factories.member(factories.provider(), Role.OWNER))

    site.refresh_from_db()
    assert site.name_zh == "二号厂"
    assert stranger.post(reverse("workshop:site", args=[site.pk]), sent).status_code == 404


def test_facts_are_saved_and_the_class_of_a_public_listing_stays(workshop):
    site = Site.objects.get(provider=workshop.firm)

    workshop.post(
        "facts", resource_class="gantry", site=site.pk, maker="DMG MORI", model="DMU 65", regime="commercial"
    )

    workshop.machine.refresh_from_db()
    assert (workshop.machine.model, workshop.machine.resource_class) == ("DMU 65", "five_axis")


def test_a_machine_becomes_part_of_a_line_and_a_loop_is_refused(workshop):
    line = factories.resource(workshop.firm, at=workshop.machine.site)

    workshop.post("parent", parent=line.pk)
    workshop.machine.refresh_from_db()
    assert workshop.machine.parent == line

    answer = workshop.client.post(workshop.url("parent", machine=line), {"parent": line.pk})
    assert answer.status_code == 422
    line.refresh_from_db()
    assert line.parent is None


def test_a_retired_machine_comes_back(workshop):
    page = workshop.post("retire").content.decode()
    assert "off the marketplace; its bookings stand" in page
    assert workshop.machine not in Resource.objects.published()

    workshop.post("bring_back")
    assert workshop.machine in Resource.objects.published()


def test_the_overview_tells_why_a_listing_was_sent_back(workshop):
    ListingRevision.objects.create(
        resource=workshop.machine,
        number=2,
        state=RevisionState.REJECTED,
        reason_code="contact_in_text",
        note="请删去微信号",
        decided_at=timezone.now(),
        submitted_at=timezone.now(),
    )

    page = workshop.get("machine")

    assert "Sent back: Contact details in the text" in page
    assert "请删去微信号" in page


def test_the_overview_costs_the_same_with_many_bookings(workshop, django_assert_num_queries):
    listings.start_draft(resource=workshop.machine, by=workshop.member, now=timezone.now())
    workshop.get("machine")

    # user, memberships, machine, latest revision, what is missing, coming bookings, the bar's count
    with django_assert_num_queries(8):
        workshop.get("machine")


@pytest.mark.parametrize(
    "page", ["machine", "facts", "listing", "units", "hours", "outages", "offers", "add_offer", "limits"]
)
def test_every_page_of_another_firms_machine_is_missing(workshop, page):
    foreign = factories.resource()

    assert workshop.client.get(workshop.url(page, machine=foreign)).status_code == 404


@pytest.mark.parametrize(
    ("page", "role"),
    [
        ("facts", Role.SCHEDULER),
        ("listing", Role.SCHEDULER),
        ("units", Role.SCHEDULER),
        ("hours", Role.LISTER),
        ("outages", Role.LISTER),
        ("add_offer", Role.SCHEDULER),
        ("limits", Role.SCHEDULER),
        ("machine", Role.BUYER),
    ],
)
def test_a_member_without_the_role_is_told_so(workshop, page, role):
    member = signed_in(factories.member(workshop.firm, role), **ENGLISH)

    answer = member.get(workshop.url(page))

    assert answer.status_code == 403
    assert "one of these roles" in answer.content.decode()
