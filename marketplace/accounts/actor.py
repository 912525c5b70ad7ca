"""Who acts, and for whom: the `by` of every operation."""

from __future__ import annotations

from dataclasses import dataclass, field

from marketplace.accounts.enums import Role
from marketplace.accounts.models import Membership, Organisation, User


@dataclass(frozen=True)
class Actor:
    """A person acting for an organisation with the roles held there; nobody at all for the clock."""

    user: User | None = None
    membership: Membership | None = None
    organisation: Organisation | None = None
    roles: frozenset[Role] = field(default_factory=frozenset)
    is_operator: bool = False
    is_clock: bool = False

    @classmethod
    def of(cls, membership: Membership) -> Actor:
        return cls(
            user=membership.user,
            membership=membership,
            organisation=membership.organisation,
            roles=frozenset(Role(role) for role in membership.roles),
            is_operator=membership.user.is_operator,
        )

    @classmethod
    def without_organisation(cls, user: User) -> Actor:
        return cls(user=user, is_operator=user.is_operator)

    @property
    def organisation_id(self) -> int | None:
        return self.organisation.pk if self.organisation else None

    def has_role(self, *roles: Role) -> bool:
        """Whether any of the roles is held; an owner holds them all."""
        return Role.OWNER in self.roles or not self.roles.isdisjoint(roles)


CLOCK = Actor(is_clock=True)
ANONYMOUS = Actor()
