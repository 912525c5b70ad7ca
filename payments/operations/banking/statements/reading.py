"""From the bytes of a file to the lines of a statement, whatever the bank wrote it in."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from capacity.uniquip.decoding import decode
from capacity.uniquip.refusals import FileRefused
from payments.enums import StatementFormat
from payments.operations.banking.statements.camt import looks_like_xml, read_camt
from payments.operations.banking.statements.csv_reading import read_csv
from payments.operations.banking.statements.rows import Statement, unreadable

MOST_BYTES = 5 * 1024 * 1024
MOST_ROWS = 20_000
XML_ENCODING = re.compile(rb"""^\s*<\?xml[^>]*encoding=["']([A-Za-z0-9._-]+)["']""")


def read_statement(data: bytes, *, currency: str) -> Statement:
    """
    Every line and every problem; `currency` where a file does not tell.

    :raises StatementRefused: it is no statement, or too large
    """
    if len(data) > MOST_BYTES:
        raise unreadable(_("it is larger than 5 MB."))
    declared = XML_ENCODING.match(data[:200])
    try:
        decoded = decode(data, declared[1].decode() if declared else "")
    except FileRefused as error:
        raise unreadable(_("its characters are in no encoding that is known.")) from error
    is_xml = looks_like_xml(decoded.text)
    rows, problems = read_camt(decoded.text) if is_xml else read_csv(decoded.text, currency=currency)
    if len(rows) > MOST_ROWS:
        raise unreadable(_("it has more than 20 000 lines."))
    if not rows and not problems:
        raise unreadable(_("there is no transfer in it."))
    told = StatementFormat.CAMT053 if is_xml else StatementFormat.CSV
    return Statement(told, decoded.label or decoded.encoding, rows, problems)
