"""Telling the finance people of both sides, each in their own language, of invoices and what is due."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone, translation

from marketplace.accounts.enums import Role
from marketplace.accounts.models import Membership, User
from marketplace.events.models import Event
from marketplace.money import format_money
from marketplace.pages.formats import day_text
from payments.models import Invoice


def tell_issued(event: Event) -> None:
    """Runs again after a crash: then a mail may come twice, and none is lost."""
    _tell(event, "issued", 0)


def tell_reminder(event: Event) -> None:
    """What was paid since is left in peace."""
    _tell(event, "reminder", event.data["day"])


def _tell(event: Event, what: str, day: int) -> None:
    invoice = Invoice.objects.for_page().get(pk=event.data["invoice_id"])
    if not invoice.open_minor:
        return
    today = timezone.localdate(event.recorded_at)
    for firm_id, owes in ((invoice.customer_id, True), (invoice.provider_id, False)):
        for user in finance_of(firm_id):
            with translation.override(user.language):
                context: dict[str, Any] = {
                    "invoice": invoice,
                    "what": what,
                    "owes": owes,
                    "is_before": day < 0,
                    "days": abs(day),
                    "open": format_money(invoice.outstanding),
                    "due_on": day_text(invoice.due_on, today=today),
                    "address": settings.ORIGINS[0] + invoice.get_absolute_url(),
                }
                subject = render_to_string("payments/emails/invoice_subject.txt", context).strip()
                body = render_to_string("payments/emails/invoice_body.txt", context)
            send_mail(subject, body, None, [user.email])


def finance_of(organisation_id: int) -> list[User]:
    """Who looks after the money of a firm; its owners where nobody does."""
    members = Membership.objects.filter(organisation=organisation_id, is_active=True, user__is_active=True)
    for roles in ([Role.FINANCE], [Role.OWNER]):
        held = members.filter(Q(roles__overlap=[*roles])).select_related("user").order_by("pk")
        if people := [each.user for each in held]:
            return people
    return []
