"""Addresses of paying and being paid."""

from django.urls import path

from payments.views import (
    accounts,
    bank_credits,
    bank_tasks,
    banking,
    bills,
    chargebacks,
    checkout,
    credit,
    earnings,
    invoices,
    late_refunds,
    statements,
    supplements,
)

app_name = "payments"

urlpatterns = [
    path("bookings/<slug:reference>/pay/", checkout.checkout, name="checkout"),
    path("bookings/<slug:reference>/pay/opening/", checkout.opening, name="opening"),
    path("bookings/<slug:reference>/pay/back/", checkout.back, name="back"),
    path("bookings/<slug:reference>/pay/more/", supplements.supplement, name="supplement"),
    path("bookings/<slug:reference>/pay/more/back/", supplements.supplement_back, name="supplement_back"),
    path("bookings/<slug:reference>/refund/", late_refunds.late_refund, name="late_refund"),
    path("bookings/<slug:reference>/pay/transfer/", checkout.transfer, name="transfer"),
    path("invoices/", invoices.invoices, name="invoices"),
    path("invoices/<slug:number>/", invoices.invoice, name="invoice"),
    path("invoices/<slug:number>/evidence.zip", invoices.evidence_pack, name="evidence"),
    path("workshop/credit/", credit.workshop_credit, name="workshop_credit"),
    path("workshop/credit/<int:limit_id>/withdraw/", credit.withdraw_credit, name="withdraw_credit"),
    path("desk/credit/", credit.desk_credit, name="desk_credit"),
    path("desk/credit/<int:limit_id>/withdraw/", credit.desk_withdraw_credit, name="desk_withdraw_credit"),
    path("workshop/invoices/", invoices.workshop_invoices, name="workshop_invoices"),
    path("bookings/<slug:reference>/bill/", bills.bill, name="bill"),
    path("bookings/<slug:reference>/bill/files/<int:file_id>/", bills.file, name="dispute_file"),
    path("bookings/<slug:reference>/bill/meter/", bills.meter, name="meter"),
    path("bookings/<slug:reference>/bill/<int:number>/<slug:act>/", bills.answer, name="answer"),
    path("workshop/earnings/", earnings.earnings, name="earnings"),
    path("workshop/earnings/statement/", statements.statement, name="statement"),
    path("workshop/earnings/account/", earnings.open_account, name="open_account"),
    path("workshop/earnings/account/back/", earnings.account_back, name="account_back"),
    path("workshop/earnings/account/confirm/", earnings.confirm, name="confirm_account"),
    path("desk/chargebacks/", chargebacks.chargebacks, name="chargebacks"),
    path("desk/chargebacks/<int:chargeback_id>/", chargebacks.chargeback, name="chargeback"),
    path("desk/payout-accounts/", accounts.accounts, name="accounts"),
    path("desk/payout-accounts/<int:account_id>/", accounts.confirm, name="confirm_account_of"),
    path("workshop/earnings/account/again/", earnings.account_again, name="account_again"),
    path("desk/bank/", banking.lines, name="bank_lines"),
    path("desk/bank/<int:line_id>/", banking.line, name="bank_line"),
    path("desk/bank/tasks/", bank_tasks.tasks, name="bank_tasks"),
    path("desk/bank/tasks/<int:task_id>/", bank_tasks.task, name="bank_task"),
    path("desk/bank/credits/", bank_credits.credits_of_customers, name="bank_credits"),
]
