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


class Telling(models.TextChoices):
    """How a member is told of what newly answers a saved search; in the app in any case."""

    APP = "app", _("In the app")
    AT_ONCE = "at_once", _("By e-mail at once")
    DAILY = "daily", _("By e-mail once a day")


class Cause(models.TextChoices):
    """Why a listing newly answers a saved search."""

    LISTING = "listing", _("New or changed")
    TIME = "time", _("Free again")
