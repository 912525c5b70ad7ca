"""What tests of pages ask for."""

import pytest

from tests.capacity.views.workshop import Workshop


@pytest.fixture
def workshop() -> Workshop:
    """A machine with an offer, in the hands of somebody who lists and schedules."""
    return Workshop()
