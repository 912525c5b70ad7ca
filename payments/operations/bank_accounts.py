"""
A firm tells to which bank account its earnings are sent; the rule is that of the gateway's accounts.

A second person confirms, a cooling time passes, everybody of the firm's finances is told. Until then the
account before it stays in use.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from capacity.operations.refusals import IllegalStep, NotAllowed, Refused
from marketplace.accounts.actor import Actor
from marketplace.accounts.enums import Role
from marketplace.accounts.models import Organisation
from payments.models import BankAccount
from payments.operations import jobs
from payments.operations.payout_accounts import COOLING, confirming
from payments.policies.bank_accounts import AccountDetails, faults


class NoSuchAccount(Refused):
    """What was told can be no account; `faults` says why, by field."""

    def __init__(self, found: Mapping[str, str]) -> None:
        super().__init__(" ".join(found.values()))
        self.faults = found


def enter_account(*, details: AccountDetails, by: Actor, now: datetime) -> BankAccount:
    """
    The actor's firm is to be paid there; what waited to be confirmed before is withdrawn by it.

    :raises NotAllowed: the actor is nobody of a firm's finances
    :raises NoSuchAccount: the details cannot be right
    """
    if by.user is None or by.organisation is None or not by.has_role(Role.FINANCE):
        raise NotAllowed
    details = details.tidied()
    if found := faults(details):
        raise NoSuchAccount(found)
    with transaction.atomic():
        # Of two who enter an account at once, the second withdraws what the first did.
        firm = Organisation.objects.locked().get(pk=by.organisation.pk)
        waiting = BankAccount.objects.to_confirm().filter(organisation=firm, currency=details.currency)
        waiting.update(withdrawn_by=by.user, withdrawn_at=now)
        account = BankAccount.objects.create(
            organisation=firm,
            currency=details.currency,
            holder=details.holder,
            number=details.number,
            bank=details.bank,
            code=details.code,
            changed_by=by.user,
            changed_at=now,
        )
        jobs.defer_bank_account_news(account.pk)
        return account


def confirm_bank_account(*, account: BankAccount, by: Actor, now: datetime) -> BankAccount:
    """
    Somebody else stands in for it; it is used after the cooling time.

    :raises NotAllowed: the one who entered it, or nobody of the firm's finances nor an operator
    :raises IllegalStep: it is confirmed already, or was withdrawn
    """
    user = confirming(account, by)
    with transaction.atomic():
        waiting = BankAccount.objects.to_confirm().filter(pk=account.pk)
        if not waiting.update(confirmed_by=user, usable_from=now + COOLING):
            raise IllegalStep(_("There is nothing to confirm, or the account was changed once more."))
        jobs.defer_bank_account_news(account.pk)
        account.refresh_from_db()
        return account


def withdraw_bank_account(*, account: BankAccount, by: Actor, now: datetime) -> BankAccount:
    """
    It is not to be used after all; until its cooling time is over, for that is what the time is for.

    :raises NotAllowed: nobody of the firm's finances nor an operator
    :raises IllegalStep: it is in use, or was withdrawn
    """
    if by.user is None or not may_withdraw(account, by):
        raise NotAllowed
    with transaction.atomic():
        unused = Q(usable_from__isnull=True) | Q(usable_from__gt=now)
        waiting = BankAccount.objects.standing().filter(unused, pk=account.pk)
        if not waiting.update(withdrawn_by=by.user, withdrawn_at=now):
            raise IllegalStep(_("It is in use already, or was withdrawn: enter another account instead."))
        jobs.defer_bank_account_news(account.pk)
        account.refresh_from_db()
        return account


def may_withdraw(account: BankAccount, by: Actor) -> bool:
    is_theirs = by.organisation_id == account.organisation_id and by.has_role(Role.FINANCE)
    return is_theirs or by.is_operator


def account_in_use(organisation_id: int, currency: str, now: datetime) -> BankAccount | None:
    """To which money of this currency is sent now."""
    rows = BankAccount.objects.usable(now).select_related("organisation")
    return rows.filter(organisation=organisation_id, currency=currency).first()
