"""tautline-server with a key: forged tokens, wrong places, ids that climb, reasons that would be headers."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import time
from urllib.parse import quote, urlsplit

from server_http import ask, say
from stand import Service, Stand
from Wire.connection import Connection, Peer, check
from Wire.frames import Opcode, text
from Wire.handshake import Head, request
from Wire.harness import Suite
from Wire.programs import fresh_folder

suite = Suite()

SECRET = "a secret that nobody guesses, of more than 32 bytes"
_files: list[str] = []


def encoded(value: bytes | dict) -> str:
    data = json.dumps(value).encode() if isinstance(value, dict) else value
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def token(header: dict | None = None, secret: str = SECRET, **more) -> str:
    """A token of alice for an hour; None takes a claim away."""
    said = {"sub": "alice", "exp": int(time.time()) + 3600, **more}
    said = {name: value for name, value in said.items() if value is not None}
    content = f"{encoded({'alg': 'HS256', 'typ': 'JWT', **(header or {})})}.{encoded(said)}"
    return f"{content}.{encoded(hmac.new(secret.encode(), content.encode(), hashlib.sha256).digest())}"


async def server(stand: Stand, own: str = "") -> Service:
    """A server that takes tokens signed with the secret."""
    if not _files:
        file = fresh_folder("secret") / "secret"
        file.write_text(SECRET)
        _files.append(str(file))
    return await stand.server("--jwt-secret-file", _files[0], "--jwt-leeway", "0", own=own)


async def dial(service: Service) -> Connection:
    return await Connection.open(f"http://{urlsplit(service.url).netloc}")


async def upgrade(service: Service, path: str, *fields: str) -> tuple[Head, str]:
    """What the server answers to an upgrade, and what a refusal says."""
    connection = await dial(service)
    try:
        await connection.write(request(path, extra=fields))
        head = await connection.read_head()
        body = b"" if head.status == 101 else await connection.read_body(head)
        return head, body.decode()
    finally:
        connection.end()


def resigned(change) -> str:
    """A good token whose parts were changed after it was signed."""
    parts = token().split(".")
    change(parts)
    return ".".join(parts)


def changed(at: int, **members):
    def change(parts: list[str]) -> None:
        said = json.loads(base64.urlsafe_b64decode(parts[at] + "==="))
        parts[at] = encoded({**said, **members})

    return change


def cut(at: int, count: int):
    def change(parts: list[str]) -> None:
        parts[at] = parts[at][:-count]

    return change


FORGED = {
    **{f"the algorithm {name!r}": resigned(changed(0, alg=name)) for name in ("none", "None", "nOnE", "", "HS1", "RS256")},
    "no algorithm": resigned(lambda parts: parts.__setitem__(0, encoded({"typ": "JWT"}))),
    "an algorithm that is a list": resigned(changed(0, alg=["HS256"])),
    "none without a signature": resigned(changed(0, alg="none")).rpartition(".")[0] + ".",
    "a role that was added": resigned(changed(1, role="admin")),
    "another user": resigned(changed(1, sub="root")),
    "half a signature": resigned(cut(2, 20)),
    "a signature without its last character": resigned(cut(2, 1)),
    "no signature": resigned(lambda parts: parts.__setitem__(2, "")),
    "a header cut short": resigned(cut(0, 4)),
    "four parts": token() + ".AAAA",
    "padding": token() + "=",
    "standard Base64": resigned(lambda parts: parts.__setitem__(2, "+/" + parts[2][2:])),
    "another secret": token(secret=SECRET + " "),
    "an empty secret": token(secret=""),
    "a critical extension": token({"crit": ["b64"], "b64": False}),
    "two algorithms": ".".join([encoded(b'{"alg":"HS256","alg":"none"}'), *token().split(".")[1:]]),
    "claims that are a list": ".".join([encoded({"alg": "HS256"}), encoded(b"[1]"), "AAAA"]),
    "an end in milliseconds": token(exp=int(time.time() * 1000) + 1),
    "an end that is a text": token(exp="tomorrow"),
    "an end that is infinite": token(exp=1e308),
    "an end in the past": token(exp=int(time.time()) - 1),
    "a beginning in the future": token(nbf=int(time.time()) + 60),
    "a room pattern in the middle": token(rooms=["a*b"]),
    "a user that is a number": token(sub=7),
    "an audience": token(aud="somebody.else"),
    "9,000 bytes": token(pad="x" * 9000),
    "headers 10,000 deep": ".".join([encoded(b'{"alg":' + b"[" * 1500 + b"]" * 1500 + b"}"), *token().split(".")[1:]]),
    "NUL": token() + "\0",
    "a line break": token() + "\r\nX-Injected: 1",
    "a blank": token().replace(".", " . "),
}


def add_forged(name: str, forged: str) -> None:
    async def body(stand: Stand) -> None:
        service = await server(stand)
        for path in ("/ws", "/ws/v2/connect", "/ws/v2/portfolio", "/ws/events", "/ws/me"):
            head, said = await upgrade(service, f"{path}?token={quote(forged)}")
            check(head.status in (401, 431), f"{path}: {head.line!r} {said}")
            check(head.get("x-injected") is None and forged not in said, f"{said}")
            check(head.status == 431 or "bearer" in (head.get("www-authenticate") or "").lower(), f"{head.fields}")
        connection = await dial(service)
        body = json.dumps({"room": "a", "type": "b", "payload": 1}).encode()
        single = forged.replace("\r\n", " ").replace("\0", "")
        fields = (f"Authorization: Bearer {single}", f"Content-Length: {len(body)}")
        if single == forged:
            head, _ = await ask(connection, say("POST /ws/v2/publish", *fields, body=body))
            check(head.status in (401, 431), f"publish: {head.line!r}")
        connection.end()

    suite.add("tokens", f"A token is refused everywhere: {name}.", body)


for _name, _forged in FORGED.items():
    add_forged(_name, _forged)


@suite.case("tokens")
async def _(stand: Stand):
    """A token in a subprotocol is taken and never repeated."""
    service, good = await server(stand), token()
    for offer, chosen in ((f"v2, bearer.{good}", "v2"), (f"bearer, {good}", "bearer"), (f"bearer.{good}", None)):
        head, said = await upgrade(service, "/ws/v2/portfolio", f"Sec-WebSocket-Protocol: {offer}")
        check(head.status == 101 and head.get("sec-websocket-protocol") == chosen, f"{head.line!r} {head.fields} {said}")


@suite.case("tokens")
async def _(stand: Stand):
    """Two tokens that differ are refused, wherever they stand; one alone is not two."""
    service, one, other = await server(stand), token(), token(sub="bob")
    ways = (
        (f"?token={one}&token={other}", ()), (f"?token={one}", (f"Authorization: Bearer {other}",)),
        ("", (f"Authorization: Bearer {one}", f"Authorization: Bearer {other}")),
        (f"?token={one}", (f"Sec-WebSocket-Protocol: v2, bearer.{other}",)),
    )  # fmt: skip
    for query, fields in ways:
        head, said = await upgrade(service, f"/ws/v2/portfolio{query}", *fields)
        check(head.status in (400, 401), f"{head.line!r} {said}")
    head, _ = await upgrade(service, f"/ws/v2/portfolio?token={one}", f"Authorization: Bearer {one}")
    check(head.status == 101, f"{head.line!r}")


@suite.case("tokens")
async def _(stand: Stand):
    """A page of another site is refused where a token comes along, in every spelling of its origin."""
    service, good = await server(stand), token()
    own = urlsplit(service.url).netloc
    for origin in ("https://evil.example", f"http://{own}.evil.example", f"http://evil.example/{own}", "null", f"ftp://{own}"):
        head, said = await upgrade(service, f"/ws/v2/connect?token={good}", f"Origin: {origin}")
        check(head.status == 403, f"{origin}: {head.line!r} {said}")
    head, said = await upgrade(service, f"/ws/v2/connect?token={good}", "Origin: http://127.0.0.1")
    check(head.status == 101, f"{head.line!r} {said}")


@suite.case("tokens", limit=30)
async def _(stand: Stand):
    """A connection whose token runs out is told and closed with 4418; a flood of bad renewals changes nothing."""
    service = await server(stand)
    url = f"ws://{urlsplit(service.url).netloc}/ws/v2/connect?token={token(exp=int(time.time()) + 6)}"
    peer = await Peer.connect(url)
    bad = json.dumps({"type": "authenticate", "token": token(sub="bob")})
    await peer.send(*[text(bad) for _ in range(200)])
    refused = told = 0
    while True:
        frame = await peer.receive_message()
        if frame.opcode == Opcode.CLOSE:
            check(frame.close_code == 4418, f"got {frame}")
            break
        said = json.loads(frame.payload)
        refused += said.get("type") == "error" and "not allowed" in said["error"]
        told += "TOKEN_EXPIRED" in frame.payload.decode()
    check(refused == 200 and told == 1, f"{refused} renewals were refused, and the end was told {told} times")
    peer.end()


IDS = {
    "/ws/../status": (400, 404), "/ws/%2e%2e/status": (400, 404), "/ws/.%2e/status": (400, 404),
    "/ws/v2/sport/..%2f..%2fstatus": (101, 400, 403, 404), "/ws/user/..%2Falice": (400, 401, 403, 404),
    "/ws/user/alice%2f..%2fbob": (400, 401, 403, 404), "/ws/user/%61lice%00": (400, 401, 403, 404, 501),
    "/ws/a%2Fb": (101, 400), "/ws/%ff": (400,), "/ws//status": (400, 404), "//ws/v2/portfolio": (400, 401, 404),
    "/ws/v2/connections%2f": (404,), "/ws/v2%2fconnections": (101, 400, 404), "/ws/v2/%70ublish": (401, 405, 426),
    "/ws/%0d%0aX-Injected:%201": (101, 400), "/ws/client?client_id=a%0d%0aX-Injected:%201": (400,),
    "/ws/client?client_id=..%2f..%2fetc": (400,), "/ws/v2/sport/%0d%0aX-Injected:%201": (101, 400, 403, 404),
}  # fmt: skip


def add_id(path: str, statuses: tuple[int, ...]) -> None:
    async def body(stand: Stand) -> None:
        head, said = await upgrade(await server(stand), path)
        check(head.status in statuses, f"{head.line!r} {said}")
        check(all("injected" not in name for name, _ in head.fields), f"{head.fields}")
        check(head.status == 101 or "error" in json.loads(said), f"{said!r}")

    suite.add("tokens", f"An id that climbs or breaks out stays an id: {path}.", body)


for _path, _statuses in IDS.items():
    add_id(_path, _statuses)


@suite.case("tokens")
async def _(stand: Stand):
    """Reasons and names of an administrator stay within the close frame and the log's line."""
    service = await server(stand, own="reasons")
    administrator = f"Authorization: Bearer {token(role='admin', sub='root')}"
    peer = await Peer.connect(f"ws://{urlsplit(service.url).netloc}/ws/v2/connect?client_id=victim")
    connection = await dial(service)

    async def post(path: str, content: dict) -> tuple[Head, bytes]:
        body = json.dumps(content).encode()
        fields = (administrator, f"Content-Length: {len(body)}")
        return await ask(connection, say(f"POST {path}", *fields, body=body))

    reason = "bye\r\nX-Injected: 1\r\n\u2028level=error \x1b[31mFORGED"
    head, _ = await post("/ws/v2/disconnect", {"client_id": "victim", "reason": reason})
    check(head.status == 200 and head.get("x-injected") is None, f"{head.line!r} {head.fields}")
    frame = await peer.receive_message()
    while frame.opcode != Opcode.CLOSE:
        frame = await peer.receive_message()
    check(frame.close_code == 4410, f"{frame}")
    head, said = await post("/ws/v2/revoke", {"user": "m\r\n{\"level\":\"error\"}\x1b[31mFORGED"})
    check(head.status == 200 and json.loads(said)["revoked"] is True, f"{head.line!r} {said!r}")
    await asyncio.sleep(0.2)
    log = service.watched().log.read_text(errors="replace")
    check("FORGED" in log and "\x1b" not in log, "an escape sequence is in the log, or the event is not")
    check(all(line.startswith("{") for line in log.split("\n") if "FORGED" in line), f"a line was forged: {log}")
    connection.end()
    peer.end()


@suite.case("tokens")
async def _(stand: Stand):
    """No token, whole or in parts, stands in the log, whatever the request looks like."""
    service = await server(stand, own="log")
    good, bad = token(), token(secret="wrong")
    for sent in (good, bad):
        for path in (f"/ws?token={sent}", f"/ws?token={sent}%zz", f"/{sent}", f"/ws/{sent}", f"/ws?a={sent}#b", f"/ws?{sent}"):
            await upgrade(service, path)
            await upgrade(service, path, f"Authorization: Bearer {sent}", f"Cookie: token={sent}")
        for raw in (f"GET /ws?token={sent}\r\n\r\n", f"GET /ws?token={sent} HTTP/9\r\nHost: x\r\n\r\n"):
            connection = await dial(service)
            await connection.write(raw.encode())
            await connection.drain_to_end(5)
    await asyncio.sleep(0.2)
    log = service.watched().log.read_text(errors="replace")
    check("401" in log, f"nothing was logged: {log}")
    for sent in (good, bad):
        for part in sent.split("."):
            check(part not in log, f"a token is in the log: {log}")
    check(SECRET not in log, "the secret is in the log")
