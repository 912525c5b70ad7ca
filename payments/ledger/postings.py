"""
What each event does to the accounts: one pure function for each, named by what happened.

Amounts are what the event was about, and positive. `at_stripe` is what Stripe's balance moved by where
that has another currency than the booking: the difference stays on the accounts of exchange.
"""

from __future__ import annotations

from marketplace.money import Money
from payments.enums import AccountKind as Kind
from payments.ledger.accounts import AccountKey
from payments.ledger.balancing import Posting, Postings, balanced, negated


def _on(kind: Kind, amount: Money, *, owner: int | None = None, booking: int | None = None) -> Posting:
    return Posting(AccountKey(kind, amount.currency, owner, booking), amount.minor)


def _exchanged(amount: Money, into: Money) -> Postings:
    """What was taken of one currency and given of another; nothing where they are the same."""
    if amount.currency == into.currency:
        return ()
    return _on(Kind.FX, amount), _on(Kind.FX, -into)


def captured(*, booking_id: int, amount: Money, fee: Money, at_stripe: Money | None = None) -> Postings:
    """A customer's payment reached us and is held for the booking; the fee is in Stripe's currency."""
    gross = at_stripe or amount
    return balanced(
        _on(Kind.STRIPE, gross - fee),
        _on(Kind.FEES, fee),
        *_exchanged(amount, gross),
        _on(Kind.CLEARING, -amount, booking=booking_id),
    )


def settled(*, booking_id: int, provider_id: int, used: Money, commission: Money) -> Postings:
    """The use was accepted, or a fee for cancelling is due: it is the provider's, less our commission."""
    return balanced(
        _on(Kind.CLEARING, used, booking=booking_id),
        _on(Kind.PAYABLE, commission - used, owner=provider_id),
        _on(Kind.COMMISSION, -commission),
    )


def unsettled(*, booking_id: int, provider_id: int, amount: Money, commission: Money) -> Postings:
    """A late refund is to come out of what the provider and we had earned."""
    return negated(
        settled(booking_id=booking_id, provider_id=provider_id, used=amount, commission=commission)
    )


def transferred(
    *, provider_id: int, amount: Money, at_stripe: Money | None = None, by: Kind = Kind.STRIPE
) -> Postings:
    """The provider was paid; by bank where Stripe does not reach."""
    out = at_stripe or amount
    return balanced(_on(Kind.PAYABLE, amount, owner=provider_id), *_exchanged(-amount, -out), _on(by, -out))


def transfer_reversed(*, provider_id: int, amount: Money, at_stripe: Money | None = None) -> Postings:
    return negated(transferred(provider_id=provider_id, amount=amount, at_stripe=at_stripe))


def refunded(
    *, booking_id: int, amount: Money, at_stripe: Money | None = None, by: Kind = Kind.STRIPE
) -> Postings:
    """The customer was paid back out of what was held for the booking."""
    out = at_stripe or amount
    return balanced(_on(Kind.CLEARING, amount, booking=booking_id), *_exchanged(-amount, -out), _on(by, -out))


def refund_failed(*, customer_id: int, amount: Money, at_stripe: Money | None = None) -> Postings:
    """The refund came back to us: it is still the customer's."""
    returned = at_stripe or amount
    return balanced(
        _on(Kind.STRIPE, returned),
        *_exchanged(amount, returned),
        _on(Kind.REFUND_OWED, -amount, owner=customer_id),
    )


def refund_credited(*, customer_id: int, amount: Money) -> Postings:
    """The refund that had come back stands with us as the customer's money, to be sent another way."""
    return balanced(
        _on(Kind.REFUND_OWED, amount, owner=customer_id), _on(Kind.UNAPPLIED, -amount, owner=customer_id)
    )


def dispute_opened(*, booking_id: int, amount: Money, fee: Money) -> Postings:
    """Stripe withdrew the disputed amount and its fee, both in the currency of our balance."""
    return balanced(
        _on(Kind.DISPUTE_OPEN, amount, booking=booking_id),
        _on(Kind.FEES, fee),
        _on(Kind.STRIPE, -(amount + fee)),
    )


def dispute_won(*, booking_id: int, amount: Money, fee: Money) -> Postings:
    """Stripe gave the amount back, and of the fee as much as told."""
    return negated(dispute_opened(booking_id=booking_id, amount=amount, fee=fee))


