"""Our client through the proxies of other people: tinyproxy (HTTP CONNECT) and microsocks (SOCKS5), with and without a login."""

from __future__ import annotations

import asyncio

from ground import Endpoint, Ground, command
from Wire.connection import check
from Wire.programs import Program, free_port, fresh_folder

LOGIN = "me", "a-password"


async def _tinyproxy(login: bool) -> str:
    """The URL of a fresh tinyproxy, with a place for the login."""
    folder = fresh_folder("tunnel")
    port = free_port()
    file = folder / "tinyproxy.conf"
    file.write_text(f"Port {port}\nListen 127.0.0.1\n" + (f"BasicAuth {' '.join(LOGIN)}\n" if login else ""))
    await Program.start([command("tinyproxy", "tinyproxy-bin"), "-d", "-c", str(file)], port)
    return f"http://{{login}}127.0.0.1:{port}"


async def _microsocks(login: bool) -> str:
    """The URL of a fresh microsocks, with a place for the login."""
    port = free_port()
    words = [command("microsocks", "microsocks"), "-i", "127.0.0.1", "-p", str(port)]
    await Program.start([*words, *(("-u", LOGIN[0], "-P", LOGIN[1]) if login else ())], port)
    return f"socks5://{{login}}127.0.0.1:{port}"


async def _connect(ground: Ground, url: str, *flags: str) -> tuple[int, str]:
    """What `tautline connect` says, and with what it ends, after one echo."""
    process = await asyncio.create_subprocess_exec(
        ground.cli, "connect", url, "--exit-after", "1", *flags, stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    output, _ = await asyncio.wait_for(process.communicate(b"through the tunnel\n"), 20)
    return process.returncode, output.decode()


async def _echoes(ground: Ground, endpoint: Endpoint, proxy: str) -> None:
    trust = ("--ca", endpoint.cafile) if endpoint.cafile else ()
    code, output = await _connect(ground, endpoint.echo, "--proxy", proxy, *trust)
    check(code == 0 and "through the tunnel" in output, f"exit {code}: {output}")


def add_cases(suite) -> None:
    """Adds the cases of both proxies."""
    for name, start, wanted, wrong in (
        ("tinyproxy", _tinyproxy, "wants a login (407)", "wants a login (401)"),
        ("microsocks", _microsocks, "wants a login", "does not believe the user and the password"),
    ):

        async def plain(ground: Ground, start=start) -> None:
            proxy = (await start(False)).format(login="")
            await _echoes(ground, await ground.server(), proxy)
            await _echoes(ground, await ground.secure_server(), proxy)

        async def login(ground: Ground, start=start, wanted=wanted, wrong=wrong) -> None:
            server, proxy = await ground.server(), await start(True)
            await _echoes(ground, server, proxy.format(login=f"{LOGIN[0]}:{LOGIN[1]}@"))
            for given, sentence in (("", wanted), ("me:guess@", wrong)):
                code, output = await _connect(ground, server.echo, "--proxy", proxy.format(login=given))
                check(code == 2 and sentence in output, f"exit {code}, not 2 with '{sentence}': {output}")

        async def nobody(ground: Ground, start=start) -> None:
            proxy = (await start(False)).format(login="")
            code, output = await _connect(ground, f"ws://127.0.0.1:{free_port()}/", "--proxy", proxy)
            check(code == 2 and "the proxy" in output, f"exit {code}: {output}")

        suite.add(f"our client through {name}", "ws and wss reach the server through the proxy.", plain)
        suite.add(f"our client through {name} with a login", "The right login opens the way, others are told.", login)
        suite.add(f"our client through {name} to nobody", "The proxy's refusal is said.", nobody)
