"""Who asks: a buyer of a small firm, so that own prices are told; new at each run."""

from __future__ import annotations

from uuid import uuid4

from marketplace.accounts import tokens
from marketplace.accounts.enums import Role
from tests.factories import member, organisation, user


def headers() -> dict[str, str]:
    name = uuid4().hex
    buyer = member(organisation(name), Role.BUYER, person=user(f"{name}@bench.example"))
    return {"Authorization": f"Bearer {tokens.issue(membership=buyer.membership).secret}"}
