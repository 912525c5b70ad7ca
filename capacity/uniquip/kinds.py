"""The kinds of problem a row can have, and the words for each."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Kind(StrEnum):
    """Every problem that a row can have."""

    NO_TITLE = "no_title"
    PLACEHOLDER = "placeholder"
    GENERIC_TITLE = "generic_title"
    NUMBER_AS_TITLE = "number_as_title"
    CUT_TITLE = "cut_title"
    OTHER_TITLE = "other_title"
    NO_SITE = "no_site"
    NO_CONTACT = "no_contact"
    TELEPHONE_PLUS = "telephone_plus"
    TELEPHONE_NATIONAL = "telephone_national"
    TELEPHONE_UNREADABLE = "telephone_unreadable"
    BAD_EMAIL = "bad_email"
    BAD_ADDRESS = "bad_address"
    ADDRESS_SCHEME = "address_scheme"
    BAD_TYPE = "bad_type"
    BAD_COORDINATES = "bad_coordinates"
    UNKNOWN_FACILITY = "unknown_facility"
    REPEATED_ID = "repeated_id"
    REPEATED_ROW = "repeated_row"
    DAMAGED_ID = "damaged_id"
    CONTROL_CHARACTERS = "control_characters"
    NUL = "nul"
    UNREADABLE_BYTES = "unreadable_bytes"
    TOO_LONG = "too_long"
    TOO_FEW_CELLS = "too_few_cells"
    TOO_MANY_CELLS = "too_many_cells"
    OPEN_QUOTE = "open_quote"
    FORMULA = "formula"
    ERROR_CELL = "error_cell"
    MERGED = "merged"


# kind: (what is wrong, what would be accepted)
TEXTS: Mapping[Kind, tuple[Promise, Promise]] = MappingProxyType(
    {
        Kind.NO_TITLE: (_("No name."), _("Write what the machine is, with maker and model.")),
        Kind.PLACEHOLDER: (
            _("This word stands for a name that is not known."),
            _("Write what the machine is, with maker and model."),
        ),
        Kind.GENERIC_TITLE: (
            _("This word fits any machine, so nobody could find or book it."),
            _("Write what the machine is, with maker and model."),
        ),
        Kind.NUMBER_AS_TITLE: (
            _("A number alone is not a name."),
            _("Write what the machine is; a number belongs in the ID column."),
        ),
        Kind.CUT_TITLE: (
            _("Looks cut at %(length)s characters, as many names in this list are."),
            _("Kept until you write the whole name."),
        ),
        Kind.OTHER_TITLE: (
            _("Says nothing; the description is used as the name."),
            _("Write the name."),
        ),
        Kind.NO_SITE: (_("No place."), _("Write the town or campus where the machine stands.")),
        Kind.NO_CONTACT: (
            _("No way to ask."),
            _("Fill in a telephone, a web address or an e-mail."),
        ),
        Kind.TELEPHONE_PLUS: (
            _("The country code has no plus."),
            _("Written as %(suggestion)s."),
        ),
        Kind.TELEPHONE_NATIONAL: (
            _("No country code, so it cannot be called from abroad."),
            _("Kept as it stands. Write it with plus and country code, such as +86 512 6285 0000."),
        ),
        Kind.TELEPHONE_UNREADABLE: (
            _("Not a telephone number."),
            _("Left out. Write it with plus and country code, such as +86 512 6285 0000."),
        ),
        Kind.BAD_EMAIL: (
            _("Not an e-mail address."),
            _("Left out. Write it as name@example.org."),
        ),
        Kind.BAD_ADDRESS: (
            _("Not a web address."),
            _("Left out. Write it from https:// on."),
        ),
        Kind.ADDRESS_SCHEME: (
            _("The web address has no https:// in front."),
            _("Read as %(suggestion)s."),
        ),
        Kind.BAD_TYPE: (
            _("The type is neither equipment nor facility."),
            _("Read as equipment. Write equipment or facility."),
        ),
        Kind.BAD_COORDINATES: (
            _("Not a latitude and a longitude."),
            _("Left out. Write them in degrees, such as 31.30 120.62."),
        ),
        Kind.UNKNOWN_FACILITY: (
            _("No row of this list has this ID."),
            _("Kept as it stands. Write the ID of a facility in this list."),
        ),
        Kind.REPEATED_ID: (
            _("Line %(first)s has the same ID."),
            _("Keep one of the two lines, or give this machine its own ID."),
        ),
        Kind.REPEATED_ROW: (
            _("The same as line %(first)s, word for word."),
            _("Delete it if it is the same machine; give each an ID if there are several."),
        ),
        Kind.DAMAGED_ID: (
            _("A spreadsheet has turned this ID into a power of ten."),
            _("Format the column as text and write the ID again."),
        ),
        Kind.CONTROL_CHARACTERS: (
            _("Characters that cannot be seen, or a space that is none."),
            _("Read without them."),
        ),
        Kind.NUL: (
            _("NUL bytes: the file is damaged here."),
            _("Write this line again, or export the list again."),
        ),
        Kind.UNREADABLE_BYTES: (
            _("Bytes that are no character in %(encoding)s."),
            _("Write the value again, or name the file's encoding."),
        ),
        Kind.TOO_LONG: (
            _("%(length)s characters are too many."),
            _("Shorten it to %(limit)s characters."),
        ),
        Kind.TOO_FEW_CELLS: (
            _("%(cells)s cells where the headings have %(headings)s."),
            _("Write a separator for each empty cell too."),
        ),
        Kind.TOO_MANY_CELLS: (
            _("%(cells)s cells where the headings have %(headings)s."),
            _("Put a value that contains the separator in double quotes."),
        ),
        Kind.OPEN_QUOTE: (
            _("The double quotes on this line do not pair."),
            _("Write a double quote inside a quoted value twice."),
        ),
        Kind.FORMULA: (_("A formula, not a value."), _("Copy the column and paste it as values.")),
        Kind.ERROR_CELL: (_("The spreadsheet shows an error here."), _("Write the value.")),
        Kind.MERGED: (
            _("Part of the merged cells %(range)s."),
            _("Read with the value of their first row. Unmerge them and fill in every row."),
        ),
    },
)
