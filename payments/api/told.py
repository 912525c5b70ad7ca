"""What is sent and told of invoices and credit limits."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from marketplace.accounts.enums import SizeClass
from marketplace.api.fields import Amount, Day, Flag, OneOf, Text, WholeNumber
from marketplace.api.parsing import Body
from marketplace.money import LARGEST_MINOR, Money
from payments.credit_forms import LONGEST_TERM
from payments.enums import AllocatedTo, Bearer, PayerKind, PaymentState, Rail
from payments.models import AgreedTerms, CreditLimit, Invoice, PaymentPlan
from payments.models.writing_off import LONGEST_REASON
from payments.operations.invoicing.credit import standing_of
from payments.operations.invoicing.reckoning import Reckoning, reckon
from payments.policies.charging import PAYABLE


class AllocationSerializer(serializers.Serializer[Any]):
    """Money that was put to an invoice; below nothing where a credit note set it free again."""

    to = serializers.ChoiceField(choices=AllocatedTo.choices)
    amount = Amount()
    ref = serializers.CharField(allow_blank=True)
    allocated_on = serializers.DateField()


class StretchSerializer(serializers.Serializer[Any]):
    """Interest on an amount that was or is late, from one day to another, both counted."""

    first = serializers.DateField()
    last = serializers.DateField()
    days = serializers.IntegerField()
    base = Amount()
    interest = Amount()
    is_running = serializers.BooleanField()


class InvoiceSerializer(serializers.Serializer[Invoice]):
    """What a customer owes a provider for one booking, and by when."""

    number = serializers.CharField()
    booking = serializers.CharField(source="booking.reference")
    customer = serializers.CharField(source="customer.slug")
    provider = serializers.CharField(source="provider.slug")
    customer_class = serializers.ChoiceField(
        choices=SizeClass.choices, source="terms.customer_class", help_text="On the day of the agreement."
    )
    provider_class = serializers.ChoiceField(choices=SizeClass.choices, source="terms.provider_class")
    payer = serializers.ChoiceField(
        choices=PayerKind.choices,
        source="terms.payer",
        allow_blank=True,
        help_text="Whom State Council Order 802 binds here; empty where it binds nobody.",
    )
    total = Amount()
    tax = Amount()
    open = Amount(source="outstanding")
    interest_charged = Amount(source="interest")
    interest_running = serializers.SerializerMethodField()
    accepted_on = serializers.DateField()
    due_on = serializers.DateField()
    borne = Amount(
        source="lost",
        help_text="Written off by the marketplace, which has paid the provider; the customer owes it still.",
    )
    days_late = serializers.SerializerMethodField()
    paid_at = serializers.DateTimeField(allow_null=True)

    def get_interest_running(self, invoice: Invoice) -> int:
        """Minor units until today, of what is still open."""
        return self._reckoning(invoice).running.minor

    def get_days_late(self, invoice: Invoice) -> int:
        return invoice.days_late(self.context["today"])

    def _reckoning(self, invoice: Invoice) -> Reckoning:
        return reckon(invoice, self.context["today"])


class WriteOffSerializer(serializers.Serializer[Any]):
    """What was given up or written off: it counts once `is_confirmed` is true, and waits while it is null."""

    id = serializers.IntegerField()
    invoice = serializers.CharField(source="invoice.number")
    bearer = serializers.ChoiceField(choices=Bearer.choices, help_text="Whose loss it is.")
    amount = Amount()
    interest = Amount(help_text="That was charged, and falls away with it.")
    reason = serializers.CharField()
    credit_note = serializers.CharField(
        source="credit_note.number", allow_null=True, default=None, help_text="Of what the provider gave up."
    )
    needs_second = serializers.BooleanField(help_text="Another operator has to confirm it.")
    is_confirmed = serializers.BooleanField(allow_null=True)
    proposed_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)


class InvoiceDetailSerializer(InvoiceSerializer):
    """The same with what was paid, the interest in stretches of days, and what will not be paid."""

    allocations = serializers.SerializerMethodField()
    interest = serializers.SerializerMethodField()
    write_offs = serializers.SerializerMethodField()

    def get_allocations(self, invoice: Invoice) -> list[dict[str, Any]]:
        return list(AllocationSerializer(invoice.allocations.order_by("pk"), many=True).data)

    def get_interest(self, invoice: Invoice) -> list[dict[str, Any]]:
        return list(StretchSerializer(self._reckoning(invoice).stretches, many=True).data)

    @extend_schema_field(WriteOffSerializer(many=True))
    def get_write_offs(self, invoice: Invoice) -> list[dict[str, Any]]:
        """Those that count."""
        found = invoice.write_offs.confirmed().select_related("invoice", "credit_note").order_by("pk")
        return list(WriteOffSerializer(found, many=True).data)


class CreditLimitSerializer(serializers.Serializer[CreditLimit]):
    """How much a customer may owe at once, and how far that is used."""

    id = serializers.IntegerField()
    customer = serializers.CharField(source="customer.slug")
    provider = serializers.CharField(
        source="provider.slug", allow_null=True, default=None, help_text="None: with every provider."
    )
    limit = Amount()
    used = serializers.SerializerMethodField()
    term_days = serializers.IntegerField(allow_null=True)
    custom_reason = serializers.CharField(allow_blank=True)
    late_basis_points = serializers.IntegerField(allow_null=True)
    valid_from = serializers.DateField()
    valid_until = serializers.DateField(allow_null=True)
    granted_at = serializers.DateTimeField()
    withdrawn_at = serializers.DateTimeField(allow_null=True)

    def get_used(self, limit: CreditLimit) -> int:
        """Minor units of the limit's currency."""
        used: Money = standing_of(limit, self.context["today"]).used
        return used.minor


