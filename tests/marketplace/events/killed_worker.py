"""A worker process for the test that kills it: its subscriber says so and waits, or writes down what it heard."""

import sys

import django

django.setup()

from procrastinate.contrib.django import app  # noqa: E402 - Django is set up first

from capacity.events import CalendarChanged  # noqa: E402
from marketplace.events import registry  # noqa: E402


def listen(event):
    print(f"heard {event.version}", flush=True)
    if sys.argv[1] == "hang":
        sys.stdin.read()


registry.connect({CalendarChanged: (listen,)}, {})
if sys.argv[1] != "names":
    with app.replace_connector(app.connector.get_worker_connector()) as worker:
        worker.run_worker(wait=False, queues=["events"], listen_notify=False)
