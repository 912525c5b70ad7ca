from payments.ledger.accounts import AccountKey, WrongAccount
from payments.ledger.balancing import Posting, Postings, Unbalanced, balanced, negated

__all__ = ["AccountKey", "Posting", "Postings", "Unbalanced", "WrongAccount", "balanced", "negated"]
