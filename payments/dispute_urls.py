"""Addresses of the operators' pages of disputes."""

from django.urls import path

from payments.views import disputes

app_name = "disputes"

urlpatterns = [
    path("", disputes.queue, name="queue"),
    path("<int:dispute_id>/", disputes.dispute, name="dispute"),
    path("splits/<int:split_id>/", disputes.confirm, name="confirm"),
]
