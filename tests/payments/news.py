"""What the gateway's webhooks tell, as the inbox takes it."""

from payments.gateway.values import Event
from payments.models import SandboxEvent
from tests.payments.paying import Deal


def told(event: SandboxEvent, deal: Deal) -> Event:
    return Event(
        id=event.ref,
        type=event.type,
        object_id=event.object_ref,
        account_id="",
        is_live=False,
        created_at=deal.now,
    )
