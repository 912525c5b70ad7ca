"""A worker to be killed while it brings a payment on: it hangs at one labelled point of one operation."""

import sys
from datetime import datetime

import django

django.setup()

from django.conf import settings

from payments.gateway import Sandboxed, gateway
from payments.models import PaymentOperation
from payments.operations import advancing, sending
from payments.operations.advancing import advance

plan_id, point, kind, now = sys.argv[1:]
moment = datetime.fromisoformat(now)


def hang():
    print("hangs", flush=True)
    sys.stdin.read()


def marked(operation_id, now):
    found = mark_sent(operation_id, now)
    if point == "marked" and found is not None and found.kind == kind:
        hang()
    return found


def finished(operation, state, now, **fields):
    if point == "asked" and operation.kind == kind:
        hang()
    finish(operation, state, now, **fields)
    if point == "written" and operation.kind == kind:
        hang()


def applied(*args, **named):
    done = PaymentOperation.objects.filter(plan=plan_id, kind=kind, state="done").exists()
    if point == "seen" and done:
        hang()
    return apply(*args, **named)


mark_sent, finish, apply = sending._mark_sent, sending._finish, advancing.apply
sending._mark_sent, sending._finish, advancing.apply = marked, finished, applied

if __name__ == "__main__":
    settings.PAYMENTS_BACKEND = "sandbox"
    advance(int(plan_id), gateway(Sandboxed(clock=lambda: moment)), clock=lambda: moment)
    print("ended", flush=True)
