"""Client: what may answer its upgrade."""

from __future__ import annotations

import asyncio
import base64
import os
import ssl
import time

from driver import Driver, listener, read_key
from stand import Stand
from Wire.connection import Connection, check
from Wire.frames import close, text
from Wire.handshake import accept_for, response
from Wire.harness import Suite

suite = Suite()


def good(*extra: str, **replace: str) -> list[str]:
    """The lines of a good answer, some replaced; {accept} stands for the accept value."""
    lines = {
        "line": "HTTP/1.1 101 Switching Protocols",
        "upgrade": "Upgrade: websocket",
        "connection": "Connection: Upgrade",
        "accept": "Sec-WebSocket-Accept: {accept}",
    }
    lines.update(replace)
    return [line for line in lines.values() if line is not None] + list(extra)


def plain(status: str, body: str, *extra: str) -> list[str]:
    return [f"HTTP/1.1 {status}", "Content-Type: text/plain", f"Content-Length: {len(body)}", *extra, "", body]


REFUSED: list[tuple[str, list[str] | bytes, int | None]] = [
    ("a wrong accept value", good(accept="Sec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA="), None),
    ("an empty accept value", good(accept="Sec-WebSocket-Accept:"), None),
    ("no accept value", good(accept=None), None),
    ("the key as accept value", good(accept="Sec-WebSocket-Accept: {key}"), None),
    ("two accept values", good("Sec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA="), None),
    ("an accept value with more behind it", good(accept="Sec-WebSocket-Accept: {accept}, x"), None),
    ("no Upgrade", good(upgrade=None), None),
    ("Upgrade: h2c", good(upgrade="Upgrade: h2c"), None),
    ("no Connection", good(connection=None), None),
    ("Connection: close", good(connection="Connection: close"), None),
    ("an unasked subprotocol", good("Sec-WebSocket-Protocol: chat"), None),
    ("an unasked extension", good("Sec-WebSocket-Extensions: x-unknown"), None),
    ("deflate with an unknown parameter", good("Sec-WebSocket-Extensions: permessage-deflate; x=1"), None),
    ("deflate twice", good("Sec-WebSocket-Extensions: permessage-deflate, permessage-deflate"), None),
    (
        "deflate with a parameter twice",
        good("Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; server_no_context_takeover"),
        None,
    ),
    ("a window of 16 bits", good("Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=16"), None),
    ("a window of 7 bits", good("Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits=7"), None),
    ("a window without bits", good("Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits"), None),
    ("a flag with a value", good("Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover=1"), None),
    ("extensions that break the grammar", good("Sec-WebSocket-Extensions: permessage-deflate; ="), None),
    ("HTTP/1.0", good(line="HTTP/1.0 101 Switching Protocols"), None),
    ("HTTP/2", good(line="HTTP/2 101 Switching Protocols"), None),
    ("http in lower case", good(line="http/1.1 101 Switching Protocols"), None),
    ("a status of two digits", good(line="HTTP/1.1 10 Switching"), None),
    ("a status of words", good(line="HTTP/1.1 one Switching"), None),
    ("a status line of one word", good(line="101"), None),
    ("a folded field", good("X-Folded: a", " b"), None),
    ("a blank before a colon", good("X : a"), None),
    ("a field without colon", good("nothing"), None),
    ("a field without name", good(": nothing"), None),
    ("NUL in a value", good("X: a\0b"), None),
    ("a bare CR in a value", good("X: a\rb"), None),
    ("bare LFs", b"HTTP/1.1 101 Switching Protocols\nUpgrade: websocket\nConnection: Upgrade\n\n", None),
    ("200", good(line="HTTP/1.1 200 OK"), 200),
    ("204", good(line="HTTP/1.1 204 No Content"), 204),
    ("a redirect", plain("301 Moved Permanently", "there", "Location: /there"), 301),
    ("a redirect elsewhere", plain("302 Found", "there", "Location: ws://elsewhere.example/"), 302),
    ("a permanent redirect", plain("308 Permanent Redirect", "there", "Location: /there"), 308),
    ("400", plain("400 Bad Request", "no"), 400),
    ("401", plain("401 Unauthorized", "who are you?", "WWW-Authenticate: Bearer"), 401),
    ("403", plain("403 Forbidden", "not you"), 403),
    ("404", plain("404 Not Found", "what?"), 404),
    ("426", plain("426 Upgrade Required", "version 99, please", "Sec-WebSocket-Version: 99"), 426),
    ("429", plain("429 Too Many Requests", "later", "Retry-After: 30"), 429),
    ("500", plain("500 Internal Server Error", "oh"), 500),
    ("503", plain("503 Service Unavailable", "draining", "Retry-After: 5"), 503),
    (
        "403 with a body in chunks",
        ["HTTP/1.1 403 Forbidden", "Transfer-Encoding: chunked", "", "4", "not ", "3", "you", "0", "", ""],
        403,
    ),
    ("403 with a body to the end of the stream", ["HTTP/1.1 403 Forbidden", "", "not you"], 403),
    ("403 with half the body", ["HTTP/1.1 403 Forbidden", "Content-Length: 1000", "", "not you"], 403),
    ("404 with a body of 10 MB", ["HTTP/1.1 404 Not Found", "Content-Length: 10000000", "", "a" * 10_000_000], 404),
    ("401 without a body", ["HTTP/1.1 401 Unauthorized", "Content-Length: 0", "", ""], 401),
    ("random bytes", os.urandom(3000), None),
    ("NULs", bytes(3000), None),
    ("an SSH banner", b"SSH-2.0-OpenSSH_9.2\r\n\r\n", None),
    ("a TLS alert", bytes.fromhex("15030300020228"), None),
    ("a frame", text("hello").encode(masked=False), None),
    ("nothing but the end", b"", None),
    ("half a head", b"HTTP/1.1 101 Switching Protocols\r\nUpgr", None),
    ("a field of 200 KiB", good("X: " + "a" * 204800), None),
    ("10,000 fields", good(*[f"X-{index}: a" for index in range(10000)]), None),
    ("a status line of 200 KiB", good(line="HTTP/1.1 101 " + "a" * 204800), None),
]


