"""What a payer's bank takes back, and why."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ChargebackState(models.TextChoices):
    """How a charge that the payer's bank took back stands; Stripe has more words for the same."""

    TO_ANSWER = "to_answer", _("To be answered")
    UNDER_REVIEW = "under_review", _("The bank decides")
    WON = "won", _("Won")
    LOST = "lost", _("Lost")


# The bank may still give the money back, or keep it.
CONTESTED = (ChargebackState.TO_ANSWER, ChargebackState.UNDER_REVIEW)


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
