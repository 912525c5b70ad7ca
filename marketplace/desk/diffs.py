"""What changed between two revisions, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from capacity.models import ListingRevision, Specification
from capacity.taxonomy import KINDS
from marketplace.language import in_readers_language
from marketplace.pages.formats import quantity_text

Piece = tuple[str, str]  # "same", "del" or "ins", and the text

# Chinese has no spaces between words, so each of its signs is a piece of its own.
WORD = re.compile(r"[A-Za-z0-9_.@+\-]+\s*|\s+|.", re.DOTALL)
SENTENCE = re.compile(r"[^。！？.!?\n]*[。！？.!?\n]+|[^。！？.!?\n]+")
MOST_WORDS = 1200  # the comparison grows with the square: longer texts are compared by sentences

TEXTS: dict[str, str | Promise] = {
    "title_zh": _("Chinese title"),
    "title_en": _("English title"),
    "text_zh": _("Chinese text"),
    "text_en": _("English text"),
    "materials_zh": _("Materials, in Chinese"),
    "materials_en": _("Materials, in English"),
    "terms_zh": _("Terms, in Chinese"),
    "terms_en": _("Terms, in English"),
}


@dataclass(frozen=True)
class Row:
    """One field with its pieces on both sides."""

    label: str | Promise
    before: list[Piece]
    after: list[Piece]


@dataclass(frozen=True)
class Difference:
    """The fields that changed, and how many did not."""

    rows: list[Row]
    unchanged: int


def difference(before: ListingRevision | None, after: ListingRevision) -> Difference:
    """Compare texts and specifications; without an earlier revision everything is new. Two queries."""
    fields = [*_texts(before, after), *_specifications(before, after)]
    changed = [Row(label, *marked(old, new)) for label, old, new in fields if old != new]
    told = sum(1 for _label, old, new in fields if old or new)
    return Difference(changed, told - len(changed))


Field = tuple[str | Promise, str, str]


def _texts(before: ListingRevision | None, after: ListingRevision) -> Iterator[Field]:
    for name, label in TEXTS.items():
        yield label, getattr(before, name) if before else "", getattr(after, name)


def _specifications(before: ListingRevision | None, after: ListingRevision) -> Iterator[Field]:
    old = {row.kind: row for row in before.specifications.all()} if before else {}
    new = {row.kind: row for row in after.specifications.all()}
    for kind in dict.fromkeys([*new, *old]):
        yield kind_name(kind), value_text(old.get(kind)), value_text(new.get(kind))


def kind_name(key: str) -> str:
    kind = KINDS.get(key)
    return in_readers_language(kind.name_zh, kind.name_en) if kind else key


def value_text(row: Specification | None) -> str:
    """`650 mm`, `0.5–2 mm`, or words; nothing for a property that is not there."""
    if row is None:
        return ""
    if row.minimum is None and row.maximum is None:
        return " / ".join(dict.fromkeys(text for text in (row.text_zh, row.text_en) if text))
    unit = KINDS[row.kind].unit if row.kind in KINDS else ""
    return f"{_figures(row.minimum, row.maximum)} {unit}".strip()


def _figures(low: Decimal | None, high: Decimal | None) -> str:
    if low is None or high is None:
        return f"≤ {_figure(high)}" if high is not None else f"≥ {_figure(low)}"
    return _figure(low) if low == high else f"{_figure(low)}–{_figure(high)}"


def _figure(value: Decimal | None) -> str:
    return quantity_text(f"{value.normalize():f}") if value is not None else ""


def marked(before: str, after: str) -> tuple[list[Piece], list[Piece]]:
    """Both texts in pieces: what is gone is `del` in the first, what is new `ins` in the second."""
    old, new = _cut(before), _cut(after)
    left: list[Piece] = []
    right: list[Piece] = []
    for tag, first, last, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, come = "".join(old[first:last]), "".join(new[start:end])
        if gone:
            left.append(("same" if tag == "equal" else "del", gone))
        if come:
            right.append(("same" if tag == "equal" else "ins", come))
    return left, right


def _cut(text: str) -> Sequence[str]:
    words = WORD.findall(text)
    return words if len(words) <= MOST_WORDS else SENTENCE.findall(text)
