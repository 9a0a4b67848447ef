"""What the document of the v2 envelope says of a server."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time

from said import Source
from speaking import Talk, talking
from stage import Stage
from talk import Poster, envelope, fresh
from websockets.exceptions import ConnectionClosed
from Wire.connection import check

SOURCE = Source("Envelopes")
KEYS = {"type", "ts", "correlationId", "version", "payload"}


def check_envelope(message: dict) -> None:
    """Checks that a message is an envelope of a server."""
    check(set(message) >= KEYS | {"meta"}, f"keys are missing: {message}")
    check(message["version"] == "2.0" and message["meta"]["source"] == "server", f"not a server's envelope: {message}")
    check(isinstance(message["correlationId"], str) and message["correlationId"], f"no correlation id: {message}")
    check(isinstance(message["ts"], int), f"ts is no whole number: {message}")
    check(abs(message["ts"] / 1000 - time.time()) < 3600, f"ts is not in milliseconds: {message}")


async def subscribed(talk: Talk, room: str, **fields) -> dict:
    """Subscribes; returns the confirmation's payload."""
    answer = await talk.ask(envelope("subscribe", {"channel": room, **fields}), "subscription_confirmed")
    return answer["payload"]


async def silence(talk: Talk) -> None:
    """Checks that nothing waits: the next message is the answer to a ping."""
    await talk.ask(envelope("ping", {}), "pong")


@SOURCE.says(
    "All messages follow the v2.0 protocol envelope",
    "correlation_id or generate_correlation_id()",
)
async def every_message_is_an_envelope(stage: Stage) -> None:
    """Answers, errors and publications have the five keys and meta; an answer repeats the request's id."""
    endpoint = await stage.server()
    async with talking(endpoint, "/ws") as talk, Poster.open(endpoint) as poster:
        room = fresh("enveloped")
        await poster.publish(room, {})
        for kind, payload, answer in (
            ("connect", {}, "connect"), ("ping", {}, "pong"), ("subscribe", {"channel": room}, "subscription_confirmed"),
            ("subscribe", {"channel": fresh("no")}, "subscription_error"), ("nonsense", {}, "error"),
            ("unsubscribe", {"channel": fresh("no")}, "unsubscribed"),
        ):  # fmt: skip
            message = await talk.ask(envelope(kind, payload, f"id of {kind}"), answer)
            check_envelope(message)
            check(message["correlationId"] == f"id of {kind}", f"another correlation id: {message}")
        await poster.publish(room, {"n": 1})
        check_envelope(await talk.expect("odds_update"))


@SOURCE.says("Validate envelope format: Invalid message envelope; continue")
async def all_five_keys_are_required(stage: Stage) -> None:
    """Without one of the keys the answer is the error of the document, and the connection stays open."""
    async with talking(await stage.server(), "/ws") as talk:
        whole = json.loads(envelope("ping", {"n": 1}, "c-1"))
        for key in KEYS:
            error = await talk.ask({name: value for name, value in whole.items() if name != key}, "error")
            check(error["payload"]["message"] == "Invalid message envelope", f"without {key}: {error}")
        for text in ("[]", '"ping"', "{", "ping", ""):
            check_envelope(await talk.ask(text, "error"))
        await talk.ask(whole, "pong")


@SOURCE.says("envelope['type'] == 'ping': send_pong(websocket, envelope['correlationId'])")
async def a_ping_is_answered_with_its_id(stage: Stage) -> None:
    """The pong has the correlation id of the ping, whatever it is."""
    async with talking(await stage.server(), "/ws") as talk:
        for correlation in ("c-1", 'ünïcode "quoted"', "x" * 200):
            pong = await talk.ask(envelope("ping", {}, correlation), "pong")
            check(pong["correlationId"] == correlation, f"another correlation id: {pong}")


@SOURCE.says("envelope['type'] == 'subscribe': handle_subscription", "SUBSCRIPTION_CONFIRMED", "SUBSCRIPTION_ERROR")
async def a_subscription_is_confirmed_or_refused(stage: Stage) -> None:
    """The channels of the document are confirmed; another is a subscription_error, never silence."""
    async with talking(await stage.server(own="quiet"), "/ws") as talk:
        for channel in ("props", "odds", "games"):
            confirmed = await subscribed(talk, channel)
            check(confirmed["channel"] == channel, f"got {confirmed}")
        error = await talk.ask(envelope("subscribe", {"channel": fresh("no such room")}), "subscription_error")
        check(error["payload"]["code"] == "UNKNOWN_ROOM", f"got {error}")


