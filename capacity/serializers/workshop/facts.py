"""Sites, machines and units: what they are."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from capacity.enums import Regime
from capacity.models import Resource, Site, Unit
from capacity.operations.resources import MOST_UNITS
from capacity.serializers.orders import LARGEST_ID
from capacity.taxonomy import CLASSES
from marketplace.api.fields import Number, OneOf, Text, WholeNumber
from marketplace.api.parsing import Body


def _text(length: int) -> Text:
    return Text(max_length=length, default="", allow_blank=True)


class SiteBody(Body):
    name_zh = Text(max_length=160)
    name_en = _text(160)
    city_zh = Text(max_length=80)
    city_en = _text(80)
    district_zh = _text(80)
    district_en = _text(80)
    street_zh = Text(max_length=200, default="", allow_blank=True, help_text="Told after confirmation.")
    street_en = _text(200)
    access_note_zh = _text(200)
    access_note_en = _text(200)
    latitude = Number(
        min_value=-90, max_value=90, default=None, allow_null=True, help_text="WGS-84, degrees."
    )
    longitude = Number(min_value=-180, max_value=180, default=None, allow_null=True)
    time_zone = Text(max_length=64, default="Asia/Shanghai", help_text="IANA name.")


class SiteSerializer(serializers.Serializer[Site]):
    id = serializers.IntegerField()
    name_zh = serializers.CharField()
    name_en = serializers.CharField()
    city_zh = serializers.CharField()
    city_en = serializers.CharField()
    district_zh = serializers.CharField()
    district_en = serializers.CharField()
    street_zh = serializers.CharField()
    street_en = serializers.CharField()
    access_note_zh = serializers.CharField()
    access_note_en = serializers.CharField()
    latitude = serializers.FloatField(allow_null=True)
    longitude = serializers.FloatField(allow_null=True)
    time_zone = serializers.CharField()


class FactsBody(Body):
    site = WholeNumber(min_value=1, max_value=LARGEST_ID, help_text="The id of one's own site.")
    resource_class = OneOf(choices=[(key, key) for key in CLASSES])
    maker = _text(120)
    model = _text(120)
    serial_number = Text(max_length=120, default="", allow_blank=True, help_text="Not told to the public.")
    year_built = WholeNumber(min_value=1900, max_value=2100, default=None, allow_null=True)
    regime = OneOf(choices=Regime.choices, default=Regime.COMMERCIAL)
    asset_number = Text(max_length=120, default="", allow_blank=True, help_text="Not told to the public.")


class NewResourceBody(FactsBody):
    title_zh = Text(max_length=160)
    title_en = _text(160)
    units = WholeNumber(min_value=1, max_value=MOST_UNITS, default=1)


class FactsSerializer(serializers.Serializer[Resource]):
    """What a machine is, for its own provider."""

    id = serializers.CharField(source="slug")
    site = serializers.IntegerField(source="site_id")
    resource_class = serializers.CharField()
    maker = serializers.CharField()
    model = serializers.CharField()
    serial_number = serializers.CharField()
    year_built = serializers.IntegerField(allow_null=True)
    regime = serializers.ChoiceField(choices=Regime.choices)
    asset_number = serializers.CharField()
    part_of = serializers.SerializerMethodField()
    is_published = serializers.SerializerMethodField()
    is_retired = serializers.SerializerMethodField()

    def get_part_of(self, resource: Resource) -> str | None:
        return resource.parent.slug if resource.parent else None

    def get_is_published(self, resource: Resource) -> bool:
        return resource.published_revision_id is not None

    def get_is_retired(self, resource: Resource) -> bool:
        return resource.retired_at is not None


class ParentBody(Body):
    part_of = Text(max_length=80, allow_null=True, help_text="The id of the whole; null for none.")


class UnitBody(Body):
    label = _text(80)  # type: ignore[assignment]  # a field of that name
    serial_number = _text(120)


class OwnUnitSerializer(serializers.Serializer[Unit]):
    """One of a machine's interchangeable units, for its own provider."""

    id = serializers.IntegerField()
    number = serializers.IntegerField()
    label: Any = serializers.CharField()
    serial_number = serializers.CharField()
    is_retired = serializers.SerializerMethodField()

    def get_is_retired(self, unit: Unit) -> bool:
        return unit.retired_at is not None
