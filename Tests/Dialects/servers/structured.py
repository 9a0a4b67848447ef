"""The server of the structured document: `/ws/client` with its handshake, and the legacy echo."""

from __future__ import annotations

import json
import re
from uuid import uuid4

from websockets.asyncio.server import ServerConnection

from .serving import DialectServer, now


class StructuredServer(DialectServer):
    """Validates version, role and client id; says hello; answers ping and status."""

    def __init__(self, heartbeat_interval_ms: int = 25000):
        super().__init__()
        self.heartbeat_interval_ms = heartbeat_interval_ms
        self.queries: list[dict[str, str]] = []

    async def greet(self, connection: ServerConnection, path: str, query: dict[str, str]) -> bool:
        if path != "/ws/client":
            # Legacy: simple echo server without structured handshake.
            async for message in connection:
                await connection.send(message)
            return False
        self.queries.append(query)
        refusal = self.validate(query)
        if refusal:
            await connection.close(*refusal)
            return False
        hello = {
            "type": "hello",
            "server_time": now(),
            "accepted_version": 1,
            "features": ["heartbeat", "structured_messages", "error_codes", "graceful_reconnect"],
            "request_id": str(uuid4()),
            "client_id": query["client_id"],
            "heartbeat_interval_ms": self.heartbeat_interval_ms,
        }
        await connection.send(json.dumps(hello))
        return True

    @staticmethod
    def validate(query: dict[str, str]) -> tuple[int, str] | None:
        """Code and reason of the closure, or None where all is well."""
        if query.get("version", "1") != "1":
            return 4400, "Unsupported protocol version"
        if query.get("role", "frontend") not in ("frontend", "admin", "test"):
            return 4401, "Invalid client role"
        if not re.fullmatch(r"[A-Za-z0-9_-]+", query.get("client_id", "")):
            return 4500, "Server handshake error"
        return None

    async def answer(self, connection: ServerConnection, text: str) -> None:
        try:
            message = json.loads(text)
            kind = message["type"]
        except (ValueError, KeyError):
            return await self.send(connection, "error", message="Invalid JSON")
        if kind == "ping":
            await self.send(connection, "pong")
        elif kind == "status":
            await self.send(connection, "status", phase="open", uptime_ms=1)

    async def send(self, connection: ServerConnection, kind: str, **fields) -> None:
        """Sends one message of the document's format."""
        await connection.send(json.dumps({"type": kind, "timestamp": now(), **fields}))

    async def say(self, kind: str, **fields) -> None:
        """Sends a message to all."""
        for connection in self.connections:
            await self.send(connection, kind, **fields)
