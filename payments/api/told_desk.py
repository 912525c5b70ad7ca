"""What programs are told of the money desk, and of what a firm was paid."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from marketplace.api.fields import Amount, Text
from marketplace.api.parsing import Body
from marketplace.money import Money
from payments.api.told_bills import AmountOf
from payments.enums import AccountKind, DifferenceKind, DifferenceState, JournalKind, OperationKind
from payments.enums import OperationState as Operated
from payments.models import Entry, LedgerAccount, Recovery

MONTH = r"20[0-9]{2}-(0[1-9]|1[0-2])"


class MoneySerializer(serializers.Serializer[Any]):
    """Money in and out of a month, and what is held and stuck now, by currency."""

    month = serializers.SerializerMethodField()
    came = Amount(many=True)
    went = Amount(many=True)
    held = Amount(many=True, help_text="What is with us and belongs to others.")
    stuck = Amount(many=True)
    stuck_count = serializers.IntegerField()

    def get_month(self, desk: Any) -> str:
        return f"{desk.month:%Y-%m}"


class HeldSerializer(serializers.Serializer[Any]):
    """An account on which money of others stands."""

    kind = serializers.ChoiceField(choices=AccountKind.choices)
    booking = serializers.CharField(source="booking.reference", allow_null=True, default=None)
    owner = serializers.CharField(source="owner.slug", allow_null=True, default=None)
    amount = AmountOf()

    def get_amount(self, account: LedgerAccount) -> Money:
        minor: int = account.minor  # type: ignore[attr-defined]  # annotated
        return Money(-minor, account.currency)


class StuckSerializer(serializers.Serializer[Any]):
    """Something asked of the gateway that does not go on by itself."""

    id = serializers.UUIDField()
    booking = serializers.CharField(source="plan.booking.reference")
    kind = serializers.ChoiceField(choices=OperationKind.choices)
    state = serializers.ChoiceField(choices=Operated.choices)
    error_code = serializers.CharField(allow_blank=True)
    attempts = serializers.IntegerField()
    created_at = serializers.DateTimeField()


class RunSerializer(serializers.Serializer[Any]):
    """One comparison of our books with the gateway's."""

    id = serializers.IntegerField()
    since = serializers.DateTimeField()
    asked_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    read = serializers.IntegerField(help_text="Lines of the gateway's that were compared.")
    are_balances_compared = serializers.BooleanField()
    is_sound = serializers.BooleanField(help_text="It came to its end, and no rule of the ledger is broken.")
    error = serializers.CharField(allow_blank=True)


class DifferenceSerializer(serializers.Serializer[Any]):
    """What differs between the books; amounts are what either balance moved by."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=DifferenceKind.choices)
    state = serializers.ChoiceField(choices=DifferenceState.choices)
    ref = serializers.CharField()
    booking = serializers.CharField(source="booking.reference", allow_null=True, default=None)
    theirs = Amount(allow_null=True)
    ours = Amount(allow_null=True)
    difference = Amount(help_text="How much more there is at the gateway.")
    found_at = serializers.DateTimeField()


class RecoverySerializer(serializers.Serializer[Recovery]):
    """What of a write-off the marketplace has back, and how much it bears of the invoice still."""

    invoice = serializers.CharField(source="invoice.number")
    amount = Amount()
    borne = Amount(source="invoice.lost")
    made_at = serializers.DateTimeField()


class PayoutSerializer(serializers.Serializer[Any]):
    """Money that was sent to the firm for a booking; below nothing where it was taken back."""

    booking = serializers.CharField(source="journal.booking.reference", allow_null=True, default=None)
    kind = serializers.ChoiceField(choices=JournalKind.choices, source="journal.kind")
    amount = AmountOf()
    sent_at = serializers.DateTimeField(source="posted_at")

    def get_amount(self, entry: Entry) -> Money:
        return Money(entry.minor, entry.currency)


class StatementRowSerializer(serializers.Serializer[Any]):
    at = serializers.DateTimeField()
    text = serializers.CharField()
    booking = serializers.CharField(allow_blank=True)
    ref = serializers.CharField()
    amount = Amount(help_text="What the firm is owed more, or less.")
    balance = Amount(help_text="What it is owed then.")


class StatementSerializer(serializers.Serializer[Any]):
    """What stood, what was earned, taken back and paid out in a month, what stands."""

    month = serializers.SerializerMethodField()
    currency = serializers.CharField()
    opening = Amount()
    rows = StatementRowSerializer(many=True)
    closing = Amount()

    def get_month(self, page: Any) -> str:
        return f"{page.month:%Y-%m}"


class MonthQuery(Body):
    month = Text(max_length=7, required=False)


class StatementQuery(MonthQuery):
    currency = Text(max_length=3, required=False)
