"""Whether an account can be one: pure rules, as far as the numbers are standard."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from stdnum import iban
from stdnum.exceptions import ValidationError

YUAN = "CNY"  # sent within China, where banks have CNAPS codes; all else goes by SWIFT


@dataclass(frozen=True)
class AccountDetails:
    """`code` is the CNAPS code of the bank for yuan, its BIC otherwise."""

    currency: str
    holder: str
    number: str
    bank: str
    code: str

    def tidied(self) -> AccountDetails:
        """Without the blanks and hyphens that people type into numbers."""
        return replace(
            self,
            number=tidied_number(self.number),
            code=tidied_number(self.code),
            holder=" ".join(self.holder.split()),
            bank=" ".join(self.bank.split()),
        )


def tidied_number(typed: str) -> str:
    """Only what stands between figures and letters goes: a minus in front is no part of a number."""
    return re.sub(r"(?<=\w)[\s-]+(?=\w)", "", typed.strip()).upper()


def fault_of_any_number(typed: str) -> str:
    """What is wrong with a number that may be of any country; empty where it can be one."""
    number = tidied_number(typed)
    if not re.fullmatch(r"[A-Z0-9]{4,34}", number):
        return _("An account number has 4 to 34 digits and letters, with spaces or hyphens between them.")
    return _fault_of_iban(number)


def faults(details: AccountDetails) -> dict[str, str]:
    """What is wrong with tidied details, by field; nothing where they can be an account."""
    found = {}
    if not details.holder:
        found["holder"] = _("Enter the account holder.")
    if not details.bank:
        found["bank"] = _("Enter the bank and its branch.")
    if number := _fault_of_number(details):
        found["number"] = number
    if details.currency == YUAN and not re.fullmatch(r"\d{12}", details.code):
        found["code"] = _("A bank’s CNAPS code has 12 digits.")
    elif details.currency != YUAN and not re.fullmatch(r"[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?", details.code):
        found["code"] = _("A BIC has 8 or 11 characters, such as COBADEFFXXX.")
    return found


def _fault_of_number(details: AccountDetails) -> str:
    if details.currency == YUAN:
        is_one = re.fullmatch(r"\d{8,32}", details.number)
        return "" if is_one else _("An account number in China has 8 to 32 digits.")
    if fault := _fault_of_iban(details.number):
        return fault
    is_one = re.fullmatch(r"[A-Z0-9]{4,34}", details.number)
    return "" if is_one else _("An account number has 4 to 34 digits and letters.")


def _fault_of_iban(number: str) -> str:
    """Empty for what does not begin as one."""
    if re.match(r"[A-Z]{2}\d{2}", number):
        try:
            iban.validate(number)
        except ValidationError:
            return _("This is not a valid IBAN: its check digits do not match the rest.")
    return ""