def fill_in(answer: list[str] | bytes, key: str) -> bytes:
    if isinstance(answer, bytes):
        return answer
    joined = "\r\n".join(answer if "" in answer else [*answer, "", ""])
    return joined.replace("{accept}", accept_for(key)).replace("{key}", key).encode("latin-1")


for words, answer, status in REFUSED:

    async def refuses(stand: Stand, answer=answer, status=status) -> None:
        async def serve(connection: Connection) -> None:
            _, key = await read_key(connection)
            await connection.write(fill_in(answer, key))
            if status is None and answer and isinstance(answer, list):
                # The client must not wait for more: it has seen enough, and goes.
                await connection.drain_to_end(20)
            else:
                connection.writer.write_eof()
                await connection.drain_to_end(5)

        async with Driver.start(stand) as drive, listener(serve) as (url, problems):
            start = time.monotonic()
            got = await drive("connect", url=f"{url}/", open_timeout=10)
            check(not got["ok"], f"connected: {got}")
            check(len(got.get("error") or "") > 5, f"no sentence: {got}")
            check(status is None or got.get("status") == status, f"the status is {got.get('status')}: {got}")
            check(time.monotonic() - start < 8, f"refused only after {time.monotonic() - start:.1f} s")
            state = await drive("state")
            check(state.get("state") != "open", f"the state is {state}")
            check(not problems, f"{problems}")

    suite.add("client head", f"{words}: connect fails{f' with status {status}' if status else ''}", refuses)

