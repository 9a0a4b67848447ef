"""A server with a secret, and clients of its user channel that were written against the document alone."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import hmac
import json
import os
import time
import urllib.error
import urllib.request
from pathlib import Path

from websockets.asyncio.client import connect
from Wire.connection import Failure, check
from Wire.programs import Program, free_port, fresh_folder

SECRET = "a secret of at least thirty-two bytes, for tests only"


def token(subject: str, lasts: float = 3600, secret: str = SECRET, **claims) -> str:
    """A token as any library would make it."""

    def part(data: bytes) -> str:
        return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

    head = part(json.dumps({"alg": "HS256", "typ": "JWT"}).encode())
    body = part(json.dumps({"sub": subject, "exp": int(time.time() + lasts), **claims}).encode())
    signature = hmac.new(secret.encode(), f"{head}.{body}".encode(), hashlib.sha256).digest()
    return f"{head}.{body}.{part(signature)}"


class Channel:
    """A server over a directory of its own."""

    def __init__(self, command: list[str]):
        self.command = command
        self.data = str(fresh_folder("user"))
        self.program: Program | None = None

    async def start(self, port: int = 0) -> None:
        """Starts the server, and waits until it serves."""
        os.environ["JWT_SECRET"] = SECRET
        port = port or free_port()
        self.program = await Program.start([*self.command, "--port", str(port), "--data-dir", self.data], port)

    def kill(self) -> None:
        """kill -9."""
        self.program.process.kill()
        self.program.process.wait()

    @property
    def log(self) -> Path:
        """What the server printed."""
        return self.program.log

    @contextlib.asynccontextmanager
    async def user(self, user: str, query: str = "", key: str | None = None):
        """A connection of a user, which has been greeted."""
        path = f"/ws/user/{user}?token={key or token(user)}{query}"
        async with connect(f"ws://127.0.0.1:{self.program.port}{path}", proxy=None, open_timeout=30) as socket:
            client = Client(socket)
            client.greeting = await client.expect("connection_established")
            yield client

    async def publish(self, user: str, payload, kind: str = "notification_new", **more) -> dict:
        """Puts a message into an inbox; returns the answer."""
        status, answer = await self.post({"user": user, "type": kind, "payload": payload, **more})
        check(status == 200, f"a publish was answered with {status} {answer}")
        return answer

    async def post(self, body: dict, path: str = "/ws/v2/publish") -> tuple[int, dict]:
        """The status and the body that answer a request of an administrator."""
        return await asyncio.to_thread(self._request, path, json.dumps(body).encode())

    async def get(self, path: str) -> tuple[int, dict]:
        """The status and the body that answer a question of an administrator."""
        return await asyncio.to_thread(self._request, path, None)

    def _request(self, path: str, body: bytes | None) -> tuple[int, dict]:
        request = urllib.request.Request(f"http://127.0.0.1:{self.program.port}{path}", body)
        request.add_header("Authorization", f"Bearer {token('operator', role='admin')}")
        try:
            with urllib.request.urlopen(request, timeout=20) as response:
                return response.status, json.loads(response.read())
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read())


class Client:
    """One device."""

    def __init__(self, socket):
        self.socket = socket
        self.greeting: dict = {}

    async def send(self, kind: str, **members) -> None:
        """Sends a message."""
        await self.socket.send(json.dumps({"type": kind, **members}))

    async def receive(self) -> dict:
        """The next message."""
        return json.loads(await asyncio.wait_for(self.socket.recv(), 20))

    async def expect(self, kind: str) -> dict:
        """The next message, which is of this type."""
        message = await self.receive()
        check(message["type"] == kind, f"expected {kind}, got {message}")
        return message

    async def pending(self) -> list[dict]:
        """What waits, in order; what came before the server read the question is left out."""
        await self.send("get_pending")
        messages = []
        while (message := await self.receive())["type"] != "pending_check_complete":
            messages.append(message)
        check(message["count"] <= len(messages), f"{len(messages)} came, and it counted {message}")
        return messages[len(messages) - message["count"] :]

    async def acknowledge(self, *ids: str) -> None:
        """Acknowledges messages, and waits until that is stored."""
        for name in ids:
            await self.send("ack", id=name)
        left = {message["id"] for message in await self.pending()}
        check(not left & set(ids), f"{left & set(ids)} came again after they were acknowledged")

    async def answer(self, kind: str = "message_generate", **members) -> tuple[list[dict], dict]:
        """Asks the generator; returns the parts and the whole."""
        await self.send(kind, **members)
        parts = []
        while True:
            message = await self.expect(kind)
            if message["done"]:
                return parts, message
            parts.append(message)


async def refusal(channel: Channel, path: str) -> tuple[int, dict]:
    """The status and the body with which a path refuses to become a WebSocket."""
    from websockets.exceptions import InvalidStatus

    try:
        async with connect(f"ws://127.0.0.1:{channel.program.port}{path}", proxy=None, open_timeout=30):
            raise Failure(f"{path} was opened")
    except InvalidStatus as error:
        return error.response.status_code, json.loads(error.response.body)
