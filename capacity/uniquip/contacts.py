"""Telephones, e-mails and web addresses as people write them in lists."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator

from capacity.uniquip.kinds import Kind
from capacity.uniquip.verdicts import Verdict

_is_email = EmailValidator()
_is_address = URLValidator(schemes=["http", "https"])

_EXTENSION = re.compile(r"\s*(?:;?\s*ext\.?|x|#|转|分机)\s*[:=]?\s*(\d{1,6})$", re.IGNORECASE)
_TELEPHONE = re.compile(r"\+?[\d\s().\-‐-―]+")
_MOBILE_CN = re.compile(r"1[3-9]\d{9}")


def telephone(value: str, calling_code: str) -> Verdict:
    """Write a telephone number with plus and country code.

    The form is E.164, up to 15 digits, with ` ext 12` where given. `calling_code` is the provider's
    own (`86`), for numbers in national form; when it is empty these are kept as they stand, since a
    guess could reach a stranger.
    """
    plain = unicodedata.normalize("NFKC", value).strip().removeprefix("tel:")
    extension = _EXTENSION.search(plain)
    number = plain[: extension.start()] if extension else plain
    number = number.replace("(0)", "")
    if not _TELEPHONE.fullmatch(number):
        return Verdict.left_out(value, Kind.TELEPHONE_UNREADABLE)
    digits = re.sub(r"\D", "", number)
    suffix = f" ext {extension[1]}" if extension else ""
    if number.startswith("+") and 7 <= len(digits) <= 15:
        return Verdict(f"+{digits}{suffix}")
    international = _international(digits, calling_code)
    if international:
        return Verdict.mended(value, f"+{international}{suffix}", Kind.TELEPHONE_PLUS)
    if 5 <= len(digits) <= 12:
        return Verdict(value, Kind.TELEPHONE_NATIONAL, end=len(value))
    return Verdict.left_out(value, Kind.TELEPHONE_UNREADABLE)


def _international(digits: str, calling_code: str) -> str:
    """Put the country code in front of digits without plus; empty when it cannot be known."""
    if digits.startswith("00"):
        international = digits[2:]
    elif digits.startswith("0") or _MOBILE_CN.fullmatch(digits):
        # A Chinese mobile has no trunk 0, and its first digits are a North American number's as
        # well.
        is_known = calling_code if digits.startswith("0") else calling_code == "86"
        international = calling_code + digits.removeprefix("0") if is_known else ""
    else:
        international = digits if len(digits) >= 11 else ""
    return international if 8 <= len(international) <= 15 else ""


def email(value: str) -> Verdict:
    """Accept one e-mail address, also as `mailto:`; suggest one where the slip is plain."""
    plain = unicodedata.normalize("NFKC", value).strip().removeprefix("mailto:")
    if _passes(_is_email, plain):
        return Verdict(plain)
    likely = re.sub(r"\s*[\[(]?\b(?:at)\b[\])]?\s*", "@", plain) if "@" not in plain else plain
    likely = re.sub(r"\s", "", likely).strip(".,;<>")
    suggestion = likely if _passes(_is_email, likely) else ""
    return Verdict.left_out(value, Kind.BAD_EMAIL, suggestion)


def address(value: str) -> Verdict:
    """Accept an http or https address; put https:// before one that lacks it."""
    plain = unicodedata.normalize("NFKC", value).strip()
    if _passes(_is_address, plain):
        return Verdict(plain)
    if "://" not in plain and _passes(_is_address, f"https://{plain}"):
        return Verdict.mended(value, f"https://{plain}", Kind.ADDRESS_SCHEME)
    return Verdict.left_out(value, Kind.BAD_ADDRESS)


def _passes(validator: EmailValidator | URLValidator, value: str) -> bool:
    try:
        validator(value)
    except ValidationError:
        return False
    return True
