"""The `websockets` package: its asyncio client, its threaded client, and its server."""

from __future__ import annotations

import asyncio
import contextlib

from websockets.asyncio.client import connect
from websockets.asyncio.server import serve
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.extensions.permessage_deflate import ServerPerMessageDeflateFactory
from websockets.sync.client import connect as connect_in_thread

from client import Client, Closed, Offer, Refused, Socket
from server import EchoServer, Ending, Script, Visitor


def closing(error: ConnectionClosed) -> Closed:
    """What the peer's close frame said; 1006 where there was none."""
    frame = error.rcvd
    return Closed(frame.code, frame.reason) if frame else Closed(1006, "")


def options(offer: Offer) -> dict:
    """What both clients are told."""
    return {
        "compression": "deflate" if offer.deflate else None,
        "subprotocols": list(offer.subprotocols) or None,
        "ssl": offer.context,
        "max_size": None,
        "proxy": None,
        "open_timeout": 30,
        "close_timeout": 20,
        "ping_interval": None,
    }


class AsyncioSocket(Socket):
    """A connection of `websockets.asyncio`."""

    def __init__(self, connection):
        self._connection = connection
        self.subprotocol = connection.subprotocol
        self.deflates = "permessage-deflate" in connection.response.headers.get("Sec-WebSocket-Extensions", "")

    async def send(self, message):
        await self._connection.send(message)

    async def send_pieces(self, pieces):
        await self._connection.send(list(pieces))

    async def receive(self):
        try:
            return await self._connection.recv()
        except ConnectionClosed as error:
            raise closing(error) from None

    async def ping(self, payload):
        await (await self._connection.ping(payload))

    async def close(self, code, reason):
        await self._connection.close(code, reason)
        return Closed(self._connection.protocol.close_rcvd.code, self._connection.protocol.close_rcvd.reason)

    async def abandon(self):
        self._connection.transport.abort()


class Asyncio(Client):
    """`websockets.asyncio.client`."""

    name = "websockets"

    async def open(self, url, offer=Offer()):
        try:
            return AsyncioSocket(await connect(url, **options(offer)))
        except InvalidStatus as error:
            raise Refused(error.response.status_code) from None


class ThreadSocket(Socket):
    """A connection of `websockets.sync`, used from threads."""

    def __init__(self, connection):
        self._connection = connection
        self.subprotocol = connection.subprotocol
        self.deflates = "permessage-deflate" in connection.response.headers.get("Sec-WebSocket-Extensions", "")

    async def send(self, message):
        await asyncio.to_thread(self._connection.send, message)

    async def send_pieces(self, pieces):
        await asyncio.to_thread(self._connection.send, list(pieces))

    async def receive(self):
        try:
            return await asyncio.to_thread(self._connection.recv, 30)
        except ConnectionClosed as error:
            raise closing(error) from None

    async def ping(self, payload):
        pong = await asyncio.to_thread(self._connection.ping, payload)
        if not await asyncio.to_thread(pong.wait, 20):
            raise TimeoutError("no pong came")

    async def close(self, code, reason):
        await asyncio.to_thread(self._connection.close, code, reason)
        return Closed(self._connection.protocol.close_rcvd.code, self._connection.protocol.close_rcvd.reason)

    async def abandon(self):
        await asyncio.to_thread(self._connection.close)


class Threaded(Client):
    """`websockets.sync.client`."""

    name = "websockets.sync"

    async def open(self, url, offer=Offer()):
        try:
            return ThreadSocket(await asyncio.to_thread(connect_in_thread, url, **options(offer)))
        except InvalidStatus as error:
            raise Refused(error.response.status_code) from None


class WebsocketsVisitor(Visitor):
    """A client of ours, as `websockets` sees it."""

    def __init__(self, connection):
        self._connection = connection

    async def receive(self):
        try:
            return await self._connection.recv()
        except ConnectionClosed as error:
            ended = closing(error)
            raise Ending(ended.code, ended.reason) from None

    async def send(self, message):
        await self._connection.send(message)

    async def send_pieces(self, pieces):
        await self._connection.send(pieces)

    async def ping(self, payload):
        await (await self._connection.ping(payload))

    async def close(self, code, reason):
        await self._connection.close(code, reason)
        frame = self._connection.protocol.close_rcvd
        raise Ending(frame.code, frame.reason) if frame else Ending(1006, "")


class Server(EchoServer):
    """`websockets.asyncio.server`."""

    name = "websockets"

    def __init__(self, deflate: ServerPerMessageDeflateFactory | None = None):
        super().__init__()
        self._deflate = deflate

    @contextlib.asynccontextmanager
    async def listen(self, identity=None):
        extensions = [self._deflate or ServerPerMessageDeflateFactory()]
        async with serve(
            self._visit, "127.0.0.1", 0, ssl=identity and identity.context, select_subprotocol=self._choose,
            compression=None, extensions=extensions, process_request=self._refuse, max_size=None, ping_interval=None,
        ) as server:  # fmt: skip
            yield server.sockets[0].getsockname()[1]

    @staticmethod
    def _choose(_, offered):
        return next((name for name in offered if name in ("chat", "v2")), None)

    @staticmethod
    def _refuse(connection, request):
        status = Script(request.path).refusal
        return connection.respond(status, "not here\n") if status else None

    async def _visit(self, connection):
        await self.play(Script(connection.request.path), WebsocketsVisitor(connection))


CLIENTS = [Asyncio(), Threaded()]
SERVERS = [Server]
