"""What the document of the event dialect says of a server."""

from __future__ import annotations

import asyncio
import json
import os
import pty
import re

from ground import command
from said import Source
from speaking import check_time, refusal, talking
from stage import Stage
from talk import Poster, fresh
from Wire.connection import Failure, check
from with_curl import get

SOURCE = Source("Events")
PING = '{"type": "ping", "timestamp": "2025-11-14T17:30:00Z"}'

UPDATES = {
    "event_update": {
        "id": "evt_123", "status": "delivered", "delivery_latency_ms": 150, "updated_at": "2025-11-14T17:30:00Z",
    },
    "event_created": {"id": "evt_124", "status": "pending", "updated_at": "2025-11-14T17:30:00Z"},
    "event_deleted": {"id": "evt_123"},
    "metrics_update": {"total_events": 1250, "pending_events": 5, "delivered_events": 1200, "failed_events": 45},
}  # fmt: skip
"""What the document shows of each type."""


@SOURCE.says(
    "Real-time event updates without polling",
    "Send updates to connected clients",
    "Event Update Message",
    "Metrics Update Message",
)
async def updates_reach_every_client_as_printed(stage: Stage) -> None:
    """Each type arrives at every client without being asked for, with the data as it was published, and a time."""
    endpoint = await stage.server(own="events")
    async with (
        talking(endpoint, "/ws/events") as one,
        talking(endpoint, "/ws/events") as other,
        Poster.open(endpoint) as poster,
    ):
        for kind, data in UPDATES.items():
            await poster.publish("events", data, kind)
            for talk in (one, other):
                update = await talk.expect(kind)
                check(update["data"] == data and "error" not in update, f"got {update}")
                check_time(update["timestamp"])


@SOURCE.says("Respond to ping messages: 'type': 'pong', 'timestamp'", "Expects PONG within 5 seconds")
async def a_ping_is_answered(stage: Stage) -> None:
    """The pong of the document comes, with the ping's timestamp; a ping without one gets the present."""
    async with talking(await stage.server(), "/ws/events") as talk:
        pong = await talk.ask(PING, "pong")
        check(pong == {"type": "pong", "timestamp": "2025-11-14T17:30:00Z"}, f"got {pong}")
        check_time((await talk.ask({"type": "ping"}, "pong"))["timestamp"])


@SOURCE.says("Accept token as query parameter: ?token=<jwt-token>")
async def the_token_stands_in_the_query(stage: Stage) -> None:
    """A good token opens the connection, a bad one is refused with 401."""
    endpoint, issuer = await stage.guarded()
    async with talking(endpoint, f"/ws/events?token={issuer.token('u')}") as talk:
        await talk.ask(PING, "pong")
    status, body = await refusal(endpoint, "/ws/events?token=YOUR_TOKEN")
    check(status == 401 and body["error"], f"refused with {status}: {body}")


@SOURCE.says("SUBSCRIBE = 'subscribe', // Subscribe to channel", "UNSUBSCRIBE", "Multi-channel subscriptions")
async def further_channels_can_be_subscribed_to(stage: Stage) -> None:
    """A subscription is confirmed and ends in the dialect's keys, and nobody else gets its messages."""
    endpoint = await stage.server()
    room = fresh("channel")
    async with talking(endpoint, "/ws/events") as talk, Poster.open(endpoint) as poster:
        await poster.publish(room, {})
        request = {"type": "subscribe", "data": {"channel": room}}
        confirmed = await talk.ask(request, "subscription_confirmed")
        check(confirmed["data"]["channel"] == room, f"got {confirmed}")
        await poster.publish(room, {"n": 1}, "event_update")
        check((await talk.expect("event_update"))["data"] == {"n": 1}, "the update arrived changed")
        await talk.ask({"type": "unsubscribe", "data": {"channel": room}}, "unsubscribed")
        await poster.publish(room, {"n": 2}, "event_update")
        await talk.ask(PING, "pong")


