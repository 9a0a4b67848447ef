"""The `aiohttp` package: client and server."""

from __future__ import annotations

import contextlib

import aiohttp
from aiohttp import WSMsgType, web

from client import Client, Closed, Offer, Refused, Socket
from server import EchoServer, Ending, Script, Visitor

ENDINGS = (WSMsgType.CLOSE, WSMsgType.CLOSING, WSMsgType.CLOSED, WSMsgType.ERROR)


class AiohttpSocket(Socket):
    """A connection of `aiohttp.ClientSession`."""

    def __init__(self, session, connection):
        self._session = session
        self._connection = connection
        self.subprotocol = connection.protocol
        self.deflates = bool(connection.compress)

    async def send(self, message):
        await (self._connection.send_str if isinstance(message, str) else self._connection.send_bytes)(message)

    async def receive(self):
        while True:
            message = await self._connection.receive()
            if message.type in (WSMsgType.TEXT, WSMsgType.BINARY):
                return message.data
            if message.type == WSMsgType.PING:
                await self._connection.pong(message.data)
            if message.type == WSMsgType.CLOSE:
                # Not the connection's close_code: that is 1006 where aiohttp could not answer, as after TLS's end.
                raise Closed(message.data, message.extra)
            if message.type in ENDINGS:
                raise Closed(self._connection.close_code, None)

    async def ping(self, payload):
        await self._connection.ping(payload)
        while True:
            message = await self._connection.receive()
            if message.type == WSMsgType.PONG and bytes(message.data) == payload:
                return
            if message.type in ENDINGS:
                raise Closed(self._connection.close_code, None)

    async def close(self, code, reason):
        await self._connection.close(code=code, message=reason.encode())
        await self._session.close()
        return Closed(self._connection.close_code, None)

    async def abandon(self):
        await self._connection.close()
        await self._session.close()


class AiohttpClient(Client):
    """`aiohttp.ClientSession.ws_connect`, which sends no fragments."""

    name = "aiohttp"
    can_fragment = False

    async def open(self, url, offer=Offer()):
        session = aiohttp.ClientSession()
        try:
            connection = await session.ws_connect(
                url, protocols=offer.subprotocols, compress=15 if offer.deflate else 0, max_msg_size=0, autoping=False,
                ssl=offer.context or True,
            )  # fmt: skip
        except aiohttp.WSServerHandshakeError as error:
            await session.close()
            raise Refused(error.status) from None
        except BaseException:
            await session.close()
            raise
        return AiohttpSocket(session, connection)


class AiohttpVisitor(Visitor):
    """A client of ours, as `aiohttp.web` sees it."""

    def __init__(self, connection):
        self._connection = connection

    async def receive(self):
        while True:
            message = await self._connection.receive()
            if message.type in (WSMsgType.TEXT, WSMsgType.BINARY):
                return message.data
            if message.type == WSMsgType.PING:
                await self._connection.pong(message.data)
            if message.type in ENDINGS:
                reason = message.extra if message.type == WSMsgType.CLOSE else None
                raise Ending(self._connection.close_code, reason)

    async def send(self, message):
        await (self._connection.send_str if isinstance(message, str) else self._connection.send_bytes)(message)

    async def ping(self, payload):
        await self._connection.ping(payload)
        while (message := await self._connection.receive()).type != WSMsgType.PONG or bytes(message.data) != payload:
            if message.type in ENDINGS:
                raise Ending(self._connection.close_code, None)

    async def close(self, code, reason):
        await self._connection.close(code=code, message=reason.encode())
        raise Ending(self._connection.close_code, None)


class Server(EchoServer):
    """`aiohttp.web`, which sends no fragments and answers every close with 1000."""

    name = "aiohttp"
    can_fragment = False
    answers_with_the_code = False

    @contextlib.asynccontextmanager
    async def listen(self, identity=None):
        application = web.Application()
        application.router.add_get("/{rest:.*}", self._visit)
        runner = web.AppRunner(application)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=identity and identity.context, shutdown_timeout=1)
        await site.start()
        try:
            yield runner.addresses[0][1]
        finally:
            await runner.cleanup()

    async def _visit(self, request):
        script = Script(request.path_qs)
        if script.refusal:
            return web.Response(status=script.refusal, text="not here\n")
        connection = web.WebSocketResponse(protocols=("chat", "v2"), max_msg_size=0, autoping=False)
        await connection.prepare(request)
        await self.play(script, AiohttpVisitor(connection))
        return connection


CLIENTS = [AiohttpClient()]
SERVERS = [Server]
