"""What is said: messages of every size, v2 envelopes, publications."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import time

from client import Message, Socket
from ground import Endpoint
from Wire.connection import check

SIZES = (0, 1, 125, 126, 127, 65535, 65536, (1 << 20) - 1, 1 << 20)
"""Lengths around every step of the frame header, up to the largest message that the server takes by default."""

SENTENCE = "Grüße, 世界, 🧵 — a line under tension. "

_numbers = itertools.count(1)


def text(size: int) -> str:
    """Text of `size` bytes, with characters of every width."""
    data = (SENTENCE.encode() * (size // len(SENTENCE) + 1))[:size]
    whole = data.decode(errors="ignore")
    return whole + "." * (size - len(whole.encode()))


def binary(size: int) -> bytes:
    """Bytes of every value."""
    return (bytes(range(256)) * (size // 256 + 1))[:size]


def messages() -> list[Message]:
    """A text and a binary message of every size."""
    return [make(size) for size in SIZES for make in (text, binary)]


def fresh(name: str) -> str:
    """A name that nobody else uses in this run."""
    return f"{name}-{next(_numbers)}"


def envelope(kind: str, payload: dict, correlation: str = "1") -> str:
    """A v2 message."""
    return json.dumps(
        {
            "type": kind,
            "ts": int(time.time() * 1000),
            "correlationId": correlation,
            "version": "2.0",
            "payload": payload,
        }
    )


async def expect_echo(socket: Socket, message: Message) -> None:
    """Sends `message` and expects it back."""
    await socket.send(message)
    same(await socket.receive(), message)


def same(got: Message, sent: Message) -> None:
    """Checks that a message came back as it went."""
    check(type(got) is type(sent), f"sent {type(sent).__name__}, got {type(got).__name__}")
    check(got == sent, f"sent {len(sent)} {sent[:40]!r}…, got {len(got)} {got[:40]!r}…")


async def subscribe(socket: Socket, room: str, **fields) -> dict:
    """Subscribes to `room`; returns the confirmation's payload."""
    correlation = fresh("request")
    await socket.send(envelope("subscribe", {"channel": room, **fields}, correlation))
    answer = json.loads(await socket.receive())
    check(answer["type"] == "subscription_confirmed", f"asked for {room}, got {answer}")
    check(answer["correlationId"] == correlation, f"asked with {correlation}, got {answer}")
    check(answer["payload"]["channel"] == room, f"asked for {room}, got {answer}")
    return answer["payload"]


class Poster:
    """A keep-alive HTTP connection that publishes."""

    def __init__(self, endpoint: Endpoint, reader: asyncio.StreamReader, writer: asyncio.StreamWriter):
        self._endpoint = endpoint
        self._reader = reader
        self._writer = writer

    @classmethod
    @contextlib.asynccontextmanager
    async def open(cls, endpoint: Endpoint):
        """Connects, and disconnects afterwards."""
        host, _, port = endpoint.host.rpartition(":")
        reader, writer = await asyncio.open_connection(host, int(port), ssl=endpoint.context)
        try:
            yield cls(endpoint, reader, writer)
        finally:
            writer.transport.abort()

    async def publish(self, room: str, payload: dict, kind: str = "odds_update", **fields) -> dict:
        """Publishes `payload`; returns the place that it got."""
        answer = await self.post("/ws/v2/publish", {"room": room, "type": kind, "payload": payload, **fields})
        check(answer["room"] == room, f"published into {room}, got {answer}")
        return answer

    async def post(self, path: str, content: dict) -> dict:
        """Posts JSON; returns the JSON that comes back."""
        return await self.post_text(path, json.dumps(content))

    async def post_text(self, path: str, text: str) -> dict:
        """Posts JSON that is spelled already."""
        body = text.encode()
        head = f"POST {path} HTTP/1.1\r\nHost: {self._endpoint.host}\r\nContent-Type: application/json\r\n"
        self._writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        await self._writer.drain()
        status, fields = self._head(await self._reader.readuntil(b"\r\n\r\n"))
        answer = await self._reader.readexactly(int(fields["content-length"]))
        check(status == 200, f"POST {path} was answered with {status}: {answer.decode()!r}")
        return json.loads(answer)

    @staticmethod
    def _head(data: bytes) -> tuple[int, dict[str, str]]:
        line, *rest = data.decode("latin-1").split("\r\n")
        fields = dict(part.split(": ", 1) for part in rest if ": " in part)
        return int(line.split()[1]), {name.lower(): value for name, value in fields.items()}


async def publish(endpoint: Endpoint, room: str, payload: dict, **fields) -> dict:
    """Publishes one message over a connection of its own."""
    async with Poster.open(endpoint) as poster:
        return await poster.publish(room, payload, **fields)