@SOURCE.says("filters: { sport: 'MLB', player_ids: ['123', '456'], prop_types: ['over_hits', 'over_runs'] }")
async def a_subscription_is_filtered(stage: Stage) -> None:
    """Equality for a value, membership for a list, and a plural key names the singular field."""
    endpoint = await stage.server()
    async with talking(endpoint, "/ws") as talk, Poster.open(endpoint) as poster:
        filters = {"sport": "MLB", "player_ids": ["123", "456"], "prop_types": ["over_hits", "over_runs"]}
        await subscribed(talk, "props", filters=filters, options={"deduplicate": True})
        wanted = {"sport": "MLB", "player_id": "456", "prop_type": "over_runs", "marker": fresh("prop")}
        for other in ({"sport": "NBA"}, {"player_id": "789"}, {"prop_type": "strikeouts"}):
            await poster.publish("props", {**wanted, **other}, "prop_update")
        await poster.publish("props", wanted, "prop_update")
        update = await talk.expect("prop_update")
        check(update["payload"] == wanted, f"the filter let {update} through")


@SOURCE.says("batchSize: 10, // Batch updates")
async def updates_are_batched(stage: Stage) -> None:
    """Updates of a subscription with batchSize come together."""
    endpoint = await stage.server()
    async with talking(endpoint, "/ws") as talk, Poster.open(endpoint) as poster:
        room = fresh("batched")
        await poster.publish(room, {})
        await subscribed(talk, room, options={"batchSize": 10, "batchMs": 60_000})
        for n in range(10):
            await poster.publish(room, {"n": n}, "prop_update")
        batch = (await talk.expect("batch"))["payload"]
        check([item["payload"]["n"] for item in batch["messages"]] == list(range(10)), f"got {batch}")


@SOURCE.says("throttleMs: 1000, // Throttle frequency")
async def updates_are_throttled(stage: Stage) -> None:
    """Of what comes within the interval the latest is delivered."""
    endpoint = await stage.server()
    async with talking(endpoint, "/ws") as talk, Poster.open(endpoint) as poster:
        room = fresh("throttled")
        await poster.publish(room, {})
        await subscribed(talk, room, options={"throttleMs": 1000})
        for n in range(20):
            await poster.publish(room, {"n": n})
        seen = []
        while not seen or seen[-1] != 19:
            message = await talk.receive()
            if message["type"] == "odds_update":
                seen.append(message["payload"]["n"])
        check(len(seen) < 10, f"20 updates came as {seen}")


@SOURCE.says("deduplicate: true // Remove duplicates")
async def duplicates_are_removed(stage: Stage) -> None:
    """A publication with an id that was there comes once."""
    endpoint = await stage.server()
    async with talking(endpoint, "/ws") as talk, Poster.open(endpoint) as poster:
        room = fresh("unique")
        await poster.publish(room, {})
        await subscribed(talk, room, options={"deduplicate": True})
        for n, name in enumerate(("a", "a", "b", "a", "c")):
            await poster.publish(room, {"n": n}, id=name)
        got = [(await talk.expect("odds_update"))["payload"]["n"] for _ in range(3)]
        check(got == [0, 2, 4], f"got {got}")


@SOURCE.says("Unsubscribe from unused channels")
async def unsubscribing_ends_delivery(stage: Stage) -> None:
    """After unsubscribing nothing comes; doing it twice is no error."""
    endpoint = await stage.server()
    async with talking(endpoint, "/ws") as talk, Poster.open(endpoint) as poster:
        room = fresh("unused")
        await poster.publish(room, {})
        await subscribed(talk, room)
        for _ in range(2):
            await talk.ask(envelope("unsubscribe", {"channel": room}), "unsubscribed")
        await poster.publish(room, {})
        await silence(talk)


@SOURCE.says("envelope['type'] == 'snapshot_request': handle_snapshot_request", "snapshotOnConnect: true")
async def a_snapshot_is_answered(stage: Stage) -> None:
    """A snapshot holds the latest of each id; categories are answered together."""
    endpoint = await stage.server()
    async with talking(endpoint, "/ws") as talk, Poster.open(endpoint) as poster:
        room = fresh("state")
        for name, n in (("a", 1), ("b", 2), ("a", 3)):
            await poster.publish(room, {"id": name, "n": n})
        snapshot = (await talk.ask(envelope("snapshot_request", {"channel": room}), "snapshot_response"))["payload"]
        check(snapshot["items"] == [{"id": "b", "n": 2}, {"id": "a", "n": 3}], f"got {snapshot}")
        request = envelope("snapshot_request", {"categories": ["props", "odds", "games"]})
        answer = (await talk.ask(request, "snapshot_response"))["payload"]
        check([one["channel"] for one in answer["categories"]] == ["props", "odds", "games"], f"got {answer}")


