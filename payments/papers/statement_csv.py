"""A statement as a table that any spreadsheet opens."""

from __future__ import annotations

import csv
import io

from django.utils.translation import gettext as _

from marketplace.money import Money, decimal_text
from payments.shown.statement import StatementPage

MARK = "\ufeff"  # so that a spreadsheet reads it as UTF-8


def statement_csv(page: StatementPage) -> str:
    """Moments in ISO 8601 by the clocks of the marketplace's zone, amounts as bare figures."""
    text = io.StringIO(newline="")
    table = csv.writer(text)
    table.writerow([_("Time"), _("What happened"), _("Booking"), _("Reference"), _("Amount"), _("Balance")])
    starts, ends = page.statement.period.in_zone(page.zone)
    table.writerow([starts.isoformat(), _("Opening balance"), "", "", "", _figure(page.opening)])
    for row in page.rows:
        at = row.at.astimezone(page.zone).isoformat(timespec="seconds")
        table.writerow([at, row.text, row.booking, row.ref, _figure(row.amount), _figure(row.balance)])
    table.writerow([ends.isoformat(), _("Closing balance"), "", "", "", _figure(page.closing)])
    return MARK + text.getvalue()


def _figure(amount: Money) -> str:
    """With a plain minus: people go on reckoning with it."""
    return decimal_text(amount.minor, amount.currency, grouped=False).replace("−", "-")
