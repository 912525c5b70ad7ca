"""Giving every machine of a source an identity of its own."""

from collections.abc import Iterable


class Keys:
    """The identities that are in use in one source of one provider."""

    def __init__(self, used: Iterable[str]) -> None:
        self._used = set(used)

    def take(self, identity: str, instead_of: str = "") -> str:
        """
        Take an identity, or the next one of the same name that is free.

        A machine whose name has not changed keeps the identity that it has (`instead_of`).
        """
        name, _, number = identity.rpartition("#")
        if instead_of.rpartition("#")[0] == name:
            return instead_of
        count = int(number)
        while f"{name}#{count}" in self._used:
            count += 1
        self._used.add(f"{name}#{count}")
        return f"{name}#{count}"
