"""Telling people by e-mail of payout accounts and of chargebacks."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from marketplace.accounts.models import User
from marketplace.events.models import Event
from marketplace.money import format_money
from payments.mailing import finance_people, mail
from payments.models import BankAccount, Chargeback, PayoutAccount


def tell_of_account(account_id: int) -> None:
    """Everybody of the firm's finances, whoever changed or confirmed its account; twice after a crash."""
    account = PayoutAccount.objects.select_related("organisation", "changed_by", "confirmed_by").get(
        pk=account_id
    )
    told = {"account": account, "address": settings.ORIGINS[0] + reverse("payments:earnings")}
    mail(finance_people(account.organisation_id), "payout_account", lambda: told)


def tell_of_bank_account(account_id: int) -> None:
    """The same people, of the account for ordinary transfers; its number is not told whole."""
    rows = BankAccount.objects.select_related("organisation", "changed_by", "confirmed_by", "withdrawn_by")
    account = rows.get(pk=account_id)
    told = {"account": account, "address": settings.ORIGINS[0] + reverse("payments:earnings")}
    mail(finance_people(account.organisation_id), "bank_account", lambda: told)


def tell_of_chargeback(event: Event) -> None:
    """Operators, who have to answer it, and the provider, whose payout waits; twice after a crash."""
    rows = Chargeback.objects.select_related("plan__booking")
    chargeback = rows.get(pk=event.data["chargeback_id"])
    booking = chargeback.plan.booking
    told = {"chargeback": chargeback, "booking": booking, "amount": format_money(chargeback.amount)}
    operators = User.objects.filter(is_operator=True, is_active=True).order_by("pk")
    desk = settings.ORIGINS[0] + reverse("payments:chargeback", args=[chargeback.pk])
    mail(operators, "chargeback", lambda: told | {"is_operator": True, "address": desk})
    page = settings.ORIGINS[0] + booking.get_absolute_url()
    mail(finance_people(booking.provider_id), "chargeback", lambda: told | {"address": page})
