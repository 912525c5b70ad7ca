"""Where the pages of the sandbox are: on our own site, for nothing of it leaves the machine."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse


def page_of(name: str, ref: str) -> str:
    return f"{settings.ORIGINS[0]}{reverse(f'sandbox:{name}', args=[ref])}"
