"""Docs/openapi.json and Docs/asyncapi.json, held against their standards and against the running server."""

from __future__ import annotations

import json
from pathlib import Path

import asyncapi
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate
from pydantic_asyncapi import AsyncAPIV3

from ground import Endpoint
from speaking import EXAMPLE_TIME, talking
from stage import Stage
from tokens import Issuer
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


async def request(
    endpoint: Endpoint, method: str, target: str, content: dict | None = None, token: str | None = None
) -> Answer:
    """One request with curl."""
    words = ["--include", "-X", method]
    if token is not None:
        words += ["--header", f"Authorization: Bearer {token}"]
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
        ("post", "/ws/v2/revoke", "", {"jti": "t"}, 409),
        ("get", "/ws/v2/history", f"?room={room}", None, 200), ("get", "/ws/v2/history", "", None, 400),
        ("get", "/ws/v2/history", f"?room={room}&since=99", None, 200),
        ("get", "/ws/v2/history", f"?room={fresh('no')}", None, 404),
        ("get", "/ws/v2/poll", f"?room={room}&offset=0", None, 200), ("get", "/ws/v2/poll", "", None, 400),
        ("get", "/ws/v2/presence", f"?room={room}", None, 200), ("get", "/ws/v2/presence", "", None, 400),
        ("get", "/ws/v2/presence", f"?room={fresh('no')}", None, 404),
        ("get", "/ws/v2/poll", f"?room={fresh('no')}", None, 404), ("get", "/healthz", "", None, 200),
        ("post", "/ws/v2/publish", "", {"user": room, "type": "x", "payload": {}, "id": "i"}, 200),
        ("post", "/ws/v2/publish", "", {"user": room, "type": "x", "payload": {}, "ttl": 0}, 400),
        ("get", "/ws/v2/receipts", f"?user={room}&id=i", None, 200), ("get", "/ws/v2/receipts", "", None, 400),
        ("get", "/readyz", "", None, 200), ("get", "/metrics", "", None, 200), ("get", "/", "", None, 200),
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


async def describe_what_tokens_are_for(stage: Stage) -> None:
    """Where openapi.json tells of 401 and 403, a bad token and another's token are refused so, and nowhere else."""
    endpoint, issuer = await stage.guarded()
    whole = document("openapi.json")
    for path, operations in whole["paths"].items():
        for method, operation in operations.items():
            told = operation["responses"]
            content = {} if method == "post" else None
            for token, status in (("nonsense", "401"), (issuer.token("user"), "403")):
                answer = await request(endpoint, method.upper(), path, content, token)
                where = f"{method} {path} with {token} was answered with {answer.status}: {answer.body!r}"
                if status == "401":
                    check((answer.status == 401) == ("401" in told), where)
                else:
                    check(answer.status != 401 and (answer.status != 403 or "403" in told), where)
                check(str(answer.status) in told, where)
                if answer.status >= 400:
                    wrong = problem(answer.json, whole["components"]["schemas"]["Error"], whole)
                    check(wrong is None, f"{where}: {wrong}")


class Described:
    """Holds what is said on a connection against a channel."""

    def __init__(self, whole: dict, channel: str):
        self._whole = whole
        self._told = self._messages(f"send{channel.capitalize()}")
        self._asked = self._messages(f"receive{channel.capitalize()}")

    def _messages(self, operation: str) -> list[dict]:
        references = self._whole["operations"][operation]["messages"]
        return [self._whole["components"]["messages"][one["$ref"].rpartition("/")[2]] for one in references]

    def check_request(self, text: str) -> None:
        """Checks that the channel says what a client sends."""
        wrong = problem(json.loads(text), self._asked[0]["payload"], self._whole)
        check(wrong is None, f"the request {text} is not described: {wrong}")

    def check(self, message: dict) -> None:
        """Checks that exactly what the channel says was received."""
        wrongs = [problem(message, told["payload"], self._whole) for told in self._told]
        named = [told["name"] for told, wrong in zip(self._told, wrongs, strict=True) if wrong is None]
        if named != [message["type"]] and named != ["publication"]:
            index = next((i for i, told in enumerate(self._told) if told["name"] == message["type"]), None)
            why = "no such message" if index is None else wrongs[index]
            raise Failure(f"{json.dumps(message)} is described as {named or 'nothing'}: {why}")


def ask_in_v2(kind: str, content: dict) -> str:
    """A request of the v2 dialect."""
    return envelope(kind, content)


def ask_in_rooms(kind: str, content: dict) -> str:
    """A request of the rooms dialect."""
    room = {"subscription_type": content["channel"]} if "channel" in content else {}
    return json.dumps({"type": kind, **content, **room})


def ask_flat(kind: str, content: dict) -> str:
    """A request of the structured or the user dialect."""
    return json.dumps({"type": kind, "timestamp": EXAMPLE_TIME, **content})


def ask_in_event(kind: str, content: dict) -> str:
    """A request of the event dialect."""
    return json.dumps({"type": kind, "data": content})


SPEAKERS = {"v2": ask_in_v2, "rooms": ask_in_rooms, "structured": ask_flat, "event": ask_in_event, "user": ask_flat}
"""How each dialect asks."""


