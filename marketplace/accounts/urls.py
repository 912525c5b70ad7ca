"""Addresses of a person's organisations; signing in and out is allauth's."""

from django.urls import path

from marketplace.accounts import views

app_name = "accounts"

urlpatterns = [
    path("act-for/", views.act_for, name="act_for"),
    path("organisation/", views.organisation, name="organisation"),
    path("organisation/members/<int:member_id>/", views.member, name="member"),
]
