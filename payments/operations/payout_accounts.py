"""
The account at the gateway to which a firm's earnings are sent: filled in at the gateway, confirmed here.

A changed account is the classic fraud. So nothing is sent there before a second person has confirmed the
change and a cooling time has passed, in which everybody of the firm's finances has been told.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from capacity.operations.refusals import IllegalStep, NotAllowed
from marketplace.accounts.actor import Actor
from marketplace.accounts.enums import Role
from marketplace.accounts.models import Organisation, User
from payments.enums import AccountKind
from payments.gateway import Gateway
from payments.models import BankAccount, Entry, PaymentOperation, PaymentPlan, PayoutAccount
from payments.operations import jobs
from payments.operations.asking import withdraw_transfers

COOLING = timedelta(hours=24)
COUNTRY = "CN"  # organisations are registered with a Chinese credit code


@dataclass(frozen=True)
class Returns:
    """Where the gateway leads the person when it is done, and when its page has run out."""

    done: str
    run_out: str


def page_to_fill_in(*, by: Actor, gateway: Gateway, now: datetime, returns: Returns) -> str:
    """
    The address of the gateway's page about the firm; the account is opened at the first visit.

    Outside of any transaction. Two who open it at once open one: the key is the firm's. From now on
    nothing is sent to the account until somebody else has confirmed it.

    :raises GatewayProblem: it cannot be opened now
    """
    firm, user = by.organisation, by.user
    assert firm is not None
    assert user is not None
    account = _begin_change(firm, by, now)
    if not account.ref:
        made = gateway.accounts.make(
            key=f"account-{firm.pk}",
            name=firm.name_zh,
            email=firm.contact_email or user.email,
            country=COUNTRY,
            metadata={"organisation": str(firm.pk)},
        )
        account.ref = made.id
        account.save(update_fields=["ref"])
    return gateway.accounts.page_for(
        key=f"account-link-{uuid4()}",
        account_id=account.ref,
        return_url=returns.done,
        refresh_url=returns.run_out,
    )


def _begin_change(firm: Organisation, by: Actor, now: datetime) -> PayoutAccount:
    told = {"changed_by": by.user, "changed_at": now, "confirmed_by": None, "usable_from": None}
    with transaction.atomic():
        account, _is_new = PayoutAccount.objects.update_or_create(
            organisation=firm, defaults=told, create_defaults=told | {"opened_by": by.user, "opened_at": now}
        )
        withdraw_transfers(PaymentOperation.objects.filter(plan__booking__provider=firm), now=now)
        jobs.defer_account_news(account.pk)
        return account


def confirm_account(*, account: PayoutAccount, by: Actor, now: datetime) -> PayoutAccount:
    """
    Somebody else stands in for the change; after the cooling time what waits is sent.

    :raises NotAllowed: the one who changed it, or nobody of the firm's finances nor an operator
    :raises IllegalStep: the gateway has not accepted it, or it is confirmed already
    """
    user = confirming(account, by)
    with transaction.atomic():
        waiting = PayoutAccount.objects.to_confirm().filter(pk=account.pk, changed_at=account.changed_at)
        usable_from = now + COOLING
        if not waiting.update(confirmed_by=user, usable_from=usable_from):
            raise IllegalStep(_("There is nothing to confirm, or the account was changed once more."))
        account.refresh_from_db()
        bring_payouts_on(account.organisation_id)
        jobs.defer_account_news(account.pk)
        return account


def confirming(account: PayoutAccount | BankAccount, by: Actor) -> User:
    """:raises NotAllowed: the one who changed it, or nobody of the firm's finances nor an operator"""
    if by.user is None or not may_confirm(account, by):
        raise NotAllowed(_("Somebody else in your finance team has to confirm the account, or an operator."))
    return by.user


def may_confirm(account: PayoutAccount | BankAccount, by: Actor) -> bool:
    """Of both kinds of accounts: another of the firm's finances, or an operator where there is nobody."""
    is_theirs = by.organisation_id == account.organisation_id and by.has_role(Role.FINANCE)
    is_another = by.user is not None and by.user.pk != account.changed_by_id
    return is_another and (is_theirs or by.is_operator)


def bring_payouts_on(provider_id: int) -> None:
    """Each booking of which more is the provider's than it was sent."""
    theirs = Entry.objects.filter(account__kind=AccountKind.PAYABLE, account__owner=provider_id)
    of_booking = theirs.order_by().values("journal__booking").annotate(left=Sum("minor"))
    lacking = of_booking.filter(left__lt=0).values("journal__booking")
    for plan_id in PaymentPlan.objects.filter(booking__in=lacking).values_list("pk", flat=True):
        jobs.defer_advance(plan_id)
