"""Outages and maintenance of one's own machines."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from capacity.api import examples
from capacity.api.lookups import own_resource_or_404, unknown
from capacity.api.orders import check_near
from capacity.api.refusals import RefusingEndpoint
from capacity.enums import OutageKind
from capacity.models import Outage, Resource, Unit
from capacity.operations.outages import end_outage, report_outage
from capacity.serializers.calendars import OutageSerializer, ReportedSerializer
from capacity.serializers.outages import OutageBody
from marketplace.accounts.actor import Actor
from marketplace.api.idempotency import safely_repeatable
from marketplace.api.operations import Operation, documented
from marketplace.api.paging import PARAMETERS, page_of
from marketplace.api.parsing import read, refuse_unknown
from marketplace.api.schema import PAGING

TAG = "Workshop"


class OutageList(RefusingEndpoint):
    @documented(
        Operation(
            id="list_outages",
            summary="List outages",
            tag=TAG,
            answers=OutageSerializer,
            pages=True,
            asks=PAGING,
        )
    )
    def get(self, request: Request, slug: str) -> Response:
        """The outages and maintenance of one's own machine, the newest first."""
        refuse_unknown(request.query_params, PARAMETERS)
        resource = own_resource_or_404(self.actor, slug)
        page = page_of(_outages(resource), request, newest_first=True)
        return Response(page.body(self.told(OutageSerializer, page.rows, many=True)))

    @documented(
        Operation(
            id="report_outage",
            summary="Report an outage",
            tag=TAG,
            sends=OutageBody,
            answers=ReportedSerializer,
            status=201,
            is_located=True,
            examples=[examples.OUTAGE],
        )
    )
    @safely_repeatable
    def post(self, request: Request, slug: str) -> Response:
        """Take units out for a period. Free time is claimed at once; bookings stay and are named."""
        resource = own_resource_or_404(self.actor, slug)
        sent = read(OutageBody, request.data)
        check_near(sent["period"], self.now)
        reported = report_outage(
            resource=resource,
            units=_units(resource, sent.get("units")),
            period=sent["period"],
            kind=OutageKind(sent["kind"]),
            reason_zh=sent["reason_zh"],
            reason_en=sent["reason_en"],
            by=self.actor,
            now=self.now,
        )
        told = self.told(ReportedSerializer, reported.outage, hit=reported.hit)
        where = reverse("api:outage", args=[resource.slug, reported.outage.pk], request=request)
        return Response(told, status=201, headers={"Location": where})


class OutageDetail(RefusingEndpoint):
    @documented(Operation(id="read_outage", summary="Read an outage", tag=TAG, answers=OutageSerializer))
    def get(self, request: Request, slug: str, outage_id: int) -> Response:
        """One outage of one's own machine."""
        refuse_unknown(request.query_params, ())
        outage = outage_or_404(self.actor, slug, outage_id)
        return Response(self.told(OutageSerializer, outage))


class OutageEnd(RefusingEndpoint):
    @documented(Operation(id="end_outage", summary="End an outage", tag=TAG, answers=OutageSerializer))
    @safely_repeatable
    def post(self, _request: Request, slug: str, outage_id: int) -> Response:
        """The units are back: what is left of the time is free again."""
        outage = outage_or_404(self.actor, slug, outage_id)
        ended = end_outage(outage=outage, by=self.actor, now=self.now)
        return Response(self.told(OutageSerializer, ended))


def outage_or_404(actor: Actor, slug: str, outage_id: int) -> Outage:
    resource = own_resource_or_404(actor, slug)
    return get_object_or_404(_outages(resource), pk=outage_id)


def _outages(resource: Resource) -> QuerySet[Outage]:
    return resource.outages.select_related("resource__site").prefetch_related("units")


def _units(resource: Resource, ids: Iterable[int] | None) -> list[Unit]:
    """
    The units of these ids, or all that are in service.

    :raises Problem: one is none of the resource
    """
    own = {unit.pk: unit for unit in resource.units.filter(retired_at__isnull=True).order_by("number")}
    if ids is None:
        return list(own.values())
    for index, unit_id in enumerate(ids):
        if unit_id not in own:
            raise unknown(f"units.{index}", unit_id, own)
    return [own[unit_id] for unit_id in sorted(set(ids))]
