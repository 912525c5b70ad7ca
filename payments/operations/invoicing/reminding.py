"""Reminders of what is owed, by timers: three days before it is due, and four times after."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from marketplace.events import timers
from marketplace.events.log import record
from marketplace.periods import at_wall_time
from payments.events import InvoiceReminded
from payments.models import Invoice, Reminder

REMINDING = "invoice_reminder"
DAYS = (-3, 1, 7, 15, 30)  # after the due date
IN_THE_MORNING = time(9)


def remind_at(invoice: Invoice, day: int) -> datetime:
    """At nine by the marketplace's clocks."""
    zone = ZoneInfo(settings.TIME_ZONE)
    return at_wall_time(invoice.due_on + timedelta(days=day), IN_THE_MORNING, zone)


def watch_due(invoice: Invoice, *, now: datetime) -> None:
    """Set the timer to the next reminder that is still to come."""
    coming = (moment for moment in (remind_at(invoice, day) for day in DAYS) if moment > now)
    if next_at := next(coming, None):
        timers.start(kind=REMINDING, subject_id=invoice.pk, due_at=next_at)


def remind_if_due(invoice_id: int, now: datetime) -> None:
    """
    The timer's handler: of several that are due at once, only the latest is told.

    Interest alone is not reminded of, and what is paid is left in peace.
    """
    invoice = Invoice.objects.select_for_update().get(pk=invoice_id)
    if not invoice.open_minor:
        return
    due = [day for day in DAYS if remind_at(invoice, day) <= now]
    if due:
        _row, is_new = Reminder.objects.get_or_create(invoice=invoice, day=due[-1], defaults={"sent_at": now})
        if is_new:
            record(InvoiceReminded(invoice_id=invoice.pk, day=due[-1]), now=now)
    watch_due(invoice, now=now)
