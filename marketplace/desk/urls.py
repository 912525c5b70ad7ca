"""Addresses of the operators' desk."""

from django.urls import path

from marketplace.desk import views

app_name = "desk"

urlpatterns = [
    path("", views.queue, name="queue"),
    path("revisions/<int:revision_id>/", views.revision, name="revision"),
]
