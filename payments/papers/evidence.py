"""The evidence of a claim in one archive: what was agreed, used, accepted, invoiced, paid and is owed."""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from capacity.models import BookingStep
from capacity.pricing.labels import line_label
from capacity.pricing.lines import PriceLine
from marketplace.accounts.actor import Actor
from marketplace.money import decimal_text
from payments.enums import Bearer
from payments.models import Invoice
from payments.papers.claim_pdf import claim_pdf
from payments.shown.invoice import InvoicePage

Table = tuple[Sequence[str], Iterable[Sequence[object]]]
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a cell that begins so is reckoned by spreadsheets


def evidence(invoice: Invoice, *, actor: Actor, now: datetime) -> bytes:
    """A ZIP with a sheet to print, a page to read, tables to reckon with, and the digest of each file."""
    page = InvoicePage(invoice, actor=actor, today=timezone.localdate(now))
    steps = list(invoice.booking.steps.select_related("taken_by", "acting_for").order_by("number"))
    html = render_to_string("payments/evidence/page.html", {"page": page, "steps": steps, "now": now})
    files = {"evidence.html": html.encode()}
    files |= {f"{name}.csv": _csv(*table) for name, table in _tables(page, steps).items()}
    files["claim.pdf"] = claim_pdf(page, steps, _digests(files), now=now)
    files["sha256.csv"] = _csv(("file", "sha256"), _digests(files))
    return _zip(files, now)


def _digests(files: Mapping[str, bytes]) -> list[tuple[str, str]]:
    return [(name, hashlib.sha256(body).hexdigest()) for name, body in files.items()]


def _tables(page: InvoicePage, steps: Sequence[BookingStep]) -> Mapping[str, Table]:
    return {
        "contract": _contract(page),
        "price": _price(page),
        "usage": (("what", "value"), sorted((page.booking.usage or {}).items())),
        "steps": _steps(steps),
        "invoice": _invoice(page.invoice),
        "payments": _payments(page),
        "interest": _interest(page),
        "write_offs": _write_offs(page),
        "reminders": (
            ("days after due date", "sent at"),
            [(each.day, _moment(each.sent_at)) for each in page.reminders],
        ),
    }


def _contract(page: InvoicePage) -> Table:
    invoice, booking, terms = page.invoice, page.booking, page.terms
    rows = [
        ("booking", booking.reference),
        ("customer", invoice.customer.name_zh),
        ("customer code", invoice.customer.social_credit_code or ""),
        ("customer size class", terms.customer_class),
        ("provider", invoice.provider.name_zh),
        ("provider code", invoice.provider.social_credit_code or ""),
        ("provider size class", terms.provider_class),
        ("agreed on", terms.signed_on.isoformat()),
        ("days to pay", terms.term_days),
        ("late, millionths a day", terms.late_ppm or ""),
        ("late, basis points a year", terms.late_basis_points or ""),
        ("regulation", terms.source),
        ("period from", _moment(booking.period.starts_at)),
        ("period to", _moment(booking.period.ends_at)),
    ]
    return ("what", "value"), rows


def _price(page: InvoicePage) -> Table:
    lines = map(PriceLine.from_json, page.booking.price_lines)
    rows = [(line_label(each), _plain(each.amount_minor, each.currency), each.currency) for each in lines]
    return ("line", "amount", "currency"), rows


def _steps(steps: Sequence[BookingStep]) -> Table:
    rows = [
        (
            each.number,
            each.step,
            each.from_state,
            each.to_state,
            _moment(each.taken_at),
            str(each.taken_by or ""),
            each.acting_for.name_zh if each.acting_for else "",
            each.message,
        )
        for each in steps
    ]
    return ("number", "step", "from", "to", "at", "by", "for", "message"), rows


def _invoice(invoice: Invoice) -> Table:
    minors = (
        invoice.total_minor,
        invoice.tax_minor,
        invoice.open_minor,
        invoice.interest_minor,
        invoice.lost_minor,
    )
    amounts = (_plain(minor, invoice.currency) for minor in minors)
    days = (invoice.accepted_on.isoformat(), invoice.due_on.isoformat())
    sums = ("total", "tax", "open", "interest charged", "borne by the marketplace")
    head = ("number", "accepted on", "due on", *sums, "currency")
    return head, [(invoice.number, *days, *amounts, invoice.currency)]


def _payments(page: InvoicePage) -> Table:
    currency = page.invoice.currency
    rows = [
        (each.allocated_on.isoformat(), each.to, each.ref, _plain(each.minor, currency), currency)
        for each in page.allocations
    ]
    return ("day", "for", "reference", "amount", "currency"), rows


def _interest(page: InvoicePage) -> Table:
    currency = page.invoice.currency
    rows = [
        (
            each.first.isoformat(),
            each.last.isoformat(),
            each.days,
            _plain(each.base.minor, currency),
            _plain(each.interest.minor, currency),
            currency,
        )
        for each in page.reckoning.stretches
    ]
    return ("from", "to", "days", "of", "interest", "currency"), rows


def _write_offs(page: InvoicePage) -> Table:
    """What both sides read of it; what was made good is less, and below nothing."""
    currency, zone = page.invoice.currency, page.zone
    rows = [
        (
            each.write_off.decided_at.astimezone(zone).date().isoformat(),
            each.write_off.bearer,
            _plain(each.write_off.minor, currency),
            _plain(each.write_off.interest_minor, currency),
            currency,
            each.who,
            each.write_off.reason,
        )
        for each in page.forgoing.counting
        if each.write_off.decided_at
    ]
    rows += [
        (
            each.made_at.astimezone(zone).date().isoformat(),
            Bearer.MARKETPLACE.value,
            _plain(-each.minor, currency),
            _plain(0, currency),
            currency,
            "",
            each.credit_note.number if each.credit_note else "",
        )
        for each in page.forgoing.recoveries
    ]
    return ("day", "borne by", "amount", "interest", "currency", "by", "reason"), rows


def _plain(minor: int, currency: str) -> str:
    return decimal_text(minor, currency, grouped=False).replace("−", "-")


def _moment(moment: datetime) -> str:
    return moment.astimezone(ZoneInfo(settings.TIME_ZONE)).isoformat(timespec="seconds")


def _csv(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """With the mark by which spreadsheets know UTF-8."""
    told = io.StringIO(newline="")
    writer = csv.writer(told)
    writer.writerow(head)
    writer.writerows([_cell(cell) for cell in row] for row in rows)
    return "\ufeff".encode() + told.getvalue().encode()


def _cell(value: object) -> str:
    """Never a formula, whoever typed it; an amount below nothing stays a number."""
    text = str(value)
    is_number = text.removeprefix("-").replace(".", "", 1).isdecimal()
    return f"'{text}" if text.startswith(FORMULA) and not is_number else text


def _zip(files: Mapping[str, bytes], now: datetime) -> bytes:
    archive = io.BytesIO()
    written_at = now.astimezone(ZoneInfo(settings.TIME_ZONE)).timetuple()[:6]
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as target:
        for name, body in files.items():
            entry = zipfile.ZipInfo(name, date_time=written_at)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, body)
    return archive.getvalue()
