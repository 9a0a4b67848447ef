#!/usr/bin/env python3
"""Prints Docs/asyncapi.json: every WebSocket route, and what is said there in the route's dialect.

    python Tests/Dialects/asyncapi.py > Docs/asyncapi.json

The content of a message is written down once; each dialect puts it into its own keys.
"""

from __future__ import annotations

import json

TEXT = {"type": "string"}
COUNT = {"type": "integer", "minimum": 0}
BOOLEAN = {"type": "boolean"}
TIME = {"type": "string", "format": "date-time"}
ID = {"type": ["string", "number", "null"], "description": "The request's id, as it was written."}
EPOCH = {
    "type": "string",
    "pattern": "^[0-9a-f]{16}$",
    "description": "The life of the room that the offset counts in.",
}
OFFSET = {"type": "integer", "minimum": 0, "description": "The place in the room's order."}
CHECKSUM = {"type": "string", "pattern": "^[0-9a-f]{16}$"}
ANY = {"description": "The payload as it was published."}


def list_of(items: dict) -> dict:
    """A list."""
    return {"type": "array", "items": items}


def one_of(*values) -> dict:
    """One of these texts."""
    return {"type": "string", "enum": list(values)}


def record(required: dict, **optional) -> dict:
    """An object; further members are allowed."""
    return {"type": "object", "properties": {**required, **optional}, "required": list(required)}


GAP = record(
    {
        "from": COUNT,
        "to": COUNT,
        "reason": one_of("epoch_changed", "history_expired", "offset_unknown", "replay_too_large"),
    }
)
SUPPRESSED = {name: COUNT for name in ("count", "duplicates", "superseded", "throttled", "from", "to")}
MEMBER = {"type": "object", "properties": {"user": TEXT, "client_id": TEXT, "connections": COUNT}}
FAILURE = record(
    {"code": TEXT, "message": TEXT, "recoverable": BOOLEAN}, detail=TEXT, channel=TEXT, rooms=list_of(TEXT)
)
STATE = {"status": one_of("healthy", "draining"), "uptimeMs": COUNT}
LOOP = {"loop": COUNT, "loops": COUNT, "loopConnections": COUNT, "loopSubscriptions": COUNT}
FLOW = (
    "messagesIn", "bytesIn", "messagesOut", "publications", "deliveries", "replayed", "dropped", "slowReadersClosed",
    "waitingBytes", "errors",
)  # fmt: skip
SNAPSHOT = {"channel": TEXT, "epoch": EPOCH, "offset": OFFSET, "key": TEXT, "count": COUNT, "complete": BOOLEAN}
CATEGORY = record({"channel": TEXT}, error=TEXT, items=list_of({}), offsets=list_of(OFFSET), checksum=CHECKSUM)
HELLO = {
    "server_time": TIME, "accepted_version": {"type": "integer", "minimum": 1, "maximum": 2},
    "features": list_of(TEXT), "request_id": TEXT, "client_id": TEXT, "heartbeat_interval_ms": COUNT,
}  # fmt: skip

