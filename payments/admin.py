"""Django's admin, for operators: rules with dates, of what the marketplace keeps and of prompt payment."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from payments.models import CommissionRule, PromptPaymentRule, ReferenceRate


class DatedRuleAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not generic at run time
    """What was agreed by a rule stays as it was: each plan keeps its own."""

    ordering = ("-valid_from",)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return getattr(request.user, "is_operator", False)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_module_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(CommissionRule)
class CommissionRuleAdmin(DatedRuleAdmin):
    list_display = ("valid_from", "basis_points")


@admin.register(PromptPaymentRule)
class PromptPaymentRuleAdmin(DatedRuleAdmin):
    list_display = ("payer", "valid_from", "usual_days", "longest_days", "allows_custom", "late_ppm")


@admin.register(ReferenceRate)
class ReferenceRateAdmin(DatedRuleAdmin):
    list_display = ("valid_from", "basis_points", "source")
