"""Organisations and who acts for them."""

from __future__ import annotations

from typing import ClassVar, Self

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.enums import Role, SizeClass
from marketplace.accounts.models.user import User
from marketplace.language import in_readers_language


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def acted_for_by(self, user: User) -> Self:
        return self.filter(memberships__user=user, memberships__is_active=True).distinct()

    def locked(self) -> Self:
        """Of all who change what a firm has, one goes on after the other; who only refers to it need not."""
        return self.select_for_update(no_key=True)


@pghistory.track()
class Organisation(models.Model):
    """A firm or institution. It may list capacity, book it, or both."""

    slug = models.SlugField(max_length=80, unique=True)
    name_zh = models.CharField(_("Chinese name"), max_length=160)
    name_en = models.CharField(_("English name"), max_length=160, blank=True)
    social_credit_code = models.CharField(
        _("unified social credit code"), max_length=18, unique=True, null=True, blank=True
    )
    size_class = models.CharField(_("size class"), max_length=16, choices=SizeClass)
    is_provider = models.BooleanField(_("lists capacity"), default=False)
    city_zh = models.CharField(max_length=80, blank=True)
    city_en = models.CharField(max_length=80, blank=True)
    contact_name = models.CharField(max_length=120, blank=True)
    contact_phone = models.CharField(max_length=40, blank=True)
    contact_email = models.EmailField(blank=True)
    certificates = models.JSONField(default=list, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="organisation_size_class_known", condition=models.Q(size_class__in=SizeClass.values)
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_readers_language(self.name_zh, self.name_en)

    @property
    def city(self) -> str:
        return in_readers_language(self.city_zh, self.city_en)


@pghistory.track()
class Membership(models.Model):
    """A person's roles in one organisation, and how much they may commit by themselves."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="memberships")
    roles = ArrayField(models.CharField(max_length=16, choices=Role), default=list)
    limit_minor = models.BigIntegerField(null=True, blank=True)
    limit_currency = models.CharField(max_length=3, default="CNY")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "organisation"], name="membership_once"),
            models.CheckConstraint(
                name="membership_limit_not_negative",
                condition=models.Q(limit_minor__isnull=True) | models.Q(limit_minor__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.organisation}"
