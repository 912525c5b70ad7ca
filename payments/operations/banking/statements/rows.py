"""What is read from a statement: its lines as plain values, and what is wrong with the others."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from capacity.operations.refusals import Refused
from marketplace.money import LARGEST_MINOR
from payments.enums import StatementFormat
from payments.models.banking import LONGEST_NAME, LONGEST_TEXT

LONGEST_ACCOUNT, LONGEST_REF = 64, 120


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of the bank's; `number` is where it stands in the file, the sign that of our balance."""

    number: int
    booked_on: date
    minor: int
    currency: str
    party_name: str = ""
    party_account: str = ""
    text: str = ""
    bank_ref: str = ""

    @property
    def identity(self) -> str:
        """The bank's own reference says which line it is; without one, everything that it tells does."""
        told = self.bank_ref or f"{self.party_account}|{self.party_name}|{self.text}"
        return f"{self.booked_on}|{self.minor}|{self.currency}|{told}"


@dataclass(frozen=True)
class Problem:
    """What cannot be read: where, in which field, what stands there, and why."""

    number: int
    field: str
    value: str
    text: str


@dataclass(frozen=True)
class Statement:
    """A file that was read, with problems or without."""

    format: StatementFormat
    encoding: str
    rows: Sequence[Row]
    problems: Sequence[Problem]


class StatementRefused(Refused):
    """The file is no statement that can be read; nothing was taken over."""


def fingerprints(rows: Iterable[Row]) -> Iterator[tuple[Row, str]]:
    """
    Each row with what it is known by in any file that tells of it.

    Of rows that are alike to the letter the first, second ... are told apart by their order.
    """
    seen: Counter[str] = Counter()
    for row in rows:
        seen[row.identity] += 1
        told = f"{row.identity}|{seen[row.identity]}"
        yield row, hashlib.sha256(told.encode()).hexdigest()


def tidy(text: str, longest: int = LONGEST_TEXT) -> str:
    """On one line, without what no database keeps, and as long as is kept."""
    return re.sub(r"[\s\x00]+", " ", text).strip()[:longest]


def tidy_name(text: str) -> str:
    return tidy(text, LONGEST_NAME)


def too_large(minor: int) -> bool:
    return abs(minor) > LARGEST_MINOR


def unreadable(reason: str) -> StatementRefused:
    return StatementRefused(_("This is no bank statement that can be read: %(reason)s") % {"reason": reason})
