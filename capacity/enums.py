"""The vocabulary of capacity: states, kinds, and the one table of a booking's life."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class BookingState(models.TextChoices):
    HELD = "held", _("Held")
    REQUESTED = "requested", _("Requested")
    CONFIRMED = "confirmed", _("Confirmed")
    IN_USE = "in_use", _("In use")
    DELIVERED = "delivered", _("Delivered")
    COMPLETED = "completed", _("Completed")
    EXPIRED = "expired", _("Expired")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    CANCELLED = "cancelled", _("Cancelled")
    NO_SHOW = "no_show", _("No-show")


class Step(models.TextChoices):
    """What can be done to a booking."""

    HOLD = "hold", _("Hold")
    REQUEST = "request", _("Send request")
    CONFIRM = "confirm", _("Confirm")
    ACCEPT = "accept", _("Accept")
    DECLINE = "decline", _("Decline")
    PROPOSE = "propose", _("Propose another time")
    TAKE_PROPOSAL = "take_proposal", _("Take the proposed time")
    LEAVE_PROPOSAL = "leave_proposal", _("Leave the proposal")
    WITHDRAW = "withdraw", _("Withdraw")
    EXPIRE = "expire", _("Expire")
    EXTEND_HOLD = "extend_hold", _("Extend the hold")
    RESCHEDULE = "reschedule", _("Reschedule")
    EXTEND = "extend", _("Extend")
    SHORTEN = "shorten", _("Shorten")
    CANCEL = "cancel", _("Cancel")
    NO_SHOW = "no_show", _("No-show")
    CHECK_IN = "check_in", _("Check in")
    DELIVER = "deliver", _("Report usage")
    COMPLETE = "complete", _("Accept delivery")


class Side(models.TextChoices):
    """Who takes a step."""

    CUSTOMER = "customer", _("Customer")
    PROVIDER = "provider", _("Provider")
    OPERATOR = "operator", pgettext_lazy("side", "Operator")
    CLOCK = "clock", _("Clock")


class ClaimKind(models.TextChoices):
    HOLD = "hold", _("On hold")
    BOOKING = "booking", _("Busy")
    PROPOSAL = "proposal", _("Proposed")
    OUTAGE = "outage", _("Outage")
    MAINTENANCE = "maintenance", _("Maintenance")
    IMPORTED = "imported", _("Busy elsewhere")


class OutageKind(models.TextChoices):
    OUTAGE = "outage", _("Outage")
    MAINTENANCE = "maintenance", _("Maintenance")


class RevisionState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Rejected")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class RejectionReason(models.TextChoices):
    INCOMPLETE = "incomplete", _("Something is missing")
    IMPLAUSIBLE = "implausible", _("A figure cannot be right")
    WRONG_CLASS = "wrong_class", _("Wrong class")
    CONTACT_IN_TEXT = "contact_in_text", _("Contact details in the text")
    NOT_ALLOWED = "not_allowed", _("Not allowed on the marketplace")


class OfferKind(models.TextChoices):
    """The three things sold here, with their codes in CPC 3.0."""

    BARE_RENTAL = "bare_rental", _("Bare rental")  # CPC 73
    PROCESSING = "processing", _("Processing")  # CPC 88
    TESTING = "testing", _("Testing per sample")  # CPC 8344


class RateUnit(models.TextChoices):
    HOUR = "hour", _("hour")
    DAY = "day", _("day")
    SAMPLE = "sample", _("sample")
    PIECE = "piece", _("piece")
    JOB = "job", _("job")


class ChargeMode(models.TextChoices):
    """What of a booking's time and counts an offer charges in the end."""

    RESERVED = "reserved", _("What was reserved")
    USED = "used", _("What was used")
    OVERAGE = "overage", _("What was reserved, and what was used beyond it")


class ExtraKind(models.TextChoices):
    OPERATOR = "operator", _("Operator")
    TRAINING = "training", _("Training")
    CONSUMABLE = "consumable", _("Consumables")


class ExtraUnit(models.TextChoices):
    HOUR = "hour", _("hour")
    BOOKING = "booking", _("booking")
    PIECE = "piece", _("piece")


class Regime(models.TextChoices):
    """Under which rules a machine is listed (国科发基〔2017〕289号 for public instruments)."""

    COMMERCIAL = "commercial", _("Commercial")
    PUBLIC_INSTRUMENT = "public_instrument", _("Public instrument")


class DeclineReason(models.TextChoices):
    NO_OPERATOR = "no_operator", _("No operator free")
    NOT_SUITABLE = "not_suitable", _("The job does not suit the machine")
    MATERIAL = "material", _("Material not accepted")
    MAINTENANCE = "maintenance", _("Maintenance needed")
    OTHER = "other", _("Another reason")


class CancelReason(models.TextChoices):
    DRAWING_CHANGED = "drawing_changed", _("Drawing changed")
    MATERIAL_LATE = "material_late", _("Material late")
    ORDER_LOST = "order_lost", _("Order fell through")
    MACHINE_DOWN = "machine_down", _("Machine down")
    OTHER = "other", _("Another reason")


class UsageMode(models.TextChoices):
    """What a usage report found, against what was reserved."""

    RESERVED = "reserved", _("As reserved")
    USED = "used", _("Less than reserved")
    OVERAGE = "overage", _("Longer than reserved")
