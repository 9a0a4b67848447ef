"""The server of the envelope document: its FastAPI example, with the parts that it leaves open filled in."""

from __future__ import annotations

import json
import time
from uuid import uuid4

from websockets.asyncio.server import ServerConnection

from .serving import DialectServer

PROPS = [{"id": "prop-1", "player": "Mike Trout", "type": "over_hits", "line": 1.5}]


class EnvelopeServer(DialectServer):
    """`/ws`: validates the envelope, then handles subscribe, snapshot_request, ping and get_props."""

    def __init__(self):
        super().__init__()
        self.channels: dict[ServerConnection, set[str]] = {}

    def left(self, connection: ServerConnection) -> None:
        self.channels.pop(connection, None)

    async def answer(self, connection: ServerConnection, text: str) -> None:
        envelope = json.loads(text)
        # Validate envelope format
        if not all(key in envelope for key in ["type", "ts", "correlationId", "version", "payload"]):
            return await self.send(connection, "error", {"message": "Invalid message envelope"})
        correlation, payload = envelope["correlationId"], envelope["payload"]
        # Handle message by type
        if envelope["type"] == "subscribe":
            self.channels.setdefault(connection, set()).add(payload["channel"])
            await self.send(connection, "subscription_confirmed", {"channel": payload["channel"]}, correlation)
        elif envelope["type"] == "unsubscribe":
            self.channels.get(connection, set()).discard(payload["channel"])
        elif envelope["type"] == "snapshot_request":
            await self.send(connection, "snapshot_response", {"props": PROPS}, correlation)
        elif envelope["type"] == "get_props":
            await self.send(connection, "get_props", {"props": PROPS}, correlation)
        elif envelope["type"] == "ping":
            await self.send(connection, "pong", {}, correlation)

    async def send(self, connection: ServerConnection, message_type: str, payload: dict, correlation_id=None) -> None:
        """Sends one envelope, as the example does."""
        envelope = {
            "type": message_type,
            "ts": int(time.time() * 1000),
            "correlationId": correlation_id or str(uuid4()),
            "version": "2.0",
            "payload": payload,
            "meta": {"source": "server"},
        }
        await connection.send(json.dumps(envelope))

    async def publish(self, channel: str, message_type: str, payload: dict) -> int:
        """Sends to who is subscribed; returns to how many."""
        listeners = [connection for connection, channels in self.channels.items() if channel in channels]
        for connection in listeners:
            await self.send(connection, message_type, payload)
        return len(listeners)