class AgreedSerializer(serializers.Serializer[AgreedTerms]):
    """By when the invoice that follows acceptance is due, and what a day of delay costs."""

    booking = serializers.CharField(source="plan.booking.reference")
    state = serializers.CharField(source="plan.booking.state")
    term_days = serializers.IntegerField()
    late_ppm = serializers.IntegerField(allow_null=True, help_text="Millionths of the amount for each day.")
    late_basis_points = serializers.IntegerField(allow_null=True, help_text="Of the amount for each year.")
    regulation = serializers.CharField(source="source", allow_blank=True, help_text="Where one binds.")


class PaymentSerializer(serializers.Serializer[PaymentPlan]):
    """How a booking is paid. `total` is what is held or taken, with what is held for overrun."""

    booking = serializers.CharField(source="booking.reference")
    rail = serializers.ChoiceField(choices=Rail.choices)
    state = serializers.ChoiceField(choices=PaymentState.choices)
    is_secured = serializers.BooleanField()
    total = Amount(source="to_secure")
    pay_at = serializers.SerializerMethodField()

    def get_pay_at(self, plan: PaymentPlan) -> str | None:
        """Where a member of the customer pays; nothing once it is secured."""
        return None if plan.is_secured else str(self.context["pay_at"])


class PaymentBody(Body):
    rail = OneOf(choices=[(rail.value, rail.label) for rail in Rail if rail != Rail.NET_TERMS])
    message = Text(max_length=2000, default="", allow_blank=True, help_text="To the provider.")


class OnTermsBody(Body):
    message = Text(max_length=2000, default="", allow_blank=True, help_text="To the provider.")


class GiveUpBody(Body):
    amount_minor = WholeNumber(min_value=0, max_value=LARGEST_MINOR, help_text="Of what is open.")
    interest_minor = WholeNumber(
        min_value=0, max_value=LARGEST_MINOR, default=0, help_text="Of the interest that was charged."
    )
    reason = Text(max_length=LONGEST_REASON, help_text="For both sides to read.")


class WriteOffBody(Body):
    amount_minor = WholeNumber(min_value=1, max_value=LARGEST_MINOR, help_text="Of what is open.")
    reason = Text(max_length=LONGEST_REASON, help_text="For both sides to read.")


class WriteOffAnswerBody(Body):
    is_confirmed = Flag()


class RecoverBody(Body):
    amount_minor = WholeNumber(
        min_value=1, max_value=LARGEST_MINOR, help_text="Of the money that the customer has here."
    )


class GrantBody(Body):
    customer = Text(max_length=80, help_text="The unified social credit code of the firm, or its slug.")
    provider = Text(
        max_length=80,
        default="",
        allow_blank=True,
        help_text="For operators alone: empty is every provider. Others grant for their own firm.",
    )
    currency = OneOf(choices=[(each, each) for each in sorted(PAYABLE)])
    limit_minor = WholeNumber(min_value=1, max_value=LARGEST_MINOR)
    term_days = WholeNumber(min_value=1, max_value=LONGEST_TERM, allow_null=True, default=None)
    custom_reason = Text(max_length=300, default="", allow_blank=True)
    late_basis_points = WholeNumber(min_value=0, max_value=10_000, allow_null=True, default=None)
    valid_from = Day()
    valid_until = Day(allow_null=True, default=None)
