"""What the public reads of a resource: numbered revisions, moderated one by one."""

from __future__ import annotations

from typing import ClassVar, Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from capacity.enums import RejectionReason, RevisionState
from marketplace.language import in_readers_language

DECIDED = (RevisionState.APPROVED, RevisionState.REJECTED)


class ListingRevisionQuerySet(models.QuerySet["ListingRevision"]):
    def waiting(self) -> Self:
        return self.filter(state=RevisionState.SUBMITTED)

    def editable(self) -> Self:
        return self.filter(state=RevisionState.DRAFT)


@pghistory.track()
class ListingRevision(models.Model):
    resource = models.ForeignKey("capacity.Resource", models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=16, choices=RevisionState, default=RevisionState.DRAFT)
    title_zh = models.CharField(_("Chinese title"), max_length=160, blank=True)
    title_en = models.CharField(_("English title"), max_length=160, blank=True)
    text_zh = models.TextField(_("Chinese text"), max_length=6000, blank=True)
    text_en = models.TextField(_("English text"), max_length=6000, blank=True)
    materials_zh = models.CharField(_("materials"), max_length=300, blank=True)
    materials_en = models.CharField(_("materials in English"), max_length=300, blank=True)
    terms_zh = models.TextField(_("terms"), max_length=4000, blank=True)
    terms_en = models.TextField(_("terms in English"), max_length=4000, blank=True)
    external_codes = models.JSONField(default=list, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason_code = models.CharField(max_length=24, choices=RejectionReason, blank=True)
    note = models.TextField(max_length=2000, blank=True)

    objects = ListingRevisionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["resource", "number"], name="revision_number_once"),
            models.UniqueConstraint(
                fields=["resource"],
                condition=Q(state__in=[RevisionState.DRAFT, RevisionState.SUBMITTED]),
                name="revision_one_open",
            ),
            models.CheckConstraint(
                name="revision_decided_by_somebody",
                condition=Q(state__in=DECIDED, decided_at__isnull=False) | ~Q(state__in=DECIDED),
            ),
            models.CheckConstraint(
                name="revision_rejected_with_reason",
                condition=~Q(state=RevisionState.REJECTED) | ~Q(reason_code=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} · {self.number}"

    @property
    def title(self) -> str:
        return in_readers_language(self.title_zh, self.title_en)

    @property
    def text(self) -> str:
        return in_readers_language(self.text_zh, self.text_en)

    @property
    def materials(self) -> str:
        return in_readers_language(self.materials_zh, self.materials_en)

    @property
    def terms(self) -> str:
        return in_readers_language(self.terms_zh, self.terms_en)


class Specification(models.Model):
    """A typed property of a revision; the kind (capacity.taxonomy) says its unit and its name."""

    revision = models.ForeignKey(ListingRevision, models.CASCADE, related_name="specifications")
    kind = models.CharField(max_length=40)
    minimum = models.DecimalField(max_digits=18, decimal_places=6, null=True, blank=True)
    maximum = models.DecimalField(max_digits=18, decimal_places=6, null=True, blank=True)
    text_zh = models.CharField(max_length=120, blank=True)
    text_en = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["revision", "kind"], name="specification_once"),
            models.CheckConstraint(
                name="specification_range_forwards",
                condition=Q(minimum__isnull=True)
                | Q(maximum__isnull=True)
                | Q(minimum__lte=models.F("maximum")),
            ),
        ]

    def __str__(self) -> str:
        return self.kind

    @property
    def text(self) -> str:
        return in_readers_language(self.text_zh, self.text_en)
