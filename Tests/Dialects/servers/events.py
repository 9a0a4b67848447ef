"""The server of the event document: what it requires of a backend, and no more."""

from __future__ import annotations

import http
import json

from websockets.asyncio.server import ServerConnection

from .serving import DialectServer, now


class EventServer(DialectServer):
    """Takes the token as a query parameter, answers ping, sends updates to all connected clients."""

    def __init__(self, token: str | None = None):
        super().__init__()
        self.token = token
        self.paths: list[str] = []

    def refuse(self, connection: ServerConnection, request):
        self.paths.append(request.path)
        if self.token is not None and f"token={self.token}" not in request.path:
            return connection.respond(http.HTTPStatus.UNAUTHORIZED, "Unauthorized\n")
        return None

    async def answer(self, connection: ServerConnection, text: str) -> None:
        message = json.loads(text)
        if message.get("type") == "ping":
            await connection.send(json.dumps({"type": "pong", "timestamp": now()}))

    async def broadcast(self, kind: str, data: dict) -> None:
        """Sends an update to all connected clients."""
        for connection in self.connections:
            await connection.send(json.dumps({"type": kind, "data": data}))
