"""What is owed of an invoice on one printed sheet: for a court, or the registry of overdue payments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from capacity.enums import Step
from capacity.models import BookingStep
from marketplace.accounts.enums import SizeClass
from marketplace.accounts.models import Organisation
from marketplace.money import Money, format_money, total
from marketplace.pages.formats import EVER, day_text, period_text
from payments.models import PromptPaymentRule
from payments.papers.sheets import lines, sheet, table
from payments.shown.invoice import InvoicePage

Digest = tuple[str, str]
PARTIES, DATES, SUMS, PAID, INTEREST, FILES = (
    (36, 74, 42, 22),
    (44, 44, 43, 43),
    (130, 44),
    (40, 40, 54, 40),
    (34, 34, 26, 40, 40),
    (40, 134),
)


def claim_pdf(
    page: InvoicePage, steps: Sequence[BookingStep], digests: Sequence[Digest], *, now: datetime
) -> bytes:
    """`steps` are those of the booking, `digests` (name, SHA-256) of the files that the sheet goes with."""
    title = _("Claim of invoice %(number)s") % {"number": page.invoice.number}
    return sheet(
        title,
        [
            *_who(page, now),
            *_why(page, steps),
            *_how_much(page),
            *_paid(page),
            *_interest(page),
            *_with_what(digests),
        ],
    )


def _who(page: InvoicePage, now: datetime) -> list[Any]:
    booking, zone = page.booking, page.booking.resource.site.zone
    as_of = {"day": _dated(now.astimezone(page.zone).date())}
    invoice, terms = page.invoice, page.terms
    rows = [
        (_("Creditor (provider)"), *_firm(invoice.provider, terms.provider_class)),
        (_("Debtor (customer)"), *_firm(invoice.customer, terms.customer_class)),
    ]
    stood = {"day": _dated(terms.signed_on)}
    return [
        *lines(
            _("As of %(day)s, from the records of the marketplace.") % as_of,
            f"{booking.reference} · {page.machine} · {period_text(booking.period, zone, today=EVER)}",
        ),
        table(
            ("", _("Firm"), _("Unified social credit code"), _("Size class")), rows, widths=PARTIES, figures=0
        ),
        *lines(_("As both sides stood when it was agreed, on %(day)s.") % stood),
    ]


def _firm(firm: Organisation, size: str) -> tuple[str, str, str]:
    """By the name under which it is registered, which is the Chinese one."""
    name = firm.name if firm.name == firm.name_zh else f"{firm.name} ({firm.name_zh})"
    return name, firm.social_credit_code or "–", str(SizeClass(size).label)


def _why(page: InvoicePage, steps: Sequence[BookingStep]) -> list[Any]:
    invoice, terms = page.invoice, page.terms
    delivered = [each.taken_at.astimezone(page.zone).date() for each in steps if each.step == Step.DELIVER]
    days = (terms.signed_on, delivered[-1] if delivered else None, invoice.accepted_on, invoice.due_on)
    head = (_("Agreed on"), _("Delivered on"), _("Accepted on"), _("Due on"))
    why = [page.why_due, page.rate, terms.source, _in_force(page.rule), _late(page.days_late)]
    return [
        table(head, [[_dated(day) if day else "–" for day in days]], widths=DATES, figures=0),
        *lines(*(text for text in why if text)),
    ]


def _in_force(rule: PromptPaymentRule | None) -> str:
    if rule is None:
        return ""
    told = {"day": _dated(rule.valid_from), "days": rule.longest_days}
    return _("In force for contracts signed from %(day)s on; at most %(days)d days.") % told


def _late(days: int) -> str:
    return ngettext("%(days)s day late", "%(days)s days late", days) % {"days": days} if days else ""


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


def _paid(page: InvoicePage) -> list[Any]:
    rows = [
        (_dated(each.allocated_on), each.get_to_display(), ref, format_money(each.amount))
        for each, ref in page.paid
    ]
    if not rows:
        return []
    head = (_("What was paid"), pgettext("payment", "For"), _("Reference"), _("Amount"))
    return [table(head, rows, widths=PAID, figures=1), *lines("")]


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
