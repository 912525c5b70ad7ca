"""Addresses of paying and being paid."""

from django.urls import path

from payments.views import bank_credits, bank_tasks, banking, checkout, earnings

app_name = "payments"

urlpatterns = [
    path("bookings/<slug:reference>/pay/", checkout.checkout, name="checkout"),
    path("bookings/<slug:reference>/pay/opening/", checkout.opening, name="opening"),
    path("bookings/<slug:reference>/pay/back/", checkout.back, name="back"),
    path("bookings/<slug:reference>/pay/transfer/", checkout.transfer, name="transfer"),
    path("workshop/earnings/", earnings.earnings, name="earnings"),
    path("workshop/earnings/account/", earnings.open_account, name="open_account"),
    path("workshop/earnings/account/back/", earnings.account_back, name="account_back"),
    path("workshop/earnings/account/again/", earnings.account_again, name="account_again"),
    path("desk/bank/", banking.lines, name="bank_lines"),
    path("desk/bank/<int:line_id>/", banking.line, name="bank_line"),
    path("desk/bank/tasks/", bank_tasks.tasks, name="bank_tasks"),
    path("desk/bank/tasks/<int:task_id>/", bank_tasks.task, name="bank_task"),
    path("desk/bank/credits/", bank_credits.credits_of_customers, name="bank_credits"),
]
