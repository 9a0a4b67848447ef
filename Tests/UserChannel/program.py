"""tautline-chat: both of its commands, in pipes."""

from __future__ import annotations

import asyncio

from channel import Channel, check, token
from Wire.harness import Suite

suite = Suite()


async def talk(channel: Channel, text: str, *flags: str, user: str = "ada") -> tuple[int, str, str]:
    """Runs `tautline-chat talk` with `text` on its input; returns its exit code and both of its outputs."""
    process = await asyncio.create_subprocess_exec(
        channel.chat, "talk", f"ws://127.0.0.1:{channel.program.port}", "--token", token(user), *flags,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, err = await asyncio.wait_for(process.communicate(text.encode()), 60)
    return process.returncode, out.decode(), err.decode()


@suite.case(chat=True)
async def lines_in_a_pipe(channel: Channel) -> None:
    """Each line of a pipe gets its answer, in order, without colours, and the end of the input ends it with 0."""
    code, out, err = await talk(channel, "Hello, AI!\n/regenerate\nAnd now?\n")
    check(code == 0, f"it ended with {code}: {err}")
    check(len(out.splitlines()) == 3 and "Hello, AI!" in out and "And now?" in out, f"it said {out}")
    check("\x1b" not in out + err, "there are colours in a pipe")
    check("connected" in err and "connected" not in out, f"it said {err}")


@suite.case(chat=True)
async def what_waits_comes_first(channel: Channel) -> None:
    """What is pending is shown at the start, and acknowledged."""
    await channel.publish("ada", {"title": "News for you"})
    code, out, err = await talk(channel, "")
    check(code == 0 and out == "[notification_new] News for you\n", f"it ended with {code} and said {out} {err}")
    check("1 pending" in err, f"it said {err}")
    code, out, err = await talk(channel, "/quit\n")
    check(code == 0 and out == "", f"it ended with {code} and said {out} {err}")


@suite.case(chat=True)
async def codes(channel: Channel) -> None:
    """A refusal ends it with 3, a server that is not there with 2, and a wrong command line with 64."""
    code, _, err = await talk(channel, "", "--user", "bob")
    check(code == 3 and "user" in err, f"it ended with {code} and said {err}")
    code, _, err = await talk(channel, "", "--nonsense")
    check(code == 64 and "--nonsense" in err, f"it ended with {code} and said {err}")
    channel.kill()
    code, _, err = await talk(channel, "", "--max-attempts", "1")
    check(code == 2 and "disconnected" in err, f"it ended with {code} and said {err}")


@suite.case(chat=True)
async def coming_back(channel: Channel) -> None:
    """A client whose server is killed says so, comes back, and gets what came meanwhile."""
    process = await asyncio.create_subprocess_exec(
        channel.chat, "talk", f"ws://127.0.0.1:{channel.program.port}", "--token", token("ada"),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    line = await asyncio.wait_for(process.stderr.readline(), 20)
    check(b"connected" in line, f"it said {line}")
    port = channel.program.port
    channel.kill()
    line = await asyncio.wait_for(process.stderr.readline(), 20)
    check(b"trying again" in line, f"it said {line}")
    await channel.start(port)
    await channel.publish("ada", {"title": "Welcome back"})
    got = await asyncio.wait_for(process.stdout.readline(), 30)
    check(got == b"[notification_new] Welcome back\n", f"it said {got}")
    process.stdin.close()
    check(await asyncio.wait_for(process.wait(), 20) == 0, "it did not end with 0")
