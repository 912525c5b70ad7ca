"""A websocket client that talks to an ASGI application directly, without a network."""

from __future__ import annotations

import json
from typing import Any

from asgiref.testing import ApplicationCommunicator


class Socket(ApplicationCommunicator):
    """As Channels' own communicator, whose package wants the server we do not use."""

    def __init__(self, application: Any, path: str, headers: list[tuple[bytes, bytes]]) -> None:
        self.scope = {
            "type": "websocket",
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "headers": headers,
            "subprotocols": [],
            "client": ("127.0.0.1", 50_000),
        }
        super().__init__(application, self.scope)

    async def connect(self) -> bool:
        """Open the socket; false if it was turned away."""
        await self.send_input({"type": "websocket.connect"})
        answer = await self.receive_output(5)
        return bool(answer["type"] == "websocket.accept")

    async def send_text(self, text: str) -> None:
        await self.send_input({"type": "websocket.receive", "text": text})

    async def send_json(self, message: Any) -> None:
        await self.send_text(json.dumps(message))

    async def receive_json(self) -> Any:
        """The next frame; a closed socket fails the test."""
        output = await self.receive_output(5)
        assert output["type"] == "websocket.send", output
        return json.loads(output["text"])

    async def close_code(self) -> int:
        """The code with which the other side closed, past what it still had to say."""
        output = await self.receive_output(5)
        while output["type"] == "websocket.send":
            output = await self.receive_output(5)
        return int(output["code"])

    async def disconnect(self) -> None:
        await self.send_input({"type": "websocket.disconnect", "code": 1000})
        await self.wait(5)
