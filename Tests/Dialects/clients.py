"""Tautline's client against a server of each dialect that was written from its document and knows nothing of us."""

from __future__ import annotations

from driven import driven
from servers.envelopes import PROPS, EnvelopeServer
from servers.events import EventServer
from servers.rooms import RoomsServer
from servers.structured import StructuredServer
from servers.users import UserServer
from stage import Stage
from Wire.connection import check

URLS = {
    EnvelopeServer: ("ws://127.0.0.1:{}/ws", "v2"),
    RoomsServer: ("ws://127.0.0.1:{}/ws/v2/connect", "rooms"),
    StructuredServer: ("ws://127.0.0.1:{}/ws/client?client_id=abc-123&version=1&role=frontend", "structured"),
    EventServer: ("ws://127.0.0.1:{}/production", "event"),
    UserServer: ("ws://127.0.0.1:{}/ws/user/6f1c1f0e-3d7c-4e9b-8f43-2f3b8a0c9d11", "user"),
}
"""Where each server has its clients."""


def client_of(stage: Stage, server, **fields):
    """A client of a running server."""
    url, dialect = URLS[type(server)]
    if isinstance(server, UserServer):
        fields.setdefault("token", server.token)
    return driven(stage, url.format(server.port), dialect, **fields)


async def envelopes_subscribe_request_and_listen(stage: Stage) -> None:
    """The envelope server: a subscription is confirmed, an update arrives, a request has its reply."""
    async with EnvelopeServer().running() as server, client_of(stage, server) as client:
        await client.event("phase", phase="open")
        await client.do("subscribe", room="props", filters={"sport": "MLB"})
        asked = await server.wait_for("subscribe")
        check(
            asked["payload"]["channel"] == "props" and asked["payload"]["filters"] == {"sport": "MLB"}, f"got {asked}"
        )
        check({"type", "ts", "correlationId", "version", "payload"} <= set(asked), f"no envelope: {asked}")
        await server.publish("props", "prop_update", {"prop": {"id": "1"}})
        update = await client.event("message", type="prop_update")
        check(update["payload"] == {"prop": {"id": "1"}}, f"got {update}")
        reply = await client.do("request", type="get_props", payload={"sport": "MLB", "game_id": "12345"})
        check(reply["payload"]["props"] == PROPS, f"got {reply}")
        snapshot = await client.ask("request", type="snapshot_request", payload={"categories": ["props"]})
        check(snapshot["payload"]["props"] == PROPS, f"got {snapshot}")


async def envelopes_come_back(stage: Stage) -> None:
    """The envelope server: a connection that breaks is opened again, and the subscription is there again."""
    async with EnvelopeServer().running() as server, client_of(stage, server) as client:
        await client.do("subscribe", room="odds")
        await server.wait_for("subscribe")
        await server.break_off()
        await client.event("phase", phase="open")
        await server.wait_for("subscribe", 2)
        await server.publish("odds", "odds_change", {"odds": -110})
        check((await client.event("message", type="odds_change"))["payload"] == {"odds": -110}, "another update")


async def rooms_subscribe_and_listen(stage: Stage) -> None:
    """The rooms server: subscribe in its keys, updates in data, unknown rooms refused, its pings answered."""
    async with RoomsServer().running() as server, client_of(stage, server, token="jwt") as client:
        await client.event("phase", phase="open")
        check(server.tokens == ["jwt"], f"the token did not arrive: {server.tokens}")
        await client.do("subscribe", room="odds_updates", filters={"sport": "MLB"})
        asked = await server.wait_for("subscribe")
        check(asked["subscription_type"] == "odds_updates" and asked["filters"] == {"sport": "MLB"}, f"got {asked}")
        await server.publish("odds_updates", "odds_update", {"sport": "NBA"})
        await server.publish("odds_updates", "odds_update", {"sport": "MLB", "n": 1})
        update = await client.event("message", type="odds_update")
        check(update["payload"] == {"sport": "MLB", "n": 1}, f"got {update}")
        await server.ping()
        await server.wait_for("pong")
        status = await client.do("request", type="status", payload={})
        check(status["payload"]["subscriptions"] == ["odds_updates"], f"got {status}")


async def rooms_come_back(stage: Stage) -> None:
    """The rooms server: after a loss the room is subscribed to again with its filters."""
    async with RoomsServer().running() as server, client_of(stage, server) as client:
        await client.do("subscribe", room="mlb", filters={"game_id": "12345"})
        await server.wait_for("subscribe")
        await server.break_off()
        again = await server.wait_for("subscribe", 2)
        check(again["subscription_type"] == "mlb" and again["filters"] == {"game_id": "12345"}, f"got {again}")


