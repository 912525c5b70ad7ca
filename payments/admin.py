"""Django's admin, for operators: what the marketplace keeps, from which day on."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from payments.models import CommissionRule


@admin.register(CommissionRule)
class CommissionRuleAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not generic at run time
    """What a payer began by stays as it was: each plan keeps its own share."""

    list_display = ("valid_from", "basis_points")
    ordering = ("-valid_from",)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return getattr(request.user, "is_operator", False)

    def has_view_permission(self, request: HttpRequest, obj: CommissionRule | None = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_module_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: CommissionRule | None = None) -> bool:
        return self.has_module_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: CommissionRule | None = None) -> bool:
        return False
