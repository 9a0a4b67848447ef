"""The `wsproto` package: a machine without I/O, here between asyncio's streams."""

from __future__ import annotations

import asyncio
import contextlib
from urllib.parse import urlsplit

from wsproto import ConnectionType, WSConnection, events
from wsproto.extensions import PerMessageDeflate

from client import Client, Closed, Offer, Refused, Socket
from server import EchoServer, Ending, Script, Visitor


class Line:
    """A machine and the stream that it speaks over."""

    def __init__(self, role: ConnectionType, reader: asyncio.StreamReader, writer: asyncio.StreamWriter):
        self._machine = WSConnection(role)
        self._events = self._machine.events()
        self._reader = reader
        self.writer = writer

    async def emit(self, *sent: events.Event) -> None:
        """Sends events."""
        for event in sent:
            self.writer.write(self._machine.send(event))
        await self.writer.drain()

    async def next(self) -> events.Event:
        """The next event."""
        while (event := next(self._events, None)) is None:
            data = await self._reader.read(1 << 16)
            self._machine.receive_data(data or None)
            self._events = self._machine.events()
        return event

    async def message(self, ending: type[Closed] | type[Ending]) -> str | bytes:
        """The next whole message; pings are answered; a close is answered and raised as `ending`."""
        pieces = []
        while True:
            event = await self.next()
            if isinstance(event, events.Message):
                pieces.append(event.data)
                if event.message_finished:
                    return "".join(pieces) if isinstance(pieces[0], str) else b"".join(pieces)
            elif isinstance(event, events.Ping):
                await self.emit(event.response())
            elif isinstance(event, events.CloseConnection):
                with contextlib.suppress(Exception):
                    await self.emit(event.response())
                raise ending(event.code, event.reason or "")

    async def send(self, pieces) -> None:
        """Sends a message in a frame for each piece."""
        kind = events.TextMessage if isinstance(pieces[0], str) else events.BytesMessage
        last = len(pieces) - 1
        await self.emit(*(kind(piece, message_finished=at == last) for at, piece in enumerate(pieces)))

    async def pong(self, payload: bytes) -> None:
        """Sends a ping and waits for its pong."""
        await self.emit(events.Ping(payload))
        while not (isinstance(event := await self.next(), events.Pong) and bytes(event.payload) == payload):
            pass

    async def close(self, code: int, reason: str) -> events.CloseConnection:
        """Closes and waits for the answer."""
        await self.emit(events.CloseConnection(code, reason))
        while not isinstance(event := await self.next(), events.CloseConnection):
            pass
        return event


class WsprotoSocket(Socket):
    """A connection of a `wsproto` client."""

    def __init__(self, line: Line, accepted: events.AcceptConnection):
        self._line = line
        self.subprotocol = accepted.subprotocol
        self.deflates = any(isinstance(one, PerMessageDeflate) and one.enabled() for one in accepted.extensions)

    async def send(self, message):
        await self._line.send([message])

    async def send_pieces(self, pieces):
        await self._line.send(pieces)

    async def receive(self):
        return await self._line.message(Closed)

    async def ping(self, payload):
        await self._line.pong(payload)

    async def close(self, code, reason):
        event = await self._line.close(code, reason)
        self._line.writer.close()
        return Closed(event.code, event.reason or "")

    async def abandon(self):
        self._line.writer.transport.abort()


class WsprotoClient(Client):
    """`wsproto` over a stream."""

    name = "wsproto"

    async def open(self, url, offer=Offer()):
        parts = urlsplit(url)
        line = Line(
            ConnectionType.CLIENT, *await asyncio.open_connection(parts.hostname, parts.port, ssl=offer.context)
        )
        extensions = [PerMessageDeflate()] if offer.deflate else []
        await line.emit(
            events.Request(
                host=parts.netloc, target=parts.path or "/", subprotocols=list(offer.subprotocols),
                extensions=extensions,
            )  # fmt: skip
        )
        event = await line.next()
        if isinstance(event, events.RejectConnection):
            line.writer.transport.abort()
            raise Refused(event.status_code)
        return WsprotoSocket(line, event)


class WsprotoVisitor(Visitor):
    """A client of ours, as `wsproto` sees it."""

    def __init__(self, line: Line):
        self._line = line

    async def receive(self):
        return await self._line.message(Ending)

    async def send(self, message):
        await self._line.send([message])

    async def send_pieces(self, pieces):
        await self._line.send(pieces)

    async def ping(self, payload):
        await self._line.pong(payload)

    async def close(self, code, reason):
        event = await self._line.close(code, reason)
        raise Ending(event.code, event.reason or "")


class Server(EchoServer):
    """`wsproto` behind asyncio's server."""

    name = "wsproto"

    @contextlib.asynccontextmanager
    async def listen(self, identity=None):
        server = await asyncio.start_server(self._visit, "127.0.0.1", 0, ssl=identity and identity.context)
        try:
            yield server.sockets[0].getsockname()[1]
        finally:
            server.close()

    async def _visit(self, reader, writer):
        line = Line(ConnectionType.SERVER, reader, writer)
        try:
            request = await line.next()
            script = Script(request.target)
            if script.refusal:
                return await line.emit(
                    events.RejectConnection(status_code=script.refusal, headers=[(b"content-length", b"0")])
                )
            subprotocol = next((name for name in request.subprotocols if name in ("chat", "v2")), None)
            await line.emit(events.AcceptConnection(subprotocol=subprotocol, extensions=[PerMessageDeflate()]))
            await self.play(script, WsprotoVisitor(line))
        finally:
            writer.close()


CLIENTS = [WsprotoClient()]
SERVERS = [Server]
