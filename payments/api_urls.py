"""Addresses of payments for programs."""

from django.urls import path

from payments.api import credit, invoices, payments

urlpatterns = [
    path("bookings/<slug:reference>/payment/", payments.BookingPayment.as_view(), name="api_payment"),
    path("bookings/<slug:reference>/on_terms/", invoices.OrderOnTerms.as_view(), name="api_order_on_terms"),
    path("invoices/", invoices.Invoices.as_view(), name="api_invoices"),
    path("invoices/<slug:number>/", invoices.InvoiceDetail.as_view(), name="api_invoice"),
    path("credit_limits/", credit.CreditLimits.as_view(), name="api_credit_limits"),
    path(
        "credit_limits/<int:limit_id>/withdraw/",
        credit.CreditLimitWithdrawal.as_view(),
        name="api_withdraw_credit_limit",
    ),
]
