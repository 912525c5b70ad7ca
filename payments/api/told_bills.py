"""What is sent and told of bills, and of what is disputed of them."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from capacity.enums import ChargeMode, Side
from marketplace.api.fields import Amount, Flag, OneOf, Text, WholeNumber
from marketplace.api.parsing import Body
from marketplace.api.schema import ProblemSerializer
from marketplace.money import LARGEST_MINOR, Money, total
from payments.enums import BillKind, DisputeReason, Ending, LineState
from payments.models import Bill, BillLine, LineDispute, SettlementOffer, Split

LONGEST_TEXT, MOST_LINES, MOST_NUMBER = 2000, 500, 32_767
LONGEST_METER = 1_000_000


@extend_schema_field(Amount)
class AmountOf(serializers.SerializerMethodField):
    """An amount that a method of the serializer gives."""

    def to_representation(self, attribute: Any) -> dict[str, Any]:
        return Amount().to_representation(super().to_representation(attribute))


class SettlementOfferSerializer(serializers.Serializer[Any]):
    """How much of what is disputed the provider should keep, says one side."""

    id = serializers.IntegerField()
    side = serializers.ChoiceField(choices=[(side.value, side.label) for side in Side])
    kept = AmountOf()
    message = serializers.CharField(allow_blank=True)
    made_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)
    was_taken = serializers.BooleanField()

    def get_kept(self, offer: SettlementOffer) -> Money:
        return Money(offer.kept_minor, offer.dispute.line.gross.currency)


class DisputeFileSerializer(serializers.Serializer[Any]):
    """What shows what was wrong; the file itself is on the page of the bill."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    media_type = serializers.CharField()
    size = serializers.IntegerField()
    sha256 = serializers.CharField()
    sent_at = serializers.DateTimeField()


class LineDisputeSerializer(serializers.Serializer[Any]):
    """Why an amount of a line is kept back, what was offered about it, and how it ended."""

    id = serializers.IntegerField()
    reason = serializers.ChoiceField(choices=DisputeReason.choices)
    text = serializers.CharField()
    raised_at = serializers.DateTimeField()
    ending = serializers.ChoiceField(choices=Ending.choices, allow_blank=True, help_text="Empty: open.")
    ended_at = serializers.DateTimeField(allow_null=True)
    decision = serializers.SerializerMethodField()
    offers = serializers.SerializerMethodField()
    files = serializers.SerializerMethodField()

    def get_decision(self, dispute: LineDispute) -> str:
        """Why an operator decided so; empty where none did."""
        return next((split.reason for split in dispute.splits.all() if split.is_confirmed), "")

    @extend_schema_field(SettlementOfferSerializer(many=True))
    def get_offers(self, dispute: LineDispute) -> list[dict[str, Any]]:
        offers = sorted(dispute.offers.all(), key=lambda offer: offer.pk)
        return list(SettlementOfferSerializer(offers, many=True).data)

    @extend_schema_field(DisputeFileSerializer(many=True))
    def get_files(self, dispute: LineDispute) -> list[dict[str, Any]]:
        return list(DisputeFileSerializer(dispute.files.all(), many=True).data)


class BillLineSerializer(serializers.Serializer[Any]):
    """
    A line that is accepted or disputed by itself.

    `gross` holds the tax; `returned` was given back by cancelling and is in it no more. Of what is `disputed`
    the provider has `kept` that much in the end.
    """

    number = serializers.IntegerField()
    label = serializers.SerializerMethodField()  # type: ignore[assignment]  # as the framework has it
    unit = serializers.CharField(source="price.unit")
    quantity = serializers.IntegerField(source="price.quantity", help_text="Minutes, where the unit is hour.")
    unit_amount = AmountOf()
    is_beyond = serializers.BooleanField(help_text="Beyond what was booked.")
    net = AmountOf()
    tax = AmountOf()
    gross = Amount()
    returned = Amount()
    state = serializers.ChoiceField(choices=LineState.choices)
    disputed = Amount()
    kept = Amount()
    decided_at = serializers.DateTimeField(allow_null=True)
    dispute = LineDisputeSerializer(allow_null=True, default=None)

    def get_label(self, line: BillLine) -> str:
        return line.label

    def get_unit_amount(self, line: BillLine) -> Money:
        return Money(line.price["unit_amount_minor"], line.gross.currency)

    def get_net(self, line: BillLine) -> Money:
        return Money(line.net_minor, line.gross.currency)

    def get_tax(self, line: BillLine) -> Money:
        return Money(line.tax_minor, line.gross.currency)