CONTENTS: dict[str, tuple[str, dict]] = {
    "hello": ("What the server offers", record(HELLO)),
    "welcome": (
        "The first message of the server",
        record(
            {"client_id": TEXT, "authenticated": BOOLEAN, "server_time": TIME, "rooms": list_of(TEXT)},
            message=TEXT, user=TEXT, heartbeat_interval_ms=COUNT,
        ),
    ),
    "connection_established": (
        "The first message of a user's channel",
        record({"server_time": TIME}, message=TEXT, client_id=TEXT, user_uuid=TEXT, device=TEXT),
    ),
    "connect": (
        "The answer to connect",
        record({"status": TEXT, "server": TEXT, "version": TEXT, "serverTime": COUNT, "requests": list_of(TEXT)}),
    ),
    "pong": ("Answers a ping, with its content", {}),
    "ping": ("Asks for a pong", record({})),
    "ack": ("A message of the client's own type has arrived", record({"received": TEXT})),
    "error": ("A message could not be handled", FAILURE),
    "status": (
        "The state of the connection and the server",
        record(
            {
                **STATE, **LOOP, "rooms": list_of(TEXT),
                "subscriptions": list_of(record({"channel": TEXT, "subscription": TEXT})),
            }
        ),
    ),
    "health_check": ("How the server is", record({**STATE, "serverTime": COUNT})),
    "performance_metrics": (
        "Figures of the connection's loop",
        record({**STATE, **LOOP, **{name: COUNT for name in FLOW}}),
    ),
    "subscription_confirmed": (
        "A subscription is in place; of a pattern with the rooms that it covers",
        record(
            {"channel": TEXT, "subscription": TEXT},
            epoch=EPOCH, offset=OFFSET, recovered=BOOLEAN, gap=GAP, rooms=list_of(TEXT), subscription_type=TEXT,
        ),
    ),
    "subscription_room": (
        "A pattern covers a room from here on",
        record(
            {"pattern": TEXT, "channel": TEXT, "subscription": TEXT, "epoch": EPOCH, "offset": OFFSET, "recovered": BOOLEAN},
            gap=GAP,
        ),
    ),
    "subscription_error": ("A subscription is refused", FAILURE),
    "unsubscribed": ("A subscription is over", record({"subscriptions": list_of(TEXT)}, channel=TEXT)),
    "authenticated": (
        "The connection has the token that it sent",
        record({"rooms": list_of(TEXT)}, user=TEXT, role=TEXT, expires_at=TIME),
    ),
    "batch": (
        "Publications that were waited for together: whole messages of the dialect",
        record(
            {
                "channel": TEXT, "subscription": TEXT, "epoch": EPOCH, "offset": OFFSET, "from": COUNT, "to": COUNT,
                "count": COUNT, "messages": list_of({"type": "object"}),
            },
            suppressed=record(SUPPRESSED),
        ),
    ),
    "messages_suppressed": (
        "What the subscription's options left out",
        record({"channel": TEXT, "subscription": TEXT, **SUPPRESSED}),
    ),
    "messages_dropped": (
        "What a slow reader or a full queue lost",
        record(
            {"channel": TEXT, "subscription": TEXT, "count": COUNT, "from": COUNT, "to": COUNT},
            reason=one_of("slow_reader", "overflow"),
        ),
    ),
    "snapshot_response": (
        "What rooms amount to: the latest publication of each key",
        {
            "anyOf": [
                record({**SNAPSHOT, "items": list_of({}), "offsets": list_of(OFFSET), "checksum": CHECKSUM}),
                record({"categories": list_of(CATEGORY)}),
            ]
        },
    ),
    "state_sync": (
        "Whether a client's state is the room's",
        record({**SNAPSHOT, "checksum": CHECKSUM, "inSync": {"type": ["boolean", "null"]}}),
    ),
    "presence": (
        "Who is in a room",
        record({"channel": TEXT, "count": COUNT, "connections": COUNT, "members": list_of(MEMBER), "truncated": BOOLEAN}),
    ),
    "presence_update": (
        "Who has come and gone",
        record({"channel": TEXT, "joined": list_of(MEMBER), "left": list_of(MEMBER), "count": COUNT, "truncated": BOOLEAN}),
    ),
    "get_props": ("The latest of each prop that matches", record({"props": list_of({}), "count": COUNT})),
    "reconnect_required": (
        "The server asks the client to connect again",
        record({"reason": TEXT, "afterMs": COUNT, "jitterMs": COUNT}),
    ),
}  # fmt: skip
"""Title and content of what the server says by itself or in answers."""

ANSWER = record(
    {"conversation_uuid": TEXT, "message_id": TEXT, "done": BOOLEAN},
    part=COUNT, delta=TEXT, id=TEXT, message=TEXT, parts=COUNT, attempt=COUNT, truncated=BOOLEAN,
)  # fmt: skip

