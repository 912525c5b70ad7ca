"""The roof as a Django app: it carries the commands that belong to no other."""

from importlib import import_module

from django.apps import AppConfig

from marketplace.events import registry
from marketplace.pages import slots


class MarketplaceConfig(AppConfig):
    name = "marketplace"
    label = "marketplace"
    verbose_name = "Rongtong"

    def ready(self) -> None:
        # The tables import models, which are there only once the apps are.
        table = import_module("marketplace.subscribers")
        registry.connect(table.SUBSCRIBERS, table.TIMERS, table.GUARDS)
        slots.connect(import_module("marketplace.slots").SLOTS)
