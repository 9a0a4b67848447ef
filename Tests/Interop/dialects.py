"""The five dialects, spoken as the documents that they come from print them, with the `websockets` package and curl."""

from __future__ import annotations

import asyncio
import contextlib
import json
from datetime import datetime
from urllib.parse import quote

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from ground import Endpoint, Ground
from talk import Poster, envelope, fresh
from Wire.connection import Failure, check
from with_curl import get, run


class Talk:
    """A connection that sends and receives JSON."""

    def __init__(self, socket):
        self.socket = socket

    async def send(self, message: dict | str) -> None:
        """Sends a message; a text goes as it is."""
        await self.socket.send(message if isinstance(message, str) else json.dumps(message))

    async def receive(self) -> dict:
        """The next message."""
        return json.loads(await asyncio.wait_for(self.socket.recv(), 20))

    async def expect(self, kind: str) -> dict:
        """The next message, which is of this type."""
        message = await self.receive()
        check(message["type"] == kind, f"expected {kind}, got {message}")
        return message

    async def ask(self, message: dict | str, kind: str) -> dict:
        """Sends a message; returns the next one, which is of this type."""
        await self.send(message)
        return await self.expect(kind)


@contextlib.asynccontextmanager
async def talking(endpoint: Endpoint, path: str, **options):
    """A connection to a route."""
    async with connect(endpoint.socket(path), proxy=None, open_timeout=30, **options) as socket:
        yield Talk(socket)


async def refusal(endpoint: Endpoint, path: str) -> tuple[int, dict]:
    """The status and the body with which a route refuses to become a WebSocket."""
    try:
        async with talking(endpoint, path):
            raise Failure(f"{path} was opened")
    except InvalidStatus as error:
        return error.response.status_code, json.loads(error.response.body)


async def ending(endpoint: Endpoint, path: str) -> int:
    """The code with which a route closes what it has opened."""
    async with talking(endpoint, path) as talk:
        try:
            got = await talk.receive()
        except ConnectionClosed as closed:
            return closed.rcvd.code
    raise Failure(f"{path} was not closed, but said {got}")


def check_time(text: str) -> None:
    """Checks that a text is an ISO 8601 time in UTC."""
    check(text.endswith("Z"), f"{text} is not in UTC")
    datetime.fromisoformat(text)


async def envelope_rules(endpoint: Endpoint) -> None:
    """The envelope endpoint wants all five keys, answers a ping with its correlation id, and stays open."""
    async with talking(endpoint, "/ws") as talk:
        whole = json.loads(envelope("ping", {"n": 1}, "c-1"))
        for key in ("type", "ts", "correlationId", "version", "payload"):
            error = await talk.ask({name: value for name, value in whole.items() if name != key}, "error")
            check(error["payload"]["message"] == "Invalid message envelope", f"without {key}: {error}")
        pong = await talk.ask(whole, "pong")
        check(pong["correlationId"] == "c-1", f"another correlation id: {pong}")
        check(set(pong) >= {"type", "ts", "correlationId", "version", "payload", "meta"}, f"keys are missing: {pong}")
        check(pong["version"] == "2.0" and pong["meta"]["source"] == "server", f"not an envelope of a server: {pong}")
        check(isinstance(pong["ts"], int) and pong["ts"] > 1e12, f"ts is not in milliseconds: {pong}")


async def subscription_with_everything(endpoint: Endpoint) -> None:
    """The subscription of the guide, with filters and options, is confirmed and filters."""
    async with talking(endpoint, "/ws") as talk, Poster.open(endpoint) as poster:
        payload = {
            "channel": "props",
            "filters": {"sport": "MLB", "player_ids": ["123", "456"], "prop_types": ["over_hits", "over_runs"]},
        }
        confirmed = (await talk.ask(envelope("subscribe", payload), "subscription_confirmed"))["payload"]
        check(confirmed["channel"] == "props" and "epoch" in confirmed and "offset" in confirmed, f"got {confirmed}")
        wanted = {"sport": "MLB", "player_id": "456", "prop_type": "over_runs", "marker": fresh("prop")}
        for other in ({"sport": "NBA"}, {"player_id": "789"}, {"prop_type": "strikeouts"}):
            await poster.publish("props", {**wanted, **other}, "prop_update")
        await poster.publish("props", wanted, "prop_update")
        update = await talk.expect("prop_update")
        check(update["payload"] == wanted, f"the filter let {update} through")


def rooms_message(kind: str, room: str | None = None, **filters) -> dict:
    """A message as the rooms document prints it."""
    message = {"type": kind, "timestamp": "2025-08-14T12:00:00Z"}
    if room:
        message |= {"subscription_type": room, "filters": filters}
    return message


