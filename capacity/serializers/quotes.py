"""The judgement on a wish: its price, what stands against it, and what would pass instead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from capacity.conflicts import Conflict
from capacity.operations.assessments import Alternative, Assessment
from capacity.policies import BrokenRule
from capacity.serializers.prices import Price, PriceSerializer
from marketplace.api.fields import Amount, LocalMoment, Zoned
from marketplace.money import Money
from marketplace.periods import Period


class BrokenRuleSerializer(serializers.Serializer[BrokenRule]):
    code = serializers.CharField()
    message = serializers.CharField(help_text="In the reader's language.")
    field = serializers.CharField(allow_blank=True, help_text="What it speaks of: period, units, or nothing.")
    params = serializers.SerializerMethodField(help_text="The figures in it; durations are minutes.")

    @extend_schema_field({"type": "object", "additionalProperties": True})
    def get_params(self, rule: BrokenRule) -> Any:
        return rule.to_json()["params"]


class ConflictSerializer(serializers.Serializer[Conflict]):
    """Time in the way on one unit, set-up and clean-up inside. Whose it is stays unsaid."""

    unit = serializers.IntegerField(source="unit_id", help_text="The unit's id.")
    starts_at = LocalMoment(source="period.starts_at")
    ends_at = LocalMoment(source="period.ends_at")


class AlternativeSerializer(serializers.Serializer[Any]):
    """A period that passes every rule, as long as was wanted or as the policy demands, with its total."""

    starts_at = LocalMoment(source="period.starts_at")
    ends_at = LocalMoment(source="period.ends_at")
    total = Amount()


@dataclass(frozen=True)
class Judgement:
    """An assessment as it is told. `agreed` is the total of a booking that would change."""

    assessment: Assessment
    zone: ZoneInfo
    agreed: Money | None = None

    @property
    def period(self) -> Period:
        return self.assessment.order.period

    @property
    def price(self) -> Price | None:
        return Price.of_quote(self.assessment.price) if self.assessment.price else None

    @property
    def difference(self) -> Money | None:
        return self.price.total - self.agreed if self.price and self.agreed else None

    @property
    def alternatives(self) -> list[dict[str, Any]]:
        return [_priced(each) for each in self.assessment.alternatives]

    @property
    def earliest_free(self) -> dict[str, Any] | None:
        return _priced(self.assessment.earliest) if self.assessment.earliest else None

    @property
    def conflicts(self) -> Sequence[Conflict]:
        return self.assessment.conflicts


def _priced(each: Alternative) -> dict[str, Any]:
    return {"period": each.period, "total": Money(each.quote.total_minor, each.quote.currency)}


class WayOutSerializer(Zoned):
    """What is in the way of a period, and what would pass instead."""

    time_zone = serializers.CharField(source="zone.key")
    broken_rules = BrokenRuleSerializer(source="assessment.broken", many=True)
    conflicts = ConflictSerializer(many=True)
    alternatives = AlternativeSerializer(many=True, help_text="Five at most, the earliest first.")
    earliest_free = AlternativeSerializer(allow_null=True)

    def zone_of(self, instance: Judgement) -> ZoneInfo:
        return instance.zone


class QuoteSerializer(WayOutSerializer):
    """What a period would cost and meet now. It binds nobody: holding judges again."""

    starts_at = LocalMoment(source="period.starts_at")
    ends_at = LocalMoment(source="period.ends_at")
    passes = serializers.BooleanField(source="assessment.passes")
    price = PriceSerializer(allow_null=True)
    no_price = serializers.CharField(
        source="assessment.no_price", allow_blank=True, help_text="Why there is no price."
    )


class ChangeQuoteSerializer(QuoteSerializer):
    difference = Amount(allow_null=True, help_text="What the change would cost more, or less.")
