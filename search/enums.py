"""The words of a search: how free time has to lie, and in which order hits stand."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Mode(models.TextChoices):
    """How the asked time has to be free."""

    IN_A_ROW = "row", _("In a row")
    IN_ALL = "sum", _("In all")
    WHOLE = "whole", _("Whole")


class Sort(models.TextChoices):
    RELEVANCE = "relevance", _("Best match")
    EARLIEST = "earliest", _("Earliest free")
    PRICE = "price", _("Lowest price")
    DISTANCE = "distance", _("Nearest first")
    NEWEST = "newest", _("Newest first")


class Facet(models.TextChoices):
    """What is counted beside the hits; each under all conditions but its own."""

    CLASS = "machine", _("Class")
    KIND = "kind", _("How it is sold")
    INSTANT = "instant", _("Instant confirmation")
    CERTIFICATE = "certificate", _("Certificates")


class SynonymKind(models.TextChoices):
    """How words stand to each other."""

    EQUAL = "equal", _("They all mean the same")
    ONE_WAY = "one_way", _("These also mean others")