ACCEPTED: list[tuple[str, list[str]]] = [
    ("names in other cases", [line.replace("Sec-W", "SEC-w").replace("Upgrade:", "upgrade:") for line in good()]),
    ("Upgrade: WebSocket", good(upgrade="Upgrade: WebSocket")),
    ("Connection: upgrade", good(connection="Connection: upgrade")),
    ("Connection: keep-alive, Upgrade", good(connection="Connection: keep-alive, Upgrade")),
    ("no blanks after colons", [line.replace(": ", ":") for line in good()]),
    ("blanks around values", good(accept="Sec-WebSocket-Accept: \t {accept} \t ")),
    ("another reason", good(line="HTTP/1.1 101 WebSocket Protocol Handshake")),
    ("an empty reason", good(line="HTTP/1.1 101 ")),
    ("further fields", good("Server: evil/1.0", "Date: now", "X-Empty:")),
    ("deflate", good("Sec-WebSocket-Extensions: permessage-deflate")),
    (
        "deflate with every parameter a server may set",
        good(
            "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=10; server_no_context_takeover; "
            "client_no_context_takeover"
        ),
    ),
]
for words, answer in ACCEPTED:

    async def accepts(stand: Stand, answer=answer) -> None:
        async def serve(connection: Connection) -> None:
            _, key = await read_key(connection)
            await connection.write(fill_in(answer, key) + text("welcome").encode(masked=False))
            await connection.drain_to_end(20)

        async with Driver.start(stand) as drive, listener(serve) as (url, _):
            got = await drive("connect", url=f"{url}/", deflate=True)
            check(got["ok"], f"not connected: {got}")
            got = await drive("recv", timeout=5)
            check(got.get("text") == "welcome", f"the frame glued to the answer is lost: {got}")

    suite.add("client head", f"{words}: connects, and the frame glued to the answer arrives", accepts)


for words, first in (
    ("100", b"HTTP/1.1 100 Continue\r\n\r\n"),
    ("103", b"HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n"),
    ("three of them", b"HTTP/1.1 102 Processing\r\n\r\n" * 3),
):

    async def interim(stand: Stand, first=first) -> None:
        async def serve(connection: Connection) -> None:
            _, key = await read_key(connection)
            await connection.write(first + response(key))
            await connection.drain_to_end(20)

        async with Driver.start(stand) as drive, listener(serve) as (url, _):
            got = await drive("connect", url=f"{url}/")
            check(got["ok"], f"not connected: {got}")

    suite.add("client head", f"an interim answer ({words}) before the 101 is passed over", interim)


@suite.case("client head")
async def _(stand: Stand):
    """interim answers without end are not borne for ever"""

    async def serve(connection: Connection) -> None:
        await read_key(connection)
        for _ in range(100_000):
            await connection.write(b"HTTP/1.1 100 Continue\r\n\r\n" * 100)

    async with Driver.start(stand) as drive, listener(serve) as (url, _):
        got = await drive("connect", url=f"{url}/", open_timeout=5, patience=15)
        check(not got["ok"], "connected")


@suite.case("client head")
async def _(stand: Stand):
    """a head without end is refused before it costs memory"""
    sent = 0

    async def serve(connection: Connection) -> None:
        nonlocal sent
        await read_key(connection)
        await connection.write(b"HTTP/1.1 101 Switching Protocols\r\nX: ")
        for _ in range(5000):
            await connection.write(b"a" * 1024)
            sent += 1024
            await asyncio.sleep(0.001)

    async with Driver.start(stand) as drive, listener(serve) as (url, _):
        got = await drive("connect", url=f"{url}/", open_timeout=20)
        check(not got["ok"], "connected")
        check(sent < 300_000, f"the client read {sent} bytes of a head")


@suite.case("client head", alone=True)
async def _(stand: Stand):
    """a head in 36,000 pieces costs less than 0.5 s of CPU"""

    async def serve(connection: Connection) -> None:
        await read_key(connection)
        await connection.write(b"HTTP/1.1 101 Switching Protocols\r\nX: ")
        for _ in range(36000):
            await connection.write(b"a")
            await asyncio.sleep(0)

    async with Driver.start(stand) as drive, listener(serve) as (url, _):
        await drive("state")
        before = drive.cpu()
        got = await drive("connect", url=f"{url}/", open_timeout=20)
        check(not got["ok"], "connected")
        check(drive.cpu() - before < 0.5, f"{drive.cpu() - before:.2f} s of CPU")


@suite.case("client head")
async def _(stand: Stand):
    """a good answer byte by byte is understood"""

    async def serve(connection: Connection) -> None:
        _, key = await read_key(connection)
        await connection.write(response(key) + text("slow").encode(masked=False), 1)
        await connection.drain_to_end(20)

    async with Driver.start(stand) as drive, listener(serve) as (url, _):
        got = await drive("connect", url=f"{url}/")
        check(got["ok"], f"{got}")
        got = await drive("recv", timeout=5)
        check(got.get("text") == "slow", f"{got}")


