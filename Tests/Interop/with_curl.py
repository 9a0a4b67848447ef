"""curl: the HTTP API, and the upgrade as far as curl goes, which is its answer."""

from __future__ import annotations

import asyncio
import json

from ground import Endpoint, Ground, command
from talk import fresh
from Wire.connection import check
from Wire.handshake import accept_for

KEY = "dGhlIHNhbXBsZSBub25jZQ=="
UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": KEY,
}


class Answer:
    """What curl printed: head and body."""

    def __init__(self, output: bytes):
        head, _, self.body = output.partition(b"\r\n\r\n")
        line, *fields = head.decode("latin-1").split("\r\n")
        self.status = int(line.split()[1])
        self.fields = {name.lower(): value for name, value in (field.split(": ", 1) for field in fields)}

    @property
    def json(self) -> dict:
        """The body as JSON."""
        return json.loads(self.body)


async def run(*words: str, stdin: bytes = b"", codes: tuple[int, ...] = (0,)) -> bytes:
    """Runs curl; returns what it printed."""
    process = await asyncio.create_subprocess_exec(
        command("curl", "curl"), "--silent", "--show-error", "--http1.1", "--max-time", "20", *words,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    output, complaint = await process.communicate(stdin)
    check(process.returncode in codes, f"curl ended with {process.returncode}: {complaint.decode().strip()}")
    return output


async def get(url: str, *words: str) -> Answer:
    """One request."""
    return Answer(await run("--include", *words, url))


async def post(endpoint: Endpoint, body: str, *words: str) -> Answer:
    """Posts to the publish route; an interim answer is skipped."""
    output = await run(
        "--include", "--data-binary", "@-", "--header", "Content-Type: application/json", *words,
        f"{endpoint.http}/ws/v2/publish", stdin=body.encode(),
    )  # fmt: skip
    if output.startswith(b"HTTP/1.1 100"):
        output = output.partition(b"\r\n\r\n")[2]
    return Answer(output)


async def reads_the_api(endpoint: Endpoint) -> None:
    """Status, rooms, health, readiness and metrics answer with 200 and what they promise, to GET and to HEAD."""
    for path, kind in (
        ("/ws/v2/status", "application/json"),
        ("/ws/v2/rooms", "application/json"),
        ("/healthz", ""),
        ("/readyz", ""),
        ("/metrics", "text/plain"),
    ):
        answer = await get(endpoint.http + path)
        check(answer.status == 200, f"{path} was answered with {answer.status}")
        check(answer.fields["content-type"].startswith(kind), f"{path} is {answer.fields['content-type']}")
        check(len(answer.body) == int(answer.fields["content-length"]), f"{path} has another length than it says")
        head = await get(endpoint.http + path, "--head")
        check(head.status == 200 and head.body == b"", f"HEAD {path} was answered with {head.status}, {head.body!r}")
    check("rooms" in (await get(endpoint.http + "/ws/v2/rooms")).json, "the rooms are not listed")


async def publishes(endpoint: Endpoint) -> None:
    """A publication is answered with its room, epoch and a rising offset; so is one in chunks."""
    room = fresh("room")
    message = {"room": room, "type": "odds_update", "payload": {"player": "José"}, "meta": {"priority": "high"}}
    body = json.dumps(message)
    first = (await post(endpoint, body)).json
    second = (await post(endpoint, body, "--header", "Transfer-Encoding: chunked")).json
    check(first == {"room": room, "epoch": first["epoch"], "offset": 1}, f"published, got {first}")
    check(second == {**first, "offset": 2}, f"published again, got {second}")


async def publishes_after_100_continue(endpoint: Endpoint) -> None:
    """A large publication that waits for 100 Continue is told to go on, and taken."""
    room = fresh("room")
    body = json.dumps({"room": room, "type": "odds_update", "payload": {"text": "x" * 500_000}})
    answer = await post(endpoint, body, "--header", "Expect: 100-continue", "--expect100-timeout", "15")
    check(answer.status == 200 and answer.json["offset"] == 1, f"answered with {answer.status} {answer.body!r}")


async def is_told_what_is_wrong(endpoint: Endpoint) -> None:
    """What is no publication is answered with 400 and a sentence, and a wrong method with 405 and the right ones."""
    for body in ("", "{", "[]", "{}", '{"room": "x"}', '{"room": 5, "type": "t", "payload": {}}'):
        answer = await post(endpoint, body)
        check(answer.status == 400, f"{body!r} was answered with {answer.status}")
        check(len(answer.body) > 10, f"{body!r} was answered without a sentence: {answer.body!r}")
    answer = await get(endpoint.http + "/ws/v2/publish")
    allowed = answer.fields.get("allow", "").split(", ")
    check(answer.status == 405 and "POST" in allowed and "GET" not in allowed, f"GET got {answer.status}, {answer.fields}")
    check((await get(endpoint.http + "/nothing/here")).status == 404, "a route that does not exist was answered")


async def keeps_the_connection(endpoint: Endpoint) -> None:
    """Several requests go over one connection."""
    url = endpoint.http + "/ws/v2/status"
    output = await run("--write-out", "\n%{num_connects}\n", url, url, url)
    connects = [line for line in output.decode().splitlines() if line.isdigit()]
    check(connects == ["1", "0", "0"], f"three requests opened {connects} connections")


async def upgrades(endpoint: Endpoint) -> None:
    """The upgrade is answered with 101 and the right Sec-WebSocket-Accept."""
    # curl then waits for what comes, so it is told to end; 28 is its exit code for that.
    output = await run("--include", *_headers(UPGRADE), "--max-time", "2", endpoint.http + "/ws/curl", codes=(0, 28))
    answer = Answer(output)
    check(answer.status == 101, f"answered with {answer.status}")
    check(answer.fields["sec-websocket-accept"] == accept_for(KEY), f"accepted with {answer.fields}")
    check(answer.fields["upgrade"].lower() == "websocket", f"upgraded to {answer.fields}")


async def is_refused_the_upgrade(endpoint: Endpoint) -> None:
    """An upgrade without a key, of another version, or by POST is refused with its own status; a plain GET with 426."""
    url = endpoint.http + "/ws"
    without_key = {name: value for name, value in UPGRADE.items() if name != "Sec-WebSocket-Key"}
    without_version = {name: value for name, value in UPGRADE.items() if name != "Sec-WebSocket-Version"}
    for words, status in (
        (_headers(without_key), 400),
        (_headers({**without_version, "Sec-WebSocket-Version": "8"}), 426),
        (_headers(UPGRADE) + ["--request", "POST"], 405),
        ([], 426),
    ):
        answer = await get(url, *words)
        check(answer.status == status, f"expected {status}, got {answer.status} {answer.body!r}")
        check(len(answer.body) > 10, f"{status} comes without a sentence: {answer.body!r}")
        if status == 426:
            check(answer.fields.get("upgrade") == "websocket", f"426 does not say to what: {answer.fields}")
        if words[-1:] == ["Sec-WebSocket-Version: 8"]:
            check(answer.fields.get("sec-websocket-version") == "13", f"the version is not named: {answer.fields}")


def _headers(fields: dict[str, str]) -> list[str]:
    return [word for name, value in fields.items() for word in ("--header", f"{name}: {value}")]


async def speaks_tls(ground: Ground) -> None:
    """Over TLS curl reads and publishes where it trusts the authority, and refuses where it does not."""
    endpoint = await ground.secure_server()
    check((await get(endpoint.http + "/healthz", "--cacert", ground.cafile)).status == 200, "not healthy")
    body = json.dumps({"room": fresh("room"), "type": "t", "payload": {}})
    check((await post(endpoint, body, "--cacert", ground.cafile)).json["offset"] == 1, "not published")
    # 60: the peer's certificate cannot be authenticated.
    await run("--cacert", ground.certificates.path("stranger.pem"), endpoint.http + "/healthz", codes=(60,))


CASES = [
    reads_the_api,
    publishes,
    publishes_after_100_continue,
    is_told_what_is_wrong,
    keeps_the_connection,
    upgrades,
    is_refused_the_upgrade,
]


def add_cases(suite, proxies: dict) -> None:
    """Adds all cases, and those that publish again through the proxies."""
    for case in CASES:

        async def direct(ground: Ground, case=case) -> None:
            await case(await ground.server())

        suite.add(f"curl {case.__name__.replace('_', ' ')}", case.__doc__, direct)
    suite.add("curl over TLS", speaks_tls.__doc__, speaks_tls)
    for name, proxy in proxies.items():
        for case in (reads_the_api, publishes, is_told_what_is_wrong):

            async def behind(ground: Ground, case=case, proxy=proxy) -> None:
                await case(await proxy(ground))

            suite.add(f"curl behind {name} {case.__name__.replace('_', ' ')}", case.__doc__, behind)
