"""Telling once and never as a flood: in the app, by e-mail at once, or in the morning."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection, transaction
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from capacity.operations import listings, moderation
from marketplace.accounts.enums import Role
from marketplace.events.models import Event
from search import emails, tasks
from search.enums import Telling
from search.models import SavedSearchMatch, SeenListing
from search.operations import matches, saved_searches
from search.operations.saved_searches import Wishes
from search.unsubscribing import unsubscribe_path
from tests import factories
from tests.factories import NOW
from tests.racing import all_at_once
from tests.search.saved.keeping import SUZHOU, buyer, keep, look

MORNING = NOW.replace(hour=8, minute=0)


@pytest.fixture
def machine(db):
    made = factories.resource(at=factories.site(**SUZHOU))
    factories.offer(made)
    return made


def several(count):
    place = factories.site(**SUZHOU)
    return [factories.resource(at=place) for _ in range(count)]


def jobs(task):
    return list(ProcrastinateJob.objects.filter(task_name=f"search.tasks.{task}").order_by("id"))


def test_who_wants_mail_at_once_gets_it_and_the_others_do_not(machine):
    at_once = keep(telling=Telling.AT_ONCE)
    daily, app = keep(telling=Telling.DAILY), keep(telling=Telling.APP)

    mailed = look(machine, is_listing=True)

    assert mailed == [at_once.matches.get().pk]
    assert daily.matches.get().told_at is None
    assert app.matches.get().told_at == NOW


@pytest.mark.django_db
def test_of_a_day_five_are_mailed_at_once_and_the_rest_waits_for_the_morning():
    saved = keep(telling=Telling.AT_ONCE)
    told = [bool(look(each, is_listing=True)) for each in several(7)]

    assert told == [True] * 5 + [False] * 2
    assert saved.matches.filter(told_at=None).count() == 2
    tomorrow = NOW + timedelta(days=1)
    assert look(several(1)[0], is_listing=True, now=tomorrow)


@pytest.mark.django_db
def test_beyond_so_many_a_day_nothing_more_is_kept(monkeypatch):
    monkeypatch.setattr(matches, "MOST_A_DAY", 3)
    saved = keep(telling=Telling.APP)

    for each in several(5):
        look(each, is_listing=True)

    assert saved.matches.count() == 3


@pytest.mark.parametrize(
    ("hour", "days", "expected"), [(10, 0, False), (7, 1, False), (8, 1, True), (23, 1, True), (9, 5, True)]
)
def test_the_mail_of_the_morning_tells_what_came_before_eight(machine, hour, days, expected):
    saved = keep(telling=Telling.DAILY)
    look(machine, is_listing=True)

    now = NOW.replace(hour=hour, minute=30) + timedelta(days=days)
    assert matches.members_to_tell(now=now) == ([saved.membership_id] if expected else [])


def test_the_mail_of_the_morning_is_queued_once_for_each_member(machine, monkeypatch):
    one = buyer()
    keep(one, telling=Telling.DAILY), keep(one, telling=Telling.DAILY, q="五轴"), keep(telling=Telling.DAILY)
    look(machine, is_listing=True)
    monkeypatch.setattr(tasks.timezone, "now", lambda: MORNING + timedelta(days=1))

    tasks.tell_in_the_morning(0)
    tasks.tell_in_the_morning(0)

    assert sorted(len(job.args["match_ids"]) for job in jobs("mail_digest")) == [1, 2]
    assert not SavedSearchMatch.objects.filter(told_at=None).exists()


@pytest.mark.django_db(transaction=True)
def test_two_workers_in_one_morning_tell_each_match_once():
    _no_jobs()
    place = factories.site(**SUZHOU)
    machines = [factories.resource(at=place) for _ in range(3)]
    for _ in range(8):
        keep(telling=Telling.DAILY)
    for each in machines:
        look(each, is_listing=True)
    now = MORNING + timedelta(days=1)

    def worker():
        told = 0
        for membership_id in matches.members_to_tell(now=now):
            told += len(_claimed(membership_id, now))
        return str(told)

    told = all_at_once([worker] * 4)

    assert sum(map(int, told)) == 24 == SavedSearchMatch.objects.filter(told_at=now).count()


def _claimed(membership_id, now):
    with transaction.atomic():
        return matches.claim_waiting(membership_id=membership_id, now=now)


def _no_jobs():
    with connection.cursor() as cursor:
        # Jobs lie in tables that Django does not empty after a test.
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")


@pytest.mark.django_db(transaction=True)
def test_two_workers_with_one_event_find_and_mail_once():
    _no_jobs()
    machine = factories.resource(at=factories.site(**SUZHOU))
    saved = keep()
    machine.version = 1
    machine.save()
    SeenListing.objects.create(resource_id=machine.pk)  # else the first to write it holds up the others
    event = Event(name="ListingChanged", resource_id=machine.pk, version=1, data={}, recorded_at=NOW)

    all_at_once([lambda: tasks.match_saved_searches(event) or ""] * 4)

    assert saved.matches.count() == len(jobs("mail_match")) == 1


@pytest.mark.django_db
def test_an_approval_reaches_the_saved_search_by_its_event():
    """From the operator's button to the mail, by the table of subscribers."""
    machine = factories.resource(is_published=False)
    factories.offer(machine)
    saved = keep(machine="five_axis")
    lister = factories.member(machine.provider, Role.LISTER)
    draft = listings.start_draft(resource=machine, by=lister, now=NOW)
    texts = listings.Texts(title_zh="五轴加工中心", title_en="5-axis centre", text_zh="一台好机床。")
    listings.save_draft(revision=draft, texts=texts, specifications=[], by=lister)
    waiting = listings.submit(revision=draft, by=lister, now=NOW)
    moderation.approve(revision=waiting, by=factories.operator(), now=NOW)

    named = {job.args["subscriber"] for job in ProcrastinateJob.objects.filter(task_name__endswith="deliver")}
    assert "search.tasks.match_saved_searches" in named
    for event in Event.objects.filter(resource_id=machine.pk).order_by("version"):
        tasks.match_saved_searches(event)
    (job,) = jobs("mail_match")
    tasks.mail_match(**job.args)

    (message,) = mail.outbox
    assert message.to == [saved.membership.user.email]
    assert message.subject == "1 machine for “五轴 · 苏州”"


