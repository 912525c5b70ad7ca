"""Addresses of the API's schema."""

from __future__ import annotations

from django.urls import path

from marketplace.api import views

urlpatterns = [
    path("schema/", views.Schema.as_view(), name="api_schema"),
    path("docs/", views.browser, name="api_docs"),
]
