"""Where the gateway's two kinds of events come to."""

from django.urls import path

from payments.webhooks import webhook

app_name = "webhooks"

urlpatterns = [
    path("", webhook, {"is_thin": False}, name="snapshot"),
    path("thin/", webhook, {"is_thin": True}, name="thin"),
]
