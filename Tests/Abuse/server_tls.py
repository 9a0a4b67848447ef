"""Server: TLS, and what else comes to its port."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import ssl
from urllib.parse import urlsplit

from floods import is_dropped, returns_to
from stand import Service, Stand
from Wire.connection import Connection, Failure, check, trusting_context
from Wire.frames import Opcode, binary, close, text
from Wire.handshake import request
from Wire.harness import Suite

suite = Suite()
HELLO_START = bytes.fromhex("16030100c8010000c40303")


async def secure(stand: Stand, *flags: str, own: str = "") -> Service:
    return await stand.listen(*stand.tls, *flags, own=own)


async def raw(service: Service) -> Connection:
    """A TCP connection to a TLS port."""
    return await Connection.open(service.url.replace("wss://", "ws://"))


def context_of(version: ssl.TLSVersion) -> ssl.SSLContext:
    context = trusting_context()
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = context.maximum_version = version
    return context


for name, version, good in (
    ("TLS 1.0", ssl.TLSVersion.TLSv1, False),
    ("TLS 1.1", ssl.TLSVersion.TLSv1_1, False),
    ("TLS 1.2", ssl.TLSVersion.TLSv1_2, True),
    ("TLS 1.3", ssl.TLSVersion.TLSv1_3, True),
):

    async def speaks(stand: Stand, version=version, good=good) -> None:
        service = await secure(stand)
        try:
            peer = await service.open(context=context_of(version))
        except (ssl.SSLError, ConnectionError):
            check(not good, "refused")
            return
        check(good, "accepted")
        await peer.send(text("hello"))
        await peer.expect(Opcode.TEXT, b"hello")
        await peer.finish()

    suite.add("tls", f"{name} is {'spoken' if good else 'refused'}", speaks)

for offered, allowed in ((["h2", "http/1.1"], ("http/1.1",)), (["http/1.1"], ("http/1.1",)), ([], (None,))):

    async def chooses(stand: Stand, offered=offered, allowed=allowed) -> None:
        context = trusting_context()
        if offered:
            context.set_alpn_protocols(offered)
        peer = await (await secure(stand)).open(context=context)
        chosen = peer.writer.get_extra_info("ssl_object").selected_alpn_protocol()
        check(chosen in allowed, f"the server chose {chosen!r}")
        await peer.finish()

    suite.add("tls", f"of the protocols {offered} the server chooses {allowed[0]}", chooses)


@suite.case("tls")
async def _(stand: Stand):
    """a client that speaks only h2 is refused, or served as if it had not said so"""
    context = trusting_context()
    context.set_alpn_protocols(["h2"])
    try:
        peer = await (await secure(stand)).open(context=context)
    except (ssl.SSLError, ConnectionError):
        return
    check(peer.writer.get_extra_info("ssl_object").selected_alpn_protocol() is None, "the server chose h2")
    await peer.finish()


@suite.case("tls")
async def _(stand: Stand):
    """the certificate chain verifies against its authority, name and all"""
    context = ssl.create_default_context(cafile=stand.certificates.path("ca.pem"))
    peer = await (await secure(stand)).open(context=context)
    await peer.finish()


def talk(service: Service, context: ssl.SSLContext, *, ragged: bool) -> bytes:
    """A close handshake on a blocking socket; returns what came. Only if `ragged` may TCP just end."""
    port = urlsplit(service.url).port
    with socket.create_connection(("127.0.0.1", port), 20) as plain:
        with context.wrap_socket(plain, server_hostname="127.0.0.1", suppress_ragged_eofs=ragged) as secured:
            secured.sendall(request() + close(1000).encode(masked=True))
            found = b""
            while data := secured.recv(65536):
                found += data
            return found


for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):

    async def notifies(stand: Stand, version=version) -> None:
        service = await secure(stand)
        try:
            found = await asyncio.to_thread(talk, service, context_of(version), ragged=False)
        except ssl.SSLEOFError:
            raise Failure("TCP ended without close_notify") from None
        check(found.endswith(b"\x88\x02\x03\xe8"), f"got {found[-20:]!r}")

    suite.add("tls", f"close_notify comes before the end of TCP ({version.name})", notifies)


@suite.case("tls")
async def _(stand: Stand):
    """a client's close_notify without a close frame ends the connection"""
    service = await secure(stand, own="notify")
    program = service.watched()
    await service.is_well()
    descriptors = program.descriptors()
    for _ in range(10):
        peer = await service.open()
        peer.writer.close()
    await returns_to(program, descriptors + 2)


