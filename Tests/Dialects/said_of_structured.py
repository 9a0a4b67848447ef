"""What the document of the structured dialect says of a server."""

from __future__ import annotations

import asyncio
from uuid import UUID

from said import Source
from speaking import EXAMPLE_TIME, check_time, ending, refusal, talking
from stage import Stage
from talk import Poster, envelope, fresh
from Wire.connection import check
from with_curl import get

SOURCE = Source("Structured")
PATH = "/ws/client?client_id=abc-123&version=1&role=frontend"
FEATURES = ["heartbeat", "structured_messages", "error_codes", "graceful_reconnect"]


def message(kind: str, **fields) -> dict:
    """A message as the document prints it."""
    return {"type": kind, "timestamp": EXAMPLE_TIME, **fields}


def check_hello(hello: dict, client: str) -> None:
    """Checks every field of a hello."""
    check(hello["accepted_version"] == 1 and hello["features"] == FEATURES, f"got {hello}")
    check(hello["client_id"] == client and hello["heartbeat_interval_ms"] == 25000, f"got {hello}")
    check(str(UUID(hello["request_id"])) == hello["request_id"], f"got {hello}")
    check_time(hello["server_time"])
    check_time(hello["timestamp"])


@SOURCE.says(
    "ws://localhost:8000/ws/client?client_id=<uuid>&version=1&role=frontend",
    "Server sends hello message with capabilities",
    "Hello Message Format",
)
async def the_server_says_hello(stage: Stage) -> None:
    """The first message is a hello with every field of the document."""
    endpoint = await stage.server()
    for client in ("abc-123", "6f1c1f0e-3d7c-4e9b-8f43-2f3b8a0c9d11"):
        async with talking(endpoint, f"/ws/client?client_id={client}&version=1&role=frontend") as talk:
            check_hello(await talk.expect("hello"), client)


@SOURCE.says("GET /ws/client?client_id=abc-123&version=1&role=frontend HTTP/1.1; Upgrade: websocket")
async def the_request_of_the_document_is_taken(stage: Stage) -> None:
    """The request line and headers as printed, with those that RFC 6455 adds, are answered with 101."""
    endpoint = await stage.server()
    host, port = endpoint.host.split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(
        f"GET {PATH} HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nHost: {endpoint.host}\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
    )
    head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 20)
    check(head.startswith(b"HTTP/1.1 101 "), f"answered with {head!r}")
    writer.close()


@SOURCE.says("client_id (required): Unique client identifier", "Validate client_id format")
async def the_client_id_is_required(stage: Stage) -> None:
    """Without it, or with one that cannot be, the answer is 400 and says so."""
    endpoint = await stage.server()
    for query in ("", "?client_id=", "?client_id=a%20b", "?client_id=a%2Fb", "?client_id=a%0d%0ab", f"?client_id={'x' * 129}"):  # fmt: skip
        status, body = await refusal(endpoint, f"/ws/client{query}")
        check(status == 400 and "client_id" in body["error"], f"{query} was refused with {status}: {body}")


@SOURCE.says("version (optional, default=1)", 'role (optional, default="frontend")', "frontend, admin, test")
async def version_and_role_are_optional(stage: Stage) -> None:
    """Both have defaults, and the three roles are taken."""
    endpoint = await stage.server()
    for more in ("", "&version=1", "&role=frontend", "&role=admin", "&role=test"):
        async with talking(endpoint, f"/ws/client?client_id=abc-123{more}") as talk:
            check_hello(await talk.expect("hello"), "abc-123")


@SOURCE.says("4400: Unsupported protocol version", "Validate version")
async def another_version_is_closed_with_4400(stage: Stage) -> None:
    """A version that is not spoken opens and is closed with 4400."""
    for version in ("0", "3", "99", "one", "-1", "1.0"):
        code = await ending(await stage.server(), f"/ws/client?client_id=abc-123&version={version}")
        check(code == 4400, f"version {version} was closed with {code}")


@SOURCE.says("4401: Invalid client role", "Validate role (must be frontend, admin, or test)")
async def another_role_is_closed_with_4401(stage: Stage) -> None:
    """A role that does not exist opens and is closed with 4401."""
    for role in ("root", "Admin", "frontend%20"):
        code = await ending(await stage.server(), f"/ws/client?client_id=abc-123&role={role}")
        check(code == 4401, f"role {role} was closed with {code}")


