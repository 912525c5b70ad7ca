"""Addresses of the operators' money desk."""

from django.urls import path

from payments.views import closing, money_desk, reconciliation

app_name = "payments_desk"

urlpatterns = [
    path("", money_desk.desk, name="money"),
    path("operations/<uuid:operation_id>/", money_desk.operation, name="operation"),
    path("operations/<uuid:operation_id>/hurry/", money_desk.hurry, name="hurry"),
    path("reconciliation/", reconciliation.reconciliation, name="reconciliation"),
    path("reconciliation/run/", reconciliation.run, name="run"),
    path("reconciliation/compare/", reconciliation.compare, name="compare"),
    path("reconciliation/<int:item_id>/", reconciliation.difference, name="difference"),
    path("reconciliation/<int:item_id>/again/", reconciliation.again, name="look_again"),
    path("months/", closing.months, name="months"),
]
