"""The limits of a resource; null does not limit."""

from __future__ import annotations

from rest_framework import serializers

from capacity.models import Policy, Qualification
from marketplace.api.fields import Wall


class QualificationSerializer(serializers.Serializer[Qualification]):
    key = serializers.CharField()
    name = serializers.CharField()
    how_to_get = serializers.CharField(allow_blank=True)


class PolicySerializer(serializers.Serializer[Policy]):
    """Lengths, notice and buffers in minutes. Off-peak relaxes lengths and quotas."""

    is_operational = serializers.BooleanField()
    minimum_minutes = serializers.IntegerField(allow_null=True)
    maximum_minutes = serializers.IntegerField(allow_null=True)
    grid_minutes = serializers.IntegerField(help_text="Starts and ends lie on this grid of the site's clock.")
    notice_minutes = serializers.IntegerField()
    horizon_days = serializers.IntegerField(allow_null=True)
    set_up_minutes = serializers.IntegerField(help_text="Claimed before each booking.")
    clean_up_minutes = serializers.IntegerField(help_text="Claimed after each booking.")
    maximum_per_day = serializers.IntegerField(allow_null=True)
    maximum_future_bookings = serializers.IntegerField(allow_null=True)
    maximum_future_minutes = serializers.IntegerField(allow_null=True)
    gap_minutes = serializers.IntegerField(allow_null=True, help_text="Between one customer's own bookings.")
    no_show_minutes = serializers.IntegerField(allow_null=True)
    late_check_out_minutes = serializers.IntegerField(allow_null=True)
    off_peak_starts = Wall(allow_null=True)
    off_peak_ends = Wall(allow_null=True)
    off_peak_weekend = serializers.BooleanField()
    change_notice_minutes = serializers.IntegerField(
        allow_null=True,
        help_text="Changes by the customer until so long before; null leaves them to the provider.",
    )
    required_qualifications = QualificationSerializer(many=True)
