"""The lines of a bill, and disputes about them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


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
