"""tautline-server: its HTTP side, and what it has in common with smugglers."""

from __future__ import annotations

import asyncio
import json
from urllib.parse import urlsplit

from stand import Service, Stand
from Wire.connection import Connection, check
from Wire.handshake import Head
from Wire.harness import Suite

suite = Suite()


def say(line: str, *fields: str, body: bytes = b"") -> bytes:
    return "\r\n".join([f"{line} HTTP/1.1", "Host: 127.0.0.1", *fields]).encode() + b"\r\n\r\n" + body


def publish(body: bytes, *fields: str) -> bytes:
    return say(
        "POST /ws/v2/publish", "Content-Type: application/json", f"Content-Length: {len(body)}", *fields, body=body
    )


def chunked(body: bytes, *fields: str) -> bytes:
    return say("POST /ws/v2/publish", "Transfer-Encoding: chunked", *fields, body=body)


async def dial(stand: Stand) -> tuple[Service, Connection]:
    service = await stand.server()
    parts = urlsplit(service.url)
    return service, await Connection.open(f"http://{parts.netloc}")


async def ask(connection: Connection, raw: bytes) -> tuple[Head, bytes]:
    await connection.write(raw)
    head = await connection.read_head()
    while head.status == 100:
        head = await connection.read_head()
    return head, await connection.read_body(head)


DEEP = b'{"room":"a","type":"b","payload":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
GOOD = json.dumps({"room": "abuse", "type": "note", "payload": {"n": 1}}).encode()

ANSWERS: list[tuple[str, bytes, tuple[int, ...]]] = [
    ("GET /healthz", say("GET /healthz"), (200,)),
    ("GET /readyz", say("GET /readyz"), (200,)),
    ("GET /metrics", say("GET /metrics"), (200,)),
    ("GET /ws/v2/status", say("GET /ws/v2/status"), (200,)),
    ("GET /ws/v2/rooms", say("GET /ws/v2/rooms"), (200,)),
    ("an unknown path", say("GET /nothing/here"), (404,)),
    ("a path that climbs", say("GET /ws/../../etc/passwd"), (400, 404)),
    ("a path that climbs, encoded", say("GET /%2e%2e/%2e%2e/etc/passwd"), (400, 404)),
    ("POST to /healthz", say("POST /healthz", "Content-Length: 0"), (405,)),
    ("DELETE of /healthz", say("DELETE /healthz"), (405,)),
    ("GET of the publish route", say("GET /ws/v2/publish"), (405,)),
    ("a good message", publish(GOOD), (200,)),
    ("a message in chunks", chunked(b"%x\r\n%s\r\n0\r\n\r\n" % (len(GOOD), GOOD)), (200, 411, 501)),
    ("a message that is no JSON", publish(b"not json"), (400, 422)),
    ("half a message", publish(GOOD[:-5]), (400, 422)),
    ("a message that is an array", publish(b"[1,2,3]"), (400, 422)),
    ("a message without room", publish(b'{"type":"note","payload":{}}'), (400, 422)),
    ("a room that is a number", publish(b'{"room":5,"type":"note","payload":{}}'), (400, 422)),
    ("an empty body", publish(b""), (400, 411, 422)),
    ("no length", say("POST /ws/v2/publish"), (400, 411, 422)),
    ("JSON that is not UTF-8", publish(b'{"room":"\xff","type":"note","payload":{}}'), (400, 422)),
    ("JSON 100,000 deep", publish(DEEP), (400, 413, 422)),
    ("1 GiB announced", say("POST /ws/v2/publish", "Content-Length: 1073741824"), (413, 400)),
    (
        "two lengths",
        say("POST /ws/v2/publish", "Content-Length: 4", f"Content-Length: {len(GOOD)}", body=GOOD),
        (400,),
    ),
    ("a length and a transfer coding", chunked(b"0\r\n\r\n", "Content-Length: 4"), (400,)),
    ("a chunk of a negative size", chunked(b"-5\r\nhello\r\n0\r\n\r\n"), (400, 411, 501)),
    ("a chunk of 2^64 bytes", chunked(b"10000000000000000\r\n"), (400, 411, 413, 501)),
    ("a chunk ended by LF", chunked(b"5\nhello\n0\n\n"), (400, 411, 501)),
    ("a WebSocket route without upgrade", say("GET /ws"), (400, 426)),
    ("an echo route without upgrade", say("GET /ws/somebody"), (400, 426)),
]
for words, raw, statuses in ANSWERS:

    async def answers(stand: Stand, raw=raw, statuses=statuses) -> None:
        _, connection = await dial(stand)
        head, body = await ask(connection, raw)
        check(
            head.status in statuses, f"expected {' or '.join(map(str, statuses))}, got {head.line!r}: {body[:80]!r}"
        )
        check(head.status != 405 or bool(head.get("allow")), "405 without Allow")
        check(len(body) > 0, "an empty body")
        connection.end()

    suite.add("http", f"{words} is answered by {' or '.join(map(str, statuses))}", answers)


