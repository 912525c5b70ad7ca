"""Each line of the gateway's books that ours does not have, and each chargeback it tells of."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet, Sum

from capacity.enums import BookingState
from capacity.models import Booking
from marketplace.events import log
from marketplace.money import Money, total
from payments.enums import AccountKind, ChargebackState, JournalKind
from payments.events import ChargebackOpened
from payments.gateway.values import Dispute, Payment, Refund, Reversal, Transfer
from payments.ledger import postings
from payments.models import Chargeback, Entry, Journal, PaymentOperation, PaymentPlan
from payments.operations.banking.asking import ask_refund
from payments.operations.looking import CLOSED, Picture
from payments.operations.owing import owed
from payments.operations.telling import post_and_tell

TO_ANSWER = frozenset({"needs_response", "warning_needs_response"})


def take_over(plan: PaymentPlan, booking: Booking, picture: Picture, *, now: datetime) -> None:
    """Told again, nothing comes of it: journals are kept by the gateway's own references."""
    for payment in picture.payments:
        _post_capture(booking, payment, picture, now)
    for refund in picture.refunds:
        _post_refund(plan, booking, refund, picture, now)
    for transfer in picture.transfers:
        _post_transfer(booking, transfer, picture, now)
    for reversal in picture.reversals:
        _post_reversal(booking, reversal, picture, now)
    for dispute in picture.disputes:
        _post_dispute(booking, dispute, picture, now)
        _keep_chargeback(plan, dispute, now)
    for chargeback in borne_by_us(plan, picture):
        _make_good(booking, chargeback, picture, now)


def _post_capture(booking: Booking, payment: Payment, picture: Picture, now: datetime) -> None:
    if payment.charge and (line := picture.transactions.get(payment.charge.balance_transaction_id)):
        told = postings.captured(
            booking_id=booking.pk, amount=payment.charge.captured, fee=line.fee, at_stripe=line.amount
        )
        post_and_tell(JournalKind.CAPTURE, line.id, told, booking=booking, now=now)


def _post_refund(
    plan: PaymentPlan, booking: Booking, refund: Refund, picture: Picture, now: datetime
) -> None:
    if line := picture.transactions.get(refund.balance_transaction_id):
        told = postings.refunded(booking_id=booking.pk, amount=refund.amount, at_stripe=-line.net)
        post_and_tell(JournalKind.REFUND, line.id, told, booking=booking, now=now)
    if line := picture.transactions.get(refund.failure_transaction_id):
        told = postings.refund_failed(
            customer_id=booking.customer_id, amount=refund.amount, at_stripe=line.net
        )
        post_and_tell(JournalKind.REFUND_FAILURE, line.id, told, booking=booking, now=now)
        _pay_another_way(plan, booking, refund, now)


def _pay_another_way(plan: PaymentPlan, booking: Booking, refund: Refund, now: datetime) -> None:
    """It is the customer's to dispose of, and an operator is asked to send it by bank."""
    told = postings.refund_credited(customer_id=booking.customer_id, amount=refund.amount)
    post_and_tell(JournalKind.REFUND_REPAYMENT, refund.id, told, booking=booking, now=now)
    purpose = f"refund {refund.id}"
    ask_refund(customer=booking.customer, purpose=purpose, amount=refund.amount, now=now, plan=plan)


def _post_transfer(booking: Booking, transfer: Transfer, picture: Picture, now: datetime) -> None:
    if line := picture.transactions.get(transfer.balance_transaction_id):
        told = postings.transferred(
            provider_id=booking.provider_id, amount=transfer.amount, at_stripe=-line.net
        )
        post_and_tell(JournalKind.TRANSFER, line.id, told, booking=booking, now=now)
        PaymentOperation.objects.filter(pk=transfer.metadata["operation"]).update(posted_at=now)


def _post_reversal(booking: Booking, reversal: Reversal, picture: Picture, now: datetime) -> None:
    if line := picture.transactions.get(reversal.balance_transaction_id):
        told = postings.transfer_reversed(
            provider_id=booking.provider_id, amount=reversal.amount, at_stripe=line.net
        )
        post_and_tell(JournalKind.TRANSFER_REVERSAL, line.id, told, booking=booking, now=now)


