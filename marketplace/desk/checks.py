"""What can be checked of a revision without a person: faults first, then doubts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from capacity.models import ListingRevision
from marketplace.desk.diffs import TEXTS, kind_name, value_text

CONTACTS = re.compile(
    r"(?<!\d)1[3-9]\d{9}(?!\d)"  # Chinese mobile numbers
    r"|(?<!\d)0\d{2,3}[- ]?\d{7,8}(?!\d)"  # and land lines
    r"|[\w.+-]+@[\w-]+\.[\w.]+"
    r"|https?://\S+|www\.\S+"
    r"|(?:微信|WeChat|QQ|Telegram|WhatsApp)[号:： ]{0,3}[A-Za-z0-9_-]{4,}",
    re.IGNORECASE,
)
FEW_SPECIFICATIONS = 3
LARGE_CHANGE = Decimal("1.5")


@dataclass(frozen=True)
class Check:
    """One finding: `tone` is x for a fault, w for a doubt, y for what is in order."""

    tone: str
    icon: str
    title: str
    detail: str = ""


def fault(title: str, detail: str) -> Check:
    return Check("x", icon="circle-x", title=title, detail=detail)


def doubt(title: str, detail: str) -> Check:
    return Check("w", icon="alert-triangle", title=title, detail=detail)


def fine(title: str) -> Check:
    return Check("y", icon="circle-check", title=title)


def checks(before: ListingRevision | None, after: ListingRevision) -> list[Check]:
    """All findings by gravity. Specifications of both are asked for: prefetch them."""
    found = [*_contacts(after), *_languages(after), *_specifications(before, after)]
    return sorted(found, key=lambda check: "xwy".index(check.tone))


def _contacts(revision: ListingRevision) -> Iterator[Check]:
    texts = " \n".join(getattr(revision, name) for name in TEXTS)
    found = list(dict.fromkeys(match.group() for match in CONTACTS.finditer(texts)))
    if found:
        quoted = " · ".join(_("“%(words)s”") % {"words": each} for each in found)
        yield fault(_("Contact details in the text"), quoted)
    else:
        yield fine(_("No contact details in the text"))


def _languages(revision: ListingRevision) -> Iterator[Check]:
    lacking = [
        language
        for language, texts in (
            (_("Chinese"), (revision.title_zh, revision.text_zh)),
            (_("English"), (revision.title_en, revision.text_en)),
        )
        if not all(texts)
    ]
    if lacking:
        yield doubt(_("Title or text is missing in one language"), " · ".join(lacking))
    else:
        yield fine(_("Title and text in both languages"))


def _specifications(before: ListingRevision | None, after: ListingRevision) -> Iterator[Check]:
    rows = list(after.specifications.all())
    if len(rows) < FEW_SPECIFICATIONS:
        yield doubt(_("Few specifications"), _("%(count)d stated") % {"count": len(rows)})
    old = {row.kind: row for row in before.specifications.all()} if before else {}
    for row in rows:
        earlier = old.get(row.kind)
        if earlier and _moved(earlier.maximum, row.maximum):
            change = f"{value_text(earlier)} → {value_text(row)}"
            yield doubt(_("%(name)s changed much") % {"name": kind_name(row.kind)}, change)


def _moved(old: Decimal | None, new: Decimal | None) -> bool:
    """Whether a figure changed by more than half."""
    if not old or not new:
        return False
    low, high = sorted((abs(old), abs(new)))
    return high / low >= LARGE_CHANGE