class BillSerializer(serializers.Serializer[Any]):
    """What a booking costs in the end. `sure` is due whatever becomes of what is `disputed` still."""

    booking = serializers.CharField(source="booking.reference")
    booking_state = serializers.CharField(source="booking.state")
    kind = serializers.ChoiceField(choices=BillKind.choices)
    charge_mode = serializers.ChoiceField(choices=ChargeMode.choices)
    currency = serializers.CharField()
    drawn_at = serializers.DateTimeField()
    accept_by = serializers.DateTimeField(
        source="booking.accept_by",
        allow_null=True,
        help_text="What nobody has disputed by then is accepted.",
    )
    total = AmountOf()
    sure = AmountOf()
    disputed = AmountOf()
    lines = serializers.SerializerMethodField()

    def get_total(self, bill: Bill) -> Money:
        return total((line.gross for line in bill.lines.all()), bill.currency)

    def get_sure(self, bill: Bill) -> Money:
        return total((line.sure for line in bill.lines.all()), bill.currency)

    def get_disputed(self, bill: Bill) -> Money:
        return total((line.open for line in bill.lines.all()), bill.currency)

    @extend_schema_field(BillLineSerializer(many=True))
    def get_lines(self, bill: Bill) -> list[dict[str, Any]]:
        lines = sorted(bill.lines.all(), key=lambda line: line.number)
        return list(BillLineSerializer(lines, many=True).data)


class SplitSerializer(serializers.Serializer[Any]):
    """How an operator divides it; nothing is decided before `is_confirmed` is true."""

    id = serializers.IntegerField()
    kept = AmountOf()
    reason = serializers.CharField()
    needs_second = serializers.BooleanField(help_text="Another operator has to confirm it.")
    is_confirmed = serializers.BooleanField(allow_null=True)
    proposed_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)

    def get_kept(self, split: Split) -> Money:
        return Money(split.kept_minor, split.dispute.line.gross.currency)


class CaseSerializer(LineDisputeSerializer):
    """A dispute as operators see it."""

    booking = serializers.CharField(source="line.bill.booking.reference")
    customer = serializers.CharField(source="line.bill.booking.customer.slug")
    provider = serializers.CharField(source="line.bill.booking.provider.slug")
    line = BillLineSerializer()
    splits = serializers.SerializerMethodField()

    @extend_schema_field(SplitSerializer(many=True))
    def get_splits(self, dispute: LineDispute) -> list[dict[str, Any]]:
        splits = sorted(dispute.splits.all(), key=lambda split: split.pk)
        return list(SplitSerializer(splits, many=True).data)


class IntervalSerializer(serializers.Serializer[Any]):
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()


class MeterReadingSerializer(serializers.Serializer[Any]):
    """What the machine's meter told; the bill is drawn up from it a moment later."""

    booking = serializers.CharField(source="booking.reference")
    file_name = serializers.CharField()
    sha256 = serializers.CharField()
    ran = IntervalSerializer(source="periods", many=True)
    quantity = serializers.IntegerField(allow_null=True)
    sent_at = serializers.DateTimeField()


class MeterFaultSerializer(serializers.Serializer[Any]):
    line = serializers.IntegerField(help_text="As an editor counts; 0 is the file as a whole.")
    message = serializers.CharField()


class MeterProblemSerializer(ProblemSerializer):
    """Nothing of the file was taken; each line of it that has to change."""

    lines = MeterFaultSerializer(many=True, required=False)


class MeterBody(Body):
    file_name = Text(max_length=120, help_text="As both sides see it.")
    content = Text(
        max_length=LONGEST_METER,
        help_text="The table as CSV: started_at, ended_at, and quantity if pieces are counted.",
    )
    message = Text(max_length=LONGEST_TEXT, default="", allow_blank=True, help_text="To the customer.")


class AcceptBody(Body):
    lines = serializers.ListField(
        child=WholeNumber(min_value=1, max_value=MOST_NUMBER),
        default=list,
        max_length=MOST_LINES,
        help_text="Their numbers; none is all that nobody has answered.",
    )


class DisputeBody(Body):
    amount_minor = WholeNumber(
        min_value=1, max_value=LARGEST_MINOR, help_text="Tax included, in the bill's currency."
    )
    reason = OneOf(choices=DisputeReason.choices)
    text = Text(max_length=LONGEST_TEXT, help_text="What was wrong.")


class SettlementBody(Body):
    kept_minor = WholeNumber(
        min_value=0, max_value=LARGEST_MINOR, help_text="What the provider keeps of what is disputed."
    )
    message = Text(max_length=LONGEST_TEXT, default="", allow_blank=True, help_text="To the other side.")


class OfferAnswerBody(Body):
    offer = WholeNumber(min_value=1, max_value=2**63 - 1, help_text="The id of the offer that was read.")


class SplitBody(Body):
    kept_minor = WholeNumber(
        min_value=0, max_value=LARGEST_MINOR, help_text="What the provider keeps of what is disputed."
    )
    reason = Text(max_length=LONGEST_TEXT, help_text="For both sides to read.")


class SplitAnswerBody(Body):
    is_confirmed = Flag()
