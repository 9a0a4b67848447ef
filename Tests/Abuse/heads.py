"""Server: request heads, good, bad and endless."""

from __future__ import annotations

import asyncio
import os
import random

from stand import Stand, refused
from Wire.connection import check
from Wire.frames import close, text
from Wire.handshake import accept_for, new_key, request
from Wire.harness import Suite

suite = Suite()
BAD = (400,)


def swap(**fields: str) -> bytes:
    return request("{path}", replace=fields)


def plus(*lines: str) -> bytes:
    return request("{path}", extra=lines)


def lacks(*names: str) -> bytes:
    return request("{path}", without=names)


def line(first: str) -> bytes:
    return request(line=first)


def edit(old: bytes, new: bytes, count: int = 1) -> bytes:
    return request("{path}").replace(old, new, count)


REFUSED: list[tuple[str, bytes, tuple[int, ...]]] = [
    # Methods and versions
    ("the method POST", line("POST {path} HTTP/1.1"), (405,)),
    ("the method PUT", line("PUT {path} HTTP/1.1"), (405,)),
    ("the method DELETE", line("DELETE {path} HTTP/1.1"), (405,)),
    ("the method TRACE", line("TRACE {path} HTTP/1.1"), (405,)),
    ("a method in lower case", line("get {path} HTTP/1.1"), (400, 405, 501)),
    ("the method CONNECT", line("CONNECT 127.0.0.1:80 HTTP/1.1"), (400, 405, 501)),
    ("HTTP/1.0", line("GET {path} HTTP/1.0"), (400, 426, 505)),
    ("HTTP/2.0", line("GET {path} HTTP/2.0"), (400, 505)),
    ("HTTP/1.2.3", line("GET {path} HTTP/1.2.3"), (400, 505)),
    ("http in lower case", line("GET {path} http/1.1"), (400, 505)),
    ("the preface of HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", (400, 505)),
    # Request lines
    ("a request line without version", line("GET {path}"), BAD),
    ("a request line of four words", line("GET {path} more HTTP/1.1"), BAD),
    ("two spaces in the request line", line("GET  {path} HTTP/1.1"), BAD),
    ("a tab in the request line", line("GET\t{path} HTTP/1.1"), BAD),
    ("a space before the method", line(" GET {path} HTTP/1.1"), BAD),
    ("a target without slash", line("GET ws HTTP/1.1"), (400, 404)),
    ("a target with a control character", line("GET {path}\x01 HTTP/1.1"), BAD),
    ("a target with a raw byte beyond ASCII", line("GET {path}\xff HTTP/1.1"), BAD),
    ("a target with broken percent-encoding", line("GET {path}%zz HTTP/1.1"), (400, 404)),
    ("a request line of 100 KiB", line("GET {path}" + "a" * 102400 + " HTTP/1.1"), (400, 414, 431)),
    # The fields of a WebSocket
    ("no Host", lacks("host"), BAD),
    ("two Hosts", plus("Host: elsewhere.example"), BAD),
    ("a Host with a space", swap(host="Host: a b"), BAD),
    ("a Host with a path", swap(host="Host: a/b"), BAD),
    ("no Upgrade", lacks("upgrade"), (400, 404, 426)),
    ("Upgrade: h2c", swap(upgrade="Upgrade: h2c"), (400, 404, 426)),
    ("Upgrade: websocketx", swap(upgrade="Upgrade: websocketx"), (400, 404, 426)),
    ("no Connection", lacks("connection"), (400, 426)),
    ("Connection: keep-alive", swap(connection="Connection: keep-alive"), (400, 426)),
    ("Connection: upgraded", swap(connection="Connection: upgraded"), (400, 426)),
    ("no version", lacks("version"), (400, 426)),
    ("two versions", plus("Sec-WebSocket-Version: 8"), (400, 426)),
    ("no key", lacks("key"), BAD),
    ("two keys", plus(f"Sec-WebSocket-Key: {new_key()}"), BAD),
    ("an empty key", swap(key="Sec-WebSocket-Key:"), BAD),
    ("a key of 15 bytes", swap(key="Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAA"), BAD),
    ("a key of 17 bytes", swap(key="Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAAA="), BAD),
    ("a key that is not Base64", swap(key="Sec-WebSocket-Key: ?AAAAAAAAAAAAAAAAAAAAA=="), BAD),
    ("a key without padding", swap(key="Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA"), BAD),
    ("a key with more behind it", swap(key="Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA== x"), BAD),
    ("a subprotocol that is no token", plus("Sec-WebSocket-Protocol: a b"), BAD),
    ("an empty subprotocol", plus("Sec-WebSocket-Protocol: a,,@"), BAD),
    # What request smuggling lives on
    ("a folded field", plus("X-Folded: a", " b"), BAD),
    ("a field folded with a tab", plus("X-Folded: a", "\tb"), BAD),
    ("a blank before the first field", edit(b"\r\nHost", b"\r\n Host"), BAD),
    ("a bare CR in a value", plus("X: a\rY: b"), BAD),
    ("a bare LF after a line", edit(b"\r\nUpgrade", b"\nUpgrade"), BAD),
    ("bare LFs everywhere", request("{path}").replace(b"\r\n", b"\n"), BAD),
    ("NUL in a value", plus("X: a\0b"), BAD),
    ("DEL in a value", plus("X: a\x7fb"), BAD),
    ("a blank before the colon", plus("X-Blank : a"), BAD),
    ("a tab before the colon", plus("X-Blank\t: a"), BAD),
    ("a field without colon", plus("nothing"), BAD),
    ("a field without name", plus(": a"), BAD),
    ("a blank within a name", plus("X Y: a"), BAD),
    ("a bracket within a name", plus("X(Y): a"), BAD),
    ("a byte beyond ASCII within a name", plus("X\xe4: a"), BAD),
    ("a body announced", plus("Content-Length: 5") + b"hello", BAD),
    ("two equal lengths", plus("Content-Length: 0", "Content-Length: 0"), BAD),
    ("two lengths", plus("Content-Length: 0", "Content-Length: 5"), BAD),
    ("lengths in a list", plus("Content-Length: 0, 5"), BAD),
    ("a negative length", plus("Content-Length: -1"), BAD),
    ("a length with a plus", plus("Content-Length: +0"), BAD),
    ("a hexadecimal length", plus("Content-Length: 0x0"), BAD),
    ("a length of 40 digits", plus("Content-Length: " + "9" * 40), (400, 413)),
    (
        "a length beside a transfer coding",
        plus("Content-Length: 0", "Transfer-Encoding: chunked") + b"0\r\n\r\n",
        BAD,
    ),
    ("a transfer coding", plus("Transfer-Encoding: chunked") + b"0\r\n\r\n", (400, 501)),
    ("an unknown transfer coding", plus("Transfer-Encoding: xchunked"), (400, 501)),
    ("a disguised transfer coding", plus("Transfer-Encoding: identity, chunked") + b"0\r\n\r\n", (400, 501)),
    # Sizes
    ("a field of 100 KiB", plus("X: " + "a" * 102400), (400, 431)),
    ("5,000 fields", plus(*[f"X-{index}: a" for index in range(5000)]), (400, 431)),
]


