"""What the document of the rooms dialect says of a server."""

from __future__ import annotations

import asyncio
import json
from urllib.parse import quote

from said import Source
from speaking import Talk, check_time, refusal, talking
from stage import Stage
from talk import Poster, envelope, fresh
from websockets.exceptions import ConnectionClosed, InvalidStatus
from Wire.connection import Failure, check
from with_curl import get, run

SOURCE = Source("Rooms")
ROOMS = ("odds_updates", "predictions", "analytics", "arbitrage", "mlb", "nba", "nfl", "nhl")


def message(kind: str, room: str | None = None, **filters) -> dict:
    """A message as the document prints it."""
    content = {"type": kind, "timestamp": "2025-08-14T12:00:00Z"}
    if room:
        content |= {"subscription_type": room, "filters": filters}
    return content


async def welcomed(talk: Talk) -> str:
    """Takes the welcome; returns the client's id."""
    return (await talk.expect("welcome"))["client_id"]


@SOURCE.says(
    '"type": "welcome|subscription_confirmed|odds_update|prediction_update|arbitrage_alert|pong|error"',
    '"status": "success|error"',
    '"client_id": "uuid"',
    '"error": "error message if status is error"',
)
async def messages_have_the_keys_of_the_document(stage: Stage) -> None:
    """Every message has type, status, data, client_id and timestamp, and error where the status is error."""
    endpoint = await stage.server()
    async with talking(endpoint, "/ws/v2/connect") as talk, Poster.open(endpoint) as poster:
        answers = [await talk.expect("welcome")]
        me = answers[0]["client_id"]
        answers.append(await talk.ask(message("subscribe", "predictions"), "subscription_confirmed"))
        for kind in ("odds_update", "prediction_update", "arbitrage_alert"):
            await poster.publish("predictions", {"kind": kind, "marker": fresh("m")}, kind)
            update = await talk.expect(kind)
            check(update["data"]["kind"] == kind, f"got {update}")
            answers.append(update)
        answers.append(await talk.ask(message("ping"), "pong"))
        answers.append(await talk.ask(message("status"), "status"))
        answers.append(await talk.ask(message("subscribe", "cricket"), "subscription_error"))
        answers.append(await talk.ask("no JSON", "error"))
        answers.append(await talk.ask(message("unsubscribe", "predictions"), "unsubscribed"))
        for answer in answers:
            check({"type", "status", "data", "client_id", "timestamp"} <= set(answer), f"keys are missing: {answer}")
            check(answer["client_id"] in (me, None), f"another client: {answer}")
            check(answer["status"] == ("error" if "error" in answer["type"] else "success"), f"wrong status: {answer}")
            check(("error" in answer) == (answer["status"] == "error"), f"error where there is none: {answer}")
            check_time(answer["timestamp"])


@SOURCE.says(
    "Universal WebSocket endpoint supporting all subscription types",
    '"subscription_type": "odds_updates|predictions|analytics|arbitrage|mlb|nba|nfl|nhl"',
)
async def the_universal_endpoint_takes_every_room(stage: Stage) -> None:
    """Every room of the document is confirmed, and so are portfolio and system_alerts."""
    async with talking(await stage.server(own="quiet"), "/ws/v2/connect") as talk:
        await welcomed(talk)
        for room in (*ROOMS, "portfolio", "system_alerts"):
            confirmed = await talk.ask(message("subscribe", room), "subscription_confirmed")
            check(confirmed["data"]["subscription_type"] == room, f"got {confirmed}")


@SOURCE.says("WebSocket clients can subscribe to specific rooms to receive only relevant updates")
async def only_relevant_updates_arrive(stage: Stage) -> None:
    """The three subscriptions of the document let through what they name."""
    endpoint = await stage.server()
    marker = fresh("relevant")
    for room, filters in (
        ("odds_updates", {"sport": "MLB", "marker": marker}),
        ("mlb", {"game_id": "12345", "marker": marker}),
        ("predictions", {"sport": "MLB", "player": "Aaron Judge", "marker": marker}),
    ):
        async with talking(endpoint, "/ws/v2/connect") as talk, Poster.open(endpoint) as poster:
            await welcomed(talk)
            await talk.ask(message("subscribe", room, **filters), "subscription_confirmed")
            for name in filters:
                await poster.publish(room, {**filters, name: "another"})
                await poster.publish(room, {key: value for key, value in filters.items() if key != name})
            await poster.publish(room, {**filters, "n": 1})
            update = await talk.expect("odds_update")
            check(update["data"] == {**filters, "n": 1}, f"{room} let {update} through")