async def rooms_protocol(endpoint: Endpoint) -> None:
    """The rooms endpoint welcomes, confirms, delivers, answers ping and status, and tells errors, in its keys."""
    async with talking(endpoint, "/ws/v2/connect") as talk, Poster.open(endpoint) as poster:
        welcome = await talk.expect("welcome")
        me = welcome["client_id"]
        confirmed = await talk.ask(
            rooms_message("subscribe", "predictions", sport="MLB", player="Aaron Judge"), "subscription_confirmed"
        )
        await poster.publish("predictions", {"sport": "NBA"}, "prediction_update")
        wanted = {"sport": "MLB", "player": "Aaron Judge", "marker": fresh("prediction")}
        await poster.publish("predictions", wanted, "prediction_update")
        update = await talk.expect("prediction_update")
        check(update["data"] == wanted and update["status"] == "success", f"got {update}")
        answers = [welcome, confirmed, update]
        answers.append(await talk.ask(rooms_message("ping"), "pong"))
        answers.append(await talk.ask(rooms_message("status"), "status"))
        answers.append(await talk.ask(rooms_message("subscribe", "cricket"), "subscription_error"))
        answers.append(await talk.ask("no JSON", "error"))
        answers.append(await talk.ask(rooms_message("unsubscribe", "predictions"), "unsubscribed"))
        for answer in answers:
            check({"type", "status", "data", "client_id", "timestamp"} <= set(answer), f"keys are missing: {answer}")
            check(answer["client_id"] in (me, None), f"another client: {answer}")
            check(answer["status"] == ("error" if "error" in answer["type"] else "success"), f"wrong status: {answer}")
            check(("error" in answer) == (answer["status"] == "error"), f"error where there is none: {answer}")
            check_time(answer["timestamp"])


async def specialised_endpoints(endpoint: Endpoint) -> None:
    """The specialised endpoints are subscribed from their queries, as the document prints them."""
    player = fresh("Aaron Judge")
    book = fresh("DraftKings")
    cases = [
        (f"/ws/v2/odds?sport=MLB&sportsbook={book}", "odds_updates", {"sport": "MLB", "sportsbook": book}, {"sport": "NBA"}),
        ("/ws/v2/arbitrage?min_profit=2.0&sport=NBA", "arbitrage", {"profit": 2.0, "sport": "NBA"}, {"profit": 1.99}),
        (f"/ws/v2/sport/MLB?game_id=12345&player={player.replace(' ', '+')}", "mlb", {"game_id": "12345", "player": player}, {"game_id": "1"}),
        (f"/ws/v2/sport/mlb?game_id=12345&player={quote(player)}", "mlb", {"game_id": 12345, "player": player}, {"player": "x"}),
    ]  # fmt: skip
    async with Poster.open(endpoint) as poster:
        for path, room, wanted, other in cases:
            async with talking(endpoint, path) as talk:
                await talk.expect("welcome")
                confirmed = await talk.expect("subscription_confirmed")
                check(confirmed["data"]["channel"] == room, f"{path} is subscribed to {confirmed}")
                await poster.publish(room, {**wanted, **other})
                await poster.publish(room, wanted)
                update = await talk.expect("odds_update")
                check(update["data"] == wanted, f"{path} let {update} through")
    status, body = await refusal(endpoint, "/ws/v2/portfolio")
    check(status == 401 and "missing" in body["error"], f"the portfolio was refused with {status}: {body}")


async def management_with_curl(endpoint: Endpoint) -> None:
    """The document's curl commands print JSON, and the test broadcast arrives."""
    async with talking(endpoint, "/ws/v2/connect") as talk:
        await talk.expect("welcome")
        await talk.ask(rooms_message("subscribe", "system_alerts"), "subscription_confirmed")
        for path, key in (("status", "connections"), ("rooms", "rooms"), ("connections", "connections")):
            answer = await get(f"{endpoint.http}/ws/v2/{path}")
            check(answer.status == 200 and key in answer.json, f"{path}: {answer.status} {answer.body!r}")
        said = fresh("Test message")
        output = await run(
            "-X", "POST", f"{endpoint.http}/ws/v2/broadcast/test", "-H", "Content-Type: application/json",
            "-d", json.dumps({"subscription_type": "system_alerts", "message": said}),
        )  # fmt: skip
        check(json.loads(output)["room"] == "system_alerts", f"the broadcast was answered by {output!r}")
        alert = await talk.expect("notification")
        check(alert["data"]["message"] == said, f"the broadcast arrived as {alert}")


