"""Writing what a new edition of a list has changed of what the public reads, as drafts."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from capacity.enums import RevisionState
from capacity.models import ListingRevision, Specification
from capacity.operations.imports import listings
from capacity.operations.imports.planning import Change
from marketplace.accounts.actor import Actor

Successor = tuple[ListingRevision, int]  # what was said last, and the number of the draft that follows

_WRITTEN = ("title_zh", "title_en", "text_zh", "text_en", "external_codes")
_KEPT = ("resource_id", "materials_zh", "materials_en", "terms_zh", "terms_en")
_OF_SPECIFICATION = ("kind", "minimum", "maximum", "text_zh", "text_en")


def revise(changes: Sequence[Change], *, by: Actor) -> None:
    """
    Write into the draft of each listing, or into a new one, in at most six statements.

    A new one says what the last revision said that was not thrown away. One that waits for its
    review is withdrawn: it is no longer what the provider says. The caller holds the locks.
    """
    revisions = _revisions(changes)
    drafts: list[ListingRevision] = []
    successors: list[Successor] = []
    for change in changes:
        history = revisions[change.resource.pk]
        last = next((one for one in reversed(history) if not _is_discarded(one)), None)
        revision = last or ListingRevision(resource=change.resource)
        if not _overwrite(revision, change):
            continue
        if revision.state == RevisionState.DRAFT and last:
            drafts.append(revision)
        else:
            successors.append((revision, history[-1].number + 1))
    ListingRevision.objects.bulk_update(drafts, _WRITTEN)
    _succeed(successors, by=by)


def _succeed(successors: Sequence[Successor], *, by: Actor) -> None:
    """Begin a draft after each revision, with its specifications; `revision` has the new values unsaved."""
    before = [revision.pk for revision, _number in successors if revision.pk]
    waiting = ListingRevision.objects.filter(pk__in=before, state=RevisionState.SUBMITTED)
    waiting.update(state=RevisionState.WITHDRAWN)
    drafts = [
        ListingRevision(
            number=number,
            created_by=by.user,
            **{name: getattr(revision, name) for name in (*_WRITTEN, *_KEPT)},
        )
        for revision, number in successors
    ]
    ListingRevision.objects.bulk_create(drafts)
    heirs = {revision.pk: draft for (revision, _number), draft in zip(successors, drafts, strict=True)}
    Specification.objects.bulk_create(
        Specification(
            revision=heirs[each.revision_id],
            **{name: getattr(each, name) for name in _OF_SPECIFICATION},
        )
        for each in Specification.objects.filter(revision__in=before).order_by("pk")
    )


def _revisions(changes: Iterable[Change]) -> dict[int, list[ListingRevision]]:
    """Every revision of the resources, the oldest first."""
    found: dict[int, list[ListingRevision]] = defaultdict(list)
    rows = ListingRevision.objects.filter(resource__in=[change.resource.pk for change in changes])
    for revision in rows.order_by("number"):
        found[revision.resource_id].append(revision)
    return found


def _is_discarded(revision: ListingRevision) -> bool:
    return revision.state == RevisionState.WITHDRAWN and revision.submitted_at is None


def _overwrite(revision: ListingRevision, change: Change) -> bool:
    """Put the file's new values on the revision, unsaved; say whether there were any."""
    before, after = listings.for_revision(change.before), listings.for_revision(change.after)
    values = listings.to_write(revision, before, after, change.keys)
    for name, value in values.items():
        setattr(revision, name, value)
    return bool(values)