async def structured_says_hello_and_listens(stage: Stage) -> None:
    """The structured server: hello, own messages both ways, status, heartbeats as messages."""
    async with (
        StructuredServer().running() as server,
        client_of(stage, server, ping_messages=True, ping_interval=0.3) as client,
    ):
        await client.event("phase", phase="open")
        check(server.queries == [{"client_id": "abc-123", "version": "1", "role": "frontend"}], f"{server.queries}")
        ping = await server.wait_for("ping", 3)
        check(ping["timestamp"].endswith("Z"), f"got {ping}")
        await client.do("tell", type="test_message", payload={"test": "data"})
        told = await server.wait_for("test_message")
        check(told["test"] == "data" and told["timestamp"], f"got {told}")
        await server.say("score", points=7)
        check((await client.event("message", type="score"))["payload"]["points"] == 7, "another score")
        status = await client.do("request", type="status", payload={})
        check(status["payload"]["phase"] == "open", f"got {status}")
        check((await client.do("phase"))["state"] == "open", "the client is not open")


async def structured_refusals_end_it(stage: Stage) -> None:
    """The structured server: 4400 and 4401 are final, and of the category handshake."""
    for query in ("client_id=abc-123&version=99", "client_id=abc-123&role=root"):
        async with StructuredServer().running() as server:
            url = f"ws://127.0.0.1:{server.port}/ws/client?{query}"
            async with driven(stage, url, "structured") as client:
                event = await client.event("phase", phase="fallback")
                check(event["category"] == "handshake", f"got {event}")
                check(server.opened == 1, f"tried {server.opened} times")


async def events_arrive(stage: Stage) -> None:
    """The event server: the token in the query, updates without a subscription, ping and pong as messages."""
    async with (
        EventServer(token="jwt").running() as server,
        client_of(stage, server, token="jwt", ping_messages=True, ping_interval=0.3) as client,
    ):
        await client.event("phase", phase="open")
        check(server.paths == ["/production?token=jwt"], f"connected to {server.paths}")
        await server.wait_for("ping", 3)
        data = {"id": "evt_123", "status": "delivered", "delivery_latency_ms": 150}
        await server.broadcast("event_update", data)
        check((await client.event("message", type="event_update"))["payload"] == data, "another update")
        figures = {"total_events": 1250, "pending_events": 5, "delivered_events": 1200, "failed_events": 45}
        await server.broadcast("metrics_update", figures)
        check((await client.event("message", type="metrics_update"))["payload"] == figures, "another update")
        check((await client.do("phase"))["state"] == "open", "the client is not open")


async def a_wrong_token_is_not_tried_again(stage: Stage) -> None:
    """The event server: a token that is refused with 401 is not tried a second time."""
    async with EventServer(token="jwt").running() as server, client_of(stage, server, token="other") as client:
        await client.event("phase", phase="fallback")
        await client.silent(2.5)
        check(len(server.paths) == 1, f"tried {len(server.paths)} times")


async def users_get_their_messages(stage: Stage) -> None:
    """The user server: connection_established, pending messages and their end, an answer to a message."""
    async with UserServer().running() as server:
        server.pending = [{"type": "notification_new", "title": "While you were away"}]
        async with client_of(stage, server) as client:
            await client.event("phase", phase="open")
            await client.do("tell", type="get_pending", payload={})
            pending = await client.event("message", type="notification_new")
            check(pending["payload"]["title"] == "While you were away", f"got {pending}")
            complete = await client.event("message", type="pending_check_complete")
            check(complete["payload"]["count"] == 1, f"got {complete}")
            said = {"message": "Hello, AI!", "conversation_uuid": "c-1"}
            answer = await client.do("request", type="message_generate", payload=said)
            check(answer["payload"]["message"]["content"] == "You said: Hello, AI!", f"got {answer}")
            await server.say("analytics_update", views=7)
            check((await client.event("message", type="analytics_update"))["payload"]["views"] == 7, "another update")


async def every_server_restarts(stage: Stage) -> None:
    """Each server: when it goes and comes back on its port, the client is there again."""
    for kind in URLS:
        server = kind()
        async with server.running():
            port = server.port
            client_context = client_of(stage, server)
            client = await client_context.__aenter__()
            try:
                await client.event("phase", phase="open")
            except BaseException:
                await client_context.__aexit__(None, None, None)
                raise
        try:
            await client.event("phase", phase="reconnecting")
            async with server.running(port):
                await client.event("phase", phase="open")
        finally:
            await client_context.__aexit__(None, None, None)


CASES = (
    envelopes_subscribe_request_and_listen,
    envelopes_come_back,
    rooms_subscribe_and_listen,
    rooms_come_back,
    structured_says_hello_and_listens,
    structured_refusals_end_it,
    events_arrive,
    a_wrong_token_is_not_tried_again,
    users_get_their_messages,
    every_server_restarts,
)


def add_cases(suite) -> None:
    """Adds every case."""
    for case in CASES:
        suite.add(f"Client: {case.__name__.replace('_', ' ')}", case.__doc__, case)