PLAIN: list[tuple[str, bytes]] = [
    ("plain HTTP", request()),
    ("random bytes", os.urandom(2000)),
    ("NULs", bytes(2000)),
    ("SSH", b"SSH-2.0-OpenSSH_9.2\r\n"),
    ("an alert", bytes.fromhex("15030100020228")),
    ("application data before a handshake", bytes.fromhex("1703030010") + os.urandom(16)),
    ("a record of 65,535 bytes", bytes.fromhex("160301ffff") + bytes(65535)),
    ("an empty record", bytes.fromhex("1603010000") * 50),
    ("a ClientHello of random bytes", HELLO_START + os.urandom(189)),
]
for words, data in PLAIN:

    async def unsecured(stand: Stand, data=data) -> None:
        service = await secure(stand, "--handshake-timeout", "2")
        connection = await raw(service)
        await connection.write(data)
        answer = await connection.drain_to_end(10)
        check(not answer.startswith(b"HTTP/1.1 101"), "upgraded without TLS")
        check(connection.reader.at_eof() or connection.reader.exception() is not None, "the server does not end it")
        await service.is_well()

    suite.add("tls garbage", f"{words} to the TLS port ends the connection", unsecured)

for words, data, trickle in (
    ("nothing", b"", b""),
    ("half a ClientHello", HELLO_START, b""),
    ("one byte of a ClientHello at a time", HELLO_START, b"\0"),
):

    async def stalls(stand: Stand, data=data, trickle=trickle) -> None:
        service = await secure(stand, "--handshake-timeout", "2")
        connection = await raw(service)
        await connection.write(data)
        start = asyncio.get_running_loop().time()
        reading = asyncio.ensure_future(connection.drain_to_end(11))
        while not reading.done() and trickle:
            try:
                await connection.write(trickle)
            except ConnectionError:
                break
            await asyncio.sleep(0.2)
        await reading
        took = asyncio.get_running_loop().time() - start
        check(took < 6, f"dropped after {took:.1f} s")

    suite.add("tls stall", f"{words} is dropped after --handshake-timeout 2", stalls)


@suite.case("tls stall")
async def _(stand: Stand):
    """a head that stalls behind a good TLS handshake is dropped"""
    service = await secure(stand, "--handshake-timeout", "2")
    connection = await service.connect()
    await connection.write(b"GET / HTTP/1.1\r\n")
    await is_dropped(connection, 6)


@suite.case("tls stall")
async def _(stand: Stand):
    """a stalling TLS handshake does not hinder others"""
    service = await secure(stand)
    stalling = [await raw(service) for _ in range(100)]
    for connection in stalling:
        connection.writer.write(HELLO_START)
    await service.is_well()
    for connection in stalling:
        connection.end()


@suite.case("tls", alone=True)
async def _(stand: Stand):
    """RST at every stage of TLS leaves nothing behind"""
    service = await secure(stand, own="reset")
    program = service.watched()
    await service.is_well()
    descriptors = program.descriptors()
    for data in (b"", HELLO_START, HELLO_START + os.urandom(189)) * 10:
        connection = await raw(service)
        connection.writer.write(data)
        await asyncio.sleep(0.002)
        connection.reset()
    for data in (b"", b"GET /", request(), request() + binary(b"a" * 60000).encode(masked=True)) * 5:
        connection = await service.connect()
        connection.writer.write(data)
        await asyncio.sleep(0.002)
        connection.reset()
    await returns_to(program, descriptors + 2)
    await service.is_well()


