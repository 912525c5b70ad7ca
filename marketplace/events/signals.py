"""The signal that tells every server process to look at a resource again. It may be lost."""

from __future__ import annotations

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer

GROUP = "live"


def resource_changed(resource_id: int) -> None:
    layer = get_channel_layer()
    if layer is not None:
        async_to_sync(layer.group_send)(GROUP, {"type": "resource.changed", "resource": resource_id})
