"""Docs/openapi.json and Docs/asyncapi.json, held against their standards and against the running server."""

from __future__ import annotations

import json
from pathlib import Path

from jsonschema import Draft202012Validator
from openapi_spec_validator import validate
from pydantic_asyncapi import AsyncAPIV3

from dialects import talking
from ground import Endpoint, Ground
from talk import Poster, envelope, fresh
from Wire.connection import Failure, check
from with_curl import Answer, run

DOCS = Path(__file__).resolve().parents[2] / "Docs"


def document(name: str) -> dict:
    """One of the documents."""
    return json.loads((DOCS / name).read_text())


def problem(instance, schema: dict, whole: dict) -> str | None:
    """Why `instance` is not what `schema` says; references are into `whole`."""
    error = next(Draft202012Validator({**whole, **schema}).iter_errors(instance), None)
    return error and f"{error.message} at {list(error.absolute_path)}"


async def are_accepted(_: Endpoint) -> None:
    """Validators of both standards accept the documents."""
    validate(document("openapi.json"))
    AsyncAPIV3.model_validate(document("asyncapi.json"))


async def request(endpoint: Endpoint, method: str, target: str, content: dict | None = None) -> Answer:
    """One request with curl."""
    words = ["--include", "-X", method]
    if content is not None:
        words += ["--header", "Content-Type: application/json", "--data", json.dumps(content)]
    return Answer(await run(*words, endpoint.http + target))


async def describe_the_api(endpoint: Endpoint) -> None:
    """Every operation of the HTTP API answers as openapi.json says, with success and with errors."""
    whole = document("openapi.json")
    room, nobody = fresh("documented"), {"client_id": "nobody"}
    publish = {"room": room, "type": "x", "payload": {"n": 1.50}, "id": "i"}
    await request(endpoint, "POST", "/ws/v2/publish", publish)
    exchanges = [
        ("get", "/ws/v2/status", "", None, 200), ("get", "/ws/v2/rooms", "", None, 200),
        ("get", "/ws/v2/connections", "?limit=5", None, 200), ("get", "/ws/v2/connections", "?limit=0", None, 400),
        ("post", "/ws/v2/publish", "", publish, 200), ("post", "/ws/v2/publish", "", {"room": room}, 400),
        ("post", "/ws/v2/broadcast/test", "", {"subscription_type": room, "message": "m"}, 200),
        ("post", "/ws/v2/broadcast/test", "", {"subscription_type": fresh("no"), "message": "m"}, 404),
        ("post", "/ws/v2/disconnect", "", nobody, 200), ("post", "/ws/v2/disconnect", "", {}, 400),
        ("get", "/ws/v2/history", f"?room={room}", None, 200), ("get", "/ws/v2/history", "", None, 400),
        ("get", "/ws/v2/history", f"?room={room}&since=99", None, 200),
        ("get", "/ws/v2/history", f"?room={fresh('no')}", None, 404),
        ("get", "/ws/v2/poll", f"?room={room}&offset=0", None, 200), ("get", "/ws/v2/poll", "", None, 400),
        ("get", "/ws/v2/poll", f"?room={fresh('no')}", None, 404), ("get", "/healthz", "", None, 200),
        ("get", "/readyz", "", None, 200), ("get", "/metrics", "", None, 200),
    ]  # fmt: skip
    for method, path, query, content, status in exchanges:
        answer = await request(endpoint, method.upper(), path + query, content)
        check(answer.status == status, f"{method} {path}{query} was answered with {answer.status}: {answer.body!r}")
        told = whole["paths"][path][method]["responses"].get(str(status))
        check(told is not None, f"{path} does not tell of {status}")
        kind, described = next(iter(told["content"].items()))
        check(answer.fields["content-type"].startswith(kind), f"{path} is {answer.fields['content-type']}, not {kind}")
        if kind == "application/json":
            wrong = problem(answer.json, described["schema"], whole)
            check(wrong is None, f"{path}{query}: {wrong}")
    missing = {(path, method) for path in whole["paths"] for method in whole["paths"][path]}
    missing -= {(path, method) for method, path, *_ in exchanges}
    check(not missing, f"nobody tries {missing}")


class Described:
    """Holds the messages of a connection against a channel."""

    def __init__(self, whole: dict, channel: str):
        self._messages = [
            whole["components"]["messages"][reference["$ref"].rpartition("/")[2]]
            for reference in whole["operations"][f"send{channel.capitalize()}"]["messages"]
        ]

    def check(self, message: dict) -> None:
        """Checks that exactly what the channel says was received."""
        wrongs = [problem(message, described["payload"], {}) for described in self._messages]
        named = [described["name"] for described, wrong in zip(self._messages, wrongs) if wrong is None]
        if named != [message["type"]] and named != ["publication"]:
            index = next((i for i, told in enumerate(self._messages) if told["name"] == message["type"]), None)
            why = "no such message" if index is None else wrongs[index]
            raise Failure(f"{json.dumps(message)} is described as {named or 'nothing'}: {why}")


REQUESTS = {
    "socket": lambda kind, room: envelope(kind, {"channel": room} if room else {}),
    "connect": lambda kind, room: json.dumps({"type": kind, "subscription_type": room}),
    "client": lambda kind, room: json.dumps({"type": kind, "timestamp": "2025-08-15T10:00:00Z", "channel": room}),
    "events": lambda kind, room: json.dumps({"type": kind, "data": {"channel": room}}),
}
"""How each dialect asks."""

SPEAKS = {"odds": "connect", "arbitrage": "connect", "sport": "connect"}
"""The channels that speak like others."""


async def describe_the_channels(endpoint: Endpoint) -> None:
    """Every message of every WebSocket route is one that asyncapi.json describes."""
    whole = document("asyncapi.json")
    room = fresh("described")
    async with Poster.open(endpoint) as poster:
        await poster.publish(room, {})
        for name, channel in whole["channels"].items():
            if name in ("portfolio", "echo"):
                continue
            path = channel["address"].replace("{sport}", "NHL") + ("?client_id=me" if name == "client" else "")
            ask = REQUESTS[SPEAKS.get(name, name)]
            described = Described(whole, name)
            async with talking(endpoint, path) as talk:
                for kind in ("subscribe", "status", "ping", "nonsense"):
                    await talk.send(ask(kind, room if kind == "subscribe" else None))
                await talk.send(ask("subscribe", fresh("unknown")))
                await poster.publish(room, {"n": 1.5})
                await talk.send(ask("unsubscribe", room))
                while True:
                    message = await talk.receive()
                    described.check(message)
                    if message["type"] == "unsubscribed":
                        break


async def name_every_route(endpoint: Endpoint) -> None:
    """The routes of both documents exist: none is answered with 404."""
    for path in document("openapi.json")["paths"]:
        answer = await request(endpoint, "PUT", path)
        check(answer.status == 405, f"PUT {path} was answered with {answer.status}")
    for name, channel in document("asyncapi.json")["channels"].items():
        path = channel["address"].replace("{sport}", "MLB").replace("{client_id}", "me")
        answer = await request(endpoint, "GET", path)
        check(answer.status == 426, f"{name}: GET {path} was answered with {answer.status}")


def add_cases(suite) -> None:
    """Adds every case."""
    for case in (are_accepted, describe_the_api, describe_the_channels, name_every_route):

        async def body(ground: Ground, case=case) -> None:
            await case(await ground.server(own="documents"))

        suite.add(f"documents: {case.__name__.replace('_', ' ')}", case.__doc__, body)
