"""The bank's statements, and what operators send by bank."""

from django.db import models
from django.utils.translation import gettext_lazy as _


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
    WITHDRAWN = "withdrawn", _("Kept here")


PROVEN = (BankTaskState.PAID, BankTaskState.RETURNED)  # the bank's statement told of it
NOT_TO_SEND = (*PROVEN, BankTaskState.WITHDRAWN)
