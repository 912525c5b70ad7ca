"""The OpenAPI schema, from the operations that the endpoints declare."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import Direction, OpenApiExample, OpenApiParameter, inline_serializer
from rest_framework import serializers

from marketplace.api.bearer import BearerAuthentication
from marketplace.api.operations import Operation
from marketplace.api.parsing import Body
from marketplace.api.problems import MEDIA_TYPE

WRITES = ("POST", "PUT", "PATCH", "DELETE")
ALWAYS = {
    400: "Malformed",
    401: "The token does not exist or was revoked",
    406: "Not acceptable",
    429: "Too many requests",
}
OTHERS = {
    402: "To be paid first",
    403: "Not allowed",
    404: "Not found",
    409: "Conflict",
    412: "Changed meanwhile",
    413: "Too large",
    415: "Unsupported media type",
    422: "Refused",
    503: "Busy",
}
RETRY_LATER = (409, 429, 503)


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # registers itself
    target_class = BearerAuthentication
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A token of `manage.py create_token ORGANISATION EMAIL`.",
        }


class FaultSerializer(serializers.Serializer[Any]):
    field = serializers.CharField(help_text="Dotted path; empty for the whole.", allow_blank=True)
    code = serializers.CharField()
    message = serializers.CharField()
    value = serializers.JSONField(required=False, help_text="What was sent.")
    accepted = serializers.CharField(required=False, help_text="What would do.")


class ProblemSerializer(serializers.Serializer[Any]):
    """RFC 9457. `type` is a relative URI that tells more of the problem."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    instance = serializers.CharField()
    errors = FaultSerializer(many=True, required=False)  # type: ignore[assignment]  # a member of that name


class EndpointSchema(AutoSchema):
    @property
    def operation(self) -> Operation:
        told: Operation = getattr(self.view, "operation", None) or self._handler.operation
        return told

    @property
    def _handler(self) -> Any:
        return getattr(self.view, self.method.lower())

    def get_operation_id(self) -> str:
        return self.operation.id

    def get_summary(self) -> str:
        return self.operation.summary

    def get_description(self) -> str:  # type: ignore[override]  # as drf-spectacular does
        return self.operation.description or str(super().get_description())

    def get_tags(self) -> list[str]:
        return [self.operation.tag]

    def get_examples(self) -> list[OpenApiExample]:
        return list(self.operation.examples)

    def get_request_serializer(self) -> Any:
        return self.operation.sends

    def get_response_serializers(self) -> Any:
        operation = self.operation
        if operation.answers is None:
            return {204: None}
        if operation.pages:
            return {operation.status: _page_of(operation.answers)}
        return {operation.status: operation.answers(many=True) if operation.lists else operation.answers}

    def get_override_parameters(self) -> list[Any]:
        return [*self.operation.asks, *self._request_headers(), *self._response_headers()]

    def _request_headers(self) -> list[OpenApiParameter]:
        named = [
            _header("Accept-Language", "zh-hans or en: the language of words and messages.", example="en")
        ]
        if self.operation.is_tagged:
            named.append(_header("If-None-Match", "An ETag: 304 if nothing changed since."))
        if self.operation.takes_if_match:
            named.append(_header("If-Match", "The ETag of what was read: 412 if somebody was faster."))
        if self._is_repeatable():
            named.append(IDEMPOTENCY_KEY)
        return named

    def _response_headers(self) -> list[OpenApiParameter]:
        named = [_response_header("Retry-After", "Seconds.", list(RETRY_LATER), OpenApiTypes.INT)]
        if self.operation.is_tagged:
            named.append(_response_header("ETag", "The version as it was told.", [200, 201, 304]))
        if self.operation.is_located:
            named.append(_response_header("Location", "The address of what was made.", [201]))
        if self._is_repeatable():
            named.append(_response_header("Idempotent-Replay", "The answer was given before.", [200, 201]))
        return named

    def _is_repeatable(self) -> bool:
        return hasattr(self._handler, "is_safely_repeatable")

    def _get_response_bodies(self, direction: Direction = "response") -> dict[str, Any]:
        bodies: dict[str, Any] = super()._get_response_bodies(direction)
        for body in bodies.values():
            body["description"] = body["description"] or "As asked"
        if self.operation.is_tagged and self.method == "GET":
            bodies["304"] = {"description": "Not modified"}
        for status, serializer in sorted(self._problems().items()):
            body = self._get_response_for_code(  # type: ignore[no-untyped-call]
                serializer or ProblemSerializer, str(status), [MEDIA_TYPE], direction
            )
            bodies[str(status)] = {**body, "description": {**ALWAYS, **OTHERS}[status]}
        return bodies

    def _problems(self) -> dict[int, Any]:
        """The statuses of problems of this operation, each with its serializer or None for the plain one."""
        statuses = set(ALWAYS)
        if "{" in self.path:
            statuses.add(404)
        if self.method in WRITES:
            statuses |= {413, 415}
        if self._is_repeatable():
            statuses |= {403, 409, 422, 503}
        if self.operation.takes_if_match:
            statuses.add(412)
        return {**dict.fromkeys(statuses), **self.operation.refuses}

    def get_serializer_name(self, serializer: Any, direction: Direction) -> str:
        """`HoldBody` is the HoldRequest of the schema."""
        return str(super().get_serializer_name(serializer, direction)).removesuffix("Body")

    def _postprocess_serializer_schema(self, schema: Any, serializer: Any, direction: Direction) -> Any:
        """A body has no other members than its own."""
        told = super()._postprocess_serializer_schema(schema, serializer, direction)  # type: ignore[no-untyped-call]
        return {**told, "additionalProperties": False} if isinstance(serializer, Body) and told else told


def _page_of(row: Any) -> Any:
    name = row.__name__.removesuffix("Serializer").removesuffix("Row")
    following = serializers.URLField(
        allow_null=True, help_text="The address of the next page; null on the last."
    )
    return inline_serializer(name=f"{name}Page", fields={"next": following, "results": row(many=True)})


def _header(name: str, description: str, example: str | None = None) -> OpenApiParameter:
    schema = {"type": "string", **({"example": example} if example else {})}
    return OpenApiParameter(name, schema, OpenApiParameter.HEADER, description=description)


def _response_header(name: str, description: str, statuses: list[int], type_: Any = str) -> OpenApiParameter:
    return OpenApiParameter(name, type_, OpenApiParameter.HEADER, description=description, response=statuses)


IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "pattern": "^[!-~]{1,200}$", "example": "order-4711"},
    OpenApiParameter.HEADER,
    description="Your own name for this write: repeating it under the same key gives the first answer again.",
)
PAGING = (
    OpenApiParameter("cursor", {"type": "string"}, description="Out of the `next` of the page before."),
    OpenApiParameter(
        "limit",
        {"type": "integer", "minimum": 1, "maximum": 100, "default": 25},
        description="Rows of a page.",
    ),
)
