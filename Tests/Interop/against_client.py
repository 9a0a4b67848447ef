"""Our client against other people's servers: each case for each library."""

from __future__ import annotations

import contextlib
from urllib.parse import quote

from ground import Ground
from server import EchoServer
from steer import Steered
from talk import fresh, messages, text
from Wire.connection import check


@contextlib.asynccontextmanager
async def visiting(ground: Ground, server: EchoServer, secure: bool = False):
    """A client of ours, and the URL of `server` while it runs."""
    async with server.listen(ground.identity if secure else None) as port, Steered.start(ground) as client:
        yield client, f"{'wss' if secure else 'ws'}://127.0.0.1:{port}"


async def echoes_every_size(ground: Ground, server: EchoServer) -> None:
    """Text and binary messages of 0 bytes to 1 MiB come back as they went, without deflate."""
    async with visiting(ground, server) as (client, url):
        opened = await client.connect(f"{url}/echo", deflate=False)
        check(opened["extensions"] == "", f"deflate was agreed on without being offered: {opened}")
        for message in messages():
            await client.echo(message)


async def deflates(ground: Ground, server: EchoServer) -> None:
    """Deflate is agreed on, and messages of every size survive it."""
    async with visiting(ground, server) as (client, url):
        opened = await client.connect(f"{url}/echo")
        check("permessage-deflate" in opened["extensions"], f"the server did not take deflate: {opened}")
        for message in messages():
            await client.echo(message)


async def takes_fragments(ground: Ground, server: EchoServer) -> None:
    """Messages that come in pieces arrive whole, plain and compressed."""
    async with visiting(ground, server) as (client, url):
        for deflate in (False, True):
            await client.connect(f"{url}/fragments", deflate=deflate)
            for message in ("", "short", text(5000), bytes(999), bytes(range(256)) * 300):
                await client.echo(message)


async def answers_pings(ground: Ground, server: EchoServer) -> None:
    """The server's ping is answered while nobody receives, and our ping gets its pong."""
    async with visiting(ground, server) as (client, url):
        await client.connect(f"{url}/ping")
        await client.expect("the pong came")
        await client.done("ping", b64="AAECAw==")
        await client.echo("after the pings")


async def answers_a_close(ground: Ground, server: EchoServer) -> None:
    """The server's close is told with code and reason, and answered with the code."""
    async with visiting(ground, server) as (client, url):
        for code, reason in ((1000, ""), (1001, "gone"), (1011, "oh"), (3999, "é" * 61), (4321, "that is all")):
            visit = fresh("visit")
            await client.connect(f"{url}/close/{code}/{quote(reason)}?visit={visit}")
            got = await client.ending()
            check(got == (code, reason), f"closed with {code} {reason!r}, told as {got}")
            ended = await server.ending(visit)
            check(ended.code == code, f"closed with {code}, answered with {ended.code}")


async def closes(ground: Ground, server: EchoServer) -> None:
    """Our close reaches the server with code and reason, and its answer comes back."""
    async with visiting(ground, server) as (client, url):
        for code, reason in ((1000, ""), (1000, "done"), (3000, "é" * 61), (4321, "that is all")):
            visit = fresh("visit")
            await client.connect(f"{url}/echo?visit={visit}")
            await client.echo("before the close")
            answer = await client.done("close", code=code, reason=reason)
            check(answer["code"] == server.answer_to(code), f"closed with {code}, answered with {answer}")
            ended = await server.ending(visit)
            check(ended.code == code, f"closed with {code}, the server saw {ended.code}")
            check(ended.reason in (None, reason), f"closed with {reason!r}, the server saw {ended.reason!r}")


async def gets_the_subprotocol(ground: Ground, server: EchoServer) -> None:
    """The subprotocol that the server chooses is told, and none where none was offered."""
    async with visiting(ground, server) as (client, url):
        opened = await client.connect(f"{url}/echo", subprotocols=["mqtt", "v2"])
        check(opened["subprotocol"] == "v2", f"offered mqtt and v2, got {opened}")
        opened = await client.connect(f"{url}/echo")
        check(opened["subprotocol"] is None, f"offered none, got {opened}")


async def tells_a_refusal(ground: Ground, server: EchoServer) -> None:
    """The status of a refused handshake is told, and the next connection opens."""
    async with visiting(ground, server) as (client, url):
        for status in (401, 403, 404, 503):
            answer = await client.ask("connect", url=f"{url}/refuse/{status}", open_timeout=30)
            check(answer["ok"] is False and answer["status"] == status, f"refused with {status}, told as {answer}")
        await client.connect(f"{url}/echo")
        await client.echo("after the refusals")


async def speaks_tls(ground: Ground, server: EchoServer) -> None:
    """Over TLS every size is echoed and a close is clean; a certificate of another authority is not taken."""
    async with visiting(ground, server, secure=True) as (client, url):
        stranger = ground.certificates.path("stranger.pem")
        answer = await client.ask("connect", url=f"{url}/echo", cafile=stranger, open_timeout=30)
        check(answer["ok"] is False and "status" in answer, f"a stranger's certificate was taken: {answer}")
        await client.connect(f"{url}/echo", cafile=ground.cafile)
        for message in messages():
            await client.echo(message)
        answer = await client.done("close", code=4000, reason="over TLS")
        check(answer["code"] == server.answer_to(4000), f"closed with 4000, answered with {answer}")


CASES = [
    echoes_every_size,
    deflates,
    takes_fragments,
    answers_pings,
    answers_a_close,
    closes,
    gets_the_subprotocol,
    tells_a_refusal,
    speaks_tls,
]
HEAVY = {echoes_every_size, deflates, speaks_tls}


def add_cases(suite, make_server) -> None:
    """Adds all cases with servers that `make_server` makes."""
    for case in CASES:
        if case is takes_fragments and not make_server.can_fragment:
            continue

        async def body(ground: Ground, case=case) -> None:
            await case(ground, make_server())

        name = case.__name__.replace("_", " ")
        suite.add(f"our client at {make_server.name}: {name}", case.__doc__, body, heavy=case in HEAVY)
