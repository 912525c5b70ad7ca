"""Addresses of paying and being paid."""

from django.urls import path

from payments.views import checkout, credit, earnings, invoices

app_name = "payments"

urlpatterns = [
    path("bookings/<slug:reference>/pay/", checkout.checkout, name="checkout"),
    path("bookings/<slug:reference>/pay/opening/", checkout.opening, name="opening"),
    path("bookings/<slug:reference>/pay/back/", checkout.back, name="back"),
    path("invoices/", invoices.invoices, name="invoices"),
    path("invoices/<slug:number>/", invoices.invoice, name="invoice"),
    path("invoices/<slug:number>/evidence.zip", invoices.evidence_pack, name="evidence"),
    path("workshop/credit/", credit.workshop_credit, name="workshop_credit"),
    path("workshop/credit/<int:limit_id>/withdraw/", credit.withdraw_credit, name="withdraw_credit"),
    path("desk/credit/", credit.desk_credit, name="desk_credit"),
    path("desk/credit/<int:limit_id>/withdraw/", credit.desk_withdraw_credit, name="desk_withdraw_credit"),
    path("workshop/invoices/", invoices.workshop_invoices, name="workshop_invoices"),
    path("workshop/earnings/", earnings.earnings, name="earnings"),
    path("workshop/earnings/account/", earnings.open_account, name="open_account"),
    path("workshop/earnings/account/back/", earnings.account_back, name="account_back"),
    path("workshop/earnings/account/again/", earnings.account_again, name="account_again"),
]
