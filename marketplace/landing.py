"""Where signing in leads, unless it was asked for on the way to a page."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from marketplace.accounts.middleware import introduce
from marketplace.shell import Shell


class Adapter(DefaultAccountAdapter):
    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The person's own side: a scheduler has no use for the finder, an operator none at all."""
        introduce(request)  # again: when the request came in, nobody was signed in
        return Shell(request).own_address