def test_the_mail_says_what_when_where_and_how_to_end_it(machine):
    saved = keep(hours=6, day="2027-03-03", until="2027-03-03", name="Wednesday")
    (match,) = look(machine, is_listing=True)

    emails.mail_matches([match])

    (message,) = mail.outbox
    lines = [line.strip() for line in message.body.splitlines() if line.strip()]
    assert lines[:4] == [
        "This newly answers what you saved:",
        "Wednesday",
        f"- 5-axis centre, {machine.provider.name_en}, Suzhou",
        "New or changed, free Wed 3 Mar 08:00–14:00 · Suzhou time, UTC+8",
    ]
    assert lines[4].endswith(f"/resources/{machine.slug}/?date=2027-03-03&starts=08%3A00&ends=14%3A00")
    path = unsubscribe_path(saved)
    assert message.extra_headers["List-Unsubscribe"].endswith(f"{path}>")
    assert any(line.endswith(path) for line in lines)
    assert any("/find/?hours=6&day=2027-03-03" in line for line in lines)


def test_the_mail_is_in_the_language_of_the_search(machine):
    saved = keep()
    type(saved).objects.filter(pk=saved.pk).update(language="zh-hans")
    (match,) = look(machine, is_listing=True)

    emails.mail_matches([match])

    assert mail.outbox[0].subject == "“五轴 · 苏州”有 1 台设备"


@pytest.mark.parametrize("change", ["deleted", "app", "left", "withdrawn"])
def test_what_is_not_wanted_or_not_there_any_more_is_not_mailed(machine, change):
    one = buyer()
    saved = keep(one)
    (match,) = look(machine, is_listing=True)
    match change:
        case "deleted":
            saved_searches.delete_search(saved=saved, by=one, now=NOW)
        case "app":
            wishes = Wishes(name="x", telling=Telling.APP)
            saved_searches.change_search(saved=saved, wishes=wishes, by=one, now=NOW)
        case "left":
            type(one.membership).objects.update(is_active=False)
        case "withdrawn":
            type(machine).objects.update(published_revision=None)

    emails.mail_matches([match])

    assert mail.outbox == []


def test_who_leaves_mail_for_the_app_is_not_told_in_the_morning_either(machine):
    one = buyer()
    saved = keep(one, telling=Telling.DAILY)
    look(machine, is_listing=True)

    wishes = Wishes(name="x", telling=Telling.APP)
    saved_searches.change_search(saved=saved, wishes=wishes, by=one, now=NOW)

    assert matches.members_to_tell(now=NOW + timedelta(days=1)) == []


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_the_link_in_a_mail_ends_mails_without_signing_in(machine, language):
    saved = keep()
    path, browser = unsubscribe_path(saved), Client(HTTP_ACCEPT_LANGUAGE=language, enforce_csrf_checks=True)

    asked = browser.get(path)
    saved.refresh_from_db()
    assert saved.telling == Telling.AT_ONCE  # looking changes nothing
    button = {"en": "Send no more mail", "zh-CN": "不再发送邮件"}[language]
    assert button in asked.content.decode()

    done = browser.post(path, {"List-Unsubscribe": "One-Click"})
    saved.refresh_from_db()
    assert (done.status_code, saved.telling) == (200, Telling.APP)


def test_a_forged_link_ends_nothing(machine):
    saved = keep()

    assert Client().post(unsubscribe_path(saved)[:-2] + "x/").status_code == 404
    saved.refresh_from_db()
    assert saved.telling == Telling.AT_ONCE
