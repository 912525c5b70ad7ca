"""The schema, the page to browse it, and what each kind of problem means."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from drf_spectacular.renderers import (
    OpenApiJsonRenderer,
    OpenApiJsonRenderer2,
    OpenApiYamlRenderer,
    OpenApiYamlRenderer2,
)
from drf_spectacular.views import SpectacularAPIView
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.api import problems
from marketplace.api.endpoint import PublicEndpoint
from marketplace.api.operations import Operation, documented
from marketplace.api.problems import Kind, Problem


class Schema(SpectacularAPIView):
    """The OpenAPI document, as JSON or as YAML; made once, for it is the same until the code changes."""

    renderer_classes = [OpenApiJsonRenderer2, OpenApiYamlRenderer2, OpenApiJsonRenderer, OpenApiYamlRenderer]
    made: ClassVar[dict[str, Any]] = {}

    def _get_schema_response(self, request: Request) -> Response:
        if "document" not in self.made:
            self.made["document"] = super()._get_schema_response(request).data  # type: ignore[no-untyped-call]
        return Response(self.made["document"])


@require_safe
def browser(request: HttpRequest) -> HttpResponse:
    """A page on which the schema is read and tried out."""
    return render(request, "api/docs.html")


class KindSerializer(serializers.Serializer[Kind]):
    type = serializers.CharField()
    status = serializers.IntegerField()
    title = serializers.SerializerMethodField()
    meaning = serializers.SerializerMethodField()

    def get_title(self, kind: Kind) -> str:
        return _(kind.title)

    def get_meaning(self, kind: Kind) -> str:
        return _(kind.meaning)


class ProblemKinds(PublicEndpoint):
    kinds: Sequence[Kind] = ()

    @documented(
        Operation(
            id="list_problems",
            summary="Read what problems there are",
            tag="Problems",
            answers=KindSerializer,
            lists=True,
        )
    )
    def get(self, _request: Request) -> Response:
        """Every kind of problem that the API answers with, and what it means."""
        return Response(self.told(KindSerializer, self.kinds, many=True))


class ProblemKind(PublicEndpoint):
    kinds: Sequence[Kind] = ()

    @documented(
        Operation(
            id="read_problem", summary="Read what a problem means", tag="Problems", answers=KindSerializer
        )
    )
    def get(self, _request: Request, name: str) -> Response:
        """What the `type` of a problem stands for."""
        for kind in self.kinds:
            if kind.name == name:
                return Response(self.told(KindSerializer, kind))
        raise Problem(problems.NOT_FOUND)
