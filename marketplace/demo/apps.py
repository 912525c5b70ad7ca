"""The demo catalogue and the marketplace that is seeded from it."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "marketplace.demo"
    label = "demo"
