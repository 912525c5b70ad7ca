"""Mailing what newly answers saved searches, in the language in which each was saved."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import groupby

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from search.enums import Telling
from search.models import SavedSearch, SavedSearchMatch
from search.unsubscribing import unsubscribe_path

MOST_LISTED = 20  # of one search in one mail


@dataclass(frozen=True)
class Section:
    """One search of a mail: what was found for it, and its links."""

    saved: SavedSearch
    matches: list[SavedSearchMatch]
    more: int
    finder: str
    unsubscribe: str


def mail_matches(match_ids: Collection[int]) -> None:
    """
    Send one mail for these matches of one member; nothing where there is none to tell any more.

    What the reader has since unsubscribed from or deleted is left out, and so is what is not public.
    """
    matches = _still_to_tell(match_ids)
    if not matches:
        return
    sections = [_section(list(each)) for _pk, each in groupby(matches, key=lambda one: one.saved_search_id)]
    first = sections[0].saved
    with translation.override(first.language):
        message = EmailMessage(
            subject=_subject(sections),
            body=render_to_string(
                "search/emails/matches.txt", {"sections": sections, "list": _address("search:saved")}
            ),
            to=[first.membership.user.email],
            headers=_headers(sections),
        )
        message.send()


def _still_to_tell(match_ids: Collection[int]) -> list[SavedSearchMatch]:
    found = SavedSearchMatch.objects.filter(
        pk__in=match_ids,
        saved_search__deleted_at__isnull=True,
        saved_search__membership__is_active=True,
        saved_search__membership__user__is_active=True,
        resource__published_revision__isnull=False,
        resource__retired_at__isnull=True,
    ).exclude(saved_search__telling=Telling.APP)
    loaded = found.for_page().select_related("saved_search__membership__user")
    return list(loaded.order_by("saved_search__name", "saved_search", "pk"))


def _section(matches: list[SavedSearchMatch]) -> Section:
    saved = matches[0].saved_search
    return Section(
        saved=saved,
        matches=matches[:MOST_LISTED],
        more=max(0, len(matches) - MOST_LISTED),
        finder=f"{_address('search:find')}?{saved.query}",
        unsubscribe=_origin() + unsubscribe_path(saved),
    )


def _subject(sections: Iterable[Section]) -> str:
    listed = list(sections)
    count = sum(len(each.matches) + each.more for each in listed)
    told = ngettext("%(count)d machine for “%(name)s”", "%(count)d machines for “%(name)s”", count)
    if len(listed) > 1:
        told = _("%(count)d machines for %(searches)d saved searches")
    return told % {"count": count, "name": listed[0].saved.name, "searches": len(listed)}


def _headers(sections: list[Section]) -> dict[str, str]:
    """RFC 8058: mail programs offer to unsubscribe, where one link ends all of it."""
    if len(sections) != 1:
        return {}
    return {
        "List-Unsubscribe": f"<{sections[0].unsubscribe}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _address(route: str) -> str:
    return _origin() + reverse(route)


def _origin() -> str:
    return str(settings.ORIGINS[0])
