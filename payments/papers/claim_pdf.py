"""What is owed of an invoice on one printed sheet: for a court, or the registry of overdue payments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from marketplace.money import Money, format_money, total
from marketplace.pages.formats import day_text, period_text
from payments.papers.sheets import lines, sheet, table
from payments.shown.invoice import InvoicePage

Digest = tuple[str, str]
EVER = date.min  # no other day's year is left out
PARTIES, DATES, SUMS, INTEREST, FILES = (
    (24, 68, 44, 38),
    (58, 58, 58),
    (130, 44),
    (34, 34, 26, 40, 40),
    (40, 134),
)


def claim_pdf(page: InvoicePage, digests: Sequence[Digest], *, now: datetime) -> bytes:
    """`digests` are (name, SHA-256) of the files that the sheet goes with."""
    title = _("Claim of invoice %(number)s") % {"number": page.invoice.number}
    return sheet(
        title, [*_who(page, now), *_why(page), *_how_much(page), *_interest(page), *_with_what(digests)]
    )


def _who(page: InvoicePage, now: datetime) -> list[Any]:
    booking, zone = page.booking, page.booking.resource.site.zone
    as_of = {"day": _dated(now.astimezone(page.zone).date())}
    invoice = page.invoice
    codes = (invoice.customer.social_credit_code, invoice.provider.social_credit_code)
    rows = [
        (side, firm, code or "–", size) for (side, firm, size), code in zip(page.classes, codes, strict=True)
    ]
    return [
        *lines(
            _("As of %(day)s, from the records of the marketplace.") % as_of,
            f"{booking.reference} · {page.machine} · {period_text(booking.period, zone, today=EVER)}",
        ),
        table(
            ("", _("Firm"), _("Unified social credit code"), _("Size class")), rows, widths=PARTIES, figures=0
        ),
        *lines(""),
    ]


def _why(page: InvoicePage) -> list[Any]:
    invoice, terms = page.invoice, page.terms
    days = (terms.signed_on, invoice.accepted_on, invoice.due_on)
    head = (_("Agreed on"), _("Accepted on"), _("Due on"))
    why = [page.why_due, page.rate, terms.source]
    return [
        table(head, [[_dated(day) for day in days]], widths=DATES, figures=0),
        *lines(""),
        *lines(*(text for text in why if text)),
    ]


def _how_much(page: InvoicePage) -> list[Any]:
    rows = [(label, format_money(amount)) for label, amount in sums_of(page) if amount.minor]
    rows.append((pgettext("amount", "To pay today"), format_money(page.to_pay)))
    return [table((_("Invoice"), _("Amount")), rows, widths=SUMS, figures=1), *lines("")]


def sums_of(page: InvoicePage) -> list[tuple[str, Money]]:
    """What adds up to what is to be paid on the day."""
    invoice, currency = page.invoice, page.invoice.currency
    made_good = (each.amount for each in page.forgoing.recoveries if each.credit_note is None)
    return [
        (_("Invoiced"), invoice.total),
        (_("Taken back by credit notes"), -total((each.amount for each in page.credit_notes), currency)),
        (_("What was paid"), -total((each.amount for each in page.allocations), currency)),
        (_("Borne by the marketplace and not made good"), -invoice.lost),
        (_("Made good by the customer"), -total(made_good, currency)),
        (_("Interest for late payment"), page.reckoning.whole),
        (_("Interest that fell away"), -page.waived),
    ]


def _interest(page: InvoicePage) -> list[Any]:
    rows = [
        (
            _dated(each.first),
            _dated(each.last),
            str(each.days),
            format_money(each.base),
            format_money(each.interest),
        )
        for each in page.reckoning.stretches
    ]
    reminded = ", ".join(_dated(each.sent_at.astimezone(page.zone).date()) for each in page.reminders)
    told = lines(f"{_('Reminded on')} {reminded}") if reminded else []
    if not rows:
        return told
    head = (
        pgettext("day", "From"),
        pgettext("day", "To"),
        _("Days"),
        pgettext("amount", "Of"),
        _("Interest"),
    )
    return [table(head, rows, widths=INTEREST, figures=3), *lines(""), *told]


def _with_what(digests: Sequence[Digest]) -> list[Any]:
    return [table((_("File"), "SHA-256"), digests, widths=FILES, figures=0)]


def _dated(day: date) -> str:
    return day_text(day, today=EVER)
