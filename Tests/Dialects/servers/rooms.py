"""The server of the rooms document, from its endpoints and its messages."""

from __future__ import annotations

import json
from uuid import uuid4

from websockets.asyncio.server import ServerConnection

from .serving import DialectServer, now

ROOMS = {"odds_updates", "predictions", "analytics", "arbitrage", "mlb", "nba", "nfl", "nhl", "portfolio"}


class RoomsServer(DialectServer):
    """`/ws/v2/connect?token=`: welcome, subscribe, unsubscribe, ping, status."""

    def __init__(self):
        super().__init__()
        self.ids: dict[ServerConnection, str] = {}
        self.subscriptions: dict[ServerConnection, dict[str, dict]] = {}
        self.tokens: list[str | None] = []

    def left(self, connection: ServerConnection) -> None:
        self.ids.pop(connection, None)
        self.subscriptions.pop(connection, None)

    async def greet(self, connection: ServerConnection, path: str, query: dict[str, str]) -> bool:
        if path != "/ws/v2/connect":
            await connection.close(1008, "no such endpoint")
            return False
        self.tokens.append(query.get("token"))
        self.ids[connection] = str(uuid4())
        self.subscriptions[connection] = {}
        await self.send(connection, "welcome", {"message": "Connected", "available_rooms": sorted(ROOMS)})
        return True

    async def answer(self, connection: ServerConnection, text: str) -> None:
        try:
            message = json.loads(text)
            kind, room = message["type"], message.get("subscription_type")
        except (ValueError, KeyError):
            return await self.send(connection, "error", {}, "Invalid message")
        if kind in ("subscribe", "unsubscribe") and room not in ROOMS:
            await self.send(connection, "error", {"subscription_type": room}, f"Invalid subscription type: {room}")
        elif kind == "subscribe":
            self.subscriptions[connection][room] = message.get("filters") or {}
            data = {"subscription_type": room, "filters": message.get("filters") or {}}
            await self.send(connection, "subscription_confirmed", data)
        elif kind == "unsubscribe":
            self.subscriptions[connection].pop(room, None)
        elif kind == "ping":
            await self.send(connection, "pong", {})
        elif kind == "status":
            await self.send(connection, "status", {"subscriptions": list(self.subscriptions[connection])})

    async def send(self, connection: ServerConnection, kind: str, data: dict, error: str | None = None) -> None:
        """Sends one message, as the document prints it."""
        message = {
            "type": kind,
            "status": "error" if error else "success",
            "data": data,
            "client_id": self.ids[connection],
            "timestamp": now(),
        }
        if error:
            message["error"] = error
        await connection.send(json.dumps(message))

    async def publish(self, room: str, kind: str, data: dict) -> int:
        """Sends to who is subscribed with filters that match; returns to how many."""
        count = 0
        for connection, rooms in self.subscriptions.items():
            if room in rooms and all(data.get(key) == value for key, value in rooms[room].items()):
                await self.send(connection, kind, data)
                count += 1
        return count

    async def ping(self) -> None:
        """Sends the ping of the document to all, which they answer with a pong."""
        for connection in self.connections:
            await self.send(connection, "ping", {})
