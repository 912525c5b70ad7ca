"""How a booking is paid: what was agreed about it, and what was asked of the gateway for it."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from capacity.models import Booking
from marketplace.accounts.models import Membership, Organisation
from marketplace.money import Money
from payments.enums import SECURED, OperationKind, OperationState, PaymentState, Rail

OVERDUE = timedelta(hours=2)  # more than the longest pause between two attempts


class PaymentPlan(models.Model):
    """
    How one booking is paid. Rail, amounts and commission are frozen when the payer begins.

    `payment_ref` is the gateway's payment that secures the booking, once there is one. What was taken,
    settled and paid out is in the ledger.
    """

    booking = models.OneToOneField(Booking, models.PROTECT, related_name="payment_plan")
    rail = models.CharField(max_length=16, choices=Rail)
    state = models.CharField(max_length=24, choices=PaymentState, default=PaymentState.CREATED)
    currency = models.CharField(max_length=3)
    quoted_minor = models.BigIntegerField()
    allowance_minor = models.BigIntegerField(default=0)
    commission_basis_points = models.PositiveIntegerField()
    begun_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    message = models.TextField(max_length=2000, blank=True)
    payment_ref = models.CharField(max_length=120, blank=True)
    charge_ref = models.CharField(max_length=120, blank=True)
    capture_before = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["payment_ref"], name="payment_plan_of_payment", condition=~Q(payment_ref="")
            ),
            models.Index(fields=["charge_ref"], name="payment_plan_of_charge", condition=~Q(charge_ref="")),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(name="payment_plan_rail_known", condition=Q(rail__in=Rail.values)),
            models.CheckConstraint(
                name="payment_plan_state_known", condition=Q(state__in=PaymentState.values)
            ),
            models.CheckConstraint(
                name="payment_plan_amounts", condition=Q(quoted_minor__gt=0, allowance_minor__gte=0)
            ),
            models.CheckConstraint(
                name="payment_plan_commission", condition=Q(commission_basis_points__lte=10_000)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.booking_id} by {self.rail}: {self.state}"

    @property
    def is_secured(self) -> bool:
        return self.state in SECURED

    @property
    def quoted(self) -> Money:
        return Money(self.quoted_minor, self.currency)

    @property
    def allowance(self) -> Money:
        return Money(self.allowance_minor, self.currency)

    @property
    def to_secure(self) -> Money:
        """What is held or taken when the payer pays."""
        return self.quoted + self.allowance

    @property
    def transfer_group(self) -> str:
        return f"booking_{self.booking_id}"


class PaymentOperationQuerySet(models.QuerySet["PaymentOperation"]):
    def unfinished(self) -> Self:
        return self.filter(state__in=(OperationState.PENDING, OperationState.SENT))

    def unsent(self) -> Self:
        return self.filter(state=OperationState.PENDING, first_sent_at__isnull=True)

    def stuck(self, now: datetime) -> Self:
        """What an operator has to look at: refused, or tried in vain for longer than the longest pause."""
        overdue = Q(state__in=(OperationState.PENDING, OperationState.SENT), not_before__lte=now - OVERDUE)
        return self.filter(Q(state=OperationState.STUCK) | overdue)

    def due(self, now: datetime) -> Self:
        return self.unfinished().filter(not_before__lte=now).order_by("not_before", "pk")


class PaymentOperation(models.Model):
    """
    One thing asked of the gateway, written down before it is asked; its id is the idempotency key.

    `purpose` says what for, so that the same thing is never asked twice for one booking. `posted_at` is
    when what it moved was posted; told of transfers alone, which count against what a provider has left.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(PaymentPlan, models.PROTECT, related_name="operations")
    kind = models.CharField(max_length=16, choices=OperationKind)
    purpose = models.CharField(max_length=120)
    params = models.JSONField()
    state = models.CharField(max_length=8, choices=OperationState, default=OperationState.PENDING)
    attempts = models.PositiveIntegerField(default=0)
    not_before = models.DateTimeField()
    first_sent_at = models.DateTimeField(null=True, blank=True)
    remote_ref = models.CharField(max_length=120, blank=True)
    url = models.TextField(blank=True)
    error_code = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    posted_at = models.DateTimeField(null=True, blank=True)

    objects = PaymentOperationQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "kind", "purpose"], name="payment_operation_once"),
            models.CheckConstraint(
                name="payment_operation_kind_known", condition=Q(kind__in=OperationKind.values)
            ),
            models.CheckConstraint(
                name="payment_operation_state_known", condition=Q(state__in=OperationState.values)
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["not_before"],
                name="payment_operation_due",
                condition=Q(state__in=("pending", "sent")),
            ),
            models.Index(fields=["remote_ref"], name="payment_operation_made", condition=~Q(remote_ref="")),
            models.Index(
                fields=["plan"],
                name="payment_transfer_unposted",
                condition=Q(kind="transfer", posted_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.purpose} of {self.plan_id}: {self.state}"

    @property
    def key(self) -> str:
        return str(self.pk)

    @property
    def amount(self) -> Money:
        return Money(self.params["minor"], self.params["currency"])

    def is_stale(self, now: datetime) -> bool:
        """The gateway keeps keys for a day: after most of it nobody may ask again under the same one."""
        return self.first_sent_at is not None and now - self.first_sent_at > KEY_LIFE


KEY_LIFE = timedelta(hours=20)


class GatewayCustomer(models.Model):
    """An organisation as the gateway knows it when it pays."""

    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="gateway_customer")
    ref = models.CharField(max_length=120, unique=True)

    def __str__(self) -> str:
        return self.ref


