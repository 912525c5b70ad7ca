"""What is held against a listing alone means the same as what the engines answer."""

import pytest

from search.judging import Judge
from search.snapshots import read, told
from tests.search import model
from tests.search.contract.listings import PATTERNS
from tests.search.contract.test_contract import CASES

# Pages, counts and orders are the engines' alone.
WHOLE = [case for case in CASES if case.total is None]


@pytest.mark.parametrize("case", WHOLE, ids=[case.name for case in WHOLE])
def test_a_listing_answers_alone_as_it_does_among_others(case):
    answers = [each.resource_id for each in case.listings if Judge(each, PATTERNS).verdict(case.request)]

    assert sorted(answers) == sorted(case.ids)


@pytest.mark.parametrize("case", WHOLE, ids=[case.name for case in WHOLE])
def test_the_start_is_that_of_the_engines(case):
    for each in case.listings:
        verdict = Judge(each, PATTERNS).verdict(case.request)
        if verdict and case.request.when:
            assert verdict.start == model.Weighed(each, case.request, PATTERNS).start


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_listing_is_judged_the_same_after_it_was_kept(case):
    """What was seen before is kept as JSON: nothing that a question asks for is lost on the way."""
    for each in case.listings:
        kept = read(told(each))
        assert Judge(kept, PATTERNS).verdict(case.request) == Judge(each, PATTERNS).verdict(case.request)