def requests(room: str, family: str) -> list[tuple[str, dict]]:
    """Requests that let a server say everything that it can."""
    state = {"channel": room, "epoch": "0" * 16, "offset": 1, "checksum": "0" * 16}
    return [
        ("subscribe", {"channel": room, "options": {"batchSize": 2, "batchMs": 50, "presence": True}}),
        ("subscribe", {"channel": f"{family}.*"}),
        ("subscribe", {"channel": fresh("unknown")}),
        ("subscribe", {"channel": room, "filters": {"n": 7}, "since": {"epoch": "0" * 16, "offset": 9}}),
        ("connect", {}),
        ("status", {}),
        ("ping", {}),
        ("health_check", {}),
        ("performance_metrics", {}),
        ("get_props", {"sport": "MLB"}),
        ("snapshot_request", {"channel": room}),
        ("snapshot_request", {"categories": ["props", fresh("unknown")]}),
        ("state_sync", state),
        ("presence", {"channel": room}),
        ("nonsense", {}),
    ]


async def describe_the_channels(endpoint: Endpoint) -> None:
    """Every request and every message of every WebSocket route is one that asyncapi.json describes."""
    whole = document("asyncapi.json")
    heard = set()
    async with Poster.open(endpoint) as poster:
        for name, channel in asyncapi.CHANNELS.items():
            if name in ("portfolio", "user", "echo"):
                continue
            room, family = fresh("described"), fresh("family")
            await poster.publish(room, {"id": "a"})
            path = channel["address"].replace("{sport}", "NHL") + ("?client_id=me" if name == "client" else "")
            described = Described(whole, name)
            ask = SPEAKERS[channel["dialect"]]
            async with talking(endpoint, path) as talk:
                for kind, content in requests(room, family):
                    request = ask(kind, content)
                    described.check_request(request)
                    await talk.send(request)
                for n in range(3):
                    await poster.publish(room, {"id": str(n), "n": 7})
                await poster.publish(f"{family}.new", {"n": 7})
                told = ""
                while told != "unsubscribed":
                    message = await talk.receive()
                    described.check(message)
                    told = message["type"]
                    heard.add(told)
                    if told == "subscription_room":
                        await talk.send(ask("unsubscribe", {"channel": room}))
    silent = set(asyncapi.CONTENTS) - heard - UNHEARD
    check(not silent, f"nobody has heard {sorted(silent)}, only {sorted(heard)}")


UNHEARD = {
    "ping", "ack", "authenticated", "connection_established", "messages_dropped", "messages_suppressed", "presence_update",
    "reconnect_required",
}  # fmt: skip
"""What a short talk cannot bring about; other cases hear it."""


async def asyncapi_is_what_its_source_prints(_: Endpoint) -> None:
    """Docs/asyncapi.json is what asyncapi.py prints."""
    same = (DOCS / "asyncapi.json").read_text() == asyncapi.spelled(asyncapi.document()) + "\n"
    check(same, "run: python Tests/Dialects/asyncapi.py > Docs/asyncapi.json")


async def describe_renewals(endpoint: Endpoint, issuer: Issuer) -> None:
    """What answers a new token over a living connection is what asyncapi.json describes, in every dialect."""
    whole = document("asyncapi.json")
    for name in ("socket", "connect", "client", "events"):
        channel = asyncapi.CHANNELS[name]
        path = channel["address"] + ("?client_id=me" if name == "client" else "")
        described, ask = Described(whole, name), SPEAKERS[channel["dialect"]]
        async with talking(endpoint, path) as talk:
            for token, kind in ((issuer.token("ann", role="admin"), "authenticated"), ("no-token", "error")):
                request = ask("authenticate", {"token": token})
                described.check_request(request)
                await talk.send(request)
                told = ""
                while told != kind:
                    message = await talk.receive()
                    described.check(message)
                    told = message["type"]


async def name_every_route(endpoint: Endpoint) -> None:
    """The routes of both documents exist: none is answered with 404."""
    for path in document("openapi.json")["paths"]:
        answer = await request(endpoint, "PUT", path)
        check(answer.status == 405, f"PUT {path} was answered with {answer.status}")
    for name, channel in document("asyncapi.json")["channels"].items():
        path = channel["address"].replace("{sport}", "MLB").replace("{client_id}", "me")
        answer = await request(endpoint, "GET", path)
        check(answer.status == 426, f"{name}: GET {path} was answered with {answer.status}")


CASES = (
    are_accepted,
    asyncapi_is_what_its_source_prints,
    describe_the_api,
    describe_the_channels,
    name_every_route,
)


def add_cases(suite) -> None:
    """Adds every case."""
    for case in CASES:

        async def body(stage: Stage, case=case) -> None:
            await case(await stage.server(own="documents"))

        suite.add(f"Documents: {case.__name__.replace('_', ' ')}", case.__doc__, body)

    async def renewals(stage: Stage) -> None:
        await describe_renewals(*await stage.guarded())

    suite.add("Documents: describe renewals", describe_renewals.__doc__, renewals)

    what = describe_what_tokens_are_for
    suite.add(f"Documents: {what.__name__.replace('_', ' ')}", what.__doc__, what)
