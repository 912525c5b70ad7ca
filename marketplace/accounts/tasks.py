"""The jobs of accounts."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from marketplace.accounts import forgetting


@app.periodic(cron="41 3 * * *")
@app.task(queue="nightly", queueing_lock="forget_answers")
def forget_answers(timestamp: int) -> None:
    forgetting.forget_answers(now=timezone.now())