def _post_dispute(booking: Booking, dispute: Dispute, picture: Picture, now: datetime) -> None:
    """The bank takes the amount when it is opened, and may give it back."""
    for line in (picture.transactions.get(ref) for ref in dispute.transaction_ids):
        if line is not None and line.amount.minor < 0:
            told = postings.dispute_opened(booking_id=booking.pk, amount=-line.amount, fee=line.fee)
            post_and_tell(JournalKind.DISPUTE_OPENING, line.id, told, booking=booking, now=now)
        elif line is not None:
            told = postings.dispute_won(booking_id=booking.pk, amount=line.amount, fee=-line.fee)
            post_and_tell(JournalKind.DISPUTE_WIN, line.id, told, booking=booking, now=now)


def _keep_chargeback(plan: PaymentPlan, dispute: Dispute, now: datetime) -> None:
    state = _state_of(dispute)
    told = {"state": state, "answer_by": dispute.answer_by}
    new = {"plan": plan, "minor": dispute.amount.minor, "currency": dispute.amount.currency}
    row, is_new = Chargeback.objects.update_or_create(
        ref=dispute.id,
        defaults=told,
        create_defaults=told | new | {"reason": dispute.reason, "seen_at": now},
    )
    if is_new:
        log.record(ChargebackOpened(chargeback_id=row.pk), now=now)
    if dispute.status in CLOSED and row.closed_at is None:
        row.closed_at = now
        row.save(update_fields=["closed_at"])


def _state_of(dispute: Dispute) -> ChargebackState:
    if dispute.status in TO_ANSWER:
        return ChargebackState.TO_ANSWER
    if dispute.status in CLOSED:
        return ChargebackState.LOST if dispute.status == "lost" else ChargebackState.WON
    return ChargebackState.UNDER_REVIEW


def borne_by_us(plan: PaymentPlan, picture: Picture) -> list[Chargeback]:
    """The lost ones that the marketplace makes good for."""
    if not picture.disputes:
        return []
    return list(plan.chargebacks.filter(state=ChargebackState.LOST, is_borne_by_us=True))


def _make_good(booking: Booking, chargeback: Chargeback, picture: Picture, now: datetime) -> None:
    """Once, and no more than was due and is lacking."""
    ref, made_good = chargeback.ref, Journal.objects.filter(kind=JournalKind.LOSS_BORNE, booking=booking)
    if made_good.filter(ref=ref).exists():
        return
    amount = min(chargeback.amount, _lacking(booking, picture, made_good))
    if amount.minor > 0:
        told = postings.loss_borne(booking_id=booking.pk, amount=amount)
        post_and_tell(JournalKind.LOSS_BORNE, ref, told, booking=booking, now=now)


def _lacking(booking: Booking, picture: Picture, made_good: QuerySet[Journal]) -> Money:
    """What is due of the booking, and neither paid nor made good for."""
    claim = owed(booking, BookingState(booking.state))
    entries = Entry.objects.filter(journal__in=made_good, account__kind=AccountKind.CLEARING)
    there = -int(entries.aggregate(sum=Sum("minor"))["sum"] or 0)
    paid = (picture.left_of(payment) for payment in picture.payments)
    due = claim.most if claim else Money(0, booking.currency)
    return due - total(paid, booking.currency) - Money(there, booking.currency)


def post_losses(booking: Booking, picture: Picture, *, now: datetime) -> None:
    """What the bank has given back for good; after it was taken back from whom it had been settled to."""
    for dispute in picture.disputes:
        opened = Entry.objects.filter(
            journal__kind=JournalKind.DISPUTE_OPENING,
            journal__ref__in=dispute.transaction_ids,
            account__kind=AccountKind.DISPUTE_OPEN,
        ).first()
        if dispute.status == ChargebackState.LOST and opened:
            told = postings.dispute_lost(
                booking_id=booking.pk,
                amount=dispute.amount,
                at_stripe=Money(opened.minor, opened.currency),
            )
            post_and_tell(JournalKind.DISPUTE_LOSS, dispute.id, told, booking=booking, now=now)
