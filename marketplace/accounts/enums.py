"""Roles and kinds of organisations."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    OWNER = "owner", _("Owner")
    LISTER = "lister", _("Lister")
    SCHEDULER = "scheduler", _("Scheduler")
    BUYER = "buyer", _("Buyer")
    APPROVER = "approver", _("Approver")
    FINANCE = "finance", _("Finance")
    VIEWER = "viewer", _("Viewer")


class SizeClass(models.TextChoices):
    """How 工信部联企业〔2011〕300号 sizes a firm, with public institutions beside it."""

    LARGE = "large", _("Large firm")
    MEDIUM = "medium", _("Medium firm")
    SMALL = "small", _("Small firm")
    MICRO = "micro", _("Micro firm")
    INSTITUTION = "institution", _("Public institution")
