"""Node's `ws` (Debian's node-ws), client and server, each in a process of its own."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import os
from pathlib import Path

from client import Client, Closed, Offer, Refused, Socket
from ground import command
from server import EchoServer, Ending
from Wire.connection import Failure

HERE = Path(__file__).resolve().parent
MODULES = "/usr/share/nodejs"
LINE_LIMIT = 1 << 24


async def start(script: str, *words: str) -> asyncio.subprocess.Process:
    """Starts a program of ours in node."""
    if not Path(MODULES, "ws").exists():
        raise Failure("node's ws is not on this machine: it comes with the Debian package node-ws")
    return await asyncio.create_subprocess_exec(
        command("node", "nodejs"), str(HERE / script), *words, stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE, env={**os.environ, "NODE_PATH": MODULES}, limit=LINE_LIMIT,
    )  # fmt: skip


async def stop(process: asyncio.subprocess.Process) -> None:
    """Ends a program that `start` started."""
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
    await process.wait()


def packed(message: str | bytes) -> str:
    """A message in Base64."""
    return base64.b64encode(message.encode() if isinstance(message, str) else message).decode()


class NodeSocket(Socket):
    """A connection in a node process."""

    def __init__(self, process: asyncio.subprocess.Process):
        self._process = process

    async def ask(self, op: str, **fields) -> dict:
        """Asks for one operation; returns its answer."""
        self._process.stdin.write(json.dumps({"op": op, **fields}).encode() + b"\n")
        await self._process.stdin.drain()
        answer = await self._process.stdout.readline()
        if not answer:
            raise Failure(f"node ended on {op}")
        return json.loads(answer)

    async def send(self, message):
        await self.ask("send", b64=packed(message), isBinary=isinstance(message, bytes))

    async def send_pieces(self, pieces):
        await self.ask("pieces", pieces=[packed(piece) for piece in pieces], isBinary=isinstance(pieces[0], bytes))

    async def receive(self):
        answer = await self.ask("receive")
        if "closed" in answer:
            raise Closed(answer["code"], answer["reason"])
        data = base64.b64decode(answer["b64"])
        return data if answer["isBinary"] else data.decode()

    async def ping(self, payload):
        await self.ask("ping", b64=packed(payload))

    async def close(self, code, reason):
        answer = await self.ask("close", code=code, reason=reason)
        await stop(self._process)
        return Closed(answer["code"], answer["reason"])

    async def abandon(self):
        await stop(self._process)


class NodeClient(Client):
    """The `WebSocket` of node's `ws`."""

    name = "node ws"

    async def open(self, url, offer=Offer()):
        process = await start("node_client.js")
        socket = NodeSocket(process)
        answer = await socket.ask(
            "open", url=url, deflate=offer.deflate, subprotocols=list(offer.subprotocols), cafile=offer.cafile
        )
        if "ok" not in answer:
            await stop(process)
            raise Refused(answer["status"]) if "status" in answer else ConnectionError(answer["error"])
        socket.subprotocol = answer["subprotocol"]
        socket.deflates = answer["deflates"]
        return socket


class Server(EchoServer):
    """The `WebSocketServer` of node's `ws`."""

    name = "node ws"

    @contextlib.asynccontextmanager
    async def listen(self, identity=None):
        process = await start("node_server.js", *(identity.files if identity else ()))
        follower = None
        try:
            port = int(await process.stdout.readline())
            follower = asyncio.ensure_future(self._follow(process))
            yield port
        finally:
            if follower:
                follower.cancel()
            await stop(process)

    async def _follow(self, process: asyncio.subprocess.Process) -> None:
        while line := await process.stdout.readline():
            ended = json.loads(line)
            self.ended(ended["visit"] or "", Ending(ended["code"], ended["reason"]))


CLIENTS = [NodeClient()]
SERVERS = [Server]
