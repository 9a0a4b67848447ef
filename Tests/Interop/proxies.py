"""The server behind nginx and haproxy: the same cases, through a proxy."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import against_server
from client import Closed, Offer
from ground import Endpoint, Ground, command
from steer import Steered
from talk import fresh, publish, subscribe
from Wire.connection import check
from Wire.programs import Program, free_port, fresh_folder

PATIENCE = 3
"""The seconds of silence after which the impatient proxies give a connection up."""

NGINX = """
daemon off; master_process off; pid {folder}/nginx.pid; error_log stderr warn;
events {{ worker_connections 512; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  map $http_upgrade $connection_upgrade {{ default upgrade; '' ''; }}
  upstream tautline {{ server {server}; keepalive 4; }}
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://tautline;
      proxy_http_version 1.1;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_upgrade;
      proxy_set_header Host $http_host;
      proxy_read_timeout {patience}s;
      proxy_send_timeout {patience}s;
    }}
  }}
}}
"""

HAPROXY = """
global
  maxconn 1000
defaults
  mode http
  timeout connect 5s
  timeout client 60s
  timeout server 60s
  timeout tunnel {patience}s
frontend web
  bind 127.0.0.1:{port}
  default_backend tautline
backend tautline
  server one {server}
"""


async def behind_nginx(ground: Ground, patience: int = 60) -> Endpoint:
    """The shared server, through nginx with the few lines that its manual wants for WebSockets."""
    return await ground.share(("nginx", patience), lambda: _start(ground, NGINX, patience, _nginx_words))


async def behind_haproxy(ground: Ground, patience: int = 60) -> Endpoint:
    """The shared server, through haproxy in HTTP mode."""
    return await ground.share(("haproxy", patience), lambda: _start(ground, HAPROXY, patience, _haproxy_words))


def _nginx_words(file: Path) -> list[str]:
    return [command("nginx", "nginx"), "-p", str(file.parent), "-c", str(file), "-e", "stderr"]


def _haproxy_words(file: Path) -> list[str]:
    return [command("haproxy", "haproxy"), "-f", str(file), "-db"]


async def _start(ground: Ground, template: str, patience: int, words) -> Endpoint:
    server = await ground.server()
    folder = fresh_folder("proxy")
    port = free_port()
    file = folder / "proxy.conf"
    file.write_text(template.format(folder=folder, port=port, server=server.host, patience=patience))
    program = await Program.start(words(file), port)
    return Endpoint(f"127.0.0.1:{port}", None, program)


PROXIES = {"nginx": behind_nginx, "haproxy": behind_haproxy}
CASES = [*against_server.ECHOES, *against_server.ROOMS]


async def outlives_patience(endpoint: Endpoint, client) -> None:
    """A connection that pings more often than the proxy loses patience stays up, and still gets what is posted."""
    room = fresh("room")
    place = await publish(endpoint, room, {"number": 0})
    socket = await client.open(endpoint.rooms, Offer())
    try:
        await subscribe(socket, room)
        for _ in range(3):
            # The proxy's clock cannot be turned: this is the silence that the case is about.
            await asyncio.sleep(PATIENCE * 0.6)
            await socket.ping(b"still here")
        await publish(endpoint, room, {"number": 1})
        message = json.loads(await socket.receive())
        check(message["meta"]["offset"] == place["offset"] + 1, f"expected the message after {place}, got {message}")
    finally:
        await socket.abandon()


async def is_forgotten_in_silence(endpoint: Endpoint, client) -> None:
    """A silent connection that the proxy gives up ends as lost; a subscriber recovers on a new one what it missed."""
    room = fresh("room")
    place = await publish(endpoint, room, {"number": 0})
    socket = await client.open(endpoint.rooms, Offer())
    await subscribe(socket, room)
    try:
        got = await socket.receive()
        check(False, f"expected the end of the connection, got {got!r}")
    except Closed as closed:
        check(closed.code == 1006, f"the proxy's impatience ended the connection with {closed.code}")
    finally:
        await socket.abandon()
    await publish(endpoint, room, {"number": 1})
    socket = await client.open(endpoint.rooms, Offer())
    try:
        since = {"epoch": place["epoch"], "offset": place["offset"]}
        confirmed = await subscribe(socket, room, since=since)
        check(confirmed["recovered"] is True, f"nothing was recovered: {confirmed}")
        check(json.loads(await socket.receive())["payload"] == {"number": 1}, "another message was recovered")
    finally:
        await socket.abandon()


async def carries_our_client(ground: Ground, endpoint: Endpoint) -> None:
    """`tautline drive` echoes, pings and closes through the proxy."""
    async with Steered.start(ground) as client:
        await client.connect(endpoint.echo)
        for message in ("", "text", bytes(70000), "x" * 100000):
            await client.echo(message)
        await client.done("ping", b64="AAEC")
        answer = await client.done("close", code=4321, reason="that is all")
        check(answer["code"] == 4321, f"closed with 4321, answered with {answer}")


def add_cases(suite, modules: dict) -> None:
    """Adds the cases of both proxies, with two libraries' clients and our own."""
    clients = [modules[name].CLIENTS[0] for name in ("with_websockets", "with_aiohttp") if name in modules]
    for name, proxy in PROXIES.items():
        for client in clients:
            against_server.add_cases(suite, f"tautline-server behind {name}", client, CASES, proxy)

        async def ours(ground: Ground, proxy=proxy) -> None:
            await carries_our_client(ground, await proxy(ground))

        suite.add(f"our client behind {name}", carries_our_client.__doc__, ours)
        for case in (outlives_patience, is_forgotten_in_silence):

            async def patient(ground: Ground, proxy=proxy, case=case) -> None:
                await case(await proxy(ground, PATIENCE), clients[0])

            if clients:
                suite.add(f"behind impatient {name}: {case.__name__.replace('_', ' ')}", case.__doc__, patient)
