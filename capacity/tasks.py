"""Capacity's own jobs."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from capacity.operations.archive import archive_past


@app.periodic(cron="17 3 * * *")
@app.task(queue="nightly", queueing_lock="archive_claims")
def archive_claims(timestamp: int) -> None:
    archive_past(now=timezone.now())
