"""Reading what was sent: typed as the stripe package types it, refused where that knows nothing of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from payments.sandbox import hints
from payments.sandbox.refusals import Body, invalid, missing_parameter, not_simulated, unknown_parameter

BOOLEANS = {"true": True, "false": False, True: True, False: False}


@dataclass(frozen=True)
class Shape:
    """
    What a route takes: the package's type for it, and the parameters that the sandbox acts upon.

    `simulated` names them apart by spaces, nested ones with dots. What Stripe knows and the sandbox does
    not is refused as not simulated, so that nobody believes that it works. `required` are those that the
    package calls optional, because other ways of asking than ours do without them.
    """

    structure: type
    simulated: str
    required: str = ""

    def read(self, sent: Mapping[str, Any]) -> Body:
        """:raises Refusal: a parameter is unknown, missing, malformed or not simulated"""
        for name in self.required.split():
            if not sent.get(name):
                raise missing_parameter(name)
        return self._structure(sent, self.structure, "")

    def _structure(self, sent: Any, shape: type, prefix: str) -> Body:
        if not isinstance(sent, Mapping):
            raise invalid(_shown(prefix), f"Invalid object: {_shown(prefix)} takes named parameters.")
        known = hints.fields_of(shape)
        for name in sent:
            if name not in known:
                raise unknown_parameter(_shown(prefix + name))
        for name in sorted(getattr(shape, "__required_keys__", ())):
            if name in known and name not in sent:
                raise missing_parameter(_shown(prefix + name))
        return {name: self._value(value, known[name], prefix + name) for name, value in sent.items()}

    def _value(self, sent: Any, hint: Any, path: str) -> Any:
        if sent in ("", None) and "" in hints.words(hint):
            return None
        if (item := hints.item_of(hint)) is not None:
            return [self._value(each, item, path) for each in _items(sent, path)]
        structure = hints.structure_of(hint)
        if structure is not None and (isinstance(sent, Mapping) or not hints.takes_plain(hint)):
            return self._structure(sent, structure, f"{path}.")
        self._must_be_simulated(path)
        return _words(sent, path) if hints.is_mapping(hint) else _plain(sent, hint, path)

    def _must_be_simulated(self, path: str) -> None:
        if path not in self.simulated.split():
            raise not_simulated(f"the parameter {_shown(path)}")


def _items(sent: Any, path: str) -> list[Any]:
    """A list, or what a form makes of one: numbered fields."""
    if isinstance(sent, Mapping) and all(name.isdecimal() for name in sent):
        return [sent[name] for name in sorted(sent, key=int)]
    if isinstance(sent, list):
        return sent
    raise invalid(_shown(path), f"Invalid array: {_shown(path)} takes a list.")


def _words(sent: Any, path: str) -> dict[str, str]:
    """Names of the sender's own choice, each with a text."""
    if not isinstance(sent, Mapping) or any(not isinstance(text, str) for text in sent.values()):
        raise invalid(_shown(path), f"Invalid object: {_shown(path)} takes named texts.")
    return dict(sent)


def _plain(sent: Any, hint: Any, path: str) -> Any:
    kinds = hints.members(hint)
    if isinstance(sent, Mapping | list):
        raise invalid(_shown(path), f"Invalid value: {_shown(path)} takes a single value.")
    if int in kinds:
        return _whole(sent, path)
    if bool in kinds and sent in BOOLEANS:
        return BOOLEANS[sent]
    if bool in kinds and str not in kinds:
        raise invalid(_shown(path), f"Invalid boolean: {sent}")
    accepted = hints.words(hint)
    if accepted and sent not in accepted:
        expected = ", ".join(word for word in accepted if word)
        raise invalid(_shown(path), f"Invalid {_shown(path)}: must be one of {expected}")
    return sent


def _whole(sent: Any, path: str) -> int:
    text = str(sent)
    if not text.removeprefix("-").isdecimal():
        raise invalid(_shown(path), f"Invalid integer: {text}", code="parameter_invalid_integer")
    return int(text)


def _shown(path: str) -> str:
    """As Stripe writes names: `a[b][c]`."""
    first, *rest = path.rstrip(".").split(".")
    return first + "".join(f"[{name}]" for name in rest)
