"""What a provider has earned is sent to it, and what it got too much of is taken back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from capacity.models import Booking
from marketplace.money import Money, total
from payments.enums import OperationKind, OperationState
from payments.models import PaymentPlan, PayoutAccount
from payments.operations.asking import WITHDRAWN, ask, under_way, withdraw_transfers
from payments.operations.left_to_provider import left_to_provider
from payments.operations.looking import Picture
from payments.policies.charging import PAYOUT_HOLD


def pay_out(plan: PaymentPlan, booking: Booking, net: Money, picture: Picture, *, now: datetime) -> None:
    """
    So much in all is the provider's of this booking.

    What cannot be taken back stays a debt, and is kept from what the provider earns next.
    """
    lacking = net - picture.transferred(plan.currency)
    account = _account(booking)
    if lacking.minor < 0:
        hold_back(plan, now=now)
        _take_back(plan, -lacking, picture, now)
        return
    left = left_to_provider(booking.provider_id, plan.currency, besides_plan=plan)
    if min(lacking, left) == under_way(plan, OperationKind.TRANSFER):
        return
    hold_back(plan, now=now)
    if not under_way(plan, OperationKind.TRANSFER).minor:
        _send(plan, booking, lacking, account, picture, now)


def _account(booking: Booking) -> PayoutAccount | None:
    """Locked: who changes it withdraws what is asked here, and not what is asked behind its back."""
    rows = PayoutAccount.objects.select_for_update(no_key=True).filter(organisation=booking.provider_id)
    account = rows.first()
    return account if account and account.is_active and account.usable_from else None


def hold_back(plan: PaymentPlan, *, now: datetime) -> None:
    """What has not been sent yet is not."""
    withdraw_transfers(plan.operations.all(), now=now)


def _send(
    plan: PaymentPlan,
    booking: Booking,
    lacking: Money,
    account: PayoutAccount | None,
    picture: Picture,
    now: datetime,
) -> None:
    """After a time in which a mistake can still be told; never without an account that may receive."""
    if account is None or account.usable_from is None or plan.settled_at is None:
        return
    amount = min(lacking, left_to_provider(booking.provider_id, plan.currency))
    due_at = max(now, plan.settled_at + PAYOUT_HOLD, account.usable_from)
    for charge, part in _by_charge(plan, amount, picture):
        gone = _gone(charge, plan, picture) + part
        ask(
            plan,
            OperationKind.TRANSFER,
            f"of {charge} to {gone.minor}" if charge else f"to {gone.minor}",
            now=now,
            not_before=due_at,
            amount=part,
            charge=charge,
            account=account.ref,
        )


def _by_charge(plan: PaymentPlan, amount: Money, picture: Picture) -> Iterator[tuple[str, Money]]:
    """From the charges of the booking, so that it need not wait for their money to be available."""
    for payment in picture.kept(plan):
        if payment.charge is None:
            continue
        part = min(amount, payment.charge.captured - _gone(payment.charge.id, plan, picture))
        if part.minor > 0:
            amount -= part
            yield payment.charge.id, part
    if amount.minor > 0:
        yield "", amount


def _gone(charge: str, plan: PaymentPlan, picture: Picture) -> Money:
    """What was ever sent of a charge, or of our balance where none is named."""
    return total((each.amount for each in picture.transfers if each.charge_id == charge), plan.currency)


def _take_back(plan: PaymentPlan, amount: Money, picture: Picture, now: datetime) -> None:
    """
    The latest first. What the firm has no more is refused by the gateway, and asked for once: it is
    kept from what the firm earns next, and so is not taken back as well.
    """
    if under_way(plan, OperationKind.REVERSAL).minor:
        return
    refused = _refused(plan)
    amount -= refused
    for transfer in reversed(picture.transfers):
        part = min(amount, transfer.amount - transfer.reversed)
        if part.minor > 0:
            purpose = f"{transfer.id} to {(transfer.reversed + refused + part).minor}"
            ask(plan, OperationKind.REVERSAL, purpose, now=now, amount=part, transfer=transfer.id)
            amount -= part


def _refused(plan: PaymentPlan) -> Money:
    failed = plan.operations.filter(kind=OperationKind.REVERSAL, state=OperationState.FAILED)
    return total((each.amount for each in failed.exclude(error_code__in=WITHDRAWN)), plan.currency)
