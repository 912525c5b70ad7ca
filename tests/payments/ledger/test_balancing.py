"""Any set of postings, brought into the one form in which journals are compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.enums import AccountKind
from payments.ledger import AccountKey, Posting, Unbalanced, balanced, negated

BANK = AccountKey(AccountKind.BANK, "CNY")
FEES = AccountKey(AccountKind.FEES, "CNY")
DOLLARS = AccountKey(AccountKind.BANK, "USD")

ACCOUNTS = st.sampled_from([BANK, FEES, AccountKey(AccountKind.VAT, "CNY")])
POSTINGS = st.lists(st.builds(Posting, ACCOUNTS, st.integers(-9, 9)), max_size=6)


def evened(postings):
    return [*postings, Posting(FEES, -sum(posting.minor for posting in postings))]


@given(POSTINGS.map(evened), st.randoms())
def test_the_form_does_not_depend_on_the_order_or_on_how_amounts_are_split(postings, random):
    shuffled = random.sample(postings, len(postings))
    form = balanced(*postings)

    assert balanced(*shuffled) == form == balanced(*form)
    assert all(posting.minor for posting in form)
    assert len({posting.account for posting in form}) == len(form)


@given(POSTINGS.map(evened))
def test_postings_and_their_opposites_are_nothing(postings):
    assert balanced(*postings, *negated(postings)) == ()


@given(POSTINGS)
def test_what_does_not_sum_to_nothing_is_refused(postings):
    if sum(posting.minor for posting in postings):
        with pytest.raises(Unbalanced):
            balanced(*postings)


def test_one_currency_does_not_make_up_for_another():
    with pytest.raises(Unbalanced, match=r"bank CNY \+5, bank USD -5"):
        balanced(Posting(BANK, 5), Posting(DOLLARS, -5))
