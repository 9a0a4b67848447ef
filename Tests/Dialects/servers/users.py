"""The server of the user document: one channel for each user."""

from __future__ import annotations

import http
import json
from uuid import uuid4

from websockets.asyncio.server import ServerConnection

from .serving import DialectServer, now


class UserServer(DialectServer):
    """`/ws/user/{uuid}`: connection_established, get_pending, ping, message_generate, message_regenerate."""

    def __init__(self, token: str = "access-token"):
        super().__init__()
        self.token = token
        self.pending: list[dict] = []

    def refuse(self, connection: ServerConnection, request):
        if not request.path.startswith("/ws/user/"):
            return connection.respond(http.HTTPStatus.NOT_FOUND, "Not found\n")
        if self.token not in request.path and request.headers.get("Authorization") != f"Bearer {self.token}":
            return connection.respond(http.HTTPStatus.UNAUTHORIZED, "Unauthorized\n")
        return None

    async def greet(self, connection: ServerConnection, path: str, query: dict[str, str]) -> bool:
        await self.send(connection, "connection_established", user_uuid=path.rpartition("/")[2])
        return True

    async def answer(self, connection: ServerConnection, text: str) -> None:
        message = json.loads(text)
        kind = message.get("type")
        if kind == "ping":
            await self.send(connection, "pong")
        elif kind == "get_pending":
            for pending in self.pending:
                await connection.send(json.dumps(pending))
            await self.send(connection, "pending_check_complete", count=len(self.pending))
            self.pending = []
        elif kind in ("message_generate", "message_regenerate"):
            answer = {"uuid": str(uuid4()), "content": f"You said: {message.get('message')}"}
            await self.send(connection, kind, message=answer, conversation_uuid=message.get("conversation_uuid"))
        else:
            await self.send(connection, "error", message=f"unknown type {kind}")

    async def send(self, connection: ServerConnection, kind: str, **fields) -> None:
        """Sends one message."""
        await connection.send(json.dumps({"type": kind, "timestamp": now(), **fields}))

    async def say(self, kind: str, **fields) -> None:
        """Sends a message to all connections."""
        for connection in self.connections:
            await self.send(connection, kind, **fields)
