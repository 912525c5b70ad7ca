"""A statement as a printed sheet."""

from __future__ import annotations

from django.utils.translation import gettext as _

from marketplace.money import Money, decimal_text, format_money
from marketplace.pages.formats import moment_text
from payments.papers.sheets import lines, sheet, table
from payments.shown.statement import StatementPage

WIDTHS = (28, 42, 26, 30, 24, 24)


def statement_pdf(page: StatementPage) -> bytes:
    head = [_("Time"), _("What happened"), _("Booking"), _("Reference"), _("Amount"), _("Balance")]
    rows = [["", _("Opening balance"), "", "", "", _figure(page.opening)]]
    for row in page.rows:
        at = moment_text(row.at, page.zone, today=page.month)
        rows.append([at, row.text, row.booking, row.ref[:24], _figure(row.amount), _figure(row.balance)])
    rows.append(["", _("Closing balance"), "", "", "", _figure(page.closing)])
    owed = {"amount": format_money(page.closing)}
    facts = lines(
        page.firm.name,
        page.firm.social_credit_code or "",
        _("Currency: %(currency)s") % {"currency": page.currency},
        _("At the end the marketplace owed you %(amount)s.") % owed,
    )
    return sheet(page.title, [*facts, table(head, rows, widths=WIDTHS, figures=2)])


def _figure(amount: Money) -> str:
    return decimal_text(amount.minor, amount.currency)
