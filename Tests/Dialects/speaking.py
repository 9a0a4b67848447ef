"""Connections that speak JSON, with the `websockets` package, and what a route says when it opens none."""

from __future__ import annotations

import asyncio
import contextlib
import json
from datetime import datetime

from ground import Endpoint
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from Wire.connection import PATIENCE, Failure, check

EXAMPLE_TIME = "2025-08-15T10:00:00Z"


class Talk:
    """A connection that sends and receives JSON."""

    def __init__(self, socket):
        self.socket = socket

    async def send(self, message: dict | str) -> None:
        """Sends a message; a text goes as it is."""
        await self.socket.send(message if isinstance(message, str) else json.dumps(message))

    async def receive(self) -> dict:
        """The next message."""
        return json.loads(await asyncio.wait_for(self.socket.recv(), PATIENCE))

    async def expect(self, kind: str) -> dict:
        """The next message, which is of this type."""
        message = await self.receive()
        check(message["type"] == kind, f"expected {kind}, got {message}")
        return message

    async def ask(self, message: dict | str, kind: str) -> dict:
        """Sends a message; returns the next one, which is of this type."""
        await self.send(message)
        return await self.expect(kind)

    async def closing(self) -> tuple[int, str]:
        """The code and the reason with which the server closes, whatever it says before."""
        try:
            while True:
                await self.receive()
        except ConnectionClosed as closed:
            check(closed.rcvd is not None, "the connection broke without a close frame")
            return closed.rcvd.code, closed.rcvd.reason


@contextlib.asynccontextmanager
async def talking(endpoint: Endpoint, path: str, **options):
    """A connection to a route."""
    async with connect(endpoint.socket(path), proxy=None, open_timeout=30, **options) as socket:
        yield Talk(socket)


async def refusal(endpoint: Endpoint, path: str, **options) -> tuple[int, dict]:
    """The status and the body with which a route refuses to become a WebSocket."""
    try:
        async with talking(endpoint, path, **options):
            raise Failure(f"{path} was opened")
    except InvalidStatus as error:
        return error.response.status_code, json.loads(error.response.body)


async def ending(endpoint: Endpoint, path: str, **options) -> int:
    """The code with which a route closes what it has just opened, without a message."""
    async with talking(endpoint, path, **options) as talk:
        try:
            got = await talk.receive()
        except ConnectionClosed as closed:
            return closed.rcvd.code
    raise Failure(f"{path} was not closed, but said {got}")


def check_time(text: str) -> None:
    """Checks that a text is an ISO 8601 time in UTC."""
    check(text.endswith("Z"), f"{text} is not in UTC")
    datetime.fromisoformat(text)