@SOURCE.says("subscribe('arbitrage', { sport: 'NBA', min_profit: 3.0 }); unsubscribe('arbitrage', …)")
async def a_subscription_ends_by_its_filters(stage: Stage) -> None:
    """Room and filters name the subscription; min_profit is the least profit; another one of the room stays."""
    endpoint = await stage.server()
    async with talking(endpoint, "/ws/v2/connect") as talk, Poster.open(endpoint) as poster:
        await welcomed(talk)
        marker = fresh("profit")
        filters = {"sport": "NBA", "min_profit": 3.0, "marker": marker}
        await talk.ask(message("subscribe", "arbitrage", **filters), "subscription_confirmed")
        await talk.ask(message("subscribe", "arbitrage", sport="MLB", marker=marker), "subscription_confirmed")
        for profit in (2.99, 3, 4.5):
            data = {"sport": "NBA", "profit": profit, "marker": marker}
            await poster.publish("arbitrage", data, "arbitrage_alert")
        got = [(await talk.expect("arbitrage_alert"))["data"]["profit"] for _ in range(2)]
        check(got == [3, 4.5], f"got {got}")
        await talk.ask(message("unsubscribe", "arbitrage", **filters), "unsubscribed")
        for sport in ("NBA", "MLB"):
            data = {"sport": sport, "profit": 9, "marker": marker}
            await poster.publish("arbitrage", data, "arbitrage_alert")
        check((await talk.expect("arbitrage_alert"))["data"]["sport"] == "MLB", "the other subscription ended too")


@SOURCE.says('"type": "subscribe|unsubscribe|ping|status"')
async def requests_are_answered(stage: Stage) -> None:
    """The four requests of a client are answered; status names the subscriptions."""
    async with talking(await stage.server(), "/ws/v2/connect") as talk:
        await welcomed(talk)
        await talk.ask(message("ping"), "pong")
        await talk.ask(message("subscribe", "nba"), "subscription_confirmed")
        status = await talk.ask(message("status"), "status")
        check([one["channel"] for one in status["data"]["subscriptions"]] == ["nba"], f"got {status}")
        await talk.ask(message("unsubscribe", "nba"), "unsubscribed")
        status = await talk.ask(message("status"), "status")
        check(status["data"]["subscriptions"] == [], f"got {status}")


@SOURCE.says(
    "WS /ws/v2/odds?sport=MLB&sportsbook=DraftKings",
    "WS /ws/v2/arbitrage?min_profit=2.0&sport=NBA",
    "WS /ws/v2/sport/MLB?game_id=12345&player=Aaron+Judge",
)
async def specialised_endpoints_are_subscribed_from_their_queries(stage: Stage) -> None:
    """Each is confirmed without a request, and filters as its query says."""
    endpoint = await stage.server(own="specialised")
    player, book = fresh("Aaron Judge"), fresh("DraftKings")
    cases = [
        (f"odds?sport=MLB&sportsbook={book}", "odds_updates", {"sport": "MLB", "sportsbook": book}, {"sport": "NBA"}),
        ("arbitrage?min_profit=2.0&sport=NBA", "arbitrage", {"profit": 2.0, "sport": "NBA"}, {"profit": 1.99}),
        (f"sport/MLB?game_id=12345&player={player.replace(' ', '+')}", "mlb", {"game_id": "12345", "player": player}, {"game_id": "1"}),
        (f"sport/mlb?game_id=12345&player={quote(player)}", "mlb", {"game_id": 12345, "player": player}, {"player": "x"}),
    ]  # fmt: skip
    async with Poster.open(endpoint) as poster:
        for path, room, wanted, other in cases:
            async with talking(endpoint, f"/ws/v2/{path}") as talk:
                await welcomed(talk)
                confirmed = await talk.expect("subscription_confirmed")
                check(confirmed["data"]["channel"] == room, f"{path} is subscribed to {confirmed}")
                await poster.publish(room, {**wanted, **other})
                await poster.publish(room, wanted)
                update = await talk.expect("odds_update")
                while update["data"].keys() != wanted.keys():  # Of another case in the same room.
                    update = await talk.expect("odds_update")
                check(update["data"] == wanted, f"{path} let {update} through")


