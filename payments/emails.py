"""Telling people about money by e-mail, each in their own language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from marketplace.accounts.enums import Role
from marketplace.accounts.models import Membership, Organisation, User
from marketplace.events.models import Event
from marketplace.money import format_money
from payments.models import Chargeback, PayoutAccount


def tell_of_account(account_id: int) -> None:
    """Everybody of the firm's finances, whoever changed or confirmed its account; twice after a crash."""
    account = PayoutAccount.objects.select_related("organisation", "changed_by", "confirmed_by").get(
        pk=account_id
    )
    told = {"account": account, "address": settings.ORIGINS[0] + reverse("payments:earnings")}
    _mail(finance_people(account.organisation), "payout_account", told)


def tell_of_chargeback(event: Event) -> None:
    """Operators, who have to answer it, and the provider, whose payout waits; twice after a crash."""
    rows = Chargeback.objects.select_related("plan__booking__provider")
    chargeback = rows.get(pk=event.data["chargeback_id"])
    booking = chargeback.plan.booking
    told = {"chargeback": chargeback, "booking": booking, "amount": format_money(chargeback.amount)}
    operators = User.objects.filter(is_operator=True, is_active=True).order_by("pk")
    address = settings.ORIGINS[0] + reverse("payments:chargeback", args=[chargeback.pk])
    _mail(operators, "chargeback", told | {"is_operator": True, "address": address})
    address = settings.ORIGINS[0] + booking.get_absolute_url()
    _mail(finance_people(booking.provider), "chargeback", told | {"address": address})


def finance_people(organisation: Organisation) -> list[User]:
    concerned = Q(roles__overlap=[Role.FINANCE, Role.OWNER])
    members = Membership.objects.filter(concerned, organisation=organisation, is_active=True)
    return [each.user for each in members.select_related("user").order_by("pk") if each.user.is_active]


def _mail(people: Iterable[User], about: str, told: dict[str, Any]) -> None:
    for user in people:
        with translation.override(user.language):
            subject = render_to_string(f"payments/emails/{about}_subject.txt", told).strip()
            body = render_to_string(f"payments/emails/{about}.txt", told)
        send_mail(subject, body, None, [user.email])
