"""The words of payments: how is paid and how far it is, and the accounts and journals of the ledger."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


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


class Rail(models.TextChoices):
    """How a booking is paid."""

    CARD_HOLD = "card_hold", _("Card, held now and charged after use")
    PREPAY = "prepay", _("Paid in advance")
    BANK_TRANSFER = "bank_transfer", _("Bank transfer by the payment provider")
    NET_TERMS = "net_terms", _("Invoice with a term")
    MANUAL = "manual", _("Bank transfer to the marketplace")


# Money that comes by bank takes days, so what is booked with it is held for longer.
BY_BANK = frozenset({Rail.BANK_TRANSFER, Rail.MANUAL})
# The gateway secures these; nothing of the others is ever asked of it.
BY_GATEWAY = (Rail.CARD_HOLD, Rail.PREPAY, Rail.BANK_TRANSFER)


class PaymentState(models.TextChoices):
    """How far the payment of a booking is; only ever moved along PAYMENT_ORDER."""

    CREATED = "created", _("To pay")
    AUTHORISED = "authorised", _("Authorised")
    ON_TERMS = "on_terms", _("Due on terms")
    CAPTURED = "captured", _("Captured")
    PARTIALLY_REFUNDED = "partially_refunded", _("Part refunded")
    REFUNDED = "refunded", _("Refunded")
    CANCELLED = "cancelled", _("Released")


# A state is left for a later one alone, so that news which comes late changes nothing.
PAYMENT_ORDER = tuple(PaymentState)
SECURED = frozenset({PaymentState.AUTHORISED, PaymentState.ON_TERMS, PaymentState.CAPTURED})


class BillKind(models.TextChoices):
    """What a bill is drawn up for."""

    DELIVERY = "delivery", _("Delivery")
    CANCELLATION = "cancellation", _("Cancellation")
    NO_SHOW = "no_show", _("No-show")


class LineState(models.TextChoices):
    """How far a line of a bill is; left for a later one alone."""

    OPEN = "open", pgettext_lazy("bill", "To accept")
    ACCEPTED = "accepted", pgettext_lazy("bill", "Accepted")
    DISPUTED = "disputed", pgettext_lazy("bill", "Disputed")
    SETTLED = "settled", pgettext_lazy("bill", "Dispute ended")


class DisputeReason(models.TextChoices):
    NOT_USED = "not_used", _("Not used that long or that often")
    NOT_AS_LISTED = "not_as_listed", _("The machine was not as listed")
    BROKEN = "broken", _("The machine stood still")
    POOR_RESULT = "poor_result", _("The result is not as agreed")
    NOT_AGREED = "not_agreed", _("This was not ordered")
    OTHER = "other", _("Another reason")


class Ending(models.TextChoices):
    """How a dispute came to its end."""

    AGREED = "agreed", _("Both sides agreed")
    GIVEN_UP = "given_up", _("The customer took it back")
    CONCEDED = "conceded", _("The provider gave way")
    DECIDED = "decided", _("Decided by an operator")


class OperationKind(models.TextChoices):
    """What is asked of the gateway."""

    CHECKOUT = "checkout", _("Open a payment page")
    CAPTURE = "capture", _("Take what is held")
    RELEASE = "release", _("Let go of what is held")
    REFUND = "refund", _("Pay back")
    TRANSFER = "transfer", _("Pay the provider")
    REVERSAL = "reversal", _("Take back from the provider")
    ANSWER = "answer", _("Answer a chargeback")
    GIVE_IN = "give_in", _("Accept a chargeback")


class SupplementState(models.TextChoices):
    """Whether the change that is paid on top for was made."""

    OPEN = "open", _("To pay")
    MADE = "made", _("Change made")
    REFUSED = "refused", _("Change refused, money returned")


class ChargebackState(models.TextChoices):
    """How a charge that the payer's bank took back stands; Stripe has more words for the same."""

    TO_ANSWER = "to_answer", _("To be answered")
    UNDER_REVIEW = "under_review", _("The bank decides")
    WON = "won", _("Won")
    LOST = "lost", _("Lost")