@SOURCE.says(
    "Server sends ping every 25 seconds",
    "WS_HEARTBEAT_INTERVAL_MS=25000",
    "Client should respond with pong",
    waits_for="heartbeats",
)
async def the_server_pings_and_takes_pongs(stage: Stage) -> None:
    """Pings come in the announced interval, as messages of the document; a pong is taken without an answer."""
    async with talking(await stage.server(WS_HEARTBEAT_INTERVAL_MS="400"), PATH) as talk:
        hello = await talk.expect("hello")
        check(hello["heartbeat_interval_ms"] == 400, f"got {hello}")
        for _ in range(3):
            check_time((await talk.expect("ping"))["timestamp"])
            await talk.send(message("pong"))


@SOURCE.says("WS_CONNECTION_TIMEOUT_MS=30000", waits_for="heartbeats")
async def silence_is_closed(stage: Stage) -> None:
    """Who answers nothing is gone after the timeout."""
    endpoint = await stage.server(WS_HEARTBEAT_INTERVAL_MS="300", WS_CONNECTION_TIMEOUT_MS="1000")
    host, port = endpoint.host.split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(
        f"GET {PATH} HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nHost: {endpoint.host}\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
    )
    await asyncio.wait_for(reader.read(-1), 20)
    writer.close()


@SOURCE.says("Client can send ping at any time")
async def a_ping_is_answered_at_any_time(stage: Stage) -> None:
    """Before the hello is read, after it, many at once: each ping has its pong, and a frame's ping too."""
    async with talking(await stage.server(), PATH) as talk:
        for _ in range(20):
            await talk.send(message("ping"))
        await talk.expect("hello")
        for _ in range(20):
            check_time((await talk.expect("pong"))["timestamp"])
        await asyncio.wait_for(await talk.socket.ping(), 20)


@SOURCE.says(
    "All messages follow structured JSON format",
    "type: String identifying message type",
    "timestamp: ISO 8601 timestamp",
)
async def every_message_has_type_and_timestamp(stage: Stage) -> None:
    """What the server says has both; a message without one of them is an error, and the connection stays open."""
    endpoint = await stage.server()
    async with talking(endpoint, PATH) as talk, Poster.open(endpoint) as poster:
        room = fresh("structured")
        await poster.publish(room, {})
        told = [await talk.expect("hello")]
        told.append(await talk.ask({"type": "status"}, "error"))
        check("timestamp" in told[-1]["detail"], f"got {told[-1]}")
        told.append(await talk.ask({"timestamp": EXAMPLE_TIME}, "error"))
        check("type" in told[-1]["detail"], f"got {told[-1]}")
        told.append(await talk.ask({"type": 7, "timestamp": EXAMPLE_TIME}, "error"))
        told.append(await talk.ask({"type": "status", "timestamp": "yesterday"}, "error"))
        told.append(await talk.ask(message("subscribe", channel=room), "subscription_confirmed"))
        await poster.publish(room, {"n": 1.5})
        told.append(await talk.expect("odds_update"))
        check(told[-1]["n"] == 1.5, f"the payload is not among the keys: {told[-1]}")
        for one in told:
            check_time(one["timestamp"])


@SOURCE.says("status: Connection status request/response")
async def status_is_answered(stage: Stage) -> None:
    """A status is answered by a status that names the subscriptions."""
    async with talking(await stage.server(), PATH) as talk:
        await talk.expect("hello")
        await talk.ask(message("subscribe", channel="nfl"), "subscription_confirmed")
        status = await talk.ask(message("status"), "status")
        check([one["channel"] for one in status["subscriptions"]] == ["nfl"], f"got {status}")


@SOURCE.says("All incoming messages validated as JSON", "Message type validation", "error: Server error responses")
async def messages_are_validated(stage: Stage) -> None:
    """What is no JSON, no object, or of no known type is answered by an error with a code."""
    async with talking(await stage.server(), PATH) as talk:
        await talk.expect("hello")
        for text, code in (("{", "INVALID_JSON"), ("hello", "INVALID_JSON"), ("[1]", "INVALID_ENVELOPE")):
            error = await talk.ask(text, "error")
            check(error["code"] == code and error["message"], f"{text} was answered by {error}")
        error = await talk.ask(message("test_message", payload={"test": "data"}), "error")
        check(error["code"] == "UNKNOWN_TYPE", f"got {error}")
        await talk.socket.send(b"\x00\x01")
        error = await talk.expect("error")
        check(error["code"] == "BINARY_UNSUPPORTED", f"got {error}")


