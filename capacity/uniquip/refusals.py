"""The one way in which a whole file is turned away."""

from collections.abc import Sequence
from enum import StrEnum
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Cause(StrEnum):
    """Why a file could not be read as a list."""

    EMPTY = "empty"
    NO_ROWS = "no_rows"
    TOO_LARGE = "too_large"
    TOO_MANY_ROWS = "too_many_rows"
    NOT_TEXT = "not_text"
    WRONG_ENCODING = "wrong_encoding"
    OLD_SPREADSHEET = "old_spreadsheet"
    BROKEN_SPREADSHEET = "broken_spreadsheet"
    INFLATED = "inflated"
    MERGED = "merged"
    NO_HEADINGS = "no_headings"
    MISSING_COLUMNS = "missing_columns"


TEXTS: MappingProxyType[Cause, Promise] = MappingProxyType(
    {
        Cause.EMPTY: _("The file is empty."),
        Cause.NO_ROWS: _("The list has headings but no rows."),
        Cause.TOO_LARGE: _(
            "The file has %(size)s MB; %(limit)s MB are read at once. Split the list.",
        ),
        Cause.TOO_MANY_ROWS: _("The list has more than %(limit)s rows. Split it."),
        Cause.NOT_TEXT: _(
            "This is neither a text list nor a spreadsheet. Save it as CSV, TSV or XLSX.",
        ),
        Cause.WRONG_ENCODING: _(
            "The file cannot be read as %(encoding)s. Choose another encoding, or none.",
        ),
        Cause.OLD_SPREADSHEET: _(
            "An old Excel file, or one with a password. Save it as XLSX without a password.",
        ),
        Cause.BROKEN_SPREADSHEET: _(
            "The spreadsheet is damaged. Open it and save it as XLSX again.",
        ),
        Cause.INFLATED: _(
            "Unpacked, the spreadsheet is larger than %(limit)s MB. Split the list.",
        ),
        Cause.MERGED: _("The spreadsheet has too many merged cells. Unmerge them."),
        Cause.NO_HEADINGS: _(
            "No line with headings was found in the first %(lines)s lines. Headings such as Name, "
            "Site Location and Contact Email are needed.",
        ),
        Cause.MISSING_COLUMNS: _("These columns are missing: %(columns)s."),
    },
)


class FileRefused(Exception):
    """The file cannot be read as a list at all; `str()` says why in the reader's language.

    `tried` names the encodings that were tried, in order, where that was the question.
    """

    def __init__(self, cause: Cause, *, tried: Sequence[str] = (), **details: str | int) -> None:
        super().__init__(cause)
        self.cause = cause
        self.tried = tuple(tried)
        self.details = details

    def __str__(self) -> str:
        return str(TEXTS[self.cause]) % self.details
