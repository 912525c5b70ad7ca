"""What a provider may still be sent: what it earned, less its debts and what is on its way by either rail."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Sum

from marketplace.money import Money, total
from payments.enums import PROVEN, AccountKind, BankTaskKind, BankTaskState, OperationKind, OperationState
from payments.ledger import AccountKey
from payments.models import BankTask, LedgerAccount, PaymentOperation, PaymentPlan
from payments.models.ledger import named
from payments.operations.balances import balance_of

ASKED = (OperationState.PENDING, OperationState.SENT, OperationState.DONE)
UNPAID = tuple(state for state in BankTaskState if state not in PROVEN)


def left_to_provider(
    provider_id: int,
    currency: str,
    *,
    besides: BankTask | None = None,
    besides_plan: PaymentPlan | None = None,
    states: Collection[BankTaskState] = UNPAID,
) -> Money:
    """
    In the caller's transaction: of all who ask about a provider one goes on after the other.

    Of the payouts by bank those in `states` count as on their way, but for the one asked about; of those by
    the gateway all, but for those of the plan asked about.
    """
    key = AccountKey(AccountKind.PAYABLE, currency, provider_id)
    LedgerAccount.objects.select_for_update(no_key=True).filter(named(key)).first()
    transfers = PaymentOperation.objects.filter(
        kind=OperationKind.TRANSFER,
        state__in=ASKED,
        posted_at__isnull=True,
        plan__booking__provider=provider_id,
        plan__currency=currency,
    )
    if besides_plan:
        transfers = transfers.exclude(plan=besides_plan)
    by_bank = BankTask.objects.filter(
        kind=BankTaskKind.PAYOUT, recipient=provider_id, currency=currency, state__in=states
    )
    if besides:
        by_bank = by_bank.exclude(pk=besides.pk)
    leaving = int(by_bank.aggregate(sum=Sum("minor"))["sum"] or 0)
    owed = -balance_of(key) - total((each.amount for each in transfers), currency)
    return max(owed - Money(leaving, currency), Money(0, currency))
