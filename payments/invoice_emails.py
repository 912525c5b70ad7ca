"""Telling the finance people of both sides, each in their own language, of invoices and what is due."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from marketplace.events.models import Event
from marketplace.money import Money, format_money
from marketplace.pages.formats import day_text
from payments.enums import Bearer
from payments.mailing import finance_people, mail
from payments.models import Invoice, WriteOff
from payments.operations.bank_accounts import account_in_use
from payments.operations.invoicing.closing import came_of
from payments.policies.banking import own_account
from payments.policies.charging import PAYOUT_HOLD


def tell_issued(event: Event) -> None:
    """Runs again after a crash: then a mail may come twice, and none is lost."""
    _tell(event, "issued", 0)


def tell_reminder(event: Event) -> None:
    """What was paid since is left in peace."""
    _tell(event, "reminder", event.data["day"])


def tell_paid(event: Event) -> None:
    """The customer that nothing is open any more, the provider what comes of it."""
    invoice = Invoice.objects.for_page().select_related("plan").get(pk=event.data["invoice_id"])
    now = event.recorded_at
    came = came_of(invoice)
    sent_from = max(now, (invoice.plan.settled_at or now) + PAYOUT_HOLD)
    account = account_in_use(invoice.provider_id, invoice.currency, now)

    def told() -> dict[str, Any]:
        return {
            "invoice": invoice,
            "paid": format_money(came.whole),
            "interest": format_money(came.interest) if came.interest.minor else "",
            "sent_from": day_text(timezone.localdate(sent_from), today=timezone.localdate(now)),
            "has_account": account is not None,
            "address": settings.ORIGINS[0] + invoice.get_absolute_url(),
            "earnings": settings.ORIGINS[0] + reverse("payments:earnings"),
        }

    mail(finance_people(invoice.customer_id), "invoice_paid", lambda: told() | {"owed": True})
    mail(finance_people(invoice.provider_id), "invoice_paid", lambda: told() | {"owed": False})


def tell_reopened(event: Event) -> None:
    """Both sides, for both may have read that it was paid."""
    invoice = Invoice.objects.for_page().get(pk=event.data["invoice_id"])
    amount = Money(event.data["minor"], invoice.currency)

    def told() -> dict[str, Any]:
        return {
            "invoice": invoice,
            "amount": format_money(amount),
            "open": format_money(invoice.outstanding),
            "address": settings.ORIGINS[0] + invoice.get_absolute_url(),
        }

    mail(finance_people(invoice.customer_id), "invoice_reopened", lambda: told() | {"owes": True})
    mail(finance_people(invoice.provider_id), "invoice_reopened", lambda: told() | {"owes": False})


def tell_written_off(event: Event) -> None:
    """Whose loss it is, and why; the customer, whether it is still owed."""
    rows = WriteOff.objects.select_related("invoice__customer", "invoice__provider", "invoice__booking")
    write_off = rows.get(pk=event.data["write_off_id"])
    invoice = write_off.invoice

    def told() -> dict[str, Any]:
        return {
            "invoice": invoice,
            "is_ours": write_off.bearer == Bearer.MARKETPLACE,
            "amount": format_money(write_off.amount) if write_off.minor else "",
            "interest": format_money(write_off.interest) if write_off.interest_minor else "",
            "reason": write_off.reason,
            "address": settings.ORIGINS[0] + invoice.get_absolute_url(),
        }

    mail(finance_people(invoice.customer_id), "written_off", lambda: told() | {"owes": True})
    mail(finance_people(invoice.provider_id), "written_off", lambda: told() | {"owes": False})


def _tell(event: Event, what: str, day: int) -> None:
    invoice = Invoice.objects.for_page().get(pk=event.data["invoice_id"])
    if not invoice.open_minor:
        return
    today = timezone.localdate(event.recorded_at)

    def told() -> dict[str, Any]:
        return {
            "invoice": invoice,
            "what": what,
            "is_before": day < 0,
            "days": abs(day),
            "open": format_money(invoice.outstanding),
            "due_on": day_text(invoice.due_on, today=today),
            "account": own_account(invoice.currency),
            "address": settings.ORIGINS[0] + invoice.get_absolute_url(),
        }

    mail(finance_people(invoice.customer_id), "invoice", lambda: told() | {"owes": True})
    mail(finance_people(invoice.provider_id), "invoice", lambda: told() | {"owes": False})