def add_refusals(subject: str) -> None:
    for words, raw, statuses in REFUSED:

        async def body(stand: Stand, raw=raw, statuses=statuses) -> None:
            service = await getattr(stand, subject)()
            path = b"/ws/abuser" if subject == "server" else b"/"
            head = await refused(service, raw.replace(b"{path}", path), *statuses)
            check(head.status != 405 or "GET" in (head.get("allow") or ""), "a 405 without Allow: GET")

        suite.add(f"head {subject}", f"{words} is refused with {' or '.join(map(str, statuses))}", body)


add_refusals("listen")
add_refusals("server")

for version in ("0", "8", "12", "14", "255", "013", "13x", "-13"):

    async def other_version(stand: Stand, version=version) -> None:
        raw = request(replace={"version": f"Sec-WebSocket-Version: {version}"})
        await refused(await stand.listen(), raw, 426, 400, field=("Sec-WebSocket-Version", "13"))

    suite.add("head version", f"version {version} is answered by 426 that names version 13", other_version)


@suite.case("head")
async def _(stand: Stand):
    """HEAD is refused without a body"""
    head = await refused(await stand.listen(), request(line="HEAD / HTTP/1.1"), 405, 426, 400, has_body=False)
    check(head.line.startswith("HTTP/1.1 "), "the response has no status line")


ACCEPTED: list[tuple[str, bytes]] = [
    ("names in lower case", request().replace(b"Upgrade:", b"upgrade:").replace(b"Host", b"host")),
    ("names in upper case", request().replace(b"Connection", b"CONNECTION").replace(b"Sec-", b"SEC-")),
    ("Upgrade: WebSocket", request(replace={"upgrade": "Upgrade: WebSocket"})),
    ("Connection: keep-alive, Upgrade", request(replace={"connection": "Connection: keep-alive, Upgrade"})),
    ("Connection: upgrade", request(replace={"connection": "Connection: upgrade"})),
    ("Connection in two fields", request(replace={"connection": "Connection: keep-alive\r\nConnection: Upgrade"})),
    ("no blank after a colon", request().replace(b": ", b":")),
    ("blanks and tabs around values", request(replace={"upgrade": "Upgrade: \t websocket \t "})),
    ("a query", request("/?a=b&c=%20d")),
    ("a body of no bytes", request(extra=("Content-Length: 0",))),
    ("a value beyond ASCII", request(extra=("X-Name: J\xfcrgen",))),
    ("an empty value", request(extra=("X-Empty:",))),
    ("a head of 12 KiB", request(extra=("Cookie: " + "a" * 12000,))),
    ("50 fields", request(extra=tuple(f"X-{index}: a" for index in range(50)))),
    ("byte by byte", request()),
]


