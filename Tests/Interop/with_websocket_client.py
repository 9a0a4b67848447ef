"""The `websocket-client` package, which blocks and knows no extension."""

from __future__ import annotations

import asyncio

import websocket
from websocket import ABNF

from client import Client, Closed, Offer, Refused, Socket


class BlockingSocket(Socket):
    """A connection of `websocket.create_connection`, used from threads."""

    def __init__(self, connection):
        self._connection = connection
        self.subprotocol = connection.getsubprotocol()

    async def send(self, message):
        opcode = ABNF.OPCODE_TEXT if isinstance(message, str) else ABNF.OPCODE_BINARY
        await asyncio.to_thread(self._connection.send, message, opcode)

    async def send_pieces(self, pieces):
        first = ABNF.OPCODE_TEXT if isinstance(pieces[0], str) else ABNF.OPCODE_BINARY
        for number, piece in enumerate(pieces):
            opcode = ABNF.OPCODE_CONT if number else first
            data = piece.encode() if isinstance(piece, str) else piece
            frame = ABNF.create_frame(data, opcode, int(number == len(pieces) - 1))
            await asyncio.to_thread(self._connection.send_frame, frame)

    async def receive(self):
        opcode, data = await self._next((ABNF.OPCODE_TEXT, ABNF.OPCODE_BINARY))
        return data.decode() if opcode == ABNF.OPCODE_TEXT else bytes(data)

    async def ping(self, payload):
        await asyncio.to_thread(self._connection.ping, payload)
        while (await self._next((ABNF.OPCODE_PONG,)))[1] != payload:
            pass

    async def close(self, code, reason):
        await asyncio.to_thread(self._connection.send_close, code, reason.encode())
        try:
            await self._next(())
        except Closed as closed:
            return closed
        finally:
            self._connection.shutdown()

    async def abandon(self):
        self._connection.shutdown()

    async def _next(self, wanted) -> tuple[int, bytes]:
        while True:
            try:
                opcode, frame = await asyncio.to_thread(self._connection.recv_data_frame, True)
            except websocket.WebSocketConnectionClosedException:
                raise Closed(1006, "") from None
            if opcode == ABNF.OPCODE_CLOSE:
                raise Closed(int.from_bytes(frame.data[:2], "big") or 1005, frame.data[2:].decode())
            if opcode in wanted:
                return opcode, bytes(frame.data)


class WebSocketClient(Client):
    """`websocket.create_connection`."""

    name = "websocket-client"
    can_deflate = False

    async def open(self, url, offer=Offer()):
        trust = {"ca_certs": offer.cafile} if offer.cafile else {}
        try:
            connection = await asyncio.to_thread(
                websocket.create_connection, url, timeout=30, subprotocols=list(offer.subprotocols), sslopt=trust
            )
        except websocket.WebSocketBadStatusException as error:
            raise Refused(error.status_code) from None
        return BlockingSocket(connection)


CLIENTS = [WebSocketClient()]
SERVERS = []
