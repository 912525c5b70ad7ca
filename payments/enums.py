"""The words of payments: how is paid and how far it is, and the accounts and journals of the ledger."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AccountKind(models.TextChoices):
    """Debits (+) raise what is ours or owed to us, credits (−) what we owe or have earned."""

    STRIPE = "stripe", _("Balance at Stripe")
    BANK = "bank", _("Money in the bank")
    FEES = "fees", _("Fees paid to Stripe")
    CLEARING = "clearing", _("Held for a booking")
    PAYABLE = "payable", _("Owed to a provider")
    COMMISSION = "commission", _("Commission earned")
    VAT = "vat", _("VAT charged")
    REFUND_OWED = "refund_owed", _("Refunds that came back")
    DISPUTE_OPEN = "dispute_open", _("Withheld for a dispute")
    DISPUTE_LOSS = "dispute_loss", _("Disputes lost")
    RECEIVABLE = "receivable", _("Invoices to be paid")
    UNAPPLIED = "unapplied", _("Money in without an invoice")
    BAD_DEBT = "bad_debt", _("Debts written off")
    FX = "fx", _("Exchange between currencies")


# Whose the account is: of one booking, of one organisation; all others are the marketplace's own.
OF_A_BOOKING = frozenset({AccountKind.CLEARING, AccountKind.DISPUTE_OPEN})
OF_AN_ORGANISATION = frozenset(
    {AccountKind.PAYABLE, AccountKind.REFUND_OWED, AccountKind.RECEIVABLE, AccountKind.UNAPPLIED}
)


class JournalKind(models.TextChoices):
    """What happened; with its reference it is posted once (`Journal`)."""

    CAPTURE = "capture", _("Payment captured")
    SETTLEMENT = "settlement", _("Use settled")
    UNSETTLEMENT = "unsettlement", _("Settlement taken back")
    CANCELLATION = "cancellation", _("Cancelled with a fee")
    TRANSFER = "transfer", _("Paid out to the provider")
    TRANSFER_REVERSAL = "transfer_reversal", _("Taken back from the provider")
    REFUND = "refund", _("Refunded")
    REFUND_FAILURE = "refund_failure", _("Refund came back")
    REFUND_REPAYMENT = "refund_repayment", _("Refund paid another way")
    DISPUTE_OPENING = "dispute_opening", _("Dispute opened")
    DISPUTE_WIN = "dispute_win", _("Dispute won")
    DISPUTE_LOSS = "dispute_loss", _("Dispute lost")
    INVOICE = "invoice", _("Invoice issued")
    CREDIT_NOTE = "credit_note", _("Credit note issued")
    BANK_RECEIPT = "bank_receipt", _("Bank money received")
    ALLOCATION = "allocation", _("Money put to an invoice")
    WRITE_OFF = "write_off", _("Debt written off")
    INTEREST = "interest", _("Interest for late payment")
    PAYOUT = "payout", _("Paid out to our bank")
    REVERSAL = "reversal", _("Reversal")


# Their reference is a balance transaction of Stripe's: what is compared with Stripe's own list.
AT_STRIPE = frozenset(
    {
        JournalKind.CAPTURE,
        JournalKind.TRANSFER,
        JournalKind.TRANSFER_REVERSAL,
        JournalKind.REFUND,
        JournalKind.REFUND_FAILURE,
        JournalKind.DISPUTE_OPENING,
        JournalKind.DISPUTE_WIN,
        JournalKind.PAYOUT,
    }
)


class Rail(models.TextChoices):
    """How a booking is paid."""

    CARD_HOLD = "card_hold", _("Card, held now and charged after use")
    PREPAY = "prepay", _("Paid in advance")
    BANK_TRANSFER = "bank_transfer", _("Bank transfer by the payment provider")
    MANUAL = "manual", _("Bank transfer to the marketplace")


# Money that comes by bank takes days, so what is booked with it is held for longer.
BY_BANK = frozenset({Rail.BANK_TRANSFER, Rail.MANUAL})


class PaymentState(models.TextChoices):
    """How far the payment of a booking is; only ever moved along PAYMENT_ORDER."""

    CREATED = "created", _("To pay")
    AUTHORISED = "authorised", _("Authorised")
    CAPTURED = "captured", _("Captured")
    PARTIALLY_REFUNDED = "partially_refunded", _("Part refunded")
    REFUNDED = "refunded", _("Refunded")
    CANCELLED = "cancelled", _("Released")


# A state is left for a later one alone, so that news which comes late changes nothing.
PAYMENT_ORDER = tuple(PaymentState)
SECURED = frozenset({PaymentState.AUTHORISED, PaymentState.CAPTURED})


class OperationKind(models.TextChoices):
    """What is asked of the gateway."""

    CHECKOUT = "checkout", _("Open a payment page")
    CAPTURE = "capture", _("Take what is held")
    RELEASE = "release", _("Let go of what is held")
    REFUND = "refund", _("Pay back")
    TRANSFER = "transfer", _("Pay the provider")


class OperationState(models.TextChoices):
    PENDING = "pending", _("To be sent")
    SENT = "sent", _("Sent, no answer yet")
    DONE = "done", _("Done")
    FAILED = "failed", _("Refused")
    STUCK = "stuck", _("An operator has to look")


class StatementFormat(models.TextChoices):
    """What the bank writes its statements in."""

    CSV = "csv", _("CSV")
    CAMT053 = "camt053", _("CAMT.053")


class BankLineState(models.TextChoices):
    """What became of a line of the bank's statement; only an operator moves it."""

    OPEN = "open", _("To match")
    MATCHED = "matched", _("Matched")
    SET_ASIDE = "set_aside", _("Set aside")


class BankTaskKind(models.TextChoices):
    """What an operator has to send by bank."""

    REFUND = "refund", _("Refund")
    PAYOUT = "payout", _("Payout")


class BankTaskState(models.TextChoices):
    """How far it is: prepared by one, released by another where that is needed, proven by the statement."""

    DUE = "due", _("To prepare")
    PREPARED = "prepared", _("To release")
    RELEASED = "released", _("To send")
    PAID = "paid", _("Sent")
    RETURNED = "returned", _("Came back")


PROVEN = (BankTaskState.PAID, BankTaskState.RETURNED)  # the bank's statement told of it
