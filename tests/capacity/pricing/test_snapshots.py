"""An offer's terms survive being stored with a booking."""

import json

from hypothesis import given

from capacity.pricing import OfferTerms, terms_from_json, terms_to_json
from tests.capacity.pricing.offers import any_offer


@given(any_offer())
def test_terms_come_back_whole_from_a_snapshot(terms: OfferTerms) -> None:
    assert terms_from_json(json.loads(json.dumps(terms_to_json(terms)))) == terms
