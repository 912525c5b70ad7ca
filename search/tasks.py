"""Search's own jobs."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from search.operations.rolling import roll_forward


@app.periodic(cron="41 3 * * *")
@app.task(queue="nightly", queueing_lock="roll_search_forward")
def roll_search_forward(timestamp: int) -> None:
    roll_forward(now=timezone.now())
