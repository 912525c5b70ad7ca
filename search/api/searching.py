"""Finding what is free: the question of the page, asked by programs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import django_filters as filters
from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from marketplace.api import problems
from marketplace.api.bearer import TokenRequired
from marketplace.api.endpoint import PublicEndpoint
from marketplace.api.operations import Operation, documented
from marketplace.api.paging import USUAL
from marketplace.api.parsing import check_form, refuse_unknown
from marketplace.api.problems import Problem
from search.api.parameters import PARAMETERS
from search.cursors import Continuation, write_cursor
from search.enums import Facet
from search.filters import FlagFilter, SearchFilter, names_of_parameters
from search.operations.answering import answer
from search.questions import Reader, request_of
from search.request import MOST_PER_PAGE, Answer, BackendAway, SearchRequest
from search.serializers.hits import SearchSerializer, Told
from search.shown.explaining import Explanation, explain
from search.shown.hits import Hit, Hits
from search.shown.news import TAKEN

OWN = ("facet", "limit", "explain")


class LimitFilter(filters.Filter):
    field_class = forms.IntegerField


class ProgramFilter(SearchFilter):
    """The page's question, and how much of the answer is told."""

    facet = filters.MultipleChoiceFilter(label=_("Counts"), choices=Facet.choices)
    limit = LimitFilter(label=_("Rows of a page"), min_value=1, max_value=MOST_PER_PAGE)
    explain = FlagFilter(label=_("Explanation"))


class Searching(PublicEndpoint):
    @documented(
        Operation(
            id="search",
            summary="Search machines that are free",
            tag="Resources",
            answers=SearchSerializer,
            asks=PARAMETERS,
            refuses={403: None, 503: None},
        )
    )
    def get(self, request: Request) -> Response:
        """
        The same question as the finder's page, with the same meaning.

        The index may be a second old; free time, prices and distances of the hits are read from the
        database, and `is_taken` says where the two differ.
        """
        refuse_unknown(request.query_params, (*names_of_parameters(), *OWN))
        _refuse_empty(request.query_params)
        today = timezone.localdate(self.now)
        asked = check_form(ProgramFilter(request.query_params, today=today).form)
        if asked["explain"]:
            self._check_operator(request)
        firm = self.actor.organisation
        question = replace(
            request_of(asked, Reader(self.now, today, firm.size_class if firm else None)),
            limit=asked["limit"] or USUAL,
            facets=frozenset(map(Facet, asked["facet"])),
        )
        found = _answered(question)
        why = explain(found, question.sort) if asked["explain"] else {}
        hits = Hits(question, firm, has_strips=False).of(found.hits)
        told = Told(
            total=found.total,
            is_total_exact=found.is_total_exact,
            is_stand_in=found.is_stand_in,
            sort=question.sort,
            facets={facet.value: dict(counts) for facet, counts in found.facets.items()},
            next=_next(request, found, question, asked),
            results=[_told(hit, why) for hit in hits],
        )
        return Response(self.told(SearchSerializer, told))

    def _check_operator(self, request: Request) -> None:
        """:raises Problem: the token is none of an operator"""
        if not TokenRequired().has_permission(request, self):
            self.permission_denied(request)
        if not self.actor.is_operator:
            raise Problem(problems.NOT_ALLOWED)


def _refuse_empty(query: QueryDict) -> None:
    """
    A form leaves its fields empty; a program that sends nothing as a value has lost one.

    :raises Problem: malformed, naming the parameters
    """
    message = gettext("It is empty; leave it out to ask nothing.")
    empty = [name for name, values in query.lists() if "" in values]
    if empty:
        errors = [{"field": name, "code": "empty", "message": message, "value": ""} for name in empty]
        raise Problem(problems.MALFORMED, errors=errors)


def _answered(question: SearchRequest) -> Answer:
    """:raises Problem: nobody can answer in time"""
    try:
        return answer(question)
    except BackendAway:
        raise Problem(problems.BUSY, headers={"Retry-After": "5"}) from None


def _next(request: Request, found: Answer, question: SearchRequest, asked: Mapping[str, Any]) -> str | None:
    if found.next is None:
        return None
    before = asked["cursor"].seen if asked["cursor"] else 0
    end = Continuation(question.sort, found.next, before + len(found.hits))
    return str(replace_query_param(request.build_absolute_uri(), "cursor", write_cursor(end)))


def _told(hit: Hit, why: Mapping[int, Explanation]) -> dict[str, Any]:
    found = why.get(hit.resource.pk)
    return {
        "resource": hit.resource,
        "is_instant": hit.is_instant,
        "earliest": hit.earliest,
        "total": hit.total,
        "rate": hit.rate,
        "distance_km": None if hit.distance_km is None else round(hit.distance_km, 1),
        "is_taken": hit.said is not None and hit.said.kind == TAKEN,
        "explanation": found and {**found.told(), "version": hit.resource.version},
    }
