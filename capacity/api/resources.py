"""Finding resources and reading them."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from capacity.api.acts import method
from capacity.api.finding import FILTERS, find
from capacity.api.lookups import resource_or_404, whole_resource_or_404
from capacity.api.refusals import PublicRefusingEndpoint
from capacity.api.workshop.machines import CREATE
from capacity.availability import free_time
from capacity.serializers.calendars import Availability, AvailabilitySerializer
from capacity.serializers.orders import WindowQuery
from capacity.serializers.resources import ResourceRowSerializer, ResourceSerializer
from marketplace.api.bearer import TokenRequired
from marketplace.api.etags import tagged
from marketplace.api.operations import Operation, documented
from marketplace.api.parsing import read_query, refuse_unknown

TAG = "Resources"


class ResourceList(PublicRefusingEndpoint):
    @documented(
        Operation(
            id="list_resources",
            summary="Find resources",
            tag=TAG,
            answers=ResourceRowSerializer,
            pages=True,
            asks=FILTERS,
        )
    )
    def get(self, request: Request) -> Response:
        """
        Public resources, and with a token the drafts of its organisation, as they were added.

        A page that asks when they are free may be short or empty and have a next one all the same.
        """
        page = find(request, self.actor, self.now)
        return Response(page.body(self.told(ResourceRowSerializer, page.rows, many=True)))

    post = method("post", CREATE)

    def get_permissions(self) -> Any:
        """Everybody may look; adding takes a token."""
        return [TokenRequired()] if self.request.method == "POST" else super().get_permissions()


class ResourceDetail(PublicRefusingEndpoint):
    @documented(
        Operation(
            id="read_resource", summary="Read a resource", tag=TAG, answers=ResourceSerializer, is_tagged=True
        )
    )
    def get(self, request: Request, slug: str) -> Response:
        """What it is, how it is sold, when it is open, and by which rules it is booked."""
        refuse_unknown(request.query_params, ())
        resource = whole_resource_or_404(self.actor, slug)
        return tagged(request, self.told(ResourceSerializer, resource), resource.version)


class ResourceAvailability(PublicRefusingEndpoint):
    @documented(
        Operation(
            id="read_availability",
            summary="Read free time",
            tag=TAG,
            answers=AvailabilitySerializer,
            asks=[WindowQuery],
            is_tagged=True,
        )
    )
    def get(self, request: Request, slug: str) -> Response:
        """Open time, and what of it each unit has free, from now or `from` for a week or until `to`."""
        window = read_query(WindowQuery, request.query_params, now=self.now)["window"]
        resource = resource_or_404(self.actor, slug)
        free = free_time([resource.pk], window, now=self.now)[resource.pk]
        told = Availability(resource.slug, resource.version, free.zone, window, free.open, free.units)
        return tagged(request, self.told(AvailabilitySerializer, told), resource.version)