# Of every account that money is sent to: by whom it was changed does not confirm the change.
CONFIRMED_BY_ANOTHER = Q(confirmed_by__isnull=True, usable_from__isnull=True) | (
    Q(usable_from__isnull=False, confirmed_by__isnull=False) & ~Q(confirmed_by=F("changed_by"))
)


class PayoutAccountQuerySet(models.QuerySet["PayoutAccount"]):
    def confirmed(self) -> Self:
        """Keep those to which money is sent, be it after their cooling time."""
        return self.filter(is_active=True, usable_from__isnull=False)

    def to_confirm(self) -> Self:
        return self.filter(is_active=True, usable_from__isnull=True).order_by("changed_at", "pk")


class PayoutAccount(models.Model):
    """
    An organisation's account at the gateway, to which what it earned is sent.

    `is_active` is whether the gateway takes it; `usable_from` is empty until somebody else has confirmed
    what `changed_by` did, and lies a cooling time after that.
    """

    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="payout_account")
    ref = models.CharField(max_length=120, blank=True)
    is_active = models.BooleanField(default=False)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    usable_from = models.DateTimeField(null=True, blank=True)

    objects = PayoutAccountQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="payout_account_confirmed_by_another", condition=CONFIRMED_BY_ANOTHER)
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.ref}"


class GatewayEvent(models.Model):
    """That something became of an object at the gateway; each is kept once, and what became is asked."""

    id = models.CharField(primary_key=True, max_length=120)
    type = models.CharField(max_length=120)
    object_ref = models.CharField(max_length=120)
    account_ref = models.CharField(max_length=120, blank=True)
    happened_at = models.DateTimeField()
    received_at = models.DateTimeField()
    looked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["received_at"], name="gateway_event_new", condition=Q(looked_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.type}"


class CommissionRule(models.Model):
    """What the marketplace keeps of what is settled, for bookings begun from a day on."""

    valid_from = models.DateField(unique=True)
    basis_points = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="commission_rule_share", condition=Q(basis_points__lte=10_000))
        ]

    def __str__(self) -> str:
        return f"{self.basis_points} bp from {self.valid_from}"
