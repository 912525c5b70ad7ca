"""Answers to repeated requests are kept for a week."""

from datetime import timedelta

import pytest
from django.utils import timezone

from marketplace.accounts.forgetting import forget_answers
from marketplace.accounts.models import IdempotentRequest
from tests import factories


@pytest.mark.django_db
def test_answers_are_forgotten_after_a_week():
    membership = factories.member(factories.organisation()).membership
    now = timezone.now()
    for key, days in (("young", 6), ("old", 7)):
        entry = IdempotentRequest.objects.create(membership=membership, key=key, fingerprint="")
        IdempotentRequest.objects.filter(pk=entry.pk).update(created_at=now - timedelta(days=days))

    assert forget_answers(now=now) == 1
    assert IdempotentRequest.objects.get().key == "young"
