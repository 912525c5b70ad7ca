"""Who asks: the member whose token the request bears. No session and no cookie comes into it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from marketplace.accounts import tokens
from marketplace.accounts.actor import ANONYMOUS, Actor
from marketplace.accounts.models import ApiToken, User

REALM = 'Bearer realm="rongtong"'


class BearerAuthentication(BaseAuthentication):
    """`Authorization: Bearer <token>`; one query."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
        if not scheme:
            return None
        if scheme.lower() != "bearer" or not secret.strip():
            raise AuthenticationFailed(_("The header reads “Authorization: Bearer <token>”."))
        token = tokens.find(secret.strip())
        if token is None:
            raise AuthenticationFailed(_("This token does not exist or was revoked."))
        return token.membership.user, token

    def authenticate_header(self, request: Request) -> str:
        return REALM


class TokenRequired(BasePermission):
    def has_permission(self, request: Request, view: Any) -> bool:
        return isinstance(request.auth, ApiToken)


def actor_of(request: Request) -> Actor:
    """The member of the request's token, acting for the token's organisation; nobody without a token."""
    token: Any = request.auth
    return Actor.of(token.membership) if isinstance(token, ApiToken) else ANONYMOUS
