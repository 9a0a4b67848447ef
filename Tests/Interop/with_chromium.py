"""Headless Chromium: a page from another origin talks to the server and reports what it found."""

from __future__ import annotations

import asyncio
import contextlib
import json
import shutil
from pathlib import Path
from urllib.parse import urlencode

from ground import Endpoint, Ground, command
from talk import fresh, publish
from Wire.connection import Failure, check
from Wire.programs import free_port, fresh_folder

PAGE = Path(__file__).resolve().with_name("chromium.html")
SENTENCES = {
    "text": "Text of up to 60,000 characters comes back to a page as it went.",
    "binary": "Array buffers of 0 bytes to 1 MiB come back to a page as they went.",
    "deflate": "Chromium's offer of deflate is taken.",
    "the close": "A page's close is clean and keeps its code.",
    "the limit": "A page's message over the limit ends with 1009 and a reason that names the limit.",
    "the subprotocol": "Of the page's subprotocols the server takes v2.",
    "a route that is missing": "A route that does not exist does not open.",
    "a room": "A page of an allowed origin posts into a room and sees it arrive, with rising offsets.",
}
"""The page's checks, in its own names."""


class Pages:
    """A web server for one page and its report."""

    def __init__(self):
        self.report = asyncio.get_running_loop().create_future()

    @contextlib.asynccontextmanager
    async def listen(self, port: int):
        """Listens on `port`."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", port)
        try:
            yield
        finally:
            server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
            body = b""
            if head.startswith("get /page"):
                body = PAGE.read_bytes()
            if head.startswith("post /result"):
                length = int(head.partition("content-length: ")[2].partition("\r\n")[0])
                self.report.set_result(json.loads(await reader.readexactly(length)))
            fields = f"Content-Type: text/html\r\nContent-Length: {len(body)}\r\nConnection: close\r\n"
            writer.write(f"HTTP/1.1 200 OK\r\n{fields}\r\n".encode() + body)
            await writer.drain()
        writer.close()


@contextlib.asynccontextmanager
async def browser(url: str, *flags: str):
    """Chromium with a profile of its own, on `url`."""
    profile = fresh_folder("chromium")
    process = await asyncio.create_subprocess_exec(
        command("chromium", "chromium"), "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
        "--disable-dev-shm-usage", "--disable-background-networking", "--no-proxy-server",
        f"--user-data-dir={profile}", "--remote-debugging-port=0", *flags, url,
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.communicate()
        shutil.rmtree(profile, ignore_errors=True)


async def visit(endpoint: Endpoint, port: int, *flags: str) -> dict[str, str]:
    """Opens the page, served on `port`; returns its report."""
    room = fresh("page")
    await publish(endpoint, room, {"number": 0})
    pages = Pages()
    query = urlencode({"server": endpoint.socket(""), "room": room})
    async with pages.listen(port), browser(f"http://127.0.0.1:{port}/page?{query}", *flags) as process:
        ended = asyncio.ensure_future(process.wait())
        await asyncio.wait({pages.report, ended}, timeout=80, return_when=asyncio.FIRST_COMPLETED)
        ended.cancel()
        if not pages.report.done():
            raise Failure(f"the page reported nothing; chromium's status is {process.returncode}")
        return pages.report.result()


async def report(ground: Ground) -> dict[str, str]:
    """What the page found, asked for once."""

    async def ask() -> dict[str, str]:
        port = free_port()
        return await visit(await ground.server("--allowed-origin", f"http://127.0.0.1:{port}"), port)

    return await ground.share("chromium", ask)


def add_cases(suite) -> None:
    """Adds a case for each check of the page."""
    for name, sentence in SENTENCES.items():

        async def body(ground: Ground, name=name) -> None:
            found = (await report(ground)).get(name, "the page did not get so far")
            check(found == "ok", found)

        suite.add(f"chromium: {name}", sentence, body, limit=120)