for words, start in (("nothing", b""), ("half a head", b"HTTP/1.1 101 Swi"), ("one byte at a time", None)):

    async def stalls(stand: Stand, start=start) -> None:
        async def serve(connection: Connection) -> None:
            await read_key(connection)
            if start:
                await connection.write(start)
            if start is None:
                await connection.write(b"HTTP/1.1 101 Switching Protocols\r\n" + b"X" * 100, 1, pause=0.2)
            await connection.drain_to_end(20)

        async with Driver.start(stand) as drive, listener(serve) as (url, _):
            begun = time.monotonic()
            got = await drive("connect", url=f"{url}/", open_timeout=1)
            check(not got["ok"] and len(got.get("error", "")) > 5, f"{got}")
            check(time.monotonic() - begun < 4, f"given up after {time.monotonic() - begun:.1f} s")

    suite.add("client stall", f"an answer of {words} is given up after open_timeout 1", stalls)


@suite.case("client head")
async def _(stand: Stand):
    """RST in place of an answer, and a port where nobody listens, are errors with a sentence"""

    async def serve(connection: Connection) -> None:
        await read_key(connection)
        connection.reset()

    async with Driver.start(stand) as drive, listener(serve) as (url, _):
        got = await drive("connect", url=f"{url}/")
        check(not got["ok"] and len(got.get("error", "")) > 5, f"{got}")
        got = await drive("connect", url="ws://127.0.0.1:1/")
        check(not got["ok"] and len(got.get("error", "")) > 5, f"{got}")
        got = await drive("connect", url="ws://nowhere.invalid/")
        check(not got["ok"] and len(got.get("error", "")) > 5, f"{got}")


for url in (
    "",
    "http://127.0.0.1:1/",
    "ws://",
    "ws:///path",
    "ws://127.0.0.1:99999/",
    "ws://a b/",
    "nonsense",
    "ws://[::1",
):

    async def bad_url(stand: Stand, url=url) -> None:
        async with Driver.start(stand) as drive:
            got = await drive("connect", url=url, open_timeout=2)
            check(not got["ok"] and len(got.get("error", "")) > 5, f"{got}")

    suite.add("client request", f"the URL {url!r} is an error with a sentence", bad_url)


async def asked_for(stand: Stand, path: str = "/", **options):
    """What the client sends for `options`, and what it answers us."""
    seen = []

    async def serve(connection: Connection) -> None:
        head, key = await read_key(connection)
        seen.append(head)
        await connection.write(response(key))
        await connection.drain_to_end(20)

    async with Driver.start(stand) as drive, listener(serve) as (url, _):
        got = await drive("connect", url=url + path, **options)
        return seen[0] if seen else None, got, url


@suite.case("client request")
async def _(stand: Stand):
    """the request has one of each field, with a fresh key of 16 bytes"""
    keys = set()
    for _ in range(3):
        head, got, url = await asked_for(stand, "/a/b?c=d&e=%20")
        check(got["ok"], f"{got}")
        check(head.line == "GET /a/b?c=d&e=%20 HTTP/1.1", f"got {head.line!r}")
        names = [name for name, _ in head.fields]
        for name in ("host", "upgrade", "connection", "sec-websocket-key", "sec-websocket-version"):
            check(names.count(name) == 1, f"{name} stands {names.count(name)} times")
        check(head.get("host") == url.removeprefix("ws://"), f"Host is {head.get('host')!r}")
        check(head.get("upgrade").lower() == "websocket", "Upgrade is another")
        check("upgrade" in head.get("connection").lower(), "Connection is another")
        check(head.get("sec-websocket-version") == "13", "the version is another")
        check(len(base64.b64decode(head.get("sec-websocket-key"))) == 16, "the key has another length")
        keys.add(head.get("sec-websocket-key"))
    check(len(keys) == 3, "a key came twice")