@SOURCE.says("WS /ws/v2/portfolio (requires authentication)")
async def the_portfolio_requires_authentication(stage: Stage) -> None:
    """Without a token it is refused with 401 and the reason, with one it is subscribed."""
    status, body = await refusal(await stage.server(), "/ws/v2/portfolio")
    check(status == 401 and "missing" in body["error"], f"refused with {status}: {body}")
    endpoint, issuer = await stage.guarded()
    async with talking(endpoint, f"/ws/v2/portfolio?token={issuer.token('judge')}") as talk:
        welcome = await talk.expect("welcome")
        check(welcome["data"]["authenticated"] is True, f"got {welcome}")
        confirmed = await talk.expect("subscription_confirmed")
        check(confirmed["data"]["channel"] == "portfolio", f"got {confirmed}")


@SOURCE.says("Authentication happens during the WebSocket handshake, not per-message", "JWT token validation")
async def authentication_happens_in_the_handshake(stage: Stage) -> None:
    """A good token opens the connection as its user, a bad one does not; nothing more is asked for."""
    endpoint, issuer = await stage.guarded()
    async with talking(endpoint, f"/ws/v2/connect?token={issuer.token('aaron')}") as talk:
        welcome = await talk.expect("welcome")
        check(welcome["data"]["authenticated"] is True and welcome["data"]["user"] == "aaron", f"got {welcome}")
        await talk.ask(message("subscribe", "mlb"), "subscription_confirmed")
    for token, reason in (
        (issuer.token("aaron", lifetime=-3600), "expired"),
        (issuer.token("aaron")[:-4] + "AAAA", "signature"),
        ("your-token", "malformed"),
    ):
        status, body = await refusal(endpoint, f"/ws/v2/connect?token={token}")
        check(status == 401 and reason in body["error"], f"refused with {status}: {body}")


@SOURCE.says("Anonymous connection")
async def anonymous_clients_are_let_in(stage: Stage) -> None:
    """Without a token the connection is open, and not authenticated, also where tokens are checked."""
    guarded, _ = await stage.guarded()
    for endpoint in (guarded, await stage.server()):
        async with talking(endpoint, "/ws/v2/connect") as talk:
            welcome = await talk.expect("welcome")
            check(welcome["data"]["authenticated"] is False, f"got {welcome}")


@SOURCE.says("Server sends ping every 30 seconds", "WEBSOCKET_HEARTBEAT_INTERVAL=30", waits_for="heartbeats")
async def the_server_pings(stage: Stage) -> None:
    """The interval is 30 seconds, or what the variable says, and is announced."""
    async with talking(await stage.server(), "/ws/v2/connect") as talk:
        welcome = await talk.expect("welcome")
        check(welcome["data"]["heartbeat_interval_ms"] == 30_000, f"got {welcome}")
    async with talking(await stage.server(WEBSOCKET_HEARTBEAT_INTERVAL="1"), "/ws/v2/connect") as talk:
        welcome = await talk.expect("welcome")
        check(welcome["data"]["heartbeat_interval_ms"] == 1_000, f"got {welcome}")
        for _ in range(2):
            check_time((await talk.expect("ping"))["timestamp"])


