"""What is said and offered about a disputed line, and how it ends."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from capacity.enums import Side
from marketplace.accounts.models import Membership
from payments.enums import DisputeReason, Ending
from payments.models.billing import BillLine


class LineDisputeQuerySet(models.QuerySet["LineDispute"]):
    def open(self) -> Self:
        return self.filter(ended_at__isnull=True)

    def for_desk(self) -> Self:
        """With all that a row of the operators' queue shows, the longest waiting first."""
        related = ("line__bill__booking__customer", "line__bill__booking__provider")
        return self.select_related(*related, "line__bill__booking__resource__site").order_by(
            "raised_at", "pk"
        )


class LineDispute(models.Model):
    """The customer does not accept an amount of a line; it is kept back until this has ended."""

    line = models.OneToOneField(BillLine, models.PROTECT, related_name="dispute")
    reason = models.CharField(max_length=16, choices=DisputeReason)
    text = models.TextField(max_length=2000)
    raised_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    ending = models.CharField(max_length=8, choices=Ending, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = LineDisputeQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="line_dispute_reason_known", condition=Q(reason__in=DisputeReason.values)
            ),
            models.CheckConstraint(
                name="line_dispute_ended_whole",
                condition=Q(ending="", ended_at__isnull=True, ended_by__isnull=True)
                | Q(ending__in=Ending.values, ended_at__isnull=False, ended_by__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["raised_at"], name="line_dispute_open", condition=Q(ended_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"dispute of line {self.line_id}"


class SettlementOffer(models.Model):
    """How much of what is disputed the provider should keep, says one side; the other takes or leaves it."""

    dispute = models.ForeignKey(LineDispute, models.PROTECT, related_name="offers")
    side = models.CharField(
        max_length=12, choices=[(side.value, side.label) for side in (Side.CUSTOMER, Side.PROVIDER)]
    )
    kept_minor = models.BigIntegerField()
    message = models.TextField(max_length=2000, blank=True)
    made_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    was_taken = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["dispute"], name="settlement_offer_one_open", condition=Q(closed_at__isnull=True)
            ),
            models.CheckConstraint(
                name="settlement_offer_taken_when_closed",
                condition=Q(was_taken=False) | Q(closed_at__isnull=False),
            ),
            models.CheckConstraint(name="settlement_offer_amount", condition=Q(kept_minor__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.side} offers {self.kept_minor} in {self.dispute_id}"


class DisputeFile(models.Model):
    """A photo or document that shows what was wrong; its name is the sender's, its place is ours."""

    dispute = models.ForeignKey(LineDispute, models.PROTECT, related_name="files")
    stored = models.FileField(upload_to="disputes", max_length=120)
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    sent_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dispute", "sha256"], name="dispute_file_once")
        ]

    def __str__(self) -> str:
        return self.name


class Split(models.Model):
    """
    How an operator divides what is disputed; above a limit it counts once a second one has confirmed it.

    `is_confirmed` is nothing while the second has not answered.
    """

    dispute = models.ForeignKey(LineDispute, models.PROTECT, related_name="splits")
    kept_minor = models.BigIntegerField()
    reason = models.TextField(max_length=2000)
    needs_second = models.BooleanField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    is_confirmed = models.BooleanField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="split_amount", condition=Q(kept_minor__gte=0)),
            models.CheckConstraint(name="split_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="split_decided_whole",
                condition=Q(decided_by__isnull=True, decided_at__isnull=True, is_confirmed__isnull=True)
                | Q(decided_by__isnull=False, decided_at__isnull=False, is_confirmed__isnull=False),
            ),
            models.CheckConstraint(
                name="split_by_four_eyes",
                condition=Q(needs_second=False)
                | Q(is_confirmed__isnull=True)
                | Q(is_confirmed=False)
                | ~Q(decided_by=F("proposed_by")),
            ),
            models.UniqueConstraint(
                fields=["dispute"], name="split_one_waiting", condition=Q(is_confirmed__isnull=True)
            ),
            models.UniqueConstraint(
                fields=["dispute"], name="split_one_confirmed", condition=Q(is_confirmed=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kept_minor} kept in {self.dispute_id}"