@suite.case("http")
async def _(stand: Stand):
    """pipelined requests are answered in their order"""
    _, connection = await dial(stand)
    await connection.write(say("GET /healthz") + say("GET /nothing") + publish(GOOD) + say("GET /readyz"))
    found = []
    for _ in range(4):
        head = await connection.read_head()
        await connection.read_body(head)
        found.append(head.status)
    check(found == [200, 404, 200, 200], f"got {found}")
    connection.end()


@suite.case("http")
async def _(stand: Stand):
    """an upgrade behind other requests on one connection works"""
    service, connection = await dial(stand)
    from Wire.handshake import request

    await connection.write(say("GET /healthz") + request("/ws/somebody"))
    head = await connection.read_head()
    await connection.read_body(head)
    head = await connection.read_head()
    check(head.status == 101, f"got {head.line!r}")
    connection.end()


@suite.case("http")
async def _(stand: Stand):
    """HEAD has the fields of GET and no body"""
    _, connection = await dial(stand)
    await connection.write(say("HEAD /healthz") + say("GET /nothing"))
    first = await connection.read_head()
    second = await connection.read_head()
    check(first.status in (200, 405) and second.status == 404, f"got {first.line!r}, {second.line!r}")
    connection.end()


@suite.case("http")
async def _(stand: Stand):
    """Connection: close is kept, HTTP/1.0 is ended"""
    for raw in (say("GET /healthz", "Connection: close"), say("GET /healthz").replace(b"HTTP/1.1", b"HTTP/1.0")):
        _, connection = await dial(stand)
        await connection.write(raw)
        head = await connection.read_head()
        await connection.read_body(head)
        check(head.status == 200, f"got {head.line!r}")
        await connection.expect_end()


@suite.case("http")
async def _(stand: Stand):
    """Expect: 100-continue is answered before the body comes"""
    _, connection = await dial(stand)
    await connection.write(
        say(
            "POST /ws/v2/publish",
            f"Content-Length: {len(GOOD)}",
            "Expect: 100-continue",
            "Content-Type: application/json",
        )
    )
    head = await connection.read_head(5)
    check(head.status in (100, 417), f"got {head.line!r}")
    if head.status == 100:
        head, _ = await ask(connection, GOOD)
        check(head.status == 200, f"got {head.line!r}")
    connection.end()


@suite.case("http")
async def _(stand: Stand):
    """a smuggled second request is not carried out"""
    _, connection = await dial(stand)
    inner = publish(json.dumps({"room": "smuggled", "type": "x", "payload": {}}).encode())
    await connection.write(
        say(
            "POST /ws/v2/publish",
            f"Content-Length: {len(inner) + 5}",
            "Transfer-Encoding: chunked",
            body=b"0\r\n\r\n" + inner,
        )
    )
    data = await connection.drain_to_end(15)
    check(data.count(b"HTTP/1.1 ") == 1 and data.startswith(b"HTTP/1.1 400"), f"got {data[:200]!r}")


@suite.case("http", limit=90)
async def _(stand: Stand):
    """a body that stalls does not keep its connection for ever, nor others waiting"""
    service, connection = await dial(stand)
    await connection.write(say("POST /ws/v2/publish", "Content-Length: 100", body=b'{"room":'))
    await service.is_well()
    await connection.drain_to_end(65)
    check(connection.reader.at_eof() or connection.reader.exception() is not None, "still there after 65 s")


@suite.case("http")
async def _(stand: Stand):
    """a body in single bytes is taken"""
    _, connection = await dial(stand)
    await connection.write(publish(GOOD), 1)
    head = await connection.read_head()
    check(head.status == 200, f"got {head.line!r}")
    connection.end()


@suite.case("http")
async def _(stand: Stand):
    """200 requests on one connection are answered, 50 connections at once"""

    async def visit() -> None:
        _, connection = await dial(stand)
        for _ in range(200):
            head, _ = await ask(connection, say("GET /healthz"))
            check(head.status == 200, f"got {head.line!r}")
        connection.end()

    await asyncio.gather(*(visit() for _ in range(50)))
