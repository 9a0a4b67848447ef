"""What the servers have in common: a port, connections, what was received, and something said to all."""

from __future__ import annotations

import asyncio
import contextlib
import json
from datetime import UTC, datetime, timezone
from urllib.parse import parse_qs, urlsplit

from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed


def now() -> str:
    """The present as the documents write it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class DialectServer:
    """A server of one dialect; the subclasses are the documents."""

    def __init__(self):
        self.received: list[dict] = []
        """Every message, in the order in which it came."""
        self.connections: set[ServerConnection] = set()
        self.opened = 0
        """How many connections there were."""
        self.arrived = asyncio.Condition()
        self.port = 0

    @contextlib.asynccontextmanager
    async def running(self, port: int = 0):
        """Serves on a port of 127.0.0.1 until the block ends."""
        async with serve(self._serve, "127.0.0.1", port, process_request=self.refuse) as server:
            self.port = server.sockets[0].getsockname()[1]
            yield self

    def refuse(self, connection: ServerConnection, request):
        """The answer to an upgrade that is refused, or None."""

    async def _serve(self, connection: ServerConnection) -> None:
        parts = urlsplit(connection.request.path)
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        self.connections.add(connection)
        self.opened += 1
        try:
            if not await self.greet(connection, parts.path, query):
                return
            async for text in connection:
                await self._note(text)
                await self.answer(connection, text)
        except ConnectionClosed:
            pass
        finally:
            self.connections.discard(connection)
            self.left(connection)

    async def _note(self, text: str) -> None:
        async with self.arrived:
            with contextlib.suppress(ValueError):
                self.received.append(json.loads(text))
            self.arrived.notify_all()

    async def greet(self, connection: ServerConnection, path: str, query: dict[str, str]) -> bool:
        """Says what comes first; False where the connection was closed instead."""
        return True

    async def answer(self, connection: ServerConnection, text: str) -> None:
        """Answers one message."""

    def left(self, connection: ServerConnection) -> None:
        """A connection is gone."""

    async def wait_for(self, kind: str, count: int = 1) -> dict:
        """The `count`th message of a type, once it has come."""

        def those() -> list[dict]:
            return [message for message in self.received if message.get("type") == kind]

        async with self.arrived:
            await asyncio.wait_for(self.arrived.wait_for(lambda: len(those()) >= count), 20)
            return those()[count - 1]

    async def break_off(self) -> None:
        """Ends every connection without a close frame."""
        for connection in list(self.connections):
            connection.transport.abort()
