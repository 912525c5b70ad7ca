"""Addresses of the pages that the sandbox hosts in Stripe's place."""

from django.urls import path

from payments.sandbox.approval import views

app_name = "sandbox"

urlpatterns = [
    path("checkout/<str:ref>/", views.checkout, name="checkout"),
    path("checkout/<str:ref>/money/", views.money_arrives, name="money_arrives"),
    path("checkout/<str:ref>/dispute/", views.dispute, name="dispute"),
    path("checkout/<str:ref>/dispute/decide/", views.decide, name="decide"),
    path("checkout/<str:ref>/day/", views.a_day_on, name="a_day_on"),
    path("account/<str:ref>/", views.account, name="account"),
]