@SOURCE.says("Legacy Endpoint: /ws/{client_id}: Simple echo server without structured handshake")
async def the_legacy_endpoint_echoes(stage: Stage) -> None:
    """Nothing comes first; texts and bytes come back as they went."""
    async with talking(await stage.server(), "/ws/client_abc-123") as talk:
        for sent in ("hello", "{", '{"type":"ping"}', b"\x00\xff", ""):
            await talk.socket.send(sent)
            got = await asyncio.wait_for(talk.socket.recv(), 20)
            check(got == sent, f"{sent!r} came back as {got!r}")


@SOURCE.says("Old Path (incorrect): ws://localhost:8000/client_/ws/client_abc-123")
async def the_old_path_is_not_found(stage: Stage) -> None:
    """It is a 404 that names the routes there are."""
    status, body = await refusal(await stage.server(), "/client_/ws/client_abc-123")
    check(status == 404 and "/ws/client" in body["error"], f"refused with {status}: {body}")


@SOURCE.says("1000: Normal closure", "1001: Going away")
async def closures_are_answered(stage: Stage) -> None:
    """What a client closes with comes back to it."""
    endpoint = await stage.server()
    for code in (1000, 1001):
        async with talking(endpoint, PATH) as talk:
            await talk.socket.close(code, "bye")
            check(talk.socket.close_code == code, f"{code} was answered with {talk.socket.close_code}")
            check(talk.socket.protocol.close_rcvd is not None, "no close frame came back")


@SOURCE.says("handshake: 4xx responses, version mismatch, invalid parameters", "server_error: 5xx responses")
async def failures_of_the_handshake_can_be_told_apart(stage: Stage) -> None:
    """A plain request is 426, a wrong method 405, no room 503; each with a JSON body that says why."""
    endpoint = await stage.server()
    for words, status in (((), 426), (("-X", "POST"), 405)):
        answer = await get(endpoint.http + PATH, *words)
        check(answer.status == status and answer.json["error"], f"answered with {answer.status} {answer.body!r}")
    full = await stage.server(WEBSOCKET_MAX_CONNECTIONS="1")
    async with talking(full, PATH):
        status, body = await refusal(full, PATH)
        check(status == 503 and body["error"], f"refused with {status}: {body}")


@SOURCE.says("Compression supported via WebSocket extensions")
async def compression_is_agreed_on(stage: Stage) -> None:
    """permessage-deflate is agreed on, and what is sent through it arrives."""
    async with talking(await stage.server(), PATH, compression="deflate") as talk:
        names = [extension.name for extension in talk.socket.protocol.extensions]
        check(names == ["permessage-deflate"], f"agreed on {names}")
        await talk.expect("hello")
        await talk.ask(message("ping", padding="x" * 10_000), "pong")


@SOURCE.says("Version 2: Channel subscriptions, Message acknowledgments, Compression negotiation")
async def version_2_acknowledges(stage: Stage) -> None:
    """Version 2 speaks envelopes, and a message of the client's own type is acknowledged."""
    async with talking(await stage.server(), "/ws/client?client_id=abc-123&version=2") as talk:
        hello = (await talk.expect("hello"))["payload"]
        check(hello["accepted_version"] == 2 and "message_acknowledgments" in hello["features"], f"got {hello}")
        ack = await talk.ask(envelope("test_message", {"test": "data"}, "7"), "ack")
        check(ack["correlationId"] == "7", f"got {ack}")
        await talk.ask(envelope("subscribe", {"channel": "mlb"}), "subscription_confirmed")


@SOURCE.says("Version 2: Authentication tokens")
async def a_token_is_taken(stage: Stage) -> None:
    """A good token opens the connection, and a bad one is refused with 401."""
    endpoint, issuer = await stage.guarded()
    async with talking(endpoint, f"{PATH}&token={issuer.token('u')}") as talk:
        await talk.expect("hello")
    status, body = await refusal(endpoint, f"{PATH}&token={issuer.token('u', lifetime=-3600)}")
    check(status == 401 and "expired" in body["error"], f"refused with {status}: {body}")


@SOURCE.says("graceful_reconnect")
async def a_restart_asks_to_reconnect(stage: Stage) -> None:
    """Draining tells clients when to come back, then closes with 1012."""
    endpoint = await stage.server(own="structured restart")
    async with talking(endpoint, PATH) as talk:
        await talk.expect("hello")
        endpoint.program.process.terminate()
        notice = await talk.expect("reconnect_required")
        check(notice["afterMs"] >= 0 and notice["jitterMs"] >= 0, f"got {notice}")
        check((await talk.closing())[0] == 1012, "closed with another code")
