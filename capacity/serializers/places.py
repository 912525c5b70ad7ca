"""Organisations and sites, as much as the reader may know of them."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from capacity.models import Site
from marketplace.accounts.enums import SizeClass
from marketplace.accounts.models import Organisation

ROUGHLY = 2  # decimals of a degree: about a kilometre


class OrganisationSerializer(serializers.Serializer[Organisation]):
    slug = serializers.CharField()
    name = serializers.CharField()
    size_class = serializers.ChoiceField(choices=SizeClass.choices)


class ContactSerializer(serializers.Serializer[Organisation]):
    name = serializers.CharField(source="contact_name")
    phone = serializers.CharField(source="contact_phone")
    email = serializers.CharField(source="contact_email")


class PartySerializer(OrganisationSerializer):
    """A side of a booking. `contact` is null until the booking is confirmed."""

    contact = ContactSerializer(allow_null=True)


class PublicSiteSerializer(serializers.Serializer[Site]):
    """Where a machine stands, roughly: the point is WGS-84, to a kilometre."""

    name = serializers.CharField()
    city = serializers.CharField()
    district = serializers.CharField()
    time_zone = serializers.CharField(help_text="IANA name, such as Asia/Shanghai.")
    latitude = serializers.FloatField(allow_null=True)
    longitude = serializers.FloatField(allow_null=True)

    def to_representation(self, instance: Site) -> dict[str, Any]:
        told = super().to_representation(instance)
        for name in ("latitude", "longitude"):
            if told[name] is not None:
                told[name] = round(told[name], ROUGHLY)
        return told


class BookedSiteSerializer(serializers.Serializer[Any]):
    """Where to go. Street and access are null until the booking is confirmed."""

    name = serializers.CharField()
    city = serializers.CharField()
    district = serializers.CharField()
    street = serializers.CharField(allow_null=True)
    access_note = serializers.CharField(allow_null=True)
