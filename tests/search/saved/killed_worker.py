"""A worker process to be killed: it hangs before its findings are committed, or before it mails."""

import sys

import django

django.setup()

from django.core import mail
from procrastinate.contrib.django import app

from search import emails, tasks

MODE = sys.argv[1]


def hang(*_args, **_named):
    print("hangs", flush=True)
    sys.stdin.read()


if MODE == "finding":
    tasks.mail_match.batch_defer = hang  # the matches are written, and not committed
if MODE == "mailing":
    emails.mail_matches = hang
with app.replace_connector(app.connector.get_worker_connector()) as worker:
    worker.run_worker(wait=False, queues=["events"], listen_notify=False)
print([message.to for message in getattr(mail, "outbox", ())], flush=True)
