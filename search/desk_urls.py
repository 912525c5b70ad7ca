"""Addresses of the operators' pages of search."""

from django.urls import path

from search.views import synonyms

app_name = "search_desk"

urlpatterns = [
    path("synonyms/", synonyms.synonyms, name="synonyms"),
    path("synonyms/<int:synonym_id>/", synonyms.synonym, name="synonym"),
    path("synonyms/<int:synonym_id>/remove/", synonyms.remove, name="remove_synonym"),
    path("synonyms/<int:synonym_id>/restore/", synonyms.restore, name="restore_synonym"),
    path("synonyms/missed/", synonyms.missed, name="missed"),
]
