"""Addresses of paying and being paid."""

from django.urls import path

from payments.views import bills, checkout, earnings

app_name = "payments"

urlpatterns = [
    path("bookings/<slug:reference>/pay/", checkout.checkout, name="checkout"),
    path("bookings/<slug:reference>/pay/opening/", checkout.opening, name="opening"),
    path("bookings/<slug:reference>/pay/back/", checkout.back, name="back"),
    path("bookings/<slug:reference>/bill/", bills.bill, name="bill"),
    path("bookings/<slug:reference>/bill/files/<int:file_id>/", bills.file, name="dispute_file"),
    path("bookings/<slug:reference>/bill/meter/", bills.meter, name="meter"),
    path("bookings/<slug:reference>/bill/<int:number>/<slug:act>/", bills.answer, name="answer"),
    path("workshop/earnings/", earnings.earnings, name="earnings"),
    path("workshop/earnings/account/", earnings.open_account, name="open_account"),
    path("workshop/earnings/account/back/", earnings.account_back, name="account_back"),
    path("workshop/earnings/account/again/", earnings.account_again, name="account_again"),
]
