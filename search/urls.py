"""Addresses of finding."""

from django.urls import path

from search.views import finder, notices, saved, unsubscribing

app_name = "search"

urlpatterns = [
    path("", finder.find, name="home"),
    path("find/", finder.find, name="find"),
    path("find/count/", finder.count, name="count"),
    path("find/suggest/", finder.suggest, name="suggest"),
    path("find/<slug:slug>/", finder.row, name="row"),
    path("searches/", saved.saved_searches, name="saved"),
    path("searches/save/", saved.save, name="save"),
    path("searches/unsubscribe/<str:token>/", unsubscribing.unsubscribe, name="unsubscribe"),
    path("searches/<int:search_id>/", saved.change, name="saved_search"),
    path("searches/<int:search_id>/pause/", saved.pause, name="pause_search"),
    path("searches/<int:search_id>/resume/", saved.resume, name="resume_search"),
    path("searches/<int:search_id>/delete/", saved.delete, name="delete_search"),
    path("searches/<int:search_id>/restore/", saved.restore, name="restore_search"),
    path("notices/", notices.notices, name="notices"),
    path("notices/read/", notices.read_all, name="read_notices"),
    path("notices/<int:notice_id>/", notices.open_notice, name="notice"),
]
