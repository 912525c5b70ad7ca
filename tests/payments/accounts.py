"""Bank accounts of firms, entered and in use."""

from __future__ import annotations

from datetime import datetime, timedelta

from marketplace.accounts.models import Organisation, User
from payments.models import BankAccount
from tests import factories

NUMBER, CODE = "6222020200112233445", "102100099996"


def bank_account(
    firm: Organisation,
    *,
    by: User,
    now: datetime = factories.NOW,
    number: str = NUMBER,
    currency: str = "CNY",
) -> BankAccount:
    """Entered, and not confirmed yet."""
    return BankAccount.objects.create(
        organisation=firm,
        currency="CNY",
        holder=firm.name_zh,
        number=number,
        bank="工商银行苏州分行",
        code=CODE,
        changed_by=by,
        changed_at=now,
    )


def account_in_use(firm: Organisation, *, now: datetime, number: str = NUMBER) -> BankAccount:
    """Confirmed, and its cooling time is just over."""
    account = bank_account(firm, by=factories.user(), now=now - timedelta(days=2), number=number)
    account.confirmed_by, account.usable_from = factories.user(), now
    account.save()
    return account
