"""A raw connection, from either side, that judges all that arrives on it."""

from __future__ import annotations

import asyncio
import socket
import ssl
import struct
import time
from urllib.parse import urlsplit

from . import frames
from .deflate import Deflate, Parameters
from .frames import Frame, Opcode, apply_mask
from .handshake import Head, accept_for, new_key, request, response

PATIENCE = 20.0
"""Seconds until a peer's silence is a failure. The machine may be busy with other things."""


class Failure(AssertionError):
    """The peer did not do what the case asks for."""


def check(condition: bool, sentence: str) -> None:
    """Fails the case with `sentence` unless `condition` holds."""
    if not condition:
        raise Failure(sentence)


class Connection:
    """Bytes to and from a peer."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter):
        self.reader = reader
        self.writer = writer
        self.buffer = bytearray()
        sock = writer.get_extra_info("socket")
        if sock is not None and sock.family in (socket.AF_INET, socket.AF_INET6):
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    @classmethod
    async def open(cls, url: str, context: ssl.SSLContext | None = None, **options) -> Connection:
        """Connects to the host and port of `url`; TLS where it says wss or https."""
        parts = urlsplit(url)
        if parts.scheme in ("wss", "https"):
            options.setdefault("server_hostname", parts.hostname)
            options["ssl"] = context or trusting_context()
        port = parts.port or (443 if "ssl" in options else 80)
        reader, writer = await asyncio.wait_for(
            asyncio.open_connection(parts.hostname, port, limit=1 << 20, **options), PATIENCE
        )
        return cls(reader, writer)

    async def write(self, data: bytes, chop: int | None = None, pause: float = 0) -> None:
        """Sends bytes, in pieces of `chop` bytes where that is given."""
        if chop is None:
            self.writer.write(data)
            await self.writer.drain()
            return
        for at in range(0, len(data), chop):
            self.writer.write(data[at : at + chop])
            await self.writer.drain()
            await asyncio.sleep(pause)

    async def fill(self, patience: float = PATIENCE) -> bool:
        """Reads what is there into the buffer; False at the end of the stream."""
        try:
            data = await asyncio.wait_for(self.reader.read(1 << 18), patience)
        except asyncio.TimeoutError:
            raise Failure(f"nothing arrived for {patience:g} s") from None
        self.buffer += data
        return bool(data)

    async def read_head(self, patience: float = PATIENCE) -> Head:
        """Reads a request's or response's head."""
        while (end := self.buffer.find(b"\r\n\r\n")) < 0:
            if not await self.fill(patience):
                raise Failure(f"the stream ended within a head after {bytes(self.buffer[:200])!r}")
        head = Head.parse(bytes(self.buffer[:end]))
        del self.buffer[: end + 4]
        return head

    async def read_body(self, head: Head, patience: float = PATIENCE) -> bytes:
        """Reads the body that belongs to a response, by its length or to the end of the stream."""
        length = head.get("content-length")
        while length is None or len(self.buffer) < int(length):
            if not await self.fill(patience):
                check(length is None, f"the body ended after {len(self.buffer)} of {length} bytes")
                break
        size = len(self.buffer) if length is None else int(length)
        body = bytes(self.buffer[:size])
        del self.buffer[:size]
        return body

    async def expect_end(self, patience: float = PATIENCE, reset_is_fine: bool = False) -> None:
        """Expects that the peer ends the stream, and that nothing comes before that."""
        try:
            while await self.fill(patience):
                check(not self.buffer, f"after the last frame came {bytes(self.buffer[:80])!r}")
        except (ConnectionError, ssl.SSLError) as error:
            check(reset_is_fine, f"the stream did not end but broke: {error!r}")
        except Failure as failure:
            if "nothing arrived" not in str(failure):
                raise
            raise Failure(f"the peer had not closed TCP after {patience:g} s") from None

    async def drain_to_end(self, patience: float = PATIENCE) -> bytes:
        """Reads everything to the end of the stream, which may be a reset."""
        start = time.monotonic()
        try:
            while await self.fill(max(0.01, patience - (time.monotonic() - start))):
                pass
        except (ConnectionError, ssl.SSLError):
            pass
        data, self.buffer = bytes(self.buffer), bytearray()
        return data

    def reset(self) -> None:
        """Ends the connection with RST."""
        sock = self.writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()

    def end(self) -> None:
        """Closes the connection at once; what the peer thinks of that is its own affair."""
        self.writer.transport.abort()


def trusting_context() -> ssl.SSLContext:
    """A TLS context that believes every certificate."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


