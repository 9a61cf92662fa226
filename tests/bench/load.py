"""The load: a process of its own that sends ready-made mails over several SMTP sessions.

Run as `python -m tests.bench.load PORT SESSIONS FILE…`: sends every file once, spread over the sessions, one
mail a connection, and prints one JSON object: seconds, accepted, refused, and each mail's milliseconds from
the end of its data to the reply.
"""

import asyncio
import json
import sys
import time
from collections import deque
from pathlib import Path


async def command(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, line: bytes) -> bytes:
    """Send one line and read the whole reply."""
    writer.write(line)
    return await reply(reader)


async def reply(reader: asyncio.StreamReader) -> bytes:
    """A reply, its continuation lines skipped."""
    while True:
        line = await reader.readline()
        if not line or line[3:4] != b"-":
            return line


async def send(port: int, mail_from: bytes, rcpt_to: bytes, data: bytes) -> tuple[bytes, float]:
    """One mail on a connection of its own: the last reply, and how long it was awaited."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        await reply(reader)
        await command(reader, writer, b"EHLO load.example\r\n")
        await command(reader, writer, b"MAIL FROM:<" + mail_from + b">\r\n")
        await command(reader, writer, b"RCPT TO:<" + rcpt_to + b">\r\n")
        answer = await command(reader, writer, b"DATA\r\n")
        if not answer.startswith(b"354"):
            return answer, 0.0
        began = time.perf_counter()
        answer = await command(reader, writer, data + b".\r\n")
        taken = time.perf_counter() - began
        await command(reader, writer, b"QUIT\r\n")
        return answer, taken
    finally:
        writer.close()


async def run(port: int, sessions: int, files: list[Path]) -> dict[str, object]:
    """Send every file; what came of it."""
    waiting = deque(path.read_bytes() for path in files)
    waits: list[float] = []
    refused: list[str] = []

    async def session() -> None:
        while waiting:
            answer, taken = await send(
                port, b"ana@northwind.example", b"northwind@bcc.localhost", waiting.popleft()
            )
            if answer.startswith(b"250"):
                waits.append(taken)
            else:
                refused.append(answer.decode(errors="replace").strip())

    began = time.perf_counter()
    await asyncio.gather(*(session() for _ in range(sessions)))
    seconds = time.perf_counter() - began
    waits.sort()
    return {
        "seconds": seconds,
        "accepted": len(waits),
        "refused": refused[:3],
        "p50_ms": 1000 * waits[len(waits) // 2] if waits else None,
        "p99_ms": 1000 * waits[int(len(waits) * 0.99)] if waits else None,
    }


if __name__ == "__main__":
    port, sessions, *names = sys.argv[1:]
    print(json.dumps(asyncio.run(run(int(port), int(sessions), [Path(name) for name in names]))))  # noqa: T201
