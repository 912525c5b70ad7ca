"""A resource as the public reads it, with a little more for its own provider."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from capacity.enums import Regime
from capacity.models import ListingRevision, Resource, Specification, Unit
from capacity.serializers.calendars import OpeningDateSerializer, OpeningRuleSerializer
from capacity.serializers.limits import PolicySerializer
from capacity.serializers.offers import OfferSerializer
from capacity.serializers.places import OrganisationSerializer, PublicSiteSerializer
from capacity.taxonomy import CLASSES, KINDS
from marketplace.api.fields import Figure
from marketplace.language import in_readers_language


class ClassSerializer(serializers.Serializer[str]):
    """What it is: a key of the taxonomy, its group, and its name for people."""

    key = serializers.CharField()
    group = serializers.CharField()
    name = serializers.CharField()

    def to_representation(self, instance: str) -> dict[str, str]:
        found = CLASSES.get(instance)
        if found is None:
            return {"key": instance, "group": "", "name": instance}
        name = in_readers_language(found.name_zh, found.name_en)
        return {"key": found.key, "group": found.parent, "name": name}


class SpecificationSerializer(serializers.Serializer[Specification]):
    """A typed property in its own unit; a single figure has both ends alike."""

    kind = serializers.CharField()
    name = serializers.SerializerMethodField()
    unit = serializers.SerializerMethodField()
    minimum = Figure(allow_null=True, normalize_output=True)
    maximum = Figure(allow_null=True, normalize_output=True)
    text = serializers.CharField(allow_blank=True)

    def get_name(self, row: Specification) -> str:
        kind = KINDS.get(row.kind)
        return in_readers_language(kind.name_zh, kind.name_en) if kind else row.kind

    def get_unit(self, row: Specification) -> str:
        kind = KINDS.get(row.kind)
        return kind.unit if kind else ""


class UnitSerializer(serializers.Serializer[Unit]):
    id = serializers.IntegerField()
    number = serializers.IntegerField()
    label = serializers.CharField(allow_blank=True)  # type: ignore[assignment]  # a field of that name


class ResourceRowSerializer(serializers.Serializer[Resource]):
    """A resource in a list."""

    id = serializers.CharField(source="slug")
    url = serializers.SerializerMethodField()
    version = serializers.IntegerField(help_text="Raised by every change of its calendar or listing.")
    title = serializers.SerializerMethodField()
    resource_class = ClassSerializer()
    maker = serializers.CharField(allow_blank=True)
    model = serializers.CharField(allow_blank=True)
    year_built = serializers.IntegerField(allow_null=True)
    regime = serializers.ChoiceField(choices=Regime.choices)
    provider = OrganisationSerializer()
    site = PublicSiteSerializer()
    is_published = serializers.SerializerMethodField(help_text="Drafts are seen by their own provider alone.")

    @extend_schema_field({"type": "string", "format": "uri"})
    def get_url(self, resource: Resource) -> str:
        return reverse("api:resource", args=[resource.slug], request=self.context["request"])

    def get_title(self, resource: Resource) -> str:
        revision = resource.published_revision
        return revision.title if revision else resource.model

    def get_is_published(self, resource: Resource) -> bool:
        return resource.published_revision_id is not None and resource.retired_at is None


class ResourceSerializer(ResourceRowSerializer):
    """A resource whole: what it is, how it is sold, when it is open, and by which rules."""

    text = serializers.SerializerMethodField()
    materials = serializers.SerializerMethodField()
    terms = serializers.SerializerMethodField()
    specifications = serializers.SerializerMethodField()
    units = UnitSerializer(many=True, source="live_units")
    offers = OfferSerializer(many=True, source="live_offers")
    policy = PolicySerializer()
    opening_rules = OpeningRuleSerializer(many=True)
    opening_dates = OpeningDateSerializer(many=True, source="opening_exceptions")
    part_of = serializers.CharField(source="parent.slug", default=None, allow_null=True)
    parts = serializers.SerializerMethodField(help_text="Ids of the resources that are part of it.")

    def get_parts(self, resource: Resource) -> list[str]:
        return [part.slug for part in resource.parts.all()]

    def get_text(self, resource: Resource) -> str:
        return _revision(resource).text

    def get_materials(self, resource: Resource) -> str:
        return _revision(resource).materials

    def get_terms(self, resource: Resource) -> str:
        return _revision(resource).terms

    @extend_schema_field(SpecificationSerializer(many=True))
    def get_specifications(self, resource: Resource) -> Any:
        revision = resource.published_revision
        rows = revision.specifications.all() if revision else []
        return [SpecificationSerializer().to_representation(row) for row in rows]


def _revision(resource: Resource) -> ListingRevision:
    return resource.published_revision or ListingRevision()
