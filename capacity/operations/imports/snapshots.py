"""What is remembered of an imported row, to see next time what the file has changed."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from capacity.taxonomy import suggest_class
from capacity.uniquip import Field, Row
from capacity.uniquip.fields import LABELS
from capacity.uniquip.identity import folded

Snapshot = Mapping[str, str]

# Beside the columns of the list, under their standard names:
TITLE = "title"
CLASS = "class"  # the suggestion, to know whether a person has chosen another since
CUT = "cut"  # the length at which titles were cut, where a whole one may follow
_OURS = frozenset((CLASS, CUT))

OTHER = "other"


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that the file has changed; an empty one is none."""

    key: str
    before: str
    after: str

    @property
    def label(self) -> str:
        """The name of the value in the reader's language."""
        return _("Title") if self.key == TITLE else str(LABELS[Field(self.key)])


def snapshot_of(row: Row) -> Snapshot:
    values = {field.value: value for field, value in row.values.items() if value != row.title}
    cut = {CUT: str(row.cut_at)} if row.cut_at else {}
    return {TITLE: row.title, CLASS: class_of(row), **cut, **values}


def class_of(row: Row) -> str:
    """The class that the words suggest, or `other` when they suggest none."""
    words = (row.title, row.values.get(Field.MODEL, ""), row.values.get(Field.TECHNIQUE, ""), row.description)
    for text in words:
        suggestion = suggest_class(text) if text else None
        if suggestion:
            return suggestion.key
    return OTHER


def completed(after: Snapshot, before: Snapshot) -> Snapshot:
    """Keep the longer title of an earlier edition where the new one has only its beginning."""
    if CUT not in after or not folded(before[TITLE]).startswith(folded(after[TITLE])):
        return after
    longer = {key: before[key] for key in (TITLE, CLASS, CUT) if key in before}
    return {key: value for key, value in after.items() if key != CUT} | longer


def content(snapshot: Snapshot) -> frozenset[tuple[str, str]]:
    """What the file itself said."""
    return frozenset(item for item in snapshot.items() if item[0] not in _OURS)


def differences(before: Snapshot, after: Snapshot) -> tuple[Difference, ...]:
    """What the file has changed, in the order of its columns."""
    pairs = ((key, before.get(key, ""), after.get(key, "")) for key in {**before, **after})
    return tuple(Difference(*pair) for pair in pairs if pair[0] not in _OURS and pair[1] != pair[2])
