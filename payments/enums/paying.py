"""How a booking is paid, how far that is, and what can go wrong with it."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


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
    """
    How far the payment of a booking is; only ever moved along PAYMENT_ORDER.

    A payment made in the place of one whose hold was lost begins at the beginning.
    """

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


class SupplementState(models.TextChoices):
    """Whether the change that is paid on top for was made."""

    OPEN = "open", _("To pay")
    MADE = "made", _("Change made")
    REFUSED = "refused", _("Change refused, money returned")


class Failure(StrEnum):
    """What of a payment did not go as it should; told to whose money it is."""

    ATTEMPT = "attempt"  # refused on the payment page
    HOLD = "hold"  # let go of by the bank before anything was taken
    CAPTURE = "capture"
    REFUND = "refund"
    REFUND_KEPT = "refund_kept"  # it was to be sent by bank, and stays the customer’s with us
    PAYOUT = "payout"
    PAYOUT_RETURNED = "payout_returned"  # by a bank, after it was sent
    TAKING_BACK = "taking_back"  # the provider had spent it, and owes it now