@SOURCE.says(
    "Connections timeout after 60 seconds of inactivity",
    "Dead connections are automatically cleaned up",
    "WEBSOCKET_CONNECTION_TIMEOUT=60",
    waits_for="heartbeats",
)
async def silent_connections_are_closed(stage: Stage) -> None:
    """Who answers no ping is closed after the timeout and forgotten; who answers stays."""
    endpoint = await stage.server(WEBSOCKET_CONNECTION_TIMEOUT="2", WEBSOCKET_HEARTBEAT_INTERVAL="1")
    reader, writer = await asyncio.open_connection("127.0.0.1", int(endpoint.host.rpartition(":")[2]))
    async with talking(endpoint, "/ws/v2/connect") as alive:
        writer.write(
            b"GET /ws/v2/connect HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        )
        check(b" 101 " in await reader.readuntil(b"\r\n\r\n"), "the upgrade was refused")
        # Nothing is answered, pings are not either, until the server has had enough.
        await asyncio.wait_for(reader.read(-1), 20)
        writer.close()
        answer = await get(f"{endpoint.http}/ws/v2/connections")
        check(answer.json["count"] == 1, f"the dead connection still counts: {answer.json}")
        await welcomed(alive)
        await alive.send(message("ping"))
        while (await alive.receive())["type"] != "pong":
            pass


@SOURCE.says("WEBSOCKET_MAX_CONNECTIONS=1000")
async def the_number_of_connections_is_limited(stage: Stage) -> None:
    """One connection more than the variable says is refused with 503 and Retry-After."""
    endpoint = await stage.server(WEBSOCKET_MAX_CONNECTIONS="2")
    async with talking(endpoint, "/ws/v2/connect"), talking(endpoint, "/ws/v2/connect"):
        try:
            async with talking(endpoint, "/ws/v2/connect"):
                raise Failure("a third connection was opened")
        except InvalidStatus as error:
            answer = error.response
            check(answer.status_code == 503 and int(answer.headers["Retry-After"]) > 0, f"refused with {answer}")


@SOURCE.says("JWT_SECRET=your-secret-key")
async def the_secret_protects_what_writes(stage: Stage) -> None:
    """With a secret connections and what writes need an administrator's token: 401 without, 403 with another's."""
    endpoint, issuer = await stage.guarded()
    for token, status in ((None, 401), (issuer.token("u"), 403), (issuer.token("root", role="admin"), 200)):
        words = ["--header", f"Authorization: Bearer {token}"] if token else []
        answer = await get(f"{endpoint.http}/ws/v2/connections", *words)
        check(answer.status == status, f"{token} was answered with {answer.status}")
        body = json.dumps({"room": "mlb", "type": "x", "payload": {}})
        answer = await get(f"{endpoint.http}/ws/v2/publish", *words, "--json", body)
        check(answer.status == status, f"{token} was answered with {answer.status}")
    for path in ("status", "rooms"):
        check((await get(f"{endpoint.http}/ws/v2/{path}")).status == 200, f"{path} is not open")


@SOURCE.says(
    "curl http://localhost:8000/ws/v2/status",
    "curl http://localhost:8000/ws/v2/rooms",
    "curl http://localhost:8000/ws/v2/connections",
    "curl -X POST http://localhost:8000/ws/v2/broadcast/test …",
)
async def the_curl_commands_run(stage: Stage) -> None:
    """As they are printed, but for the port: each prints JSON, and the broadcast arrives."""
    endpoint = await stage.server()
    async with talking(endpoint, "/ws/v2/connect") as talk:
        me = await welcomed(talk)
        await talk.ask(message("subscribe", "system_alerts"), "subscription_confirmed")
        check(json.loads(await run(f"{endpoint.http}/ws/v2/status"))["connections"] >= 1, "no connection is counted")
        rooms = json.loads(await run(f"{endpoint.http}/ws/v2/rooms"))["rooms"]
        alerts = next(room for room in rooms if room["room"] == "system_alerts")
        check(alerts["subscriptions"] >= 1, f"got {alerts}")
        connections = json.loads(await run(f"{endpoint.http}/ws/v2/connections"))["connections"]
        mine = next(one for one in connections if one["client_id"] == me)
        check(mine["subscriptions"] == ["system_alerts"], f"got {mine}")
        output = await run(
            "-X", "POST", f"{endpoint.http}/ws/v2/broadcast/test", "-H", "Content-Type: application/json",
            "-d", '{"subscription_type": "system_alerts", "message": "Test message"}',
        )  # fmt: skip
        check(json.loads(output)["room"] == "system_alerts", f"the broadcast was answered by {output!r}")
        alert = await talk.expect("notification")
        check(alert["data"]["message"] == "Test message", f"the broadcast arrived as {alert}")


@SOURCE.says("Comprehensive error handling", "Input validation")
async def what_is_wrong_is_told(stage: Stage) -> None:
    """Bad requests are answered with what is wrong, over HTTP and over the connection, which stays open."""
    endpoint = await stage.server()
    for path in ("arbitrage?min_profit=lots", "odds?offset=-1", "connect?client_id=a%0d%0ab", "sport/a%ff"):
        status, body = await refusal(endpoint, f"/ws/v2/{path}")
        check(status == 400 and body["error"], f"{path} was refused with {status}: {body}")
    async with talking(endpoint, "/ws/v2/connect") as talk:
        await welcomed(talk)
        for text in ("{", "[]", '{"type": 7}', '{"subscription_type": "mlb"}', '{"type": "dance"}'):
            error = await talk.ask(text, "error")
            check(error["status"] == "error" and error["error"], f"{text} was answered by {error}")
        for request in (message("subscribe"), {"type": "subscribe", "subscription_type": "mlb", "filters": 7}):
            error = await talk.ask(request, "subscription_error")
            check(error["status"] == "error" and error["error"], f"{request} was answered by {error}")
        await talk.ask(message("ping"), "pong")


@SOURCE.says("Message size limits")
async def messages_are_limited(stage: Stage) -> None:
    """A message beyond the limit is closed with 1009 and a reason that names the limit."""
    async with talking(await stage.server("--max-message", "4096"), "/ws/v2/connect") as talk:
        await welcomed(talk)
        await talk.send({"type": "ping", "padding": "x" * 5000})
        code, reason = await talk.closing()
        check(code == 1009 and "4096" in reason, f"closed with {code} {reason}")


@SOURCE.says("Connection rate limiting", waits_for="limits")
async def connecting_is_limited(stage: Stage) -> None:
    """Who connects more often than allowed is refused with 429 and Retry-After."""
    endpoint = await stage.server("--connect-rate-per-address", "1")
    for _ in range(20):
        try:
            async with talking(endpoint, "/ws/v2/connect"):
                pass
        except InvalidStatus as error:
            answer = error.response
            check(answer.status_code == 429 and int(answer.headers["Retry-After"]) > 0, f"refused with {answer}")
            return
    raise Failure("20 connections in a row were opened")


@SOURCE.says("CORS protection")
async def pages_of_other_sites_are_kept_out(stage: Stage) -> None:
    """An origin that is allowed may use the API and the WebSockets, another may not."""
    endpoint = await stage.server(WEBSOCKET_ALLOWED_ORIGINS="https://good.example,https://better.example")
    for origin, allowed in (("https://good.example", True), ("https://evil.example", False)):
        answer = await get(f"{endpoint.http}/ws/v2/status", "--header", f"Origin: {origin}")
        check((answer.fields.get("access-control-allow-origin") == origin) == allowed, f"{origin}: {answer.fields}")
        preflight = await get(
            f"{endpoint.http}/ws/v2/publish", "-X", "OPTIONS", "--header", f"Origin: {origin}",
            "--header", "Access-Control-Request-Method: POST",
        )  # fmt: skip
        check(preflight.status == (204 if allowed else 403), f"{origin}'s preflight: {preflight.status}")
        if allowed:
            async with talking(endpoint, "/ws/v2/connect", origin=origin) as talk:
                await welcomed(talk)
        else:
            status, _ = await refusal(endpoint, "/ws/v2/connect", origin=origin)
            check(status == 403, f"{origin} was refused with {status}")


METRICS = {
    "Active WebSocket connections": "tautline_connections",
    "Subscription room count": "tautline_rooms",
    "Message throughput": "tautline_messages_received_total",
    "Error rate by type": "tautline_errors_total",
}


@SOURCE.says(*METRICS)
async def metrics_are_there(stage: Stage) -> None:
    """What is to be monitored is in /metrics."""
    endpoint = await stage.server()
    async with talking(endpoint, "/ws") as talk:
        await talk.ask("no JSON", "error")
        await talk.ask(envelope("ping", {}), "pong")
        text = (await get(f"{endpoint.http}/metrics")).body.decode()
    for what, name in METRICS.items():
        check(any(line.startswith(name) for line in text.splitlines()), f"{what}: no {name} in {text}")


@SOURCE.says("Server restarts gracefully")
async def a_restart_is_announced(stage: Stage) -> None:
    """On SIGTERM clients are asked to reconnect, then closed with 1012, and the server ends with 0."""
    endpoint = await stage.server(own="restarting")
    async with talking(endpoint, "/ws/v2/connect") as talk:
        await welcomed(talk)
        endpoint.program.process.terminate()
        notice = (await talk.expect("reconnect_required"))["data"]
        check(notice["reason"] and notice["afterMs"] >= 0 and notice["jitterMs"] >= 0, f"got {notice}")
        try:
            await talk.receive()
        except ConnectionClosed as closed:
            check(closed.rcvd.code == 1012, f"closed with {closed}")
    code = await asyncio.to_thread(endpoint.program.process.wait, 20)
    check(code == 0, f"the server ended with {code}")


@SOURCE.says("Ensure ordered delivery within rooms", "Store messages for offline clients")
async def what_was_missed_is_replayed_in_order(stage: Stage) -> None:
    """Offsets rise by one; who comes back with the last one it saw gets the rest, once and in order."""
    endpoint = await stage.server()
    room = fresh("ordered")
    async with Poster.open(endpoint) as poster:
        first = await poster.publish(room, {"n": 0})
        for n in range(1, 50):
            await poster.publish(room, {"n": n})
        async with talking(endpoint, "/ws/v2/connect") as talk:
            await welcomed(talk)
            since = {"epoch": first["epoch"], "offset": first["offset"]}
            request = {**message("subscribe", room), "since": since}
            confirmed = await talk.ask(request, "subscription_confirmed")
            check(confirmed["data"]["recovered"] is True, f"got {confirmed}")
            got = [await talk.expect("odds_update") for _ in range(49)]
            check([update["data"]["n"] for update in got] == list(range(1, 50)), f"got {got}")
            check([update["offset"] for update in got] == list(range(2, 51)), f"got {got}")
