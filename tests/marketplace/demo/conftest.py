"""The seeded demo, once for all tests that only look at it."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from marketplace.demo.seeding import demo
from tests.payments.rules import lay_down_rules

# A Monday morning in Suzhou, 10:24: the day of the pictures.
NOW = datetime(2027, 3, 1, 10, 24, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker):
    """
    The author after the demo was seeded; everything is rolled back with the module.

    A module that uses it marks its tests `django_db`: without one the test database is not made.
    """
    around = transaction.atomic()
    around._from_testcase = True  # as Django's own tests mark theirs: it is none that anybody waits for
    with django_db_blocker.unblock(), around:
        lay_down_rules()  # what a migration has laid down goes with the first test that empties tables
        yield demo.seed(NOW)
        transaction.set_rollback(True)


@pytest.fixture
def now(told):
    return told.now
