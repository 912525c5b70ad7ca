"""What the public reads and what is sold: revisions with their specifications, offers with rates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.db.models import F

from capacity.enums import RejectionReason, RevisionState
from capacity.models import CancellationTier, Extra, ListingRevision, Offer, Rate, Resource, Specification
from capacity.taxonomy import CLASSES
from marketplace.demo.offers import OfferPlan, offers
from marketplace.demo.reading import providers
from marketplace.demo.seeding.people import People
from marketplace.demo.shapes import Machine, Words

REJECTIONS = (
    (RejectionReason.IMPLAUSIBLE, "行程和工作台尺寸对不上，请核对。 / Travel and table size do not agree."),
    (RejectionReason.CONTACT_IN_TEXT, "正文里有手机号，请删去。 / There is a telephone number in the text."),
    (RejectionReason.INCOMPLETE, "缺少可加工材料。 / Materials are missing."),
)
NEWS = (
    Words(
        "本月起增加夜间时段，首件检验改为免费。",
        "Nights are open from this month; first pieces are inspected free.",
    ),
    Words("主轴已更换，精度按新检验报告更新。", "The spindle is new; figures follow the new inspection."),
    Words("新增一套夹具库，常用件可直接上机。", "A store of fixtures is new; common parts go straight on."),
)  # fmt: skip


def make_listings(
    machines: Sequence[Machine], resources: Mapping[str, Resource], people: People, now: datetime
) -> None:
    """One revision of each machine in its state, and a second one where a newer is waiting."""
    rows = [
        (machine, _revision(number, machine, resources, people, now))
        for number, machine in enumerate(machines)
    ]
    rows += [
        (changed, _revision(number, changed, resources, people, now, revision=2))
        for number, machine in enumerate(machines)
        if machine.is_revised
        for changed in [_changed(number, machine)]
    ]
    revisions = ListingRevision.objects.bulk_create(revision for _machine, revision in rows)
    _specify(zip((machine for machine, _revision in rows), revisions, strict=True))
    for revision in revisions:
        if revision.state == RevisionState.APPROVED:
            revision.resource.published_revision = revision
    Resource.objects.bulk_update(resources.values(), ["published_revision"])
    # The rows are stamped with the clock of the machine; drafting came before submitting.
    ListingRevision.objects.filter(submitted_at__isnull=False).update(
        created_at=F("submitted_at") - timedelta(hours=5)
    )


def _changed(number: int, machine: Machine) -> Machine:
    news = NEWS[number % len(NEWS)]
    text = Words(f"{news.zh}\n\n{machine.text.zh}", f"{news.en}\n\n{machine.text.en}")
    return replace(machine, text=text, state="submitted")


def _revision(
    number: int,
    machine: Machine,
    resources: Mapping[str, Resource],
    people: People,
    now: datetime,
    *,
    revision: int = 1,
) -> ListingRevision:
    submitted_at = now - (timedelta(hours=1 + number % 17) if revision > 1 else timedelta(days=30 + number))
    row = ListingRevision(
        resource=resources[machine.slug],
        number=revision,
        state=machine.state,
        title_zh=machine.title.zh,
        title_en=machine.title.en,
        text_zh=machine.text.zh,
        text_en=machine.text.en,
        materials_zh=machine.materials.zh,
        materials_en=machine.materials.en,
        terms_zh=machine.terms.zh,
        terms_en=machine.terms.en,
        external_codes=[
            {"system": code.system, "value": code.value} for code in CLASSES[machine.resource_class].codes
        ],
        created_by=people.acting[machine.provider],
    )
    _decide(row, number, submitted_at, people, now)
    return row


def _decide(row: ListingRevision, number: int, submitted_at: datetime, people: People, now: datetime) -> None:
    if row.state == RevisionState.DRAFT:
        return
    if row.state == RevisionState.SUBMITTED:
        submitted_at = max(submitted_at, now - timedelta(hours=2 + number % 9))
    row.submitted_at = submitted_at
    if row.state in (RevisionState.APPROVED, RevisionState.REJECTED):
        row.decided_at = submitted_at + timedelta(hours=1, minutes=number % 50)
        row.decided_by = people.operator
    if row.state == RevisionState.REJECTED:
        row.reason_code, row.note = REJECTIONS[number % len(REJECTIONS)]


def _specify(told: Iterable[tuple[Machine, ListingRevision]]) -> None:
    Specification.objects.bulk_create(
        (
            Specification(
                revision=revision,
                kind=value.kind,
                minimum=value.minimum,
                maximum=value.maximum,
                text_zh=value.text.zh,
                text_en=value.text.en,
            )
            for machine, revision in told
            for value in machine.values
        ),
        batch_size=1000,
    )


def make_offers(machines: Sequence[Machine], resources: Mapping[str, Resource]) -> None:
    by_slug = {provider.slug: provider for provider in providers()}
    plans = [(machine, plan) for machine in machines for plan in offers(machine, by_slug[machine.provider])]
    rows = Offer.objects.bulk_create(_offer(resources[machine.slug], plan) for machine, plan in plans)
    sold = list(zip((plan for _machine, plan in plans), rows, strict=True))
    Rate.objects.bulk_create((rate for plan, row in sold for rate in _rates(plan, row)), batch_size=1000)
    Extra.objects.bulk_create(extra for plan, row in sold for extra in _extras(plan, row))
    CancellationTier.objects.bulk_create(
        CancellationTier(
            offer=row,
            notice_minutes=tier.notice_minutes,
            refund_basis_points=tier.refund_basis_points,
        )
        for plan, row in sold
        for tier in plan.tiers
    )


def _offer(resource: Resource, plan: OfferPlan) -> Offer:
    return Offer(
        resource=resource,
        kind=plan.kind,
        name_zh=plan.name.zh,
        name_en=plan.name.en,
        charge_mode=plan.charge_mode,
        is_instant=plan.is_instant,
        set_up_minor=plan.set_up_minor,
        minimum_charge_minor=plan.minimum_charge_minor,
        tax_basis_points=plan.tax_basis_points,
    )


def _rates(plan: OfferPlan, offer: Offer) -> Iterable[Rate]:
    for rate in plan.rates:
        starts_wall, ends_wall = rate.band or (None, None)
        yield Rate(
            offer=offer,
            unit=rate.unit,
            amount_minor=rate.amount_minor,
            customer_class=rate.customer_class,
            weekdays=list(rate.weekdays),
            starts_wall=starts_wall,
            ends_wall=ends_wall,
        )


def _extras(plan: OfferPlan, offer: Offer) -> Iterable[Extra]:
    for extra in plan.extras:
        yield Extra(
            offer=offer,
            kind=extra.kind,
            name_zh=extra.name.zh,
            name_en=extra.name.en,
            unit=extra.unit,
            amount_minor=extra.amount_minor,
            is_required=extra.is_required,
        )
