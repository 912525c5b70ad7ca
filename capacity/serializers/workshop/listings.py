"""Listing revisions: what the public would read, and what became of it."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from capacity.enums import RejectionReason, RevisionState
from capacity.models import ListingRevision, Specification
from marketplace.api.fields import Figure, OneOf, Text
from marketplace.api.parsing import Body

MOST_SPECIFICATIONS = 60


def _text(length: int) -> Text:
    return Text(max_length=length, default="", allow_blank=True)


class SpecificationBody(Body):
    """One property in the unit of its kind; a single figure has both ends alike."""

    kind = Text(max_length=40)
    minimum = Figure(default=None, allow_null=True)
    maximum = Figure(default=None, allow_null=True)
    text_zh = _text(120)
    text_en = _text(120)


class ListingBody(Body):
    """The texts and all specifications of the draft."""

    title_zh = _text(160)
    title_en = _text(160)
    text_zh = _text(6000)
    text_en = _text(6000)
    materials_zh = _text(300)
    materials_en = _text(300)
    terms_zh = _text(4000)
    terms_en = _text(4000)
    specifications = serializers.ListField(
        child=SpecificationBody(), default=list, max_length=MOST_SPECIFICATIONS
    )


class RejectionBody(Body):
    reason_code = OneOf(choices=RejectionReason.choices)
    note = Text(max_length=2000, default="", allow_blank=True, help_text="For the provider.")


class OwnSpecificationSerializer(serializers.Serializer[Specification]):
    kind = serializers.CharField()
    minimum = Figure(allow_null=True, normalize_output=True)
    maximum = Figure(allow_null=True, normalize_output=True)
    text_zh = serializers.CharField()
    text_en = serializers.CharField()


class RevisionSerializer(serializers.Serializer[ListingRevision]):
    """A revision in both languages. Times are told in UTC."""

    id = serializers.IntegerField()
    resource = serializers.CharField(source="resource.slug")
    number = serializers.IntegerField()
    state = serializers.ChoiceField(choices=RevisionState.choices)
    title_zh = serializers.CharField()
    title_en = serializers.CharField()
    text_zh = serializers.CharField()
    text_en = serializers.CharField()
    materials_zh = serializers.CharField()
    materials_en = serializers.CharField()
    terms_zh = serializers.CharField()
    terms_en = serializers.CharField()
    specifications = serializers.SerializerMethodField()
    created_at = serializers.DateTimeField()
    submitted_at = serializers.DateTimeField(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)
    reason_code = serializers.ChoiceField(choices=RejectionReason.choices, allow_blank=True)
    note = serializers.CharField()

    @extend_schema_field(OwnSpecificationSerializer(many=True))
    def get_specifications(self, revision: ListingRevision) -> Any:
        rows = sorted(revision.specifications.all(), key=lambda row: row.pk)
        return [OwnSpecificationSerializer().to_representation(row) for row in rows]
