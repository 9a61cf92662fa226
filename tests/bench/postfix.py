"""The yardstick: Postfix with OpenDKIM and policyd-spf, doing the same work; where all three are installed.

It runs as root only, in a mount namespace of its own: policyd-spf asks whomever /etc/resolv.conf names, at
port 53. Mail that passes is durable in Postfix's queue when it says 250, and is then thrown away: delivery
is no part of the comparison, though ours is.
"""

import asyncio
import os
import shlex
import shutil
import signal
import smtplib
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from tests.bench.load import SENDER
from tests.control import until

DNS_PORT = 53  # the only one that policyd-spf knows
_TOOLS = ("postfix", "opendkim", "policyd-spf", "unshare")

_MAIN = """\
compatibility_level = 3.6
queue_directory = {directory}/queue
data_directory = {directory}/data
maillog_file = {directory}/mail.log
maillog_file_prefixes = {directory}
myhostname = bcc.localhost
mydestination =
mynetworks = 192.0.2.1/32
inet_interfaces = loopback-only
inet_protocols = ipv4
virtual_mailbox_domains = {domain}
virtual_mailbox_maps = static:all
virtual_transport = discard:
smtpd_recipient_restrictions = reject_unauth_destination, check_policy_service unix:private/policyd-spf
smtpd_peername_lookup = no
smtpd_milters = unix:{directory}/milter
milter_default_action = tempfail
policyd-spf_time_limit = 3600
"""
_MASTER = """\
127.0.0.1:{port} inet n - n - 100 smtpd
policyd-spf unix - n n - 0 spawn user=nobody argv={policyd} {directory}/policyd-spf.conf
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""
_OPENDKIM = """\
Mode v
Socket local:{directory}/milter
UMask 000
Nameservers 127.0.0.1
PeerList {directory}/none
InternalHosts {directory}/none
ExternalIgnoreList {directory}/none
On-NoSignature reject
On-BadSignature reject
On-KeyNotFound reject
On-DNSError tempfail
Syslog no
Background no
"""
_POLICYD = """\
debugLevel = 0
TestOnly = 1
HELO_reject = False
Mail_From_reject = Not_Pass
skip_addresses = 192.0.2.1/32
"""


def postfix_installed() -> bool:
    """Whether the yardstick can run here."""
    return os.geteuid() == 0 and all(map(shutil.which, _TOOLS))


@asynccontextmanager
async def postfix(port: int, directory: Path, domain: str) -> AsyncIterator[None]:
    """Take mail for that domain, asking the name server at port 53 of loopback."""
    os.chmod(directory, 0o755)  # noqa: PTH101, S103 Postfix's own user has to get in
    ours = {"directory": directory, "domain": domain, "port": port}
    ours["policyd"] = shutil.which("policyd-spf") or ""
    texts = {
        "main.cf": _MAIN,
        "master.cf": _MASTER,
        "opendkim.conf": _OPENDKIM,
        "policyd-spf.conf": _POLICYD,
        "none": "192.0.2.1\n",
        "resolv.conf": "nameserver 127.0.0.1\n",
    }
    for name, text in texts.items():
        (directory / name).write_text(text.format_map(ours))
    for name in ("queue", "data"):
        (directory / name).mkdir()
    shutil.chown(directory / "data", "postfix")
    async with AsyncExitStack() as stack:
        milter = f"opendkim -f -x {shlex.quote(str(directory / 'opendkim.conf'))}"
        server = f"postfix -c {shlex.quote(str(directory))} start-fg"
        with (directory / "started.log").open("wb") as log:
            stack.push_async_callback(_stop, await _start(milter, directory, log.fileno()))
            child = await _start(server, directory, log.fileno())
            stack.push_async_callback(_stop_postfix, child, directory)

        async def taking() -> bool:
            try:
                return await asyncio.to_thread(_refuses, port, domain)
            except OSError:
                return False

        await until(taking, "Postfix takes mail and checks it", seconds=30)
        yield


async def _start(command: str, directory: Path, log: int) -> asyncio.subprocess.Process:
    """A child, with its children a group, that sees our resolv.conf."""
    names = shlex.quote(str(directory / "resolv.conf"))
    script = f"mount --bind {names} /etc/resolv.conf && exec {command}"
    return await asyncio.create_subprocess_exec(
        "unshare", "-m", "sh", "-c", script, stdout=log, stderr=log, start_new_session=True
    )


async def _stop(child: asyncio.subprocess.Process) -> None:
    if child.returncode is None:
        os.killpg(child.pid, signal.SIGTERM)
        try:
            async with asyncio.timeout(10):
                await child.wait()
        except TimeoutError:
            os.killpg(child.pid, signal.SIGKILL)
            await child.wait()


async def _stop_postfix(child: asyncio.subprocess.Process, directory: Path) -> None:
    """Its master has a session of its own, and must be asked."""
    ask = await asyncio.create_subprocess_exec("postfix", "-c", str(directory), "abort")
    await ask.wait()
    await _stop(child)


def _refuses(port: int, domain: str) -> bool:
    """Whether it refuses a mail that nobody signed: then its milter is there. Raises OSError until it is."""
    with smtplib.SMTP("127.0.0.1", port, timeout=10) as session:
        try:
            session.sendmail(SENDER.decode(), f"x@{domain}", "Subject: x\r\n\r\nx\r\n")
        except smtplib.SMTPDataError as refused:
            return refused.smtp_code // 100 == 5
        raise AssertionError("an unsigned mail was taken: the yardstick does not check what ours checks")
