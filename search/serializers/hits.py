"""What programs are told of a search."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from rest_framework import serializers

from capacity.serializers.resources import ResourceRowSerializer
from marketplace.api.fields import Amount, LocalMoment, Zoned
from search.enums import Sort


@dataclass(frozen=True)
class Told:
    """An answer as it is told: `facets` and the explanations of hits only where they were asked for."""

    total: int
    is_total_exact: bool
    is_stand_in: bool
    sort: Sort
    facets: dict[str, dict[str, int]]
    next: str | None
    results: list[dict[str, Any]]


class StretchSerializer(serializers.Serializer[Any]):
    """Half-open: `starts_at` is inside, `ends_at` is not."""

    starts_at = LocalMoment()
    ends_at = LocalMoment()


class ExplanationSerializer(serializers.Serializer[Any]):
    """Why a hit stands where it does; for operators."""

    backend = serializers.CharField()
    key = serializers.FloatField(
        allow_null=True, help_text="What the order sorts by, ascending; null sorts last."
    )
    score = serializers.FloatField(allow_null=True, help_text="Of the best match, where that is the order.")
    index_version = serializers.IntegerField(
        allow_null=True, help_text="The version of the resource that the index knows."
    )
    version = serializers.IntegerField(help_text="The version of the resource in the database.")
    indexed_at = serializers.CharField(allow_blank=True)


class HitSerializer(Zoned):
    """A machine that answers. All but the order comes from the database, at the moment of the answer."""

    resource = ResourceRowSerializer()
    is_instant = serializers.BooleanField(help_text="An offer of it confirms at once.")
    earliest = StretchSerializer(
        allow_null=True, help_text="The first stretch that answers and keeps its grid; null if there is none."
    )
    total = Amount(
        allow_null=True,
        help_text="What the earliest stretch costs the token's organisation, all in; null without a length.",
    )
    rate = serializers.CharField(allow_blank=True, help_text="For people, such as ¥380.00/h.")
    distance_km = serializers.FloatField(allow_null=True, help_text="From the place asked for.")
    is_taken = serializers.BooleanField(help_text="It was taken since the index was written.")
    explanation = ExplanationSerializer(allow_null=True)

    def zone_of(self, instance: Any) -> ZoneInfo:
        zone: ZoneInfo = instance["resource"].site.zone
        return zone


class SearchSerializer(serializers.Serializer[Told]):
    """The hits of one page, and how many there are in all."""

    total = serializers.IntegerField()
    is_total_exact = serializers.BooleanField(help_text="False: there are at least so many.")
    is_stand_in = serializers.BooleanField(
        help_text="The engine is away and the database answers: the order by best match is simpler."
    )
    sort = serializers.ChoiceField(choices=Sort.choices, help_text="The order that was used.")
    facets = serializers.DictField(
        child=serializers.DictField(child=serializers.IntegerField()),
        help_text="By facet and value: how many there would be, each facet leaving out its own filter.",
    )
    next = serializers.URLField(allow_null=True, help_text="The address of the next page; null on the last.")
    results = HitSerializer(many=True)
