import pytest

from tests.payments.posted import Told, new_booking


@pytest.fixture
def told(db) -> Told:
    return Told(new_booking())