@SOURCE.says("ERROR = 'error', // Error message", "error?: string")
async def an_error_says_what_is_wrong(stage: Stage) -> None:
    """The text stands in error, as the document has it, and the connection stays open."""
    async with talking(await stage.server(), "/ws/events") as talk:
        for text in ("{", "[]", "{}", '{"type": 1}', '{"type": "dance"}'):
            error = await talk.ask(text, "error")
            check(isinstance(error["error"], str) and error["error"], f"{text} was answered by {error}")
        await talk.ask(PING, "pong")


async def read_until(descriptor: int, pattern: str) -> str:
    """What a terminal program prints, up to what the pattern finds; returns the pattern's group."""
    seen = ""
    while True:
        found = re.search(pattern, seen)
        if found:
            return found.group(found.lastindex or 0)
        try:
            data = await asyncio.wait_for(asyncio.to_thread(os.read, descriptor, 4096), 20)
        except OSError:  # The program has ended.
            data = b""
        if not data:
            raise Failure(f"waited for {pattern}, saw {seen!r}")
        seen += data.decode(errors="replace")


@SOURCE.says('wscat -c "wss://…?token=YOUR_TOKEN"; > {"type": "ping", …}; < {"type": "pong", …}')
async def the_session_with_wscat_runs(stage: Stage) -> None:
    """wscat itself, on a terminal: the printed line goes out, and the pong comes in with the printed members."""
    endpoint = await stage.server()
    terminal, side = pty.openpty()
    process = await asyncio.create_subprocess_exec(
        command("wscat", "node-ws"), "--no-color", "-c", endpoint.socket("/ws/events?token=YOUR_TOKEN"),
        stdin=side, stdout=side, stderr=side, env={**os.environ, "NODE_PATH": "/usr/share/nodejs"},
    )  # fmt: skip
    os.close(side)
    try:
        await read_until(terminal, "Connected")
        os.write(terminal, PING.encode() + b"\r")
        line = await read_until(terminal, r'< .*?(\{"type": ?"pong".*?\})')
        check(json.loads(line) == {"type": "pong", "timestamp": "2025-11-14T17:30:00Z"}, f"wscat printed {line}")
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
        os.close(terminal)


@SOURCE.says("Backend should limit connections per user", "Prevent abuse with rate limiting", waits_for="limits")
async def connections_of_a_user_are_limited(stage: Stage) -> None:
    """One connection more than a user may have is refused with 429; another user is let in."""
    _, issuer = await stage.guarded()
    endpoint = await stage.server("--max-connections-per-user", "1", JWT_SECRET=issuer.secret)
    path = f"/ws/events?token={issuer.token('one')}"
    async with talking(endpoint, path):
        status, body = await refusal(endpoint, path)
        check(status == 429 and body["error"], f"refused with {status}: {body}")
        async with talking(endpoint, f"/ws/events?token={issuer.token('another')}") as talk:
            await talk.ask(PING, "pong")


@SOURCE.says("Graceful fallback to polling when WebSocket unavailable", "WebSocket session persistence")
async def polling_goes_on_where_the_connection_ended(stage: Stage) -> None:
    """What a poll hands out and where it ends are those of the connection: nothing is seen twice, nothing is missed."""
    endpoint = await stage.server(own="polling")
    async with Poster.open(endpoint) as poster:
        async with talking(endpoint, "/ws/events") as talk:
            await poster.publish("events", UPDATES["event_update"], "event_update")
            seen = await talk.expect("event_update")
        for n in range(3):
            await poster.publish("events", {"n": n}, "metrics_update")
        query = f"room=events&epoch={seen['epoch']}&offset={seen['offset']}&wait=10"
        polled = (await get(f"{endpoint.http}/ws/v2/poll?{query}")).json
        check([one["payload"]["n"] for one in polled["messages"]] == [0, 1, 2], f"got {polled}")
        await poster.publish("events", {"n": 3}, "metrics_update")
        path = f"/ws/events?epoch={polled['epoch']}&offset={polled['offset']}"
        async with talking(endpoint, path) as talk:
            check((await talk.expect("metrics_update"))["data"] == {"n": 3}, "the rest was not replayed")