OF_USERS: dict[str, tuple[str, dict]] = {
    "pending_check_complete": ("All of what was pending was sent", record({"count": COUNT})),
    "message_generate": ("A part of an answer (delta), or the whole of it (message)", ANSWER),
    "message_regenerate": ("The same of another answer to the same question", ANSWER),
    "message_cancelled": ("The generator has stopped", record({"conversation_uuid": TEXT, "message_id": TEXT})),
    "receipt": (
        "A device has a message that this user wanted receipts of",
        record({"id": TEXT, "user": TEXT, "device": TEXT, "status": one_of("delivered", "acknowledged")}),
    ),
}
"""What only the user channel says."""

GREETINGS = {"hello", "welcome", "connection_established"}
ERRORS = {"error", "subscription_error"}

META = record(
    {},
    source=one_of("server", "simulation"), priority=one_of("low", "normal", "high"), ttl={"type": "integer"},
    retryCount={"type": "integer"}, room=TEXT, epoch=EPOCH, offset=OFFSET, id=TEXT,
)  # fmt: skip
PLACE = {"room": TEXT, "epoch": EPOCH, "offset": OFFSET}


def content(name: str) -> dict:
    """The content of a message, where it stands once."""
    return {"$ref": f"#/components/schemas/{name}"}


def in_v2(kind: dict, inner: dict, name: str) -> dict:
    """The canonical envelope."""
    meta = {**META, "required": list(PLACE)} if name == "publication" else META
    fields = {"type": kind, "ts": {"type": "number"}, "correlationId": ID, "version": TEXT, "payload": inner}
    return record({**fields, "meta": meta}) if name == "publication" else record(fields, meta=meta)


def in_rooms(kind: dict, inner: dict, name: str) -> dict:
    """Keys of the rooms dialect."""
    status = {"const": "error" if name in ERRORS else "success"}
    fields = {
        "type": kind,
        "status": status,
        "data": inner,
        "client_id": {"type": ["string", "null"]},
        "timestamp": TIME,
    }
    more = {"error": TEXT} if name in ERRORS else PLACE if name == "publication" else {}
    return record({**fields, **more}, correlationId=ID, id=TEXT, meta={"type": "object"}, **(PLACE if not more else {}))


def in_event(kind: dict, inner: dict, name: str) -> dict:
    """Keys of the event dialect."""
    fields = {"type": kind, "timestamp": TIME}
    if name != "pong":
        fields["data"] = inner
    fields |= {"error": TEXT} if name in ERRORS else PLACE if name == "publication" else {}
    rest = {name: what for name, what in {"data": inner, "error": TEXT, **PLACE}.items() if name not in fields}
    return record(fields, correlationId=ID, id=TEXT, meta={"type": "object"}, **rest)


def in_flat(kind: dict, inner: dict, name: str) -> dict:
    """Keys among which the content stands."""
    if name == "publication":
        return record({"type": kind, "timestamp": TIME, **PLACE}, id=TEXT, meta={"type": "object"}, payload=ANY)
    if name == "message":
        priority = one_of("low", "normal", "high")
        head = {"type": kind, "timestamp": TIME}
        return record(head, id=TEXT, priority=priority, stored=BOOLEAN, redelivered=BOOLEAN, payload=ANY)
    head = record({"type": kind, "timestamp": TIME}, request_id=ID, correlationId=ID)
    return head if inner == {} else {"allOf": [head, inner]}


WRAPS = {"v2": in_v2, "rooms": in_rooms, "structured": in_flat, "event": in_event, "user": in_flat}

SINCE = record({"epoch": TEXT, "offset": {"type": ["integer", "string"]}})
ASKED = {"filters": {"type": "object"}, "options": {"type": "object"}, "since": SINCE}
REQUESTS = {
    "v2": record(
        {"type": TEXT, "ts": {"type": "number"}, "correlationId": ID, "version": TEXT, "payload": {}}, meta=META
    ),
    "rooms": record({"type": TEXT}, subscription_type=TEXT, timestamp=TIME, correlationId=ID, **ASKED),
    "structured": record({"type": TEXT, "timestamp": TIME}, channel=TEXT, request_id=ID, **ASKED),
    "event": record({"type": TEXT}, data={}, timestamp=TIME, correlationId=ID),
    "user": record({"type": TEXT}, message=ANY, conversation_uuid=TEXT, id=TEXT, timestamp=TIME, correlationId=ID),
}
"""What a client sends."""

