"""What is sent and told of saved searches."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.conf import settings
from rest_framework import serializers

from marketplace.api.fields import Flag, LocalMoment, OneOf, Text, Zoned
from marketplace.api.parsing import Body
from search.enums import Cause, Telling
from search.models import SavedSearch, SavedSearchMatch
from search.models.saved import LONGEST_NAME, LONGEST_QUERY

LANGUAGES = [(code, code) for code, _name in settings.LANGUAGES]


class NewSavedSearchBody(Body):
    query = Text(
        max_length=LONGEST_QUERY,
        allow_blank=True,
        help_text="As after the question mark, such as machine=five_axis&hours=6.",
    )
    name = Text(
        max_length=LONGEST_NAME, default="", allow_blank=True, help_text="Made of the conditions if left out."
    )
    telling = OneOf(choices=Telling.choices, default=Telling.APP)
    language = OneOf(choices=LANGUAGES, default=settings.LANGUAGE_CODE, help_text="Of mails.")


class SavedSearchBody(Body):
    name = Text(max_length=LONGEST_NAME)
    telling = OneOf(choices=Telling.choices)
    is_paused = Flag(default=False)


class SavedSearchSerializer(serializers.Serializer[SavedSearch]):
    """A question that is kept, and how its member is told of what newly answers it."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    query = serializers.CharField(allow_blank=True)
    telling = serializers.ChoiceField(choices=Telling.choices)
    language = serializers.CharField()
    is_paused = serializers.BooleanField()
    is_deleted = serializers.SerializerMethodField()
    created_at = serializers.DateTimeField()
    last_told_at = serializers.DateTimeField(allow_null=True)

    def get_is_deleted(self, saved: SavedSearch) -> bool:
        return saved.deleted_at is not None


class MatchSerializer(Zoned):
    """A listing that newly answered; times by the clock of its site."""

    id = serializers.IntegerField()
    resource = serializers.CharField(source="resource.slug")
    cause = serializers.ChoiceField(choices=Cause.choices)
    starts_at = LocalMoment(allow_null=True, help_text="The first time that answers.")
    minutes = serializers.IntegerField(allow_null=True)
    matched_at = LocalMoment()
    is_read = serializers.SerializerMethodField()

    def zone_of(self, instance: SavedSearchMatch) -> ZoneInfo:
        return instance.resource.site.zone

    def get_is_read(self, match: SavedSearchMatch) -> bool:
        return match.read_at is not None
