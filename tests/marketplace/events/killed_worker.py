"""A worker process for the test that kills it: its subscriber says what it heard, and may hang."""

import sys

import django

django.setup()

from procrastinate.contrib.django import app

from capacity.events import CalendarChanged
from marketplace.events import registry


def listen(event):
    print(f"heard {event.version}", flush=True)
    if sys.argv[1] == "hang":
        sys.stdin.read()


registry.connect({CalendarChanged: (listen,)}, {}, {})
if sys.argv[1] != "names":
    with app.replace_connector(app.connector.get_worker_connector()) as worker:
        worker.run_worker(wait=False, queues=["events"], listen_notify=False)