for words, raw in ACCEPTED:

    async def accepted(stand: Stand, raw=raw, words=words) -> None:
        service = await stand.listen()
        connection = await service.connect()
        await connection.write(raw, 1 if words == "byte by byte" else None)
        head = await connection.read_head()
        check(head.status == 101, f"got {head.line!r}")
        connection.end()

    suite.add("head accepted", f"{words}: the upgrade is done", accepted)


@suite.case("head answer")
async def _(stand: Stand):
    """a 101 has exactly one Upgrade, Connection and accept value, and nothing that nobody asked for"""
    peer = await (await stand.listen()).open()
    names = [name for name, _ in peer.head.fields]
    for name in ("upgrade", "connection", "sec-websocket-accept"):
        check(names.count(name) == 1, f"{name} stands {names.count(name)} times")
    check(peer.head.get("upgrade").lower() == "websocket", "Upgrade is not websocket")
    check(peer.head.get("connection").lower() == "upgrade", "Connection is not Upgrade")
    for name in ("sec-websocket-extensions", "sec-websocket-protocol", "content-length", "transfer-encoding"):
        check(name not in names, f"{name} stands in the answer")
    await peer.finish()


@suite.case("head answer")
async def _(stand: Stand):
    """the key of RFC 6455, 1.3, is answered as it says there"""
    connection = await (await stand.listen()).connect()
    await connection.write(request(key="dGhlIHNhbXBsZSBub25jZQ=="))
    head = await connection.read_head()
    check(head.get("sec-websocket-accept") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", "another accept value")
    check(accept_for("dGhlIHNhbXBsZSBub25jZQ==") == head.get("sec-websocket-accept"), "the test is wrong")
    connection.end()


@suite.case("head pipelined")
async def _(stand: Stand):
    """frames in the same packet as the head are handled"""
    connection = await (await stand.listen()).connect()
    peer_frames = text("early").encode(masked=True) + text("bird").encode(masked=True)
    await connection.write(request() + peer_frames)
    head = await connection.read_head()
    check(head.status == 101, f"got {head.line!r}")
    while len(connection.buffer) < 13:
        check(await connection.fill(), f"the stream ended after {bytes(connection.buffer)!r}")
    check(bytes(connection.buffer) == b"\x81\x05early\x81\x04bird", f"got {bytes(connection.buffer)!r}")
    connection.end()


@suite.case("head pipelined")
async def _(stand: Stand):
    """a message and a close in the same packet as the head are answered"""
    connection = await (await stand.listen()).connect()
    await connection.write(request() + text("bye").encode(masked=True) + close(1000).encode(masked=True))
    head = await connection.read_head()
    check(head.status == 101, f"got {head.line!r}")
    rest = await connection.drain_to_end()
    check(rest == b"\x81\x03bye\x88\x02\x03\xe8", f"got {rest!r}")


@suite.case("head pipelined")
async def _(stand: Stand):
    """a second request behind an upgrade is a frame, and a bad one"""
    connection = await (await stand.listen()).connect()
    await connection.write(request() + request())
    head = await connection.read_head()
    check(head.status == 101, f"got {head.line!r}")
    rest = await connection.drain_to_end(15)
    check(rest[:1] == b"\x88" and rest[2:4] == b"\x03\xea", f"expected close 1002, got {rest[:40]!r}")


@suite.case("head pipelined")
async def _(stand: Stand):
    """what follows a refused head is not answered: a smuggled request stays unheard"""
    connection = await (await stand.listen()).connect()
    await connection.write(
        request(extra=("Content-Length: 5", "Transfer-Encoding: chunked")) + b"0\r\n\r\n" + request()
    )
    data = await connection.drain_to_end(15)
    check(data.count(b"HTTP/1.1 ") == 1, f"got {data.count(b'HTTP/1.1 ')} answers")
    check(data.startswith(b"HTTP/1.1 400"), f"got {data[:60]!r}")


@suite.case("head injection")
async def _(stand: Stand):
    """line ends that hide in a target do not come out as fields"""
    for path in ("/%0d%0aX-Injected:%20yes", "/%0aX-Injected:yes", "/?q=%0d%0aX-Injected:yes"):
        for make in (lambda: request(path), lambda: request(path, without=("key",))):
            connection = await (await stand.listen()).connect()
            await connection.write(make())
            head = await connection.read_head()
            check(head.get("x-injected") is None, f"{path} came out as a field")
            connection.end()


@suite.case("head injection")
async def _(stand: Stand):
    """what a request says is not repeated raw in a refusal"""
    raw = request(replace={"key": "Sec-WebSocket-Key: <script>alert(1)</script>"})
    connection = await (await stand.listen()).connect()
    await connection.write(raw)
    head = await connection.read_head()
    body = await connection.read_body(head)
    check(head.status == 400, f"got {head.line!r}")
    check("html" not in (head.get("content-type") or ""), "the refusal is HTML")
    check(head.get("content-type") is not None or b"<script>" not in body, "a script in a body without a type")
    connection.end()


GARBAGE: list[tuple[str, bytes]] = [
    ("random bytes", random.Random(7).randbytes(4096)),
    ("NULs", b"\0" * 4096),
    ("a TLS ClientHello", bytes.fromhex("16030100c8010000c40303") + os.urandom(189)),
    ("an SSH banner", b"SSH-2.0-OpenSSH_9.2\r\n"),
    ("SMTP", b"EHLO example\r\n"),
    ("a frame without handshake", text("hello").encode(masked=True)),
    ("empty lines", b"\r\n" * 20000),
    ("bytes beyond ASCII", "Füße\r\n\r\n".encode()),
    ("one byte and the end", b"G"),
]
for words, raw in GARBAGE:

    async def garbage(stand: Stand, raw=raw) -> None:
        service = await stand.listen("--handshake-timeout", "2")
        connection = await service.connect()
        await connection.write(raw)
        connection.writer.write_eof()
        answer = await connection.drain_to_end(15)
        check(answer == b"" or answer.startswith(b"HTTP/1.1 4"), f"answered by {answer[:60]!r}")
        await service.is_well()

    suite.add("head garbage", f"{words} instead of a head end the connection", garbage)


async def feed_until_answered(connection, piece: bytes, most: int, pause: float) -> tuple[bytes, int]:
    """Sends `piece` again and again until an answer or the end comes; returns it and how many bytes were sent."""
    reading = asyncio.ensure_future(connection.drain_to_end(30))
    sent = 0
    try:
        while sent < most and not reading.done() and not connection.buffer:
            await connection.write(piece)
            sent += len(piece)
            await asyncio.sleep(pause)
    except ConnectionError:
        pass
    if connection.writer.can_write_eof() and not reading.done():
        try:
            connection.writer.write_eof()
        except (OSError, RuntimeError):
            pass
    return await reading, sent


for words, start, piece in (
    ("a request line", b"GET /", b"a" * 1024),
    ("a field", b"GET / HTTP/1.1\r\nHost: a\r\nX: ", b"a" * 1024),
    ("fields", b"GET / HTTP/1.1\r\nHost: a\r\n", b"X-Y: abcdefghij\r\n" * 64),
    ("a name", b"GET / HTTP/1.1\r\nHost: a\r\n", b"a" * 1024),
):

    async def endless(stand: Stand, start=start, piece=piece) -> None:
        service = await stand.listen()
        connection = await service.connect()
        await connection.write(start)
        answer, sent = await feed_until_answered(connection, piece, 1 << 20, 0.004)
        check(answer[:12] in (b"HTTP/1.1 431", b"HTTP/1.1 400", b"HTTP/1.1 414"), f"answered by {answer[:60]!r}")
        check(sent <= 72 * 1024, f"the answer came after {sent} bytes")
        await service.is_well()

    suite.add("head endless", f"{words} without end: 431, 414 or 400 after at most 64 KiB", endless)


@suite.case("head pieces", alone=True, limit=120)
async def _(stand: Stand):
    """a head in 36,000 pieces costs less than 0.5 s of CPU"""
    service = await stand.listen()
    program = service.watched()
    before = program.cpu()
    connection = await service.connect()
    await connection.write(b"GET / HTTP/1.1\r\nHost: a\r\n")
    answer, sent = await feed_until_answered(connection, b"a: b\r\n"[:1], 36000, 0)
    check(answer == b"" or answer[:10] == b"HTTP/1.1 4", f"answered by {answer[:60]!r}")
    used = program.cpu() - before
    check(used < 0.5, f"{sent} pieces cost {used:.2f} s of CPU")
    await service.is_well()
