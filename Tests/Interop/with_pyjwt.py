"""Tokens of PyJWT at our server and at `tautline token check`, and tokens of `tautline token make` at PyJWT."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import signal
import time
from dataclasses import dataclass
from pathlib import Path

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from ground import Endpoint, Ground
from talk import envelope
from Wire.connection import Failure, check
from Wire.programs import fresh_folder

SECRET = "a shared secret of more than thirty-two bytes, and of more than sixty-four as well"
AUDIENCE = "tautline.example"
PEM = serialization.Encoding.PEM

KEYS = {
    "RS256": rsa.generate_private_key(public_exponent=65537, key_size=2048),
    "PS256": rsa.generate_private_key(public_exponent=65537, key_size=2048),
    "ES256": ec.generate_private_key(ec.SECP256R1()),
    "ES384": ec.generate_private_key(ec.SECP384R1()),
    "EdDSA": ed25519.Ed25519PrivateKey.generate(),
}
"""A private key for each kind of algorithm; the other RS algorithms use the first."""

ALGORITHMS = ("HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA")


def key_name(algorithm: str) -> str:
    """The name of the key in `KEYS`, which is its id as well."""
    return "RS256" if algorithm.startswith("RS") else algorithm


def private(algorithm: str):
    """What PyJWT signs with."""
    return SECRET if algorithm.startswith("HS") else KEYS[key_name(algorithm)]


def public(algorithm: str):
    """What PyJWT checks with."""
    return SECRET if algorithm.startswith("HS") else KEYS[key_name(algorithm)].public_key()


def public_pem(algorithm: str) -> bytes:
    return public(algorithm).public_bytes(PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def claims(**more) -> dict:
    """Claims of alice for an hour; None takes one away."""
    now = int(time.time())
    said = {"sub": "alice", "aud": AUDIENCE, "iat": now, "exp": now + 3600, **more}
    return {name: value for name, value in said.items() if value is not None}


def make(algorithm: str = "HS256", *, key=None, headers: dict | None = None, **more) -> str:
    """A token that PyJWT makes."""
    named = {} if algorithm.startswith("HS") else {"kid": key_name(algorithm)}
    return jwt.encode(claims(**more), key or private(algorithm), algorithm, headers={**named, **(headers or {})})


def encoded(value: bytes | dict) -> str:
    data = json.dumps(value).encode() if isinstance(value, dict) else value
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unsigned(header: dict, **more) -> str:
    """A token without a signature."""
    return f"{encoded(header)}.{encoded(claims(**more))}."


def signed_with_public_key() -> str:
    """A token whose HMAC has the text of a public key as its secret; PyJWT refuses to make one."""
    text = f"{encoded({'alg': 'HS256', 'typ': 'JWT', 'kid': 'RS256'})}.{encoded(claims(role='admin'))}"
    return f"{text}.{encoded(hmac.new(public_pem('RS256'), text.encode(), hashlib.sha256).digest())}"


@dataclass
class Files:
    """Where the programs find the keys."""

    folder: Path

    @classmethod
    def make(cls) -> Files:
        files = cls(fresh_folder("keys"))
        (files.folder / "secret").write_text(SECRET + "\n")
        keys = []
        for name, key in KEYS.items():
            algorithm = jwt.algorithms.get_default_algorithms()[name]
            keys.append({**json.loads(algorithm.to_jwk(key.public_key())), "kid": name, "use": "sig"})
            for entry in keys[-1:]:
                entry.pop("key_ops", None)
            (files.folder / f"{name}.pem").write_bytes(
                key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
            )
        (files.folder / "keys.json").write_text(json.dumps({"keys": keys}))
        return files

    def path(self, name: str) -> str:
        return str(self.folder / name)

    @property
    def flags(self) -> tuple[str, ...]:
        """The flags of a server that takes all of these tokens."""
        return (
            "--jwt-secret-file", self.path("secret"), "--jwt-jwks-file", self.path("keys.json"), "--jwt-audience", AUDIENCE,
            "--jwt-leeway", "0",
        )  # fmt: skip


_FILES: list[Files] = []


def files() -> Files:
    """The files of this run."""
    if not _FILES:
        _FILES.append(Files.make())
    return _FILES[0]


async def server(ground: Ground) -> Endpoint:
    return await ground.server(*files().flags)


REFUSED = {
    "malformed": lambda: "not.a-token",
    "malformed: two parts": lambda: make().rpartition(".")[0],
    "signature: cut": lambda: make()[:-3],
    "signature: another secret": lambda: make(key=SECRET + "!"),
    "signature: another key": lambda: make("ES256", key=ec.generate_private_key(ec.SECP256R1())),
    "signature: an unknown key id": lambda: make("ES256", headers={"kid": "stranger"}),
    "signature: the public key as a secret": signed_with_public_key,
    "signature: none": lambda: unsigned({"alg": "none"}),
    "signature: None": lambda: unsigned({"alg": "None", "typ": "JWT"}),
    "signature: the claims changed": lambda: (lambda a, b: f"{a[0]}.{b[1]}.{a[2]}")(
        make().split("."), make(role="admin").split(".")
    ),
    "expired": lambda: make(exp=int(time.time()) - 1),
    "not yet valid": lambda: make(nbf=int(time.time()) + 600),
    "audience": lambda: make(aud="somebody.else"),
    "audience: none": lambda: make(aud=None),
}
"""Tokens that are refused; the name begins with the reason."""


async def check_with_cli(ground: Ground, token: str) -> tuple[int, dict]:
    """What `tautline token check` ends with and says."""
    process = await asyncio.create_subprocess_exec(
        ground.cli, "token", "check", token, "--secret", SECRET, "--jwks", files().path("keys.json"), "--aud", AUDIENCE,
        "--leeway", "0", stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    output, _ = await asyncio.wait_for(process.communicate(), 20)
    return process.returncode, json.loads(output)


async def make_with_cli(ground: Ground, *words: str) -> str:
    """A token that `tautline token make` makes."""
    process = await asyncio.create_subprocess_exec(
        ground.cli, "token", "make", *words, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    output, errors = await asyncio.wait_for(process.communicate(), 20)
    check(process.returncode == 0, f"exit {process.returncode}: {errors.decode()}")
    return output.decode().strip()


async def refusal(endpoint: Endpoint, path: str, **options) -> tuple[int, str, str]:
    """Status, sentence and challenge with which a route refuses."""
    try:
        async with connect(endpoint.socket(path), proxy=None, **options):
            raise Failure(f"{path[:40]} was opened")
    except InvalidStatus as error:
        answer = error.response
        return answer.status_code, json.loads(answer.body)["error"], answer.headers.get("WWW-Authenticate", "")


async def takes(ground: Ground, algorithm: str) -> None:
    """The server and the command line take a token of PyJWT, and PyJWT takes one of the command line."""
    endpoint, token = await server(ground), make(algorithm)
    async with connect(endpoint.socket(f"/ws/v2/portfolio?token={token}"), proxy=None) as socket:
        welcome = json.loads(await asyncio.wait_for(socket.recv(), 20))
        check(welcome["data"]["authenticated"] is True, f"{welcome}")
    code, said = await check_with_cli(ground, token)
    check(code == 0 and said["claims"]["sub"] == "alice", f"exit {code}: {said}")
    name = key_name(algorithm)
    source = ("--secret", SECRET) if algorithm.startswith("HS") else ("--key", files().path(f"{name}.pem"), "--kid", name)
    made = await make_with_cli(ground, *source, "--alg", algorithm, "--sub", "bob", "--aud", AUDIENCE, "--rooms", "mlb,port*")
    read = jwt.decode(made, public(algorithm), algorithms=[algorithm], audience=AUDIENCE, options={"require": ["exp", "iat", "jti"]})
    check(read["sub"] == "bob" and read["rooms"] == ["mlb", "port*"], f"{read}")
    async with connect(endpoint.socket("/ws/v2/portfolio"), proxy=None, subprotocols=["rooms", f"bearer.{made}"]) as socket:
        check(socket.subprotocol == "rooms", f"agreed to {socket.subprotocol}")
        check(json.loads(await socket.recv())["type"] == "welcome", "no welcome")


async def refuses(ground: Ground, name: str) -> None:
    """The server and the command line refuse a token with its reason."""
    endpoint, token, reason = await server(ground), REFUSED[name](), name.split(":")[0]
    for path in ("/ws", "/ws/v2/connect", "/ws/v2/portfolio"):
        status, sentence, challenge = await refusal(endpoint, f"{path}?token={token}")
        check(status == 401 and reason in sentence, f"{path}: {status} {sentence}, not {reason}")
        check(challenge.startswith("Bearer error="), f"the challenge is {challenge!r}")
    code, said = await check_with_cli(ground, token)
    check(code == 10 and said["reason"] == reason, f"exit {code}: {said}")
    try:
        # What we refuse, the other library refuses as well.
        jwt.decode(token, SECRET, algorithms=["HS256", "HS384", "HS512"], audience=AUDIENCE)
    except jwt.PyJWTError:
        return
    raise Failure("PyJWT takes it")


async def expires_and_renews(ground: Ground) -> None:
    """A connection ends with 4418 when its token runs out, and goes on with a new one."""
    endpoint = await server(ground)
    short = make(exp=int(time.time()) + 6)
    url = endpoint.socket(f"/ws?token={short}")
    async with connect(url, proxy=None) as ending, connect(url, proxy=None) as living:
        await living.send(envelope("authenticate", {"token": make(aud="somebody.else")}, "no"))
        refused = json.loads(await living.recv())
        check(refused["payload"]["reason"] == "audience" and refused["correlationId"] == "no", f"{refused}")
        await living.send(envelope("authenticate", {"token": make()}, "yes"))
        renewed = json.loads(await living.recv())
        check(renewed["type"] == "authenticated" and renewed["payload"]["user"] == "alice", f"{renewed}")
        told = json.loads(await asyncio.wait_for(ending.recv(), 20))
        check(told["payload"]["code"] == "TOKEN_EXPIRED", f"{told}")
        try:
            await asyncio.wait_for(ending.recv(), 20)
        except ConnectionClosed as closed:
            check(closed.rcvd.code == 4418 and "expired" in closed.rcvd.reason, f"{closed.rcvd}")
        await living.send(envelope("ping", {}, "still"))
        check(json.loads(await living.recv())["correlationId"] == "still", "the renewed connection is gone")


async def rotates(ground: Ground) -> None:
    """SIGHUP reads the keys again: a new one is taken, an old one is not, and living connections stay."""
    folder = fresh_folder("keys")
    file = folder / "keys.json"

    def publish(*names: str) -> None:
        kept = [key for key in json.loads(Path(files().path("keys.json")).read_text())["keys"] if key["kid"] in names]
        file.write_text(json.dumps({"keys": kept}))

    publish("ES256")
    endpoint = await ground.server("--jwt-jwks-file", str(file), "--jwt-audience", AUDIENCE)
    old, new = make("ES256"), make("EdDSA")
    async with connect(endpoint.socket(f"/ws?token={old}"), proxy=None) as living:
        check((await refusal(endpoint, f"/ws?token={new}"))[0] == 401, "the new key is taken too early")
        publish("EdDSA")
        endpoint.program.process.send_signal(signal.SIGHUP)
        for _ in range(100):
            try:
                async with connect(endpoint.socket(f"/ws?token={new}"), proxy=None):
                    break
            except InvalidStatus:
                await asyncio.sleep(0.05)
        status, sentence, _ = await refusal(endpoint, f"/ws?token={old}")
        check(status == 401 and "key id" in sentence, f"{status} {sentence}")
        await living.send(envelope("ping", {}))
        check(json.loads(await living.recv())["type"] == "pong", "the living connection is gone")


async def manages(ground: Ground) -> None:
    """The management API wants an administrator: 401 without a token, 403 with a user's, and a revocation holds."""
    from with_curl import Answer, run

    endpoint = await server(ground)
    body = json.dumps({"room": "tokens", "type": "x", "payload": {}})

    async def post(path: str, content: str, token: str | None) -> Answer:
        bearer = ("--header", f"Authorization: Bearer {token}") if token else ()
        return Answer(await run("--include", "--data", content, *bearer, endpoint.http + path))

    for token, status in ((None, 401), (make(), 403), (make(role="admin"), 200), (make(role="admin", rooms=["mlb"]), 403)):
        answer = await post("/ws/v2/publish", body, token)
        check(answer.status == status, f"got {answer.status}, not {status}: {answer.body!r}")
    victim = make(sub="mallory", jti="m1")
    async with connect(endpoint.socket(f"/ws?token={victim}"), proxy=None) as socket:
        answer = await post("/ws/v2/revoke", json.dumps({"jti": "m1"}), make(role="admin"))
        check(answer.status == 200 and answer.json["disconnected"] == 1, f"{answer.body!r}")
        try:
            while True:
                await asyncio.wait_for(socket.recv(), 20)
        except ConnectionClosed as closed:
            check(closed.rcvd.code == 4419, f"{closed.rcvd}")
    status, sentence, _ = await refusal(endpoint, f"/ws?token={victim}")
    check(status == 401 and "revoked" in sentence, f"{status} {sentence}")


