"""The four people that a newcomer can sign in as."""

from dataclasses import dataclass

PASSWORD = "rongtong-demo"  # noqa: S105 - printed at every start; demo data alone carries it


@dataclass(frozen=True)
class SignIn:
    """An address, and whose eyes the marketplace is seen with."""

    email: str
    sees: str


BUYER = SignIn("buyer@rongtong.example", "an SME's buyer, approver and finance")
SCHEDULER = SignIn("scheduler@rongtong.example", "a provider's scheduler, lister and finance")
OPERATOR = SignIn("operator@rongtong.example", "an operator of the marketplace")
SECOND_OPERATOR = SignIn("operator2@rongtong.example", "another operator, for what needs two")
SIGN_INS = (BUYER, SCHEDULER, OPERATOR, SECOND_OPERATOR)
