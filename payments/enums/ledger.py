"""What accounts and journals of the ledger there are."""

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
    INTEREST_DUE = "interest_due", _("Late interest to come")
    UNAPPLIED = "unapplied", _("Money in without an invoice")
    BAD_DEBT = "bad_debt", _("Debts written off")
    FX = "fx", _("Exchange between currencies")


# Whose the account is: of one booking, of one organisation; all others are the marketplace's own.
OF_A_BOOKING = frozenset({AccountKind.CLEARING, AccountKind.DISPUTE_OPEN})
OF_AN_ORGANISATION = frozenset(
    {
        AccountKind.PAYABLE,
        AccountKind.REFUND_OWED,
        AccountKind.RECEIVABLE,
        AccountKind.INTEREST_DUE,
        AccountKind.UNAPPLIED,
    }
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
    LOSS_BORNE = "loss_borne", _("Loss borne by the marketplace")
    INVOICE = "invoice", _("Invoice issued")
    CREDIT_NOTE = "credit_note", _("Credit note issued")
    BANK_RECEIPT = "bank_receipt", _("Bank money received")
    ALLOCATION = "allocation", _("Money put to an invoice")
    WRITE_OFF = "write_off", _("Debt written off")
    RECOVERY = "recovery", _("Written-off debt made good")
    INTEREST = "interest", _("Interest charged for late payment")
    INTEREST_PAID = "interest_paid", _("Interest for late payment")
    INTEREST_WAIVER = "interest_waiver", _("Interest given up")
    PAYOUT = "payout", _("Paid out to our bank")
    GATEWAY_FEE = "gateway_fee", _("Fee of the gateway")
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
        JournalKind.GATEWAY_FEE,
    }
)
# What operators post themselves, of lines at the gateway that no booking made.
BY_OPERATORS = frozenset({JournalKind.PAYOUT, JournalKind.GATEWAY_FEE})
