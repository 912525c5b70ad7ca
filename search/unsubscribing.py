"""The link in a mail that ends mails: signed, so that it works for whoever holds it, signed in or not."""

from __future__ import annotations

from django.core import signing
from django.urls import reverse

from search.models import SavedSearch

SALT = "search.unsubscribe"


def unsubscribe_path(saved: SavedSearch) -> str:
    return reverse("search:unsubscribe", args=[signing.dumps(saved.pk, salt=SALT)])


def saved_search_of(token: str) -> SavedSearch | None:
    """The search of a link; nothing where it was not made by us, or the search is gone."""
    try:
        pk = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return SavedSearch.objects.live().filter(pk=pk).first()
