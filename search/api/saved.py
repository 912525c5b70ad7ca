"""Saved searches for programs: list, save, change, delete, bring back, and what was told of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from capacity.api.refusals import RefusingEndpoint
from marketplace.api import problems
from marketplace.api.idempotency import safely_repeatable
from marketplace.api.operations import Operation, documented
from marketplace.api.paging import PARAMETERS, page_of
from marketplace.api.parsing import read, refuse_unknown
from marketplace.api.problems import Problem
from marketplace.api.schema import PAGING
from search.api.saved_told import (
    MatchSerializer,
    NewSavedSearchBody,
    SavedSearchBody,
    SavedSearchSerializer,
)
from search.enums import Telling
from search.filters import names_of_parameters
from search.models import SavedSearch, SavedSearchMatch
from search.operations import saved_searches as operations
from search.operations.saved_searches import Wishes
from search.shown.saved import labels_of, name_for, reader_at
from search.standing import Standing, Unreadable, stand

TAG = "Saved searches"


def _operation(id_: str, summary: str, **others: Any) -> Operation:
    others.setdefault("answers", SavedSearchSerializer)
    return Operation(id=id_, summary=summary, tag=TAG, **others)


class SavedSearches(RefusingEndpoint):
    @documented(_operation("list_saved_searches", "List saved searches", pages=True, asks=PAGING))
    def get(self, request: Request) -> Response:
        """The searches that the token's member keeps, the newest first."""
        refuse_unknown(request.query_params, PARAMETERS)
        page = page_of(SavedSearch.objects.of(self.actor).live(), request, newest_first=True)
        return Response(page.body(self.told(SavedSearchSerializer, page.rows, many=True)))

    @documented(
        _operation("save_search", "Save a search", sends=NewSavedSearchBody, status=201, is_located=True)
    )
    @safely_repeatable
    def post(self, request: Request) -> Response:
        """
        Be told of what newly answers a question: new and changed listings, and time that becomes free.

        `query` is the query string of GET /api/v1/search/, without cursor and limit.
        """
        sent = read(NewSavedSearchBody, request.data)
        standing = _standing(sent["query"], self)
        saved = operations.save_search(
            query=standing.query,
            columns=standing.columns(),
            wishes=Wishes(name=sent["name"] or _name(standing, self.now), telling=Telling(sent["telling"])),
            language=sent["language"],
            by=self.actor,
            now=self.now,
        )
        where = reverse("api_saved_search", args=[saved.pk], request=request)
        return Response(self.told(SavedSearchSerializer, saved), status=201, headers={"Location": where})


def _name(standing: Standing, now: datetime) -> str:
    return name_for(labels_of(standing.query, reader_at(now)) or ())


def _standing(query: str, endpoint: RefusingEndpoint) -> Standing:
    """:raises Problem: a parameter is unknown, or its value is"""
    data = QueryDict(query)
    known = names_of_parameters()
    unknown = {name: [_("There is no such parameter.")] for name in data if name not in known}
    try:
        if not unknown:
            return stand(data, now=endpoint.now)
    except Unreadable as unreadable:
        unknown = dict(unreadable.fields)
    faults = [
        {"field": f"query.{name}", "code": "invalid", "message": message, "value": data.get(name, "")}
        for name, found in unknown.items()
        for message in found
    ]
    raise Problem(problems.MALFORMED, errors=faults)


class SavedSearchDetail(RefusingEndpoint):
    @documented(_operation("read_saved_search", "Read a saved search"))
    def get(self, request: Request, search_id: int) -> Response:
        """One search of the token's member."""
        refuse_unknown(request.query_params, ())
        return Response(self.told(SavedSearchSerializer, _own(self, search_id)))

    @documented(_operation("change_saved_search", "Change a saved search", sends=SavedSearchBody))
    @safely_repeatable
    def put(self, request: Request, search_id: int) -> Response:
        """Its name, how to tell, and whether it is paused. The question stays; save another for another."""
        saved, sent = _own(self, search_id), read(SavedSearchBody, request.data)
        wishes = Wishes(name=sent["name"], telling=Telling(sent["telling"]))
        operations.change_search(saved=saved, wishes=wishes, by=self.actor, now=self.now)
        if sent["is_paused"]:
            changed = operations.pause_search(saved=saved, by=self.actor, now=self.now)
        else:
            changed = operations.resume_search(saved=saved, by=self.actor)
        return Response(self.told(SavedSearchSerializer, changed))

    @documented(_operation("delete_saved_search", "Delete a saved search"))
    @safely_repeatable
    def delete(self, _request: Request, search_id: int) -> Response:
        """It tells nothing any more; for a day it can be brought back."""
        deleted = operations.delete_search(saved=_own(self, search_id), by=self.actor, now=self.now)
        return Response(self.told(SavedSearchSerializer, deleted))


class SavedSearchRestore(RefusingEndpoint):
    @documented(_operation("restore_saved_search", "Bring a deleted search back"))
    @safely_repeatable
    def post(self, _request: Request, search_id: int) -> Response:
        """Undo the deletion, within a day of it."""
        saved = get_object_or_404(SavedSearch.objects.of(self.actor), pk=search_id)
        restored = operations.restore_search(saved=saved, by=self.actor, now=self.now)
        return Response(self.told(SavedSearchSerializer, restored))


class SavedSearchMatches(RefusingEndpoint):
    @documented(
        _operation(
            "list_matches", "List what was told of a search", answers=MatchSerializer, pages=True, asks=PAGING
        )
    )
    def get(self, request: Request, search_id: int) -> Response:
        """The listings that newly answered, the newest first."""
        refuse_unknown(request.query_params, PARAMETERS)
        rows = SavedSearchMatch.objects.for_page().filter(saved_search=_own(self, search_id))
        page = page_of(rows, request, newest_first=True)
        return Response(page.body(self.told(MatchSerializer, page.rows, many=True)))


def _own(endpoint: RefusingEndpoint, search_id: int) -> SavedSearch:
    return get_object_or_404(SavedSearch.objects.of(endpoint.actor).live(), pk=search_id)
