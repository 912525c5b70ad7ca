"""For whom a signed-in person acts in this request."""

from __future__ import annotations

from functools import cached_property

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from marketplace.accounts.actor import ANONYMOUS, Actor
from marketplace.accounts.models import Membership, User

SESSION_KEY = "organisation"


class Acting:
    """
    Who the person of a request may act for, and acts for: one query, on first use.

    Nothing is asked of the database for somebody who is not signed in.
    """

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @property
    def user(self) -> User | AnonymousUser:
        return self._request.user

    @cached_property
    def memberships(self) -> list[Membership]:
        """The active memberships, the oldest first."""
        user = self.user
        if not isinstance(user, User):
            return []
        found = list(
            Membership.objects.filter(user=user, is_active=True).select_related("organisation").order_by("pk")
        )
        for membership in found:
            membership.user = user
        return found

    @cached_property
    def actor(self) -> Actor:
        user = self.user
        if not isinstance(user, User):
            return ANONYMOUS
        chosen = self._request.session.get(SESSION_KEY)
        for membership in self.memberships:
            if membership.organisation_id == chosen:
                return Actor.of(membership)
        return Actor.of(self.memberships[0]) if self.memberships else Actor.without_organisation(user)

    def choose(self, organisation_id: int) -> bool:
        """Act for this organisation from now on; false where the person has no part in it."""
        if all(each.organisation_id != organisation_id for each in self.memberships):
            return False
        self._request.session[SESSION_KEY] = organisation_id
        self.__dict__.pop("actor", None)
        return True
