"""How the demo keeps its child process: met by a tiny program that stands where the product would."""

import asyncio
import json
import os
import signal
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from tests.control import until
from tests.processes import end_of, running
from tests.product import free_port
from tests.sandbox import Sandbox
from tests.sandbox.product import ROOT, Home, NotStarted, Product, environment

READY = """
    import http.server, os, signal, sys

    class Ready(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            return

    if sys.argv[1:] == ["serve"]:
        {before}
        port = int(os.environ["BCC_HTTP_LISTEN"].rpartition(":")[2])
        http.server.HTTPServer(("127.0.0.1", port), Ready).serve_forever()
    print("took", *sys.argv[1:])
"""


def a_product(tmp_path: Path, said: list[str], before: str = "print('up')") -> tuple[Product, Home]:
    (tmp_path / "bot").mkdir()
    (tmp_path / "bot" / "__main__.py").write_text(dedent(READY).format(before=before))
    home = Home(tmp_path / "home")
    home.prepare()
    listen = f"127.0.0.1:{free_port()}"
    env = os.environ | {
        "PYTHONPATH": str(tmp_path),
        "BCC_HTTP_LISTEN": listen,
        "BCC_PUBLIC_URL": f"http://{listen}",
    }
    return Product(home, env, said.append, stop_seconds=0.5), home


def child_of(home: Home) -> int:
    return int(home.pid.read_text())


async def test_a_child_that_dies_is_started_again_and_said_so(tmp_path: Path) -> None:
    said: list[str] = []
    product, home = a_product(tmp_path, said)
    await product.start()
    first = child_of(home)
    again = asyncio.Event()

    def say(text: str) -> None:
        said.append(text)
        if "again." in text:
            again.set()

    product.say = say
    keeping = asyncio.create_task(product.keep_running())
    os.kill(first, signal.SIGKILL)
    await asyncio.wait_for(again.wait(), 20)
    assert child_of(home) != first
    assert "was ended by SIGKILL; starting it again in 0.5 s" in said[0]
    keeping.cancel()
    await asyncio.wait([keeping])
    await product.stop()


async def test_a_child_that_cannot_start_is_told_with_the_end_of_its_log(tmp_path: Path) -> None:
    product, _ = a_product(tmp_path, [], before="sys.exit('BCC_MAIL_DOMAIN: is missing')")
    with pytest.raises(NotStarted, match=r"(?s)ended with code 1.*BCC_MAIL_DOMAIN: is missing"):
        await product.start()


async def test_a_child_that_ignores_sigterm_is_killed(tmp_path: Path) -> None:
    said: list[str] = []
    product, home = a_product(tmp_path, said, before="signal.signal(signal.SIGTERM, signal.SIG_IGN)")
    await product.start()
    await product.stop()
    assert said == ["Smart Bcc did not stop within 0.5 s and was killed."]
    assert not running(child_of(home))


async def test_a_child_does_not_outlive_a_demo_that_is_killed(tmp_path: Path) -> None:
    _, home = a_product(tmp_path, [])
    program = """
import asyncio, json, sys
from pathlib import Path
from tests.sandbox.product import Home, Product
async def main():
    await Product(Home(Path(sys.argv[1])), json.loads(sys.argv[2]), print).start()
    print("ready", flush=True)
    await asyncio.sleep(60)
asyncio.run(main())
"""
    listen = f"127.0.0.1:{free_port()}"
    env = {"PYTHONPATH": str(tmp_path), "BCC_HTTP_LISTEN": listen, "BCC_PUBLIC_URL": f"http://{listen}"}
    demo = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", program, str(home.path), json.dumps(env)),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    assert demo.stdout is not None
    assert await demo.stdout.readline() == b"ready\n"
    demo.kill()
    await end_of(demo)

    async def gone() -> bool:
        return not running(child_of(home))

    await until(gone, "the child ended with it")


async def test_an_operator_command_runs_to_its_end(tmp_path: Path) -> None:
    product, _ = a_product(tmp_path, [])
    assert await product.run("import", "--persons", "p.csv") == (0, "took import --persons p.csv\n")


def test_a_new_home_is_empty_but_keeps_its_key(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.prepare()
    key = home.secret_key()
    for name in ("smartbcc.db", "smartbcc.db-wal", "smartbcc.db-shm"):
        (tmp_path / name).write_text("old")
    home.prepare()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["secret.key", "serve.log"]
    assert home.secret_key() == key
    assert (tmp_path / "secret.key").stat().st_mode & 0o777 == 0o600


async def test_the_environment_is_the_sandboxs_and_nothing_of_a_real_installation(tmp_path: Path) -> None:
    outer = {
        "SLACK_CLIENT_SECRET": "real",
        "BCC_TRUSTED_RELAYS": "10.0.0.0/8",
        "https_proxy": "http://proxy.test:3128",
        "LANG": "C.UTF-8",
    }
    home = Home(tmp_path)
    home.prepare()
    async with Sandbox() as sandbox:
        env = environment(sandbox, home, smtp_port=2525, http_port=8081, outer=outer)
        assert env["BCC_SLACK_URL"] == sandbox.slack_url
        assert env["BCC_DNS_SERVERS"] == f"127.0.0.1:{sandbox.outside.dns_port}"
        assert env["SLACK_BOT_TOKEN"] == sandbox.bot_token
        assert env["SLACK_CLIENT_SECRET"] == sandbox.client_secret
    assert set(outer.items()) & set(env.items()) == {("LANG", "C.UTF-8")}
    assert set(outer) & set(env) == {"LANG", "SLACK_CLIENT_SECRET"}
