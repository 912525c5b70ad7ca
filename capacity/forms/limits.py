"""Every limit of a machine, told in words and asked for in the units people think in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any, cast

from django import forms
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from capacity.forms.durations import MinutesField
from capacity.models import Policy, Qualification
from capacity.policies import Limits
from marketplace.pages.wall_fields import WallTimeField


def _minutes(label: Any, meaning: Any, *, required: bool = False) -> MinutesField:
    return MinutesField(label=label, help_text=meaning, required=required)


def _count(label: Any, meaning: Any, *, most: int = 10_000) -> forms.IntegerField:
    return forms.IntegerField(label=label, help_text=meaning, required=False, min_value=1, max_value=most)


@dataclass(frozen=True)
class Group:
    title: str | Promise
    bound: list[BoundField]


class LimitsForm(forms.Form):
    """Fields are named as capacity.policies.Limits; an empty limit does not limit."""

    is_operational = forms.BooleanField(
        label=_("Can be booked"),
        required=False,
        help_text=_("Without it nobody books the machine; what is booked stands."),
    )
    minimum_minutes = _minutes(_("Shortest booking"), _("Shorter periods are refused. Empty: no limit."))
    maximum_minutes = _minutes(_("Longest booking"), _("Longer periods are refused. Empty: no limit."))
    grid_minutes = _minutes(
        _("Starts and ends every"),
        _("Counted from midnight at the site, such as 15 min or 1 h."),
        required=True,
    )
    notice_minutes = _minutes(
        _("Notice"), _("A booking starts at least so long after it is made."), required=True
    )
    horizon_days = _count(
        _("Days ahead"), _("A booking ends at most so many days from now. Empty: no limit."), most=3650
    )
    set_up_minutes = _minutes(
        _("Set-up before"), _("Kept free before each booking, not charged by time."), required=True
    )
    clean_up_minutes = _minutes(
        _("Clean-up after"), _("Kept free after each booking, not charged by time."), required=True
    )
    maximum_per_day = _count(_("Bookings a day"), _("Of one customer, starting on one date at the site."))
    maximum_future_bookings = _count(_("Coming bookings"), _("Of one customer at one time."))
    maximum_future_minutes = _minutes(
        _("Coming time booked"), _("Of one customer, all coming bookings together.")
    )
    gap_minutes = _minutes(_("Gap between own bookings"), _("Between two bookings of one customer."))
    off_peak_starts = WallTimeField(
        label=_("Off-peak from"),
        required=False,
        help_text=_("Wholly inside off-peak hours, length and quotas do not bind."),
    )
    off_peak_ends = WallTimeField(
        label=_("Off-peak to"), required=False, help_text=_("An end before the start is on the next day.")
    )
    off_peak_weekend = forms.BooleanField(label=_("Saturday and Sunday are off-peak"), required=False)
    change_notice_minutes = _minutes(
        _("Customers change until"),
        _("So long before the start they can still reschedule or shorten. Empty: not at all."),
    )
    no_show_minutes = _minutes(
        _("No-show after"), _("Nobody checked in so long after the start."), required=True
    )
    late_check_out_minutes = _minutes(
        _("Late check-out after"), _("So long after the end. Empty: not watched.")
    )
    required_qualifications = forms.ModelMultipleChoiceField(
        label=_("Required qualifications"),
        queryset=Qualification.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any = None, *, policy: Policy) -> None:
        initial = {field.name: getattr(policy, field.name) for field in fields(Limits)}
        chosen = [each.pk for each in policy.required_qualifications.all()]
        super().__init__(data, initial=initial | {"required_qualifications": chosen})
        known = Qualification.objects.order_by("key")
        cast(
            "forms.ModelMultipleChoiceField[Qualification]", self.fields["required_qualifications"]
        ).queryset = known

    @property
    def groups(self) -> Iterator[Group]:
        for title, names in GROUPS:
            yield Group(title, [self[name] for name in names])

    @property
    def limits(self) -> Limits:
        return Limits(**{field.name: self.cleaned_data[field.name] for field in fields(Limits)})


GROUPS: list[tuple[str | Promise, tuple[str, ...]]] = [
    (_("Whether and by whom"), ("is_operational", "required_qualifications")),
    (_("Length"), ("minimum_minutes", "maximum_minutes", "grid_minutes")),
    (_("How early"), ("notice_minutes", "horizon_days", "change_notice_minutes")),
    (_("Buffers"), ("set_up_minutes", "clean_up_minutes", "gap_minutes")),
    (_("Quotas of one customer"), ("maximum_per_day", "maximum_future_bookings", "maximum_future_minutes")),
    (_("Off-peak"), ("off_peak_starts", "off_peak_ends", "off_peak_weekend")),
    (_("On the day"), ("no_show_minutes", "late_check_out_minutes")),
]
