"""How our books differ from the gateway's, and what became of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


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