async def hello(endpoint: Endpoint) -> None:
    """The canonical endpoint says hello with every field of the document, and heartbeats are answered."""
    async with talking(endpoint, "/ws/client?client_id=abc-123&version=1&role=frontend") as talk:
        message = await talk.expect("hello")
        features = ["heartbeat", "structured_messages", "error_codes", "graceful_reconnect"]
        check(message["accepted_version"] == 1 and message["features"] == features, f"got {message}")
        check(message["client_id"] == "abc-123" and message["heartbeat_interval_ms"] == 25000, f"got {message}")
        check(isinstance(message["request_id"], str) and message["request_id"], f"got {message}")
        check_time(message["server_time"])
        check_time(message["timestamp"])
        await talk.send({"type": "pong", "timestamp": "2025-08-15T10:00:00Z"})
        check_time((await talk.ask({"type": "ping", "timestamp": "2025-08-15T10:00:00Z"}, "pong"))["timestamp"])
        error = await talk.ask({"type": "status"}, "error")
        check("timestamp" in error["detail"], f"a message without a timestamp was answered by {error}")


async def client_codes(endpoint: Endpoint) -> None:
    """A wrong version is closed with 4400, a wrong role with 4401, and the client id is required."""
    check(await ending(endpoint, "/ws/client?client_id=abc-123&version=99") == 4400, "another code for the version")
    check(await ending(endpoint, "/ws/client?client_id=abc-123&role=root") == 4401, "another code for the role")
    for path in ("/ws/client", "/ws/client?client_id=a%20b"):
        status, body = await refusal(endpoint, path)
        check(status == 400 and "client_id" in body["error"], f"{path} was refused with {status}: {body}")
    async with talking(endpoint, "/ws/client?client_id=abc-123&version=2") as talk:
        check((await talk.expect("hello"))["payload"]["accepted_version"] == 2, "version 2 was not accepted")
        check((await talk.ask(envelope("made_up", {}, "7"), "ack"))["correlationId"] == "7", "another ack")


async def wscat_session(endpoint: Endpoint) -> None:
    """The event document's session with wscat runs as it is printed, and updates come without being asked for."""
    async with talking(endpoint, "/ws/events?token=YOUR_TOKEN") as talk, Poster.open(endpoint) as poster:
        pong = await talk.ask('{"type": "ping", "timestamp": "2025-11-14T17:30:00Z"}', "pong")
        check(pong == {"type": "pong", "timestamp": "2025-11-14T17:30:00Z"}, f"got {pong}")
        data = {
            "id": fresh("evt"), "status": "delivered", "delivery_latency_ms": 150,
            "updated_at": "2025-11-14T17:30:00Z",
        }  # fmt: skip
        await poster.publish("events", data, "event_update")
        update = await talk.expect("event_update")
        check(update["data"] == data, f"got {update}")
        check_time(update["timestamp"])


async def one_message_for_all(endpoint: Endpoint) -> None:
    """A message that is published once reaches subscribers of every dialect in their own, chosen by subprotocol."""
    room = fresh("everywhere")
    payload = {"odds": 1.5, "nested": {"list": [1, 2.0, "three"]}}
    async with Poster.open(endpoint) as poster, contextlib.AsyncExitStack() as stack:
        await poster.publish(room, {})
        talks = []
        for name in ("v2", "rooms", "structured", "event", "user"):
            talk = await stack.enter_async_context(talking(endpoint, "/ws", subprotocols=[name]))
            check(talk.socket.subprotocol == name, f"asked for {name}, got {talk.socket.subprotocol}")
            request = {"type": "subscribe", "timestamp": "2025-08-15T10:00:00Z", "channel": room}
            await talk.send(envelope("subscribe", {"channel": room}) if name == "v2" else request)
            while (await talk.receive())["type"] != "subscription_confirmed":
                pass
            talks.append((name, talk))
        place = await poster.publish(room, payload)
        for name, talk in talks:
            message = await talk.expect("odds_update")
            content = {"v2": "payload", "rooms": "data", "event": "data"}.get(name)
            got = message[content] if content else {key: message[key] for key in payload}
            check(got == payload, f"{name} got {message}")
            where = message["meta"] if name == "v2" else message
            check(where["offset"] == place["offset"] and where["epoch"] == place["epoch"], f"{name} got {message}")


CASES = [
    envelope_rules,
    subscription_with_everything,
    rooms_protocol,
    specialised_endpoints,
    management_with_curl,
    hello,
    client_codes,
    wscat_session,
    one_message_for_all,
]


def add_cases(suite) -> None:
    """Adds every case."""
    for case in CASES:

        async def body(ground: Ground, case=case) -> None:
            await case(await ground.server(own="dialects"))

        suite.add(f"dialects: {case.__name__.replace('_', ' ')}", case.__doc__, body)
