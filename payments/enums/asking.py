"""What is asked of the gateway, how far it is, and what an operator does about what is stuck."""

from django.db import models
from django.utils.translation import gettext_lazy as _


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


# What an operator says about a chargeback; one of the two, once.
OF_CHARGEBACKS = (OperationKind.ANSWER, OperationKind.GIVE_IN)


class OperationState(models.TextChoices):
    PENDING = "pending", _("To be sent")
    SENT = "sent", _("Sent, no answer yet")
    DONE = "done", _("Done")
    FAILED = "failed", _("Refused")
    STUCK = "stuck", _("An operator has to look")


class Decision(models.TextChoices):
    """What an operator did about an operation that was stuck."""

    RETRY = "retry", _("Ask again")
    BY_BANK = "by_bank", _("Pay it back by bank")
    GIVE_UP = "give_up", _("Give up")
