"""Addresses of finding."""

from django.urls import path

from search.views import finder

app_name = "search"

urlpatterns = [
    path("", finder.find, name="home"),
    path("find/", finder.find, name="find"),
    path("find/count/", finder.count, name="count"),
    path("find/suggest/", finder.suggest, name="suggest"),
    path("find/<slug:slug>/", finder.row, name="row"),
]
