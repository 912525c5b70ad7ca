"""The roof as a Django app: it carries the commands that belong to no other."""

from django.apps import AppConfig


class MarketplaceConfig(AppConfig):
    name = "marketplace"
    label = "marketplace"
    verbose_name = "Rongtong"