@SOURCE.says("sendRequest('get_props', { sport: 'MLB', game_id: '12345' }): response.props")
async def props_are_answered(stage: Stage) -> None:
    """The reply has the props of the game, and the request's id."""
    endpoint = await stage.server()
    async with talking(endpoint, "/ws") as talk, Poster.open(endpoint) as poster:
        game = fresh("game")
        prop = {"id": fresh("p"), "sport": "MLB", "game_id": game, "line": 1.5}
        await poster.publish("props", prop, "prop_update")
        await poster.publish("props", {**prop, "id": fresh("p"), "game_id": "other"}, "prop_update")
        reply = await talk.ask(envelope("get_props", {"sport": "MLB", "game_id": game}, "r-1"), "get_props")
        check(reply["payload"]["props"] == [prop] and reply["correlationId"] == "r-1", f"got {reply}")


@SOURCE.says("WS_MESSAGE_TYPES")
async def every_standard_type_is_understood(stage: Stage) -> None:
    """What a client can send is answered by its type; what a server publishes arrives with its type."""
    endpoint = await stage.server()
    async with talking(endpoint, "/ws") as talk, Poster.open(endpoint) as poster:
        room = fresh("types")
        await poster.publish(room, {})
        await subscribed(talk, room)
        for kind in ("connect", "health_check", "performance_metrics", "state_sync", "snapshot_request"):
            answer = await talk.ask(envelope(kind, {"channel": room, "epoch": "0" * 16, "offset": 1, "checksum": ""}), {
                "snapshot_request": "snapshot_response"}.get(kind, kind))  # fmt: skip
            check("payload" in answer, f"got {answer}")
        await talk.send(envelope("pong", {}))
        for kind in ("prop_update", "odds_change", "game_update", "notification"):
            await poster.publish(room, {"kind": kind}, kind)
            check((await talk.expect(kind))["payload"] == {"kind": kind}, f"{kind} arrived changed")
        await talk.send(envelope("disconnect", {}))
        check((await talk.closing())[0] == 1000, "disconnect was not answered by a normal closure")


@SOURCE.says("error.code === 'RATE_LIMIT_EXCEEDED'")
async def too_many_messages_are_told(stage: Stage) -> None:
    """Beyond the rate the client is told, and closed with 4429."""
    endpoint = await stage.server("--rate-limit", "5")
    async with talking(endpoint, "/ws") as talk:
        with contextlib.suppress(ConnectionClosed):
            for _ in range(50):
                await talk.send(envelope("ping", {}))
        last = {}
        try:
            while True:
                last = await talk.receive()
        except ConnectionClosed as closed:
            code = closed.rcvd.code
        check(last["payload"]["code"] == "RATE_LIMIT_EXCEEDED" and code == 4429, f"got {last} and {code}")


@SOURCE.says("protocols: ['v2'], // Protocol version")
async def the_subprotocol_is_agreed_on(stage: Stage) -> None:
    """The subprotocol v2 is accepted; another is not echoed."""
    endpoint = await stage.server()
    async with talking(endpoint, "/ws", subprotocols=["v2"]) as talk:
        check(talk.socket.subprotocol == "v2", f"agreed on {talk.socket.subprotocol}")
    async with talking(endpoint, "/ws") as talk:
        check(talk.socket.subprotocol is None, f"agreed on {talk.socket.subprotocol}")


@SOURCE.says("except WebSocketDisconnect")
async def a_client_that_leaves_harms_nobody(stage: Stage) -> None:
    """A client that breaks off in the middle is forgotten, and others are served on."""
    endpoint = await stage.server(own="leaving")
    async with talking(endpoint, "/ws") as talk, Poster.open(endpoint) as poster:
        room = fresh("left")
        await poster.publish(room, {})
        await subscribed(talk, room)
        async with talking(endpoint, "/ws") as other:
            await subscribed(other, room)
            other.socket.transport.abort()
        await poster.publish(room, {"n": 1})
        check((await talk.expect("odds_update"))["payload"] == {"n": 1}, "the update did not arrive")
        for _ in range(100):
            metrics = (await talk.ask(envelope("performance_metrics", {}), "performance_metrics"))["payload"]
            if "connections" not in metrics or metrics["connections"] <= 1:
                return
            await asyncio.sleep(0.05)
        check(False, f"the connection that is gone still counts: {metrics}")