@suite.case("tls")
async def _(stand: Stand):
    """a broken record in the middle of a connection ends it"""
    service = await secure(stand)
    port = urlsplit(service.url).port

    def break_it() -> bytes:
        with socket.create_connection(("127.0.0.1", port), 20) as plain:
            context = trusting_context()
            incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
            secured = context.wrap_bio(incoming, outgoing, server_hostname="127.0.0.1")
            while True:
                try:
                    secured.do_handshake()
                    break
                except ssl.SSLWantReadError:
                    plain.sendall(outgoing.read())
                    incoming.write(plain.recv(65536))
            plain.sendall(outgoing.read())
            secured.write(request())
            good = bytearray(outgoing.read())
            good[-1] ^= 1
            plain.sendall(good)
            found = b""
            try:
                while data := plain.recv(65536):
                    found += data
            except ConnectionResetError:
                pass
            return found

    await asyncio.wait_for(asyncio.to_thread(break_it), 20)
    await service.is_well()


@suite.case("tls")
async def _(stand: Stand):
    """a message of 1 MiB comes back over TLS, in records of any size"""
    peer = await (await secure(stand, "--max-message", str(4 << 20))).open()
    payload = os.urandom(1 << 20)
    await peer.send(binary(payload))
    await peer.expect(Opcode.BINARY, payload)
    await peer.send(text("a" * 3000), chop=1)
    await peer.expect(Opcode.TEXT, b"a" * 3000)
    await peer.finish()


@suite.case("tls")
async def _(stand: Stand):
    """an old session is taken up again, or a new one made"""
    service = await secure(stand)
    port = urlsplit(service.url).port

    def twice() -> None:
        context, session = trusting_context(), None
        for _ in range(2):
            with socket.create_connection(("127.0.0.1", port), 20) as plain:
                with context.wrap_socket(plain, server_hostname="127.0.0.1", session=session) as secured:
                    secured.sendall(request() + text("again").encode(masked=True))
                    found = b""
                    while b"again" not in found:
                        data = secured.recv(65536)
                        check(bool(data), f"the stream ended after {found[-40:]!r}")
                        found += data
                    session = secured.session

    await asyncio.to_thread(twice)


@suite.case("tls", alone=True)
async def _(stand: Stand):
    """on SIGHUP tautline-server takes up a new certificate; a broken one leaves the old in place"""
    made = stand.certificates
    for kind in ("pem", "key"):
        shutil.copy(made.path(f"server.{kind}"), made.path(f"live.{kind}"))
    service = await stand.server("--tls-cert", made.path("live.pem"), "--tls-key", made.path("live.key"), own="hup")
    old = await fingerprint(service)
    for kind in ("pem", "key"):
        shutil.copy(made.path(f"elsewhere.{kind}"), made.path(f"live.{kind}"))
    service.program.process.send_signal(signal.SIGHUP)
    for _ in range(50):
        await asyncio.sleep(0.1)
        if await fingerprint(service) != old:
            break
    new = await fingerprint(service)
    check(new != old, "the old certificate is still served")
    with open(made.path("live.pem"), "w") as file:
        file.write("not a certificate")
    service.program.process.send_signal(signal.SIGHUP)
    await asyncio.sleep(0.5)
    check(service.program.is_alive, f"the server is gone: {service.program.tail()}")
    check(await fingerprint(service) == new, "another certificate is served")


async def fingerprint(service: Service) -> bytes:
    connection = await service.connect()
    found = connection.writer.get_extra_info("ssl_object").getpeercert(True)
    connection.end()
    return found


@suite.case("tls", alone=True)
async def _(stand: Stand):
    """100 idle TLS connections cost less than 40 KiB each"""
    service = await secure(stand, own="idle")
    program = service.watched()
    warm = [await service.open() for _ in range(30)]
    before = program.memory()
    peers = [await service.open() for _ in range(100)]
    grown = program.memory() - before
    for peer in warm + peers:
        peer.end()
    check(grown < 100 * 40960, f"each costs {grown / 100:.0f} bytes")