class ChargebackReason(models.TextChoices):
    """What the payer told the bank, in Stripe's words for it; there may come others."""

    CREDIT_NOT_PROCESSED = "credit_not_processed", _("A refund that was promised did not come")
    DUPLICATE = "duplicate", _("Charged twice")
    FRAUDULENT = "fraudulent", _("The cardholder did not allow it")
    GENERAL = "general", _("No reason given")
    PRODUCT_NOT_RECEIVED = "product_not_received", _("Nothing was delivered")
    PRODUCT_UNACCEPTABLE = "product_unacceptable", _("What was delivered was not as agreed")
    SUBSCRIPTION_CANCELED = "subscription_canceled", _("It had been cancelled")
    UNRECOGNIZED = "unrecognized", _("The cardholder does not know the charge")


class OperationState(models.TextChoices):
    PENDING = "pending", _("To be sent")
    SENT = "sent", _("Sent, no answer yet")
    DONE = "done", _("Done")
    FAILED = "failed", _("Refused")
    STUCK = "stuck", _("An operator has to look")


class DifferenceKind(models.TextChoices):
    """How our books and the gateway's can differ."""

    OURS_ONLY = "ours_only", _("In our books alone")
    THEIRS_ONLY = "theirs_only", _("At the gateway alone")
    AMOUNT = "amount", _("Another amount")
    UNKNOWN_TYPE = "unknown_type", _("Of a type that is not expected")
    BALANCE = "balance", _("Balance that no line explains")
    DOUBLE = "double", _("Two live payments for one booking")


# Differences of one line, which say what the balances differ by.
OF_A_LINE = frozenset(
    {
        DifferenceKind.OURS_ONLY,
        DifferenceKind.THEIRS_ONLY,
        DifferenceKind.AMOUNT,
        DifferenceKind.UNKNOWN_TYPE,
    }
)


class DifferenceState(models.TextChoices):
    """What became of a difference; nothing but an operator, or its being gone, ends it."""

    OPEN = "open", _("Open")
    NOTED = "noted", _("Left as it is")
    POSTED = "posted", _("Posted")
    GONE = "gone", _("Gone by itself")


class Decision(models.TextChoices):
    """What an operator did about an operation that was stuck."""

    RETRY = "retry", _("Ask again")
    GIVE_UP = "give_up", _("Give up")


class StatementFormat(models.TextChoices):
    """What the bank writes its statements in."""

    CSV = "csv", _("CSV")
    CAMT053 = "camt053", _("CAMT.053")


class BankLineState(models.TextChoices):
    """What became of a line of the bank's statement; only an operator moves it."""

    OPEN = "open", _("To match")
    MATCHED = "matched", _("Matched")
    SET_ASIDE = "set_aside", _("Set aside")


class Failure(StrEnum):
    """What of a payment did not go as it should; told to whose money it is."""

    ATTEMPT = "attempt"  # refused on the payment page
    HOLD = "hold"  # let go of by the bank before anything was taken
    CAPTURE = "capture"
    REFUND = "refund"
    PAYOUT = "payout"
    PAYOUT_RETURNED = "payout_returned"  # by a bank, after it was sent
    TAKING_BACK = "taking_back"  # the provider had spent it, and owes it now


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


class PayerKind(models.TextChoices):
    """Whom 保障中小企业款项支付条例 binds towards medium, small and micro firms."""

    PUBLIC = "public", _("Public institution")
    LARGE = "large", _("Large firm")


class Bearer(models.TextChoices):
    """Whose loss it is that an invoice is not paid."""

    PROVIDER = "provider", pgettext_lazy("bears the loss", "Provider")
    MARKETPLACE = "marketplace", pgettext_lazy("bears the loss", "Marketplace")


class AgeBand(models.TextChoices):
    """How long an amount has been overdue."""

    CURRENT = "current", _("Not due yet")
    TO_30 = "1-30", _("1 to 30 days")
    TO_60 = "31-60", _("31 to 60 days")
    TO_90 = "61-90", _("61 to 90 days")
    OVER_90 = "90+", _("Over 90 days")


class AllocatedTo(models.TextChoices):
    """What of an invoice an amount of money pays."""

    PRINCIPAL = "principal", _("Invoice")
    INTEREST = "interest", _("Interest")