async def log_no_token(ground: Ground) -> None:
    """No part of a token that came along, good or bad, stands in the server's log."""
    endpoint = await ground.server(*files().flags, "--log-level", "debug", own="tokens")
    good, bad = make(), make(key=SECRET + "!")
    async with connect(endpoint.socket(f"/ws?token={good}"), proxy=None) as socket:
        await socket.send(envelope("authenticate", {"token": bad}))
        await socket.recv()
        await socket.send(f'{{"type": "authenticate", "token": "{bad}"')
        await socket.recv()
    for token in (bad, bad + "%00", bad + "%0d%0aX: y"):
        await refusal(endpoint, f"/ws?token={token}")
    endpoint.program.process.send_signal(signal.SIGTERM)
    await asyncio.to_thread(endpoint.program.process.wait, 20)
    log = endpoint.program.log.read_text()
    check("refused a request with 401" in log, f"nothing was logged: {log}")
    for token in (good, bad):
        for part in token.split("."):
            check(part not in log, f"a token is in the log: {log}")
    check(SECRET not in log, "the secret is in the log")


def add_cases(suite) -> None:
    """Adds every case."""
    for algorithm in ALGORITHMS:
        suite.add(f"tokens: {algorithm}", takes.__doc__, lambda ground, name=algorithm: takes(ground, name))
    for name in REFUSED:
        suite.add(f"tokens: {name}", refuses.__doc__, lambda ground, name=name: refuses(ground, name))
    for case in (expires_and_renews, rotates, manages, log_no_token):
        suite.add(f"tokens: {case.__name__.replace('_', ' ')}", case.__doc__, case)
