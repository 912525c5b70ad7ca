"""What an organisation declared about its size, with what it showed for it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from marketplace.accounts.enums import SizeClass
from marketplace.accounts.models.organisation import Organisation
from marketplace.accounts.sizing import Sector


class SizeDeclaration(models.Model):
    """
    The figures of a year and the class that the standard makes of them; the newest one holds.

    Amounts are in hundredths of ten thousand yuan, as the standard counts in ten thousands. An operator
    who has looked at the evidence says so.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="size_declarations")
    sector = models.CharField(max_length=20, choices=Sector)
    reference_year = models.PositiveSmallIntegerField()
    employees = models.PositiveIntegerField(default=0)
    revenue = models.PositiveBigIntegerField(default=0)
    assets = models.PositiveBigIntegerField(default=0)
    size_class = models.CharField(max_length=16, choices=SizeClass)
    standard = models.CharField(max_length=120)
    evidence = models.BinaryField(null=True, blank=True)
    evidence_name = models.CharField(max_length=160, blank=True)
    evidence_type = models.CharField(max_length=40, blank=True)
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    declared_at = models.DateTimeField()
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    checked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="size_declaration_class_known", condition=models.Q(size_class__in=SizeClass.values)
            ),
            models.CheckConstraint(
                name="size_declaration_checked_by_somebody",
                condition=models.Q(checked_by__isnull=True, checked_at__isnull=True)
                | models.Q(checked_by__isnull=False, checked_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.reference_year}: {self.size_class}"
