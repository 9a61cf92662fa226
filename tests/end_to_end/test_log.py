"""Nothing that must not stand in a log stands in one, at the most talkative level and whatever fails."""

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import aiohttp

from bot.ids import Action
from tests.control import Control, until
from tests.product import Process, Product
from tests.sandbox import Sandbox

KEY = "planted-key-planted-key-planted-key-"
ALIAS = "planted.alias@private.example"
# Of mail and of what people type: whatever has this word in it.
PLANTED = "plant"
LETTER: dict[str, Any] = {
    "mail_from": "bounces@northwind.example",  # the envelope's sender may be told, the author not
    "to": ["Planted Name <planted.to@globex.example>"],
    "cc": ["planted.cc@globex.example"],
    "text": "A planted body, and https://globex.example/planted",
    "html": "<p>A planted body</p>",
    "attachments": [{"name": "planted.txt", "type": "text/plain", "text": "planted file"}],
}
EXPECTED = {
    "mail", "recipient", "delivery", "ingest.failed", "listener.failed", "delivery.blocks_refused",
    "request.refused", "install.failed", "slack.introduced", "directory.synced",
}  # fmt: skip


@contextmanager
def a_table_lost(database: Path, name: str) -> Iterator[None]:
    """What nobody expects: a table is not there."""
    with sqlite3.connect(database, timeout=10) as connection:
        connection.execute(f"ALTER TABLE {name} RENAME TO lost")
    try:
        yield
    finally:
        with sqlite3.connect(database, timeout=10) as connection:
            connection.execute(f"ALTER TABLE lost RENAME TO {name}")


async def test_no_secret_and_no_word_of_a_mail_gets_into_the_log(
    sandbox: Sandbox, control: Control, sqlite_url: str, tmp_path: Path
) -> None:
    product = Product(
        sandbox,
        sqlite_url,
        tmp_path,
        sandbox.outside.smtp_port,
        BCC_LOG_LEVEL="DEBUG",
        BCC_SECRET_KEY=KEY,
        BCC_OUTBOUND_SMTP_URL=f"smtp://127.0.0.1:{sandbox.outside.relay_port}",
        SLACK_CLIENT_ID=sandbox.client_id,
        SLACK_CLIENT_SECRET=sandbox.client_secret,
    )
    secrets = {KEY, sandbox.bot_token, sandbox.app_token, sandbox.signing_secret, sandbox.client_secret}
    async with product.running("bot", "serve") as process, aiohttp.ClientSession() as browser:
        await process.ready()
        await mails(control, Path(sqlite_url.removeprefix("sqlite://")))
        await clicks(control, Path(sqlite_url.removeprefix("sqlite://")))
        secrets |= await codes(control)
        secrets |= await visitors(control, browser, sandbox, process)
    text = product.log.read_text()
    events = {json.loads(line)["event"] for line in text.splitlines()}  # and every line is one of ours
    assert events >= EXPECTED, EXPECTED - events
    assert {secret for secret in secrets if secret in text} == set()
    assert [line for line in text.splitlines() if PLANTED in line.lower()] == []
    assert "ana@northwind.example" not in text  # an author in the header


async def mails(control: Control, database: Path) -> None:
    """Mail that is taken, mail that is refused, mail over which we fail; cards that Slack refuses."""
    assert (await control.mail(subject="Planted one", **LETTER))["code"] == 250
    forged = {"sender": "Planted <planted@evil.example>", "mail_from": "eve@evil.example", "sign": False}
    assert (await control.mail(subject="Planted", **forged))["code"] == 550
    strange = ["nobody+verify-pl4ntedcode@bcc.localhost", "planted.relay@globex.example"]
    for address in strange:
        assert (await control.mail(subject="Planted", rcpt=[address]))["code"] == 550
    with a_table_lost(database, "participant"):
        assert (await control.mail(subject="Planted two", **LETTER))["code"] == 451
    await control.post("faults", method="chat.postMessage", kind="error", name="invalid_blocks", times=1)
    await control.post("faults", method="chat.postMessage", kind="http500", times=1)
    assert (await control.mail(subject="Planted three", **LETTER))["code"] == 250

    async def both() -> bool:
        return len(await control.cards("ana")) == 2

    await until(both, "two cards")


async def clicks(control: Control, database: Path) -> None:
    """A listener that fails, a modal that Slack refuses, words that people type."""
    ana = (await control.user("ana"))["id"]
    channels = (await control.get("state"))["channels"]
    dm = next(channel["id"] for channel in channels if channel.get("user") == ana)
    click = {"user": ana, "channel": dm, "ts": (await control.cards("ana"))[0]["ts"]}
    with a_table_lost(database, "message"):
        await control.post("command", user=ana, text="find planted words")
        await control.post("action", **click, action_id=Action.OPEN.value)
        await control.post("command", user=ana, text="address planted words")
    await control.post("faults", method="views.open", kind="error", name="invalid_arguments", times=1)
    await control.post("action", **click, action_id=Action.OPEN.value)
    await control.post("command", user=ana, text="planted nonsense")
    await control.post("say", user=ana, text="Planted chat")


async def codes(control: Control) -> set[str]:
    """The code and the token that are mailed, and the code that is shown."""
    ana = (await control.user("ana"))["id"]
    await control.post("command", user=ana, text=f"alias add {ALIAS}")

    async def arrived() -> str | None:
        mails = await control.get("mailbox", address=ALIAS)
        return str(mails[0]["text"]) if mails else None

    text = await until(arrived, "the mail with the code")
    code, link = re.search(r"alias code (\S+)", text), re.search(r"http\S+/verify/\d+/(\S+)", text)
    assert code is not None
    assert link is not None
    await control.post("command", user=ana, text="alias code planted-guess")
    proof = [f"northwind+verify-{code[1]}@bcc.localhost"]
    sent = await control.mail(sender=ALIAS, mail_from="eve@evil.example", rcpt=proof, sign=False)
    assert sent["code"] == 550  # its domain proves nothing
    async with aiohttp.ClientSession() as browser, browser.post(link[0]) as page:
        assert page.status == 200
    return {code[1], link[1]}


async def visitors(
    control: Control, browser: aiohttp.ClientSession, sandbox: Sandbox, process: Process
) -> set[str]:
    """Who forges a request, Slack itself over HTTP, and who is back with a code that is none."""
    forged = {"X-Slack-Request-Timestamp": "1531420618", "X-Slack-Signature": "v0=planted"}
    body = "command=/bcc&text=planted+forgery&token=planted"
    async with browser.post(f"{process.url}/slack/events", data=body, headers=forged) as answer:
        assert answer.status == 401
    await control.post("app", request_url=f"{process.url}/slack/events")
    ana = (await control.user("ana"))["id"]
    assert (await control.post("command", user=ana, text="planted over HTTP"))["response"]
    async with browser.get(f"{process.url}/slack/install") as page:
        state = page.cookies["slack-app-oauth-state"].value
    back = f"{process.url}/slack/oauth_redirect?state={state}&code=planted-code"
    async with browser.get(back, headers={"Cookie": f"slack-app-oauth-state={state}"}) as answer:
        assert answer.status == 401
    async with browser.get(f"{process.url}/slack/oauth_redirect?error=planted-error") as answer:
        assert answer.status == 503
    return {state, sandbox.world.credentials.verification_token}
