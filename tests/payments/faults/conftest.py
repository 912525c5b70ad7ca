"""Where all lives begin: both sides and a held booking, made once for a module."""

import pytest
from django.db import transaction
from django.test import override_settings

from payments.models import CommissionRule
from tests.payments.paying import Deal
from tests.payments.sandboxed import Desk


@pytest.fixture(scope="module")
def beginning(django_db_setup, django_db_blocker):
    """Rolled back with the module, and like the transaction of a test case no reason to ask nobody."""
    around = transaction.atomic()
    around._from_testcase = True
    with django_db_blocker.unblock(), around, override_settings(PAYMENTS_BACKEND="sandbox"):
        CommissionRule.objects.update_or_create(valid_from="2018-01-01", defaults={"basis_points": 500})
        yield Deal(Desk())
        transaction.set_rollback(True)