class Peer(Connection):
    """The endpoint under test, after the opening handshake.

    Every frame that arrives is held against RFC 6455: masked by clients only, no reserved bits but those agreed to,
    control frames whole and short, lengths in their shortest form, continuations in their place, text in UTF-8.
    """

    def __init__(self, reader, writer, is_server: bool):
        super().__init__(reader, writer)
        self.is_server = is_server
        """Whether the endpoint under test is a server."""
        self.head: Head | None = None
        self.deflate: Deflate | None = None
        self._message: list[bytes] | None = None
        self._kind = 0
        self._packed = False

    @classmethod
    async def connect(
        cls,
        url: str,
        *,
        offer: str | None = None,
        extra: tuple[str, ...] = (),
        context: ssl.SSLContext | None = None,
        needs_deflate: bool = True,
        strict: bool = False,
        **options,
    ) -> Peer:
        """Opens a WebSocket to a server under test."""
        plain = await Connection.open(url, context, **options)
        peer = cls(plain.reader, plain.writer, is_server=True)
        parts = urlsplit(url)
        key = new_key()
        if offer is not None:
            extra = (f"Sec-WebSocket-Extensions: {offer}", *extra)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        await peer.write(request(target, parts.netloc, key=key, extra=extra))
        head = peer.head = await peer.read_head()
        check(head.status == 101, f"the upgrade was answered by {head.line!r}")
        check(head.get("sec-websocket-accept") == accept_for(key), "the accept value is wrong")
        answer = head.get("sec-websocket-extensions")
        if answer is not None:
            check(offer is not None, f"an extension that nobody offered: {answer!r}")
            peer.agree(Parameters.parse(answer), strict)
        elif offer is not None and needs_deflate:
            raise Failure(f"the offer {offer!r} was declined")
        return peer

    @classmethod
    async def accept(cls, reader, writer, agree=None, strict: bool = False) -> Peer:
        """Answers the upgrade of a client under test.

        `agree` takes the client's offer and returns the parameters to agree to, or None.
        """
        peer = cls(reader, writer, is_server=False)
        head = peer.head = await peer.read_head()
        key = head.get("sec-websocket-key") or ""
        parameters = agree(head.get("sec-websocket-extensions") or "") if agree else None
        extra = () if parameters is None else (f"Sec-WebSocket-Extensions: {parameters.header()}",)
        await peer.write(response(key, extra=extra))
        if parameters is not None:
            peer.agree(parameters, strict)
        return peer

    def agree(self, parameters: Parameters, strict: bool = False) -> None:
        """Compresses from now on."""
        self.deflate = Deflate(parameters, is_client=self.is_server, strict=strict)

    # Sending

    async def send(self, *items: Frame, chop: int | None = None, apart: bool = False) -> None:
        """Sends frames, in one piece unless `chop` bytes at a time or each frame `apart` is asked for.

        A peer may fail the connection before all is sent. What it said last can still be read, and decides.
        """
        encoded = [item.encode(masked=self.is_server) for item in items]
        try:
            for piece in encoded if apart else [b"".join(encoded)]:
                await self.write(piece, chop)
                if apart:
                    await asyncio.sleep(0.005)
        except ConnectionError:
            pass

    async def send_message(self, opcode: int, message: bytes, size: int | None = None) -> None:
        """Sends a message, compressed where that was agreed, in frames of at most `size` bytes."""
        payload, rsv = (message, 0) if self.deflate is None else (self.deflate.compress(message), 4)
        await self.send(*frames.fragments(opcode, payload, size or len(payload) + 1, rsv))

    # Receiving

    async def receive(self, patience: float = PATIENCE) -> Frame | None:
        """The next frame, or None at the end of the stream."""
        while (frame := self._next()) is None:
            try:
                if not await self.fill(patience):
                    check(not self.buffer, f"the stream ended within a frame: {bytes(self.buffer[:80])!r}")
                    return None
            except (ConnectionError, ssl.SSLError) as error:
                raise Failure(f"the connection broke: {error!r}") from None
        self._judge(frame)
        return frame

    def _next(self) -> Frame | None:
        data = self.buffer
        if len(data) < 2:
            return None
        masked, short = bool(data[1] & 0x80), data[1] & 0x7F
        start, form = {126: (4, 16), 127: (10, 64)}.get(short, (2, 7))
        if len(data) < start + (4 if masked else 0):
            return None
        length = short if form == 7 else int.from_bytes(data[2:start], "big")
        at = start + (4 if masked else 0)
        if len(data) < at + length:
            return None
        payload = bytes(data[at : at + length])
        if masked:
            payload = apply_mask(payload, bytes(data[start:at]))
        frame = Frame(data[0] & 0x0F, payload, bool(data[0] & 0x80), (data[0] >> 4) & 7, masked, form)
        del data[: at + length]
        return frame

    def _judge(self, frame: Frame) -> None:
        if self.is_server:
            check(not frame.masked, "a server's frame is masked")
        else:
            check(bool(frame.masked), "a client's frame is not masked")
        size = len(frame.payload)
        check(frame.form == (7 if size < 126 else 16 if size < 65536 else 64), "a length is not in its shortest form")
        check(frame.opcode in set(Opcode), f"opcode {frame.opcode} is reserved")
        if frame.opcode >= 8:
            check(frame.fin and frame.rsv == 0 and size <= 125, f"a bad control frame: {frame}")
            return
        may_be_packed = self.deflate is not None and frame.opcode != Opcode.CONTINUATION
        check(frame.rsv == 0 or (frame.rsv == 4 and may_be_packed), f"reserved bits {frame.rsv} are set")
        check(
            (self._message is not None) == (frame.opcode == Opcode.CONTINUATION),
            f"a fragment out of its place: {frame}",
        )

    async def receive_message(self, patience: float = PATIENCE) -> Frame:
        """The next whole message, as one frame; control frames are returned as they come."""
        while True:
            frame = await self.receive(patience)
            if frame is None:
                raise Failure("the stream ended without a close frame")
            if frame.opcode >= 8:
                return frame
            if frame.opcode != Opcode.CONTINUATION:
                self._message, self._kind, self._packed = [], frame.opcode, frame.rsv == 4
            self._message.append(frame.payload)
            if not frame.fin:
                continue
            payload, self._message = b"".join(self._message), None
            if self._packed:
                payload = self._unpack(payload)
            if self._kind == Opcode.TEXT:
                self._check_text(payload)
            return Frame(self._kind, payload)

    def _unpack(self, payload: bytes) -> bytes:
        try:
            return self.deflate.decompress(payload)
        except Exception as error:
            raise Failure(f"a message does not inflate within the agreed window: {error}") from None

    @staticmethod
    def _check_text(payload: bytes) -> None:
        try:
            payload.decode()
        except UnicodeDecodeError:
            raise Failure("a text message is not UTF-8") from None

    # Expectations

    async def expect(self, opcode: int, payload: bytes, patience: float = PATIENCE) -> None:
        """Expects one message or control frame."""
        found = await self.receive_message(patience)
        if found.opcode != opcode or found.payload != payload:
            raise Failure(f"expected {Frame(opcode, payload)}, got {found}")

    async def expect_close(self, *codes: int | None, sentence: bool = False, patience: float = PATIENCE) -> Frame:
        """Expects a close frame with one of `codes`, with a reason where a `sentence` is asked for."""
        found = await self.receive_message(patience)
        wanted = " or ".join(map(str, codes))
        check(found.opcode == Opcode.CLOSE, f"expected close {wanted}, got {found}")
        check(found.close_code in codes, f"expected close {wanted}, got {found}")
        check(not sentence or len(found.close_reason) > 3, f"close {found.close_code} came without a reason")
        found.close_reason.decode()
        return found

    async def expect_failed(self, *codes: int, sentence: bool = False) -> Frame:
        """Expects that the peer fails the connection: its close frame, then, once answered, the end of TCP."""
        found = await self.expect_close(*codes, sentence=sentence)
        await self._answer(found)
        return found

    async def _answer(self, found: Frame) -> None:
        try:
            await self.send(frames.close(found.close_code))
            if not self.is_server:
                self.writer.write_eof() if self.writer.can_write_eof() else self.writer.close()
        except (ConnectionError, RuntimeError):
            pass
        await self.expect_end(reset_is_fine=True)

    async def finish(self, code: int = 1000) -> None:
        """Closes as RFC 6455, section 7, has it: close, the echo of its code, and the server ends TCP first."""
        await self.send(frames.close(code))
        await self.expect_close(code)
        await self.expect_tcp_end()

    async def expect_tcp_end(self) -> None:
        """Expects that a server ends TCP by itself, or that a client follows when this side does."""
        if not self.is_server:
            if self.writer.can_write_eof():
                self.writer.write_eof()
            else:
                self.writer.close()
        await self.expect_end(reset_is_fine=not self.is_server)