ASKS = (
    "Any request: subscribe, unsubscribe, ping, pong, status, connect, disconnect, get_props, health_check, "
    "performance_metrics, snapshot_request, state_sync, presence, authenticate {token}"
)

CLIENT_ID = {"type": "string", "pattern": "^[A-Za-z0-9._:-]{1,128}$"}
TOKEN = {"type": "string", "description": "A JWT."}
WHO = {"client_id": CLIENT_ID, "token": TOKEN}
BACK = {"epoch": TEXT, "offset": COUNT}

CHANNELS: dict[str, dict] = {
    "socket": {"address": "/ws", "title": "The v2 dialect", "dialect": "v2", "query": WHO},
    "connect": {"address": "/ws/v2/connect", "title": "All rooms", "dialect": "rooms", "greeting": "welcome", "query": WHO},
    "odds": {
        "address": "/ws/v2/odds", "title": "odds_updates, subscribed from the query", "dialect": "rooms",
        "greeting": "welcome", "query": {"sport": TEXT, "sportsbook": TEXT, **WHO, **BACK},
    },
    "arbitrage": {
        "address": "/ws/v2/arbitrage", "title": "arbitrage, subscribed from the query", "dialect": "rooms",
        "greeting": "welcome", "query": {"min_profit": {"type": "number"}, "sport": TEXT, **WHO, **BACK},
    },
    "sport": {
        "address": "/ws/v2/sport/{sport}", "title": "The room of a sport, subscribed from the query", "dialect": "rooms",
        "greeting": "welcome", "query": {"game_id": TEXT, "player": TEXT, **WHO, **BACK},
        "parameters": {"sport": {"description": "The room, in any case of letters.", "examples": ["MLB"]}},
    },
    "portfolio": {
        "address": "/ws/v2/portfolio", "title": "portfolio; needs a token", "dialect": "rooms", "greeting": "welcome",
        "query": {**WHO, **BACK},
    },
    "client": {
        "address": "/ws/client", "title": "The structured dialect; version 2 negotiates v2", "dialect": "structured",
        "greeting": "hello", "required": ["client_id"],
        "query": {
            **WHO, "version": {"type": "integer", "minimum": 1, "maximum": 2, "default": 1},
            "role": {**one_of("frontend", "admin", "test"), "default": "frontend"},
        },
    },
    "events": {
        "address": "/ws/events", "title": "The event dialect; events are subscribed to from the start",
        "dialect": "event", "query": {**WHO, **BACK},
    },
    "user": {
        "address": "/ws/user/{uuid}", "title": "The channel of a user; the token's subject must be that user",
        "dialect": "user", "query": {**WHO, "ack": {**one_of("explicit", "auto"), "default": "explicit"}},
        "says": [
            "connection_established", "pong", "error", "reconnect_required", *OF_USERS, "message",
        ],
        "parameters": {"uuid": {"description": "The user.", "examples": ["6f1c1f0e-3d7c-4e9b-8f43-2f3b8a0c9d11"]}},
    },
    "echo": {
        "address": "/ws/{client_id}", "title": "The legacy echo: bytes in are bytes out", "dialect": None, "query": {},
        "parameters": {
            "client_id": {
                "description": "1 to 128 bytes; client, v2, user and events are reserved.", "examples": ["abc-123"],
            }
        },
    },
}  # fmt: skip


def names_of(channel: dict) -> list[str]:
    """The messages that the server sends on a channel, by their names in the document."""
    dialect = channel["dialect"]
    if dialect is None:
        return ["echo_message"]
    if "says" in channel:
        return [f"{dialect}_{name}" for name in channel["says"]]
    names = [f"{dialect}_{name}" for name in CONTENTS if name not in GREETINGS or name == channel.get("greeting")]
    return [*names, f"{dialect}_publication"]


