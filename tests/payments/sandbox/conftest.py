import pytest
from pytest_django import Settings

from tests.payments.sandboxed import Desk


@pytest.fixture
def desk(db: None, settings: Settings) -> Desk:
    settings.PAYMENTS_BACKEND = "sandbox"
    return Desk()