@suite.case("client request")
async def _(stand: Stand):
    """a fragment of the URL is not sent"""
    head, got, _ = await asked_for(stand, "/a#secret")
    check(not got["ok"] or "secret" not in head.line, f"got {head and head.line!r}")


@suite.case("client request")
async def _(stand: Stand):
    """a URL without a path asks for /"""
    head, got, _ = await asked_for(stand, "?a=b")
    check(got["ok"] and head.line == "GET /?a=b HTTP/1.1", f"got {head and head.line!r}")


@suite.case("client request")
async def _(stand: Stand):
    """headers and subprotocols are sent as given"""
    head, got, _ = await asked_for(stand, headers={"X-One": "1", "Cookie": "a=b"}, subprotocols=["chat", "superchat"])
    check(got["ok"], f"{got}")
    check(head.get("x-one") == "1" and head.get("cookie") == "a=b", f"{head.fields}")
    check(
        [s.strip() for s in head.get("sec-websocket-protocol").split(",")] == ["chat", "superchat"], f"{head.fields}"
    )


for words, options in (
    ("a header with a line end", {"headers": {"X": "a\r\nInjected: yes"}}),
    ("a header with a bare LF", {"headers": {"X": "a\nInjected: yes"}}),
    ("a header's name with a line end", {"headers": {"X\r\nInjected": "yes"}}),
    ("a header's name with a colon", {"headers": {"Injected: a\r\nX": "yes"}}),
    ("a subprotocol with a line end", {"subprotocols": ["a\r\nInjected: yes"]}),
    ("a subprotocol with a blank", {"subprotocols": ["a b"]}),
    ("a path with a line end", {"path": "/a\r\nInjected: yes"}),
    ("a path with a blank", {"path": "/a HTTP/1.1\r\nInjected: yes\r\nX:"}),
):

    async def injects(stand: Stand, options=options) -> None:
        head, got, _ = await asked_for(stand, **options)
        check(head is None or head.get("injected") is None, f"injected: {head and head.fields}")
        check(not got["ok"] or "path" in options, f"connected: {got}")

    suite.add("client request", f"{words} is refused before it is sent", injects)


@suite.case("client request")
async def _(stand: Stand):
    """a subprotocol that the server chooses is told; one that was not offered fails"""
    for chosen, offered, fine in (
        ("superchat", ["chat", "superchat"], True),
        ("other", ["chat"], False),
        ("CHAT", ["chat"], False),
        ("chat, superchat", ["chat", "superchat"], False),
        (None, ["chat"], True),
    ):

        async def serve(connection: Connection, chosen=chosen) -> None:
            _, key = await read_key(connection)
            extra = () if chosen is None else (f"Sec-WebSocket-Protocol: {chosen}",)
            await connection.write(response(key, extra=extra))
            await connection.drain_to_end(20)

        async with Driver.start(stand) as drive, listener(serve) as (url, _):
            got = await drive("connect", url=f"{url}/", subprotocols=offered)
            check(got["ok"] == fine, f"{chosen!r} of {offered}: {got}")
            check(not fine or got.get("subprotocol") == chosen, f"{chosen!r} of {offered}: {got}")


@suite.case("client request")
async def _(stand: Stand):
    """without deflate no extension is offered, and one that comes all the same fails"""

    async def serve(connection: Connection) -> None:
        head, key = await read_key(connection)
        check(head.get("sec-websocket-extensions") is None, f"offered {head.get('sec-websocket-extensions')!r}")
        await connection.write(response(key, extra=("Sec-WebSocket-Extensions: permessage-deflate",)))
        await connection.drain_to_end(20)

    async with Driver.start(stand) as drive, listener(serve) as (url, problems):
        got = await drive("connect", url=f"{url}/", deflate=False)
        check(not got["ok"], f"{got}")
        check(not problems, f"{problems}")


@suite.case("client head")
async def _(stand: Stand):
    """a close glued to the 101 is read as a close"""

    async def serve(connection: Connection) -> None:
        _, key = await read_key(connection)
        await connection.write(response(key) + close(1013, b"try later").encode(masked=False))
        await connection.drain_to_end(20)

    async with Driver.start(stand) as drive, listener(serve) as (url, _):
        got = await drive("connect", url=f"{url}/")
        check(got["ok"], f"{got}")
        got = await drive("recv", timeout=5)
        check(got.get("closed") and got.get("code") == 1013 and got.get("reason") == "try later", f"{got}")