def dispute_lost(*, booking_id: int, amount: Money, at_stripe: Money | None = None) -> Postings:
    """
    The customer has got it back out of what was held for the booking.

    What was settled of it has to be taken back before: so the provider bears it, and we our commission.
    """
    out = at_stripe or amount
    return balanced(
        _on(Kind.CLEARING, amount, booking=booking_id),
        *_exchanged(-amount, -out),
        _on(Kind.DISPUTE_OPEN, -out, booking=booking_id),
    )


def loss_borne(*, booking_id: int, amount: Money) -> Postings:
    """We make good for a lost dispute, so that the provider keeps what it earned."""
    return balanced(_on(Kind.DISPUTE_LOSS, amount), _on(Kind.CLEARING, -amount, booking=booking_id))


def invoiced(*, booking_id: int, customer_id: int, net: Money, vat: Money) -> Postings:
    """On net terms the claim on the customer stands in for the money held."""
    return balanced(
        _on(Kind.RECEIVABLE, net + vat, owner=customer_id),
        _on(Kind.CLEARING, -net, booking=booking_id),
        _on(Kind.VAT, -vat),
    )


def credited(*, booking_id: int, customer_id: int, net: Money, vat: Money) -> Postings:
    """A credit note takes back that much of an invoice."""
    return negated(invoiced(booking_id=booking_id, customer_id=customer_id, net=net, vat=vat))


def bank_money_received(*, customer_id: int, amount: Money) -> Postings:
    """A line of the bank statement; what it is for is told later."""
    return balanced(_on(Kind.BANK, amount), _on(Kind.UNAPPLIED, -amount, owner=customer_id))


def allocated_to_invoices(*, customer_id: int, amount: Money) -> Postings:
    return balanced(
        _on(Kind.UNAPPLIED, amount, owner=customer_id), _on(Kind.RECEIVABLE, -amount, owner=customer_id)
    )


def allocated_to_booking(*, customer_id: int, booking_id: int, amount: Money) -> Postings:
    """Bank money that pays a booking in advance is held like a captured payment."""
    return balanced(
        _on(Kind.UNAPPLIED, amount, owner=customer_id), _on(Kind.CLEARING, -amount, booking=booking_id)
    )


def unapplied_returned(*, customer_id: int, amount: Money) -> Postings:
    """Bank money that was for nothing went back to who had sent it."""
    return negated(bank_money_received(customer_id=customer_id, amount=amount))


def written_off(*, customer_id: int, amount: Money) -> Postings:
    """We bear what the customer has not paid; what is held for the booking stays, as if it had."""
    return balanced(_on(Kind.BAD_DEBT, amount), _on(Kind.RECEIVABLE, -amount, owner=customer_id))


def recovered(*, customer_id: int, amount: Money) -> Postings:
    """Money of the customer's makes good for what we had written off."""
    return balanced(_on(Kind.UNAPPLIED, amount, owner=customer_id), _on(Kind.BAD_DEBT, -amount))


def interest_charged(*, customer_id: int, provider_id: int, amount: Money) -> Postings:
    """What a late payer owes for being late; the provider's as soon as it is paid."""
    return balanced(
        _on(Kind.RECEIVABLE, amount, owner=customer_id), _on(Kind.INTEREST_DUE, -amount, owner=provider_id)
    )


def interest_paid(*, provider_id: int, amount: Money) -> Postings:
    """The late payer has paid it: all of it is the provider's, without commission."""
    return balanced(
        _on(Kind.INTEREST_DUE, amount, owner=provider_id), _on(Kind.PAYABLE, -amount, owner=provider_id)
    )


def interest_waived(*, customer_id: int, provider_id: int, amount: Money) -> Postings:
    """What was charged for being late, and is not paid, is not asked for any more."""
    return negated(interest_charged(customer_id=customer_id, provider_id=provider_id, amount=amount))


def paid_out(*, amount: Money) -> Postings:
    """Stripe sent a part of our balance to our bank."""
    return balanced(_on(Kind.BANK, amount), _on(Kind.STRIPE, -amount))


def charged_by_gateway(*, amount: Money) -> Postings:
    """Stripe took a fee that belongs to no payment out of our balance; below nothing, it gave one back."""
    return balanced(_on(Kind.FEES, amount), _on(Kind.STRIPE, -amount))
