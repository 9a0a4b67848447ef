"""Deflate with every window and either context, between our programs and the `websockets` package."""

from __future__ import annotations

from itertools import product

from websockets.asyncio.client import connect
from websockets.extensions.permessage_deflate import ClientPerMessageDeflateFactory, ServerPerMessageDeflateFactory

from against_client import visiting
from ground import Ground
from talk import text
from with_websockets import Server
from Wire.connection import check

MESSAGES = ["", "a", text(40000), text(40000), bytes(70000), bytes(range(256)) * 200, text(300)]
"""What survives only if both sides keep, or forget, the same window."""


async def client_agrees(ground: Ground, parameters: dict) -> None:
    """Our client agrees on what the server asks for and keeps to it."""
    async with visiting(ground, Server(ServerPerMessageDeflateFactory(**parameters))) as (client, url):
        opened = await client.connect(f"{url}/echo")
        for name, value in parameters.items():
            if value == 15:
                continue  # The default, which need not be told.
            wanted = f"{name}={value}" if value is not True else name
            check(wanted in opened["extensions"], f"the server asked for {wanted}, agreed on {opened['extensions']!r}")
        for message in MESSAGES:
            await client.echo(message)


async def server_agrees(ground: Ground, parameters: dict) -> None:
    """Our server agrees on what a client offers, and keeps to it."""
    endpoint = await ground.server()
    factory = ClientPerMessageDeflateFactory(**parameters)
    async with connect(
        endpoint.echo, compression=None, extensions=[factory], proxy=None, open_timeout=30, max_size=None
    ) as socket:
        agreed = socket.response.headers.get("Sec-WebSocket-Extensions", "")
        check("permessage-deflate" in agreed, f"offered {parameters}, agreed on {agreed!r}")
        for message in MESSAGES:
            await socket.send(message)
            got = await socket.recv()
            check(got == message, f"{len(message)} came back changed with {agreed!r}")


def add_cases(suite) -> None:
    """Adds a case for each set of parameters and role."""
    sets = [{"server_max_window_bits": bits, "client_max_window_bits": bits} for bits in range(9, 16)]
    for server, client in product((False, True), repeat=2):
        names = {"server_no_context_takeover": server, "client_no_context_takeover": client}
        sets.append({name: True for name, is_set in names.items() if is_set})
    sets.append({"server_max_window_bits": 9, "client_max_window_bits": 15, "server_no_context_takeover": True})
    for parameters in sets:
        title = ", ".join(f"{name} {value}".removesuffix(" True") for name, value in parameters.items()) or "defaults"
        for case, whose in ((client_agrees, "client"), (server_agrees, "server")):

            async def body(ground: Ground, case=case, parameters=parameters) -> None:
                await case(ground, parameters)

            suite.add(f"our {whose}'s deflate: {title}", case.__doc__, body)