# TLS


def server_context(stand: Stand, name: str = "server") -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(stand.certificates.path(f"{name}.pem"), stand.certificates.path(f"{name}.key"))
    return context


async def well_behaved(connection: Connection) -> None:
    _, key = await read_key(connection)
    await connection.write(response(key) + text("welcome").encode(masked=False))
    await connection.drain_to_end(20)


for words, name, ca, fine in (
    ("a certificate of a trusted authority", "server", "ca.pem", True),
    ("a certificate of another authority", "server", "stranger.pem", False),
    ("a certificate that only the system could trust", "server", None, False),
    ("a certificate for another host", "elsewhere", "ca.pem", False),
):

    async def trusts(stand: Stand, name=name, ca=ca, fine=fine) -> None:
        options = {} if ca is None else {"cafile": stand.certificates.path(ca)}
        async with Driver.start(stand) as drive, listener(well_behaved, server_context(stand, name)) as (url, _):
            got = await drive("connect", url=f"{url}/", **options)
            check(got["ok"] == fine, f"{got}")
            check(fine or len(got.get("error", "")) > 5, f"{got}")

    suite.add("client tls", f"{words} {'connects' if fine else 'is refused with a sentence'}", trusts)

for name, version, fine in (
    ("TLS 1.1", ssl.TLSVersion.TLSv1_1, False),
    ("TLS 1.2", ssl.TLSVersion.TLSv1_2, True),
    ("TLS 1.3", ssl.TLSVersion.TLSv1_3, True),
):

    async def speaks(stand: Stand, version=version, fine=fine) -> None:
        context = server_context(stand)
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.minimum_version = context.maximum_version = version
        async with Driver.start(stand) as drive, listener(well_behaved, context) as (url, _):
            got = await drive("connect", url=f"{url}/", cafile=stand.certificates.path("ca.pem"))
            check(got["ok"] == fine, f"{got}")

    suite.add("client tls", f"a server that speaks only {name} is {'fine' if fine else 'refused'}", speaks)


@suite.case("client tls")
async def _(stand: Stand):
    """the client sends the server's name and offers http/1.1"""
    names, chosen = [], []
    context = server_context(stand)
    context.set_alpn_protocols(["h2", "http/1.1"])
    context.sni_callback = lambda _, name, __: names.append(name)

    async def serve(connection: Connection) -> None:
        chosen.append(connection.writer.get_extra_info("ssl_object").selected_alpn_protocol())
        await well_behaved(connection)

    async with Driver.start(stand) as drive, listener(serve, context) as (url, _):
        got = await drive(
            "connect", url=url.replace("127.0.0.1", "localhost") + "/", cafile=stand.certificates.path("ca.pem")
        )
        check(got["ok"], f"{got}")
    check(names == ["localhost"], f"the name is {names}")
    check(chosen == ["http/1.1"], f"chosen: {chosen}")


for words, data in (
    ("plain HTTP", b"HTTP/1.1 400 Bad Request\r\n\r\n"),
    ("random bytes", os.urandom(2000)),
    ("an alert", bytes.fromhex("15030300020228")),
    ("nothing but the end", b""),
    ("silence", None),
):

    async def no_tls(stand: Stand, data=data) -> None:
        async def serve(connection: Connection) -> None:
            await connection.fill()
            if data is None:
                await asyncio.sleep(15)
                return
            await connection.write(data)
            connection.writer.write_eof()
            await connection.drain_to_end(5)

        async with Driver.start(stand) as drive, listener(serve) as (url, _):
            start = time.monotonic()
            got = await drive("connect", url=url.replace("ws://", "wss://") + "/", open_timeout=2)
            check(not got["ok"] and len(got.get("error", "")) > 5, f"{got}")
            check(time.monotonic() - start < 6, f"given up after {time.monotonic() - start:.1f} s")

    suite.add("client tls", f"{words} in place of a TLS handshake is an error with a sentence", no_tls)
