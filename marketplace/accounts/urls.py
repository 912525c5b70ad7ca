"""Addresses of a person's organisations; signing in and out is allauth's."""

from django.urls import path

from marketplace.accounts import size_views, views

app_name = "accounts"

urlpatterns = [
    path("act-for/", views.act_for, name="act_for"),
    path("organisation/", views.organisation, name="organisation"),
    path("organisation/members/<int:member_id>/", views.member, name="member"),
    path("size/", size_views.size, name="size"),
    path("size/evidence/<int:declaration_id>/", size_views.evidence, name="size_evidence"),
    path("size/declarations/", size_views.declarations, name="declarations"),
    path("size/declarations/<int:declaration_id>/check/", size_views.check, name="check_size"),
]
