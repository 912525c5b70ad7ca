"""Problems with members of finding and booking, for the schema."""

from __future__ import annotations

from rest_framework import serializers

from capacity.serializers.quotes import AlternativeSerializer, BrokenRuleSerializer, ConflictSerializer
from marketplace.api.schema import ProblemSerializer


class PeriodProblemSerializer(ProblemSerializer):
    """A refused period: every broken rule, what is in the way, and what would pass instead."""

    time_zone = serializers.CharField(required=False)
    broken_rules = BrokenRuleSerializer(many=True, required=False)
    conflicts = ConflictSerializer(many=True, required=False)
    alternatives = AlternativeSerializer(many=True, required=False)
    earliest_free = AlternativeSerializer(required=False, allow_null=True)


class PaymentProblemSerializer(ProblemSerializer):
    """It has to be paid first, on a page of ours."""

    pay_at = serializers.CharField(required=False)


class StateProblemSerializer(ProblemSerializer):
    """Something stands against it: bookings by their references, or what is missing."""

    bookings = serializers.ListField(child=serializers.CharField(), required=False)
    missing = serializers.ListField(child=serializers.CharField(), required=False)
