"""What a provider does with the text of a listing: draft, save, submit, take back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from capacity.enums import RevisionState
from capacity.models import (
    ListingRevision,
    OpeningException,
    OpeningRule,
    Rate,
    Resource,
    Specification,
    Unit,
)
from capacity.operations.listing_log import tell_listing
from capacity.operations.locking import lock_tree
from capacity.operations.ownership import check_lister
from capacity.operations.refusals import Refused
from capacity.taxonomy import CLASSES
from marketplace.accounts.actor import Actor


class StillWaiting(Refused):
    """A revision is with the operators; it has to be withdrawn before it can be changed."""


class NotEditable(Refused):
    """The revision is not a draft any more."""


class BadSpecification(Refused):
    """A specification is not one of the class, or its range runs backwards."""


class NotReady(Refused):
    """Something that readers need is missing; `missing` names it all."""

    def __init__(self, missing: Sequence[str]) -> None:
        listed = pgettext("list separator", ", ").join(missing)
        super().__init__(_("Still missing: %(things)s.") % {"things": listed})
        self.missing = list(missing)


@dataclass(frozen=True, kw_only=True)
class Texts:
    """What the public reads, in both languages; terms are what the customer agrees to."""

    title_zh: str = ""
    title_en: str = ""
    text_zh: str = ""
    text_en: str = ""
    materials_zh: str = ""
    materials_en: str = ""
    terms_zh: str = ""
    terms_en: str = ""

    @classmethod
    def of(cls, revision: ListingRevision) -> Texts:
        return cls(**{field.name: getattr(revision, field.name) for field in fields(cls)})


@dataclass(frozen=True, kw_only=True)
class SpecificationValue:
    """One property by the key of its kind; a single figure has both ends alike."""

    kind: str
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    text_zh: str = ""
    text_en: str = ""


def start_draft(*, resource: Resource, by: Actor, now: datetime) -> ListingRevision:
    """
    The draft to edit: the one there is, or a copy of the latest revision that was not thrown away.

    :raises NotAllowed: the actor does not list for the provider
    :raises StillWaiting: a revision is with the operators
    """
    check_lister(resource, by)
    with transaction.atomic():
        lock_tree(resource.pk)
        revisions = resource.revisions.order_by("-number")
        latest = revisions.first()
        if latest and latest.state == RevisionState.DRAFT:
            return latest
        if latest and latest.state == RevisionState.SUBMITTED:
            raise StillWaiting(
                _("Revision %(number)s waits for review; withdraw it to change it.")
                % {"number": latest.number}
            )
        discarded = Q(state=RevisionState.WITHDRAWN, submitted_at__isnull=True)
        source = revisions.exclude(discarded).first()
        return _copied(resource, source, number=latest.number + 1 if latest else 1, by=by, now=now)


def _copied(
    resource: Resource, source: ListingRevision | None, *, number: int, by: Actor, now: datetime
) -> ListingRevision:
    texts = asdict(Texts.of(source)) if source else {}
    draft = ListingRevision.objects.create(
        resource=resource,
        number=number,
        created_by=by.user,
        created_at=now,
        external_codes=source.external_codes if source else [],
        **texts,
    )
    if source:
        _write(draft, [_value(row) for row in source.specifications.order_by("pk")])
    return draft


def _value(row: Specification) -> SpecificationValue:
    return SpecificationValue(
        **{field.name: getattr(row, field.name) for field in fields(SpecificationValue)}
    )


def _write(revision: ListingRevision, values: Iterable[SpecificationValue]) -> None:
    Specification.objects.bulk_create(Specification(revision=revision, **asdict(value)) for value in values)


def save_draft(
    *,
    revision: ListingRevision,
    texts: Texts,
    specifications: Sequence[SpecificationValue],
    by: Actor,
) -> ListingRevision:
    """
    Replace the texts and all the specifications of a draft. The public sees nothing of it yet.

    :raises NotEditable: it was submitted or thrown away meanwhile
    :raises BadSpecification: a kind is not of the resource's class, is named twice, or runs backwards
    """
    check_lister(revision.resource, by)
    _check_specifications(revision.resource, specifications)
    with transaction.atomic():
        lock_tree(revision.resource_id)
        draft = ListingRevision.objects.editable().filter(pk=revision.pk)
        if not draft.update(**asdict(texts)):
            raise NotEditable(_("This draft was submitted or discarded meanwhile; nothing was saved."))
        Specification.objects.filter(revision=revision).delete()
        _write(revision, specifications)
        revision.refresh_from_db()
        return revision


def _check_specifications(resource: Resource, values: Sequence[SpecificationValue]) -> None:
    known = CLASSES[resource.resource_class].specifications
    kinds = [value.kind for value in values]
    for value in values:
        if value.kind not in known or kinds.count(value.kind) > 1:
            raise BadSpecification(
                _("“%(kind)s” is not a specification of this class, or stands there twice.")
                % {"kind": value.kind}
            )
        if value.minimum is not None and value.maximum is not None and value.minimum > value.maximum:
            raise BadSpecification(_("“%(kind)s” runs backwards.") % {"kind": value.kind})


def submit(*, revision: ListingRevision, by: Actor, now: datetime) -> ListingRevision:
    """
    Hand a draft to the operators; the public keeps the approved revision until they decide.

    :raises NotReady: something is missing, all of it named
    :raises NotEditable: it is not a draft any more
    """
    check_lister(revision.resource, by)
    with transaction.atomic():
        lock_tree(revision.resource_id)
        missing = missing_of(revision)
        if missing:
            raise NotReady(missing)
        return _moved(revision, RevisionState.DRAFT, RevisionState.SUBMITTED, now=now, submitted_at=now)


def missing_of(revision: ListingRevision) -> list[str]:
    """What a reader would miss, in words; nothing if the revision can be submitted. One query."""
    resource = OuterRef("pk")
    ready = Resource.objects.values(
        price=Exists(Rate.objects.filter(offer__resource=resource, offer__is_active=True)),
        rule=Exists(OpeningRule.objects.filter(resource=resource)),
        date=Exists(OpeningException.objects.filter(resource=resource, opens_at__isnull=False)),
        unit=Exists(Unit.objects.filter(resource=resource, retired_at__isnull=True)),
    ).get(pk=revision.resource_id)
    needed = {
        _("a title"): bool(revision.title_zh or revision.title_en),
        _("a text"): bool(revision.text_zh or revision.text_en),
        _("an offer with a price"): ready["price"],
        _("opening hours"): ready["rule"] or ready["date"],
        _("a unit"): ready["unit"],
    }
    return [name for name, is_there in needed.items() if not is_there]


def withdraw(*, revision: ListingRevision, by: Actor, now: datetime) -> ListingRevision:
    """
    Take a submitted revision back before it is decided; it can be drafted anew.

    :raises NotEditable: it was decided meanwhile
    """
    check_lister(revision.resource, by)
    with transaction.atomic():
        lock_tree(revision.resource_id)
        return _moved(revision, RevisionState.SUBMITTED, RevisionState.WITHDRAWN, now=now)


def discard(*, revision: ListingRevision, by: Actor, now: datetime) -> ListingRevision:
    """
    Throw a draft away; the next one starts from what was submitted last.

    :raises NotEditable: it is not a draft any more
    """
    check_lister(revision.resource, by)
    with transaction.atomic():
        lock_tree(revision.resource_id)
        return _moved(revision, RevisionState.DRAFT, RevisionState.WITHDRAWN, now=now)


def _moved(
    revision: ListingRevision,
    source: RevisionState,
    target: RevisionState,
    *,
    now: datetime,
    submitted_at: datetime | None = None,
) -> ListingRevision:
    fields_ = {"state": target} | ({"submitted_at": submitted_at} if submitted_at else {})
    if not ListingRevision.objects.filter(pk=revision.pk, state=source).update(**fields_):
        raise NotEditable(_("The revision was changed meanwhile; here is how it stands now."))
    tell_listing(revision.resource_id, change=target.value, now=now, revision_id=revision.pk)
    revision.refresh_from_db()
    return revision
