"""
Django's admin, for operators: reading bookings, and holding a period on behalf of a member.

There is no second way to write: adding a booking is the operation that the pages call.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from capacity.models import Booking, Offer
from capacity.operations import holds
from capacity.operations.assessments import Order
from capacity.operations.refusals import Refused
from capacity.policies.reach import FARTHEST, too_far
from marketplace.accounts.actor import Actor
from marketplace.accounts.enums import Role
from marketplace.accounts.models import Membership
from marketplace.periods import Period

BUYERS = Q(roles__overlap=[Role.BUYER, Role.APPROVER, Role.OWNER])


class HoldForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """Holds as it validates, so that a refusal is told at the form."""

    member = forms.ModelChoiceField(
        Membership.objects.filter(BUYERS, is_active=True).select_related("user", "organisation"),
        label=_("On behalf of"),
    )
    offer = forms.ModelChoiceField(Offer.objects.active().select_related("resource"), label=_("Offer"))
    starts_at = forms.SplitDateTimeField(label=_("From"))
    ends_at = forms.SplitDateTimeField(label=_("To"))

    class Meta:
        model = Booking
        fields = ("units", "quantity", "note")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        now = timezone.now()
        if cleaned["ends_at"] > now + FARTHEST:
            self.add_error("ends_at", too_far((now + FARTHEST).date()))
            return cleaned
        try:
            self.instance = holds.hold(
                offer=cleaned["offer"],
                order=Order(
                    Period(cleaned["starts_at"], cleaned["ends_at"]), cleaned["units"], cleaned["quantity"]
                ),
                by=Actor.of(cleaned["member"]),
                now=now,
                note=cleaned["note"],
            )
        except (Refused, ValueError) as refusal:
            self.add_error(None, str(refusal))
        return cleaned

    def _post_clean(self) -> None:
        """The operation has saved the booking; nothing of the form is written over it."""

    def save(self, commit: bool = True) -> Booking:
        held: Booking = self.instance
        return held

    def save_m2m(self) -> None:
        """A booking has no relations to save."""


@admin.register(Booking)
class BookingAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not generic at run time
    form = HoldForm
    list_display = ("reference", "state", "resource", "customer", "provider", "period")
    list_filter = ("state",)
    search_fields = ("reference",)
    list_select_related = ("resource", "customer", "provider")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return getattr(request.user, "is_operator", False)

    def has_view_permission(self, request: HttpRequest, obj: Booking | None = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_module_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Booking | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Booking | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Booking, form: Any, change: bool) -> None:
        """The form has held the period already."""