def described(name: str) -> dict:
    """One message of the document."""
    if name == "echo_message":
        return {
            "name": "message",
            "title": "Comes back as it went",
            "contentType": "application/octet-stream",
            "payload": {},
        }
    dialect, _, kind = name.partition("_")
    if kind == "request":
        return {"name": kind, "title": ASKS, "contentType": "application/json", "payload": REQUESTS[dialect]}
    if kind == "publication":
        title, inner, type_ = "A publication of a subscribed room", ANY, {**TEXT, "not": {"enum": list(CONTENTS)}}
    elif kind == "message":
        title, inner = "A message for the user; its payload stands among the keys", ANY
        type_ = {**TEXT, "not": {"enum": [*CONTENTS, *OF_USERS]}}
    else:
        title, schema = (CONTENTS | OF_USERS)[kind]
        inner, type_ = schema and content(kind), {"const": kind}
    payload = WRAPS[dialect](type_, inner, kind)
    return {"name": kind, "title": title, "contentType": "application/json", "payload": payload}


def channels() -> dict:
    """The routes."""
    made = {}
    for key, channel in CHANNELS.items():
        names = names_of(channel)
        if channel["dialect"]:
            names.append(f"{channel['dialect']}_request")
        query = {"type": "object", "properties": channel["query"], "required": channel.get("required", [])}
        made[key] = {
            "address": channel["address"],
            "title": channel["title"],
            "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in names},
            "bindings": {"ws": {"method": "GET", "query": query, "bindingVersion": "0.1.0"}},
        }
        if "parameters" in channel:
            made[key]["parameters"] = channel["parameters"]
    return made


def operations() -> dict:
    """What is received and sent on each route, seen from the server."""
    made = {}
    for key, channel in CHANNELS.items():
        asked = [f"{channel['dialect']}_request"] if channel["dialect"] else ["echo_message"]
        for action, names in (("receive", asked), ("send", names_of(channel))):
            made[f"{action}{key.capitalize()}"] = {
                "action": action,
                "channel": {"$ref": f"#/channels/{key}"},
                "messages": [{"$ref": f"#/channels/{key}/messages/{name}"} for name in names],
            }
    return made


def document() -> dict:
    """The whole document."""
    names = dict.fromkeys(name for channel in channels().values() for name in channel["messages"])
    # The client route speaks v2 in version 2, and then says hello in it.
    names |= dict.fromkeys(["v2_hello"])
    made = {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Tautline server",
            "version": "0.1.0",
            "description": (
                "The WebSocket routes of tautline-server. A dialect is chosen by the subprotocol (v2, rooms, structured, "
                "event, user), then by the route. The HTTP API is described in openapi.json."
            ),
            "license": {"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
        },
        "servers": {"local": {"host": "127.0.0.1:8000", "protocol": "ws"}},
        "defaultContentType": "application/json",
        "channels": channels(),
        "operations": operations(),
        "components": {
            "schemas": {name: schema for name, (_, schema) in (CONTENTS | OF_USERS).items() if schema},
            "messages": {name: described(name) for name in names},
        },
    }
    return made


def spelled(value, indent: str = "", used: int = 0) -> str:
    """JSON in which what fits into a line stands on one."""
    whole = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, (dict, list)) or len(indent) + used + len(whole) <= 120:
        return whole
    deeper = indent + "  "
    if isinstance(value, list):
        rows = [deeper + spelled(item, deeper) for item in value]
        return "[\n" + ",\n".join(rows) + f"\n{indent}]"
    rows = [f'{deeper}"{name}": {spelled(item, deeper, len(name) + 4)}' for name, item in value.items()]
    return "{\n" + ",\n".join(rows) + f"\n{indent}}}"


if __name__ == "__main__":
    print(spelled(document()))
