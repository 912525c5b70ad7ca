"""Reading what was sent: JSON of bounded size, and bodies and queries without strange members."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import Any

from django.forms import BaseForm
from django.http import QueryDict
from django.utils.translation import gettext as _
from rest_framework.exceptions import ErrorDetail, ParseError, ValidationError
from rest_framework.parsers import JSONParser
from rest_framework.serializers import Serializer

from marketplace.api import problems
from marketplace.api.faults import told
from marketplace.api.problems import Problem

LARGEST_BODY = 1 << 20


class BoundedJSONParser(JSONParser):
    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        """
        Read the body.

        :raises Problem: it is too large
        :raises ParseError: it is not JSON, or nested absurdly deep
        """
        body = stream.read(LARGEST_BODY + 1)
        if len(body) > LARGEST_BODY:
            raise Problem(problems.TOO_LARGE)
        try:
            return super().parse(BytesIO(body), media_type, parser_context)
        except RecursionError:
            raise ParseError(_("nested too deeply")) from None


class Body(Serializer[Any]):
    """The body of a request: a member that nobody knows is refused by name, for it is a misspelt one."""

    def to_internal_value(self, data: Any) -> Any:
        errors = _unknown(data, self.fields) if isinstance(data, Mapping) else {}
        try:
            value = super().to_internal_value(data)
        except ValidationError as error:
            known: Any = error.detail
            raise ValidationError({**errors, **known}) from None
        if errors:
            raise ValidationError(errors)
        return value


def read(body: type[Body], data: Any, **context: Any) -> dict[str, Any]:
    """
    The values of a request's body.

    :raises Problem: malformed, with every fault named
    """
    reading = body(data=data, context=context)
    if not reading.is_valid():
        raise Problem(problems.MALFORMED, errors=told(reading.errors, reading, data))
    values: dict[str, Any] = reading.validated_data
    return values


def read_query(
    body: type[Body], query: QueryDict, *, beside: Iterable[str] = (), **context: Any
) -> dict[str, Any]:
    """The same for the parameters of an address, without those `beside`; of a repeated one the last."""
    return read(body, {name: value for name, value in query.items() if name not in beside}, **context)


def check_form(form: BaseForm) -> dict[str, Any]:
    """
    The values of a form that pages and API share, filled from an address.

    :raises Problem: malformed, with every fault named
    """
    if not form.is_valid():
        errors = {
            name: [
                ErrorDetail(message, error.code or "invalid") for error in found for message in error.messages
            ]
            for name, found in form.errors.as_data().items()
        }
        raise Problem(problems.MALFORMED, errors=told(errors, form, form.data))
    return dict(form.cleaned_data)


def refuse_unknown(query: QueryDict, known: Iterable[str]) -> None:
    """
    Refuse parameters that nothing would look at.

    :raises Problem: malformed, naming them
    """
    errors = _unknown(query, known)
    if errors:
        raise Problem(problems.MALFORMED, errors=told(errors, None, query.dict()))


def _unknown(names: Iterable[str], known: Iterable[str]) -> dict[str, list[ErrorDetail]]:
    listed = list(known)
    message = _("There is no such member; known are: %(names)s.") % {"names": ", ".join(listed) or "–"}
    return {str(name): [ErrorDetail(message, "unknown")] for name in names if name not in listed}
