"""Well-formed unified social credit codes for firms that do not exist (GB 32100-2015)."""

from __future__ import annotations

from stdnum.cn import uscc

_PLACES = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def social_credit_code(*, prefix: str, division: str, serial: str) -> str:
    """
    18 places: authority and kind, division of registration, organisation code, check digit.

    `serial` is the eight places of the organisation code before its own check digit (GB 11714).
    """
    body = f"{prefix}{division}{serial}{_organisation_check(serial)}"
    return str(uscc.validate(body + uscc.calc_check_digit(body)))


def _organisation_check(serial: str) -> str:
    total = sum(weight * _PLACES.index(place) for weight, place in zip(_WEIGHTS, serial, strict=True))
    return "0123456789X"[-total % 11]
