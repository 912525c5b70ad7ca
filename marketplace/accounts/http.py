"""What a request is once our middleware has seen it."""

from __future__ import annotations

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from marketplace.accounts.acting import Acting
from marketplace.accounts.actor import Actor
from marketplace.accounts.models import Membership, Organisation, User


class ActingRequest(HttpRequest):
    """Anybody's request: `actor` is who asks, and for whom."""

    acting: Acting
    actor: Actor
    htmx: HtmxDetails


class MemberRequest(ActingRequest):
    """The request of somebody who acts for an organisation, as `member_required` let it in."""

    user: User
    organisation: Organisation
    membership: Membership
