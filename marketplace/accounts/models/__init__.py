from marketplace.accounts.models.idempotency import IdempotentRequest
from marketplace.accounts.models.organisation import Membership, Organisation
from marketplace.accounts.models.size import SizeDeclaration
from marketplace.accounts.models.token import ApiToken
from marketplace.accounts.models.user import User

__all__ = ["ApiToken", "IdempotentRequest", "Membership", "Organisation", "SizeDeclaration", "User"]
