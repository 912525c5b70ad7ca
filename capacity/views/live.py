"""The live frames by polling, for where websockets are blocked."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from capacity.broadcasts import MOST_WATCHED, SOURCE, visible_ids
from marketplace.accounts.http import ActingRequest


@require_safe
def poll(request: HttpRequest) -> HttpResponse:
    """
    `?r=<resource id>:<last version seen>`, repeated: the frames that the socket would have sent.

    What the person may not see, or what cannot be read, is passed over.
    """
    asking: ActingRequest = request  # type: ignore[assignment]  # the middleware has seen it
    wanted = dict(filter(None, map(read_pair, request.GET.getlist("r")[:MOST_WATCHED])))
    visible = visible_ids(asking.actor, list(wanted))
    audience = (asking.actor.organisation_id, get_language() or "")
    frames = []
    for resource_id, version in SOURCE.versions(visible).items():
        if version > wanted[resource_id]:
            rendered = SOURCE.render(resource_id, wanted[resource_id], frozenset({audience}))
            frames += [rendered.frames[audience]] if rendered else []
    return HttpResponse(f'{{"frames": [{", ".join(frames)}]}}', content_type="application/json")


def read_pair(text: str) -> tuple[int, int] | None:
    resource_id, _, version = text.partition(":")
    if resource_id.isdecimal() and version.isdecimal() and len(text) < 40:
        return int(resource_id), int(version)
    return None
