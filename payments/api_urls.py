"""Addresses of payments for programs."""

from django.urls import path

from payments.api import bills, credit, desk, disputes, earnings, invoices, payments, refunds, write_offs

LINE = "bookings/<slug:reference>/bill/lines/<int:number>"

urlpatterns = [
    path("bookings/<slug:reference>/payment/", payments.BookingPayment.as_view(), name="api_payment"),
    path("bookings/<slug:reference>/on_terms/", invoices.OrderOnTerms.as_view(), name="api_order_on_terms"),
    path("bookings/<slug:reference>/meter/", bills.METER, name="api_meter"),
    path("bookings/<slug:reference>/bill/", bills.BILL, name="api_bill"),
    path("bookings/<slug:reference>/bill/accept/", bills.ACCEPT, name="api_accept_lines"),
    path(f"{LINE}/dispute/", bills.DISPUTE, name="api_dispute_line"),
    path(f"{LINE}/offer/", bills.OFFER, name="api_offer_settlement"),
    path(f"{LINE}/take/", bills.TAKE, name="api_take_offer"),
    path(f"{LINE}/leave/", bills.LEAVE, name="api_leave_offer"),
    path(f"{LINE}/give_up/", bills.GIVE_UP, name="api_give_up"),
    path(f"{LINE}/give_way/", bills.GIVE_WAY, name="api_give_way"),
    path("bookings/<slug:reference>/refunds/", refunds.REFUNDS, name="api_refunds"),
    path("desk/disputes/", disputes.DISPUTES, name="api_disputes"),
    path("desk/disputes/<int:dispute_id>/", disputes.CASE, name="api_dispute"),
    path("desk/disputes/<int:dispute_id>/split/", disputes.SPLIT, name="api_split"),
    path("desk/splits/<int:split_id>/answer/", disputes.ANSWER, name="api_answer_split"),
    path("desk/money/", desk.Money.as_view(), name="api_money"),
    path("desk/money/held/", desk.HELD, name="api_held"),
    path("desk/money/stuck/", desk.STUCK, name="api_stuck"),
    path("desk/reconciliation/runs/", desk.RUNS, name="api_runs"),
    path("desk/reconciliation/differences/", desk.DIFFERENCES, name="api_differences"),
    path("payouts/", earnings.PAYOUTS, name="api_payouts"),
    path("statement/", earnings.Statement.as_view(), name="api_statement"),
    path("invoices/", invoices.Invoices.as_view(), name="api_invoices"),
    path("invoices/<slug:number>/", invoices.InvoiceDetail.as_view(), name="api_invoice"),
    path("invoices/<slug:number>/give_up/", write_offs.GIVE_UP, name="api_give_up_invoice"),
    path("desk/invoices/<slug:number>/write_off/", write_offs.WRITE_OFF, name="api_write_off_invoice"),
    path("desk/invoices/<slug:number>/recover/", write_offs.RECOVER, name="api_recover_invoice"),
    path("desk/write_offs/", write_offs.WAITING, name="api_write_offs"),
    path("desk/write_offs/<int:write_off_id>/answer/", write_offs.ANSWER, name="api_answer_write_off"),
    path("credit_limits/", credit.CreditLimits.as_view(), name="api_credit_limits"),
    path(
        "credit_limits/<int:limit_id>/withdraw/",
        credit.CreditLimitWithdrawal.as_view(),
        name="api_withdraw_credit_limit",
    ),
]
