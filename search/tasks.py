"""Search's own jobs."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.types import JSONValue

from capacity.events import ListingChanged
from marketplace.events.models import Event
from search import emails
from search.matching import match_listing, remember_listings
from search.operations import asked, matches, saved_searches
from search.operations.catching_up import catch_up
from search.operations.rolling import roll_forward
from search.refreshing import refresh_keys

RETRIES = RetryStrategy(max_attempts=12, exponential_wait=3)


def match_saved_searches(event: Event) -> None:
    """
    A subscriber: tell the saved searches that a changed listing newly answers.

    What was found, that it was told, and the jobs that mail it are there together or not at all.
    """
    assert event.resource_id is not None
    assert event.version is not None
    with transaction.atomic():
        told = match_listing(
            resource_id=event.resource_id,
            version=event.version,
            is_listing=event.name == ListingChanged.__name__,
            now=timezone.now(),
        )
        if told:
            jobs: list[dict[str, JSONValue]] = [{"match_id": match_id} for match_id in told]
            mail_match.batch_defer(*jobs)


@app.task(queue="events", retry=RETRIES)
def mail_match(match_id: int) -> None:
    """Runs again after a crash: then the mail may come twice, and none is lost."""
    emails.mail_matches([match_id])


@app.task(queue="events", retry=RETRIES)
def mail_digest(match_ids: list[int]) -> None:
    """As `mail_match`, for everything that waited for one member's morning mail."""
    emails.mail_matches(match_ids)


@app.periodic(cron="*/10 * * * *")
@app.task(queue="timers", queueing_lock="tell_in_the_morning")
def tell_in_the_morning(timestamp: int) -> None:
    """
    Queue the mails of eight o'clock, each member's in a transaction of its own.

    Asked every ten minutes, so that a worker that was away at eight makes up for it.
    """
    now = timezone.now()
    for membership_id in matches.members_to_tell(now=now):
        with transaction.atomic():
            taken = matches.claim_waiting(membership_id=membership_id, now=now)
            if taken:
                mail_digest.defer(match_ids=taken)


@app.periodic(cron="23 19 * * *")
@app.task(queue="nightly", queueing_lock="keep_saved_searches")
def keep_saved_searches(timestamp: int) -> None:
    """Forget what is over, and bring up to date what finds saved searches."""
    now = timezone.now()
    saved_searches.forget_deleted(now=now)
    matches.forget_matches(now=now)
    refresh_keys(now=now)
    remember_listings(now=now)


@app.periodic(cron="41 3 * * *")
@app.task(queue="nightly", queueing_lock="roll_search_forward")
def roll_search_forward(timestamp: int) -> None:
    roll_forward(now=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(queue="events", lock="catch_up_search", queueing_lock="catch_up_search")
def catch_up_search(timestamp: int) -> None:
    """One at a time: filling an index may take longer than a minute."""
    catch_up(clock=timezone.now)


@app.periodic(cron="53 3 * * *")
@app.task(queue="nightly", queueing_lock="forget_searches")
def forget_searches(timestamp: int) -> None:
    """Drop what was asked for long ago."""
    asked.forget(now=timezone.now())
