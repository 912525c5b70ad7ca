"""Statements as ISO 20022 CAMT.053, of any version: the names of the elements have stayed the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from xml.etree import ElementTree as ET

from django.utils.translation import gettext as _

from marketplace.money import EXPONENTS, parse_minor
from payments.operations.banking.statements.rows import (
    LONGEST_ACCOUNT,
    LONGEST_REF,
    Problem,
    Row,
    tidy,
    tidy_name,
    too_large,
    unreadable,
)

Element = ET.Element
# What a document type may declare is how a small file becomes a huge one; statements have none.
DECLARING = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
SIGNS = {"CRDT": 1, "DBIT": -1}
BOOKED = "BOOK"  # what is only announced may never come


class _Unread(Exception):
    def __init__(self, field: str, value: str, text: str) -> None:
        super().__init__(text)
        self.field, self.value, self.text = field, value, text


def looks_like_xml(text: str) -> bool:
    return text.lstrip("\ufeff \t\r\n").startswith("<")


def read_camt(text: str) -> tuple[list[Row], list[Problem]]:
    """
    The booked entries, one row for each transfer in them; a number counts entries.

    :raises StatementRefused: it is no CAMT.053
    """
    root = _parsed(text)
    rows: list[Row] = []
    problems: list[Problem] = []
    for number, entry in enumerate(_entries(root), start=1):
        try:
            if _at(entry, "Sts") in ("", BOOKED) and _at(entry, "Sts/Cd") in ("", BOOKED):
                rows.extend(_rows(number, entry))
        except _Unread as unread:
            problems.append(Problem(number, unread.field, tidy(unread.value, 80), unread.text))
    return rows, problems


def _parsed(text: str) -> Element:
    if DECLARING.search(text):
        raise unreadable(_("it declares a document type."))
    # Told in the bytes, and read already: the parser takes text as it is.
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    try:
        root = ET.fromstring(text)  # noqa: S314  no declarations: nothing can be expanded
    except ET.ParseError as error:
        raise unreadable(
            _("the XML is broken at line %(number)d.") % {"number": error.position[0]}
        ) from error
    for element in root.iter():
        element.tag = str(element.tag).rpartition("}")[2]
    return root


def _entries(root: Element) -> Iterator[Element]:
    if root.find("BkToCstmrStmt") is None:
        raise unreadable(_("it is XML, and no CAMT.053."))
    for statement in root.findall("BkToCstmrStmt/Stmt"):
        yield from statement.findall("Ntry")


def _rows(number: int, entry: Element) -> Iterator[Row]:
    """A batch entry is told transfer by transfer, which have to add up."""
    currency, whole = _amount(entry)
    transfers = entry.findall("NtryDtls/TxDtls")
    if len(transfers) < 2:
        yield _row(number, entry, transfers[0] if transfers else entry, currency, whole)
        return
    sign = 1 if whole > 0 else -1
    parts = [sign * abs(_amount_of(each, currency)) for each in transfers]
    if sum(parts) != whole:
        raise _Unread(_("amount"), _at(entry, "Amt"), _("The transfers in it do not add up to the entry."))
    for transfer, minor in zip(transfers, parts, strict=True):
        yield _row(number, entry, transfer, currency, minor)


def _row(number: int, entry: Element, told: Element, currency: str, minor: int) -> Row:
    side = "Dbtr" if minor > 0 else "Cdtr"
    return Row(
        number=number,
        booked_on=_date(entry),
        minor=minor,
        currency=currency,
        party_name=tidy_name(_first(told, f"RltdPties/{side}/Nm", f"RltdPties/{side}/Pty/Nm")),
        party_account=tidy(_account(told, side), LONGEST_ACCOUNT),
        text=tidy(_remittance(told) or _at(entry, "AddtlNtryInf")),
        bank_ref=tidy(
            _first(told, "Refs/AcctSvcrRef", "Refs/TxId") or _at(entry, "AcctSvcrRef"), LONGEST_REF
        ),
    )


def _amount(entry: Element) -> tuple[str, int]:
    """With the sign of our balance."""
    found = entry.find("Amt")
    currency = "" if found is None else found.get("Ccy", "")
    if currency not in EXPONENTS:
        raise _Unread(_("currency"), currency, _("The marketplace does not deal in this currency."))
    sign = SIGNS.get(_at(entry, "CdtDbtInd"))
    if sign is None:
        told = _at(entry, "CdtDbtInd")
        raise _Unread(_("direction"), told, _("It does not say whether the money came in or went out."))
    minor = _minor(_at(entry, "Amt"), currency)
    if minor <= 0:
        raise _Unread(_("amount"), _at(entry, "Amt"), _("There is no amount."))
    return currency, sign * minor


def _amount_of(transfer: Element, currency: str) -> int:
    told = _first(transfer, "Amt", "AmtDtls/TxAmt/Amt", "AmtDtls/InstdAmt/Amt")
    return _minor(told, currency)


def _minor(told: str, currency: str) -> int:
    # ISO 20022 writes up to five decimals; those beyond the currency's are noughts.
    whole, _point, decimals = told.partition(".")
    figure = f"{whole}.{decimals.rstrip('0')}" if decimals.rstrip("0") else whole
    try:
        minor = parse_minor(figure, currency)
    except ValueError as error:
        reason = _("It is not an amount in %(currency)s.") % {"currency": currency}
        raise _Unread(_("amount"), told, reason) from error
    if too_large(minor):
        raise _Unread(_("amount"), told, _("It is too large to be true."))
    return minor


def _date(entry: Element) -> date:
    told = _first(entry, "BookgDt/Dt", "BookgDt/DtTm", "ValDt/Dt", "ValDt/DtTm")
    try:
        return datetime.fromisoformat(told).date()
    except ValueError as error:
        raise _Unread(_("date"), told, _("It is not a day such as 2027-03-01.")) from error


def _account(told: Element, side: str) -> str:
    return _first(told, f"RltdPties/{side}Acct/Id/IBAN", f"RltdPties/{side}Acct/Id/Othr/Id")


def _remittance(told: Element) -> str:
    paths = ("RmtInf/Ustrd", "RmtInf/Strd/CdtrRefInf/Ref", "Refs/EndToEndId")
    texts = [found.text or "" for path in paths for found in told.findall(path)]
    return " ".join(text for text in texts if text != "NOTPROVIDED")


def _first(element: Element, *paths: str) -> str:
    return next((told for path in paths if (told := _at(element, path))), "")


def _at(element: Element, path: str) -> str:
    found = element.find(path)
    return "" if found is None else (found.text or "").strip()
