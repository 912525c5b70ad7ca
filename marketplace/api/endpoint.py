"""What every address of the API is made of."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.cache import patch_vary_headers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView

from marketplace.accounts.actor import Actor
from marketplace.api import problems
from marketplace.api.bearer import actor_of
from marketplace.api.problems import Problem


class Endpoint(APIView):
    """An address for whoever has a token."""

    http_method_names = ["get", "head", "post", "put", "patch", "delete"]

    @cached_property
    def actor(self) -> Actor:
        return actor_of(self.request)

    @cached_property
    def now(self) -> datetime:
        """When the request came: one moment for all that is said in the answer."""
        return timezone.now()

    def told(
        self, serializer: type[BaseSerializer[Any]], instance: Any, *, many: bool = False, **context: Any
    ) -> Any:
        """What the answer says of the instance."""
        context |= {"request": self.request, "actor": self.actor, "now": self.now}
        return serializer(instance, many=many, context=context).data

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """What one token was told is neither kept for another nor believed without asking."""
        final = super().finalize_response(request, response, *args, **kwargs)
        patch_vary_headers(final, ["Authorization"])
        final.headers.setdefault("Cache-Control", "private, no-cache")
        return final


class PublicEndpoint(Endpoint):
    """An address for everybody; with a token, for its member."""

    permission_classes = (AllowAny,)


class Nowhere(PublicEndpoint):
    """Every address of the API that is none, whatever the method."""

    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        raise Problem(problems.NOT_FOUND)
