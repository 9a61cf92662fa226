"""The world outside Slack: name server, mail composer and outbound relay under one roof."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from typing import Any, TypeVar

from aiohttp import web

from .company import NORTHWIND, Company
from .composer import Composer, MailResult
from .dns import DnsServer
from .examples import examples
from .keys import Algorithm, Keys
from .relay import Relay, TakenMail

PARTNERS = ("globex.example", "initech.example")
SENDERS_AT_ONCE = 16
T = TypeVar("T")
SPF = "v=spf1 ip4:127.0.0.0/8 -all"


class Outside:
    """Everything the product meets that is not Slack; servers run between enter and exit."""

    def __init__(
        self,
        domain: str = "bcc.localhost",
        smtp_host: str = "127.0.0.1",
        smtp_port: int | None = 2525,
        dns_port: int = 0,
        relay_port: int = 0,
        host: str = "127.0.0.1",
    ) -> None:
        self.domain = domain
        self.dns = DnsServer(host, dns_port)
        self.keys = Keys(self.dns)
        self.relay = Relay(host, relay_port)
        self.relay.on_taken = self._taken
        self.slug = NORTHWIND.team_domain
        self.on_change: Callable[[dict[str, Any]], None] | None = None
        self._executor = ThreadPoolExecutor(SENDERS_AT_ONCE, "mail")
        self._composer = Composer(self.keys, smtp_host, smtp_port or 0, self._executor)
        self._stack = AsyncExitStack()

    @property
    def dns_port(self) -> int:
        """Where the name server listens, on UDP and TCP."""
        return self.dns.port

    @property
    def relay_port(self) -> int:
        """Where the outbound relay listens."""
        return self.relay.port

    @property
    def smtp_port(self) -> int:
        """Where mail is sent to: the product's own server."""
        return self._composer.port

    @smtp_port.setter
    def smtp_port(self, port: int) -> None:
        self._composer.port = port

    async def __aenter__(self) -> Outside:
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(self.dns)
            await stack.enter_async_context(self.relay)
            stack.callback(self._executor.shutdown, wait=False, cancel_futures=True)
            self._stack = stack.pop_all()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    def seed(self, company: Company = NORTHWIND) -> None:
        """Publishes the domains of the company, of its partners, and the mail domain."""
        self.slug = company.team_domain
        own = {user.email.rpartition("@")[2] for user in company.users}
        for number, domain in enumerate(sorted(own) + [p for p in PARTNERS if p not in own], 10):
            self._publish(domain, f"127.0.0.{number}")
        self._publish(self.domain, "127.0.0.1")

    async def send(self, fields: Mapping[str, Any]) -> MailResult:
        """Composes, signs and sends one mail; the fields are those of `POST /sandbox/mail`."""
        result = await self._composer.send(fields)
        self._changed({"type": "mail", "direction": "in", "message_id": result.message_id})
        return result

    def routes(self) -> list[web.RouteDef]:
        """The rows of the control interface that concern DNS and mail."""
        return [
            web.put("/sandbox/dns", _answering(self._put_dns)),
            web.post("/sandbox/dns/faults", _answering(self._post_fault)),
            web.post("/sandbox/mail", _answering(self._post_mail)),
            web.get("/sandbox/mailbox", _answering(self._get_mailbox)),
            web.post("/sandbox/mailbox/faults", _answering(self._post_refusal)),
            web.get("/sandbox/examples", _answering(self._get_examples)),
        ]

    def _publish(self, domain: str, address: str) -> None:
        self.dns.set(domain, "A", [address])
        self.dns.set(domain, "MX", [f"10 mail.{domain}"])
        self.dns.set(f"mail.{domain}", "A", [address])
        self.dns.set(domain, "TXT", [SPF])
        self.dns.set(f"_dmarc.{domain}", "TXT", ["v=DMARC1; p=reject"])
        self.keys.announce(domain, "s1", Algorithm.RSA)
        self.keys.announce(domain, "e1", Algorithm.ED25519)

    async def _put_dns(self, request: web.Request) -> Any:
        fields = await _object(request)
        values = _need(fields, "values", list)
        ttl = _number(fields, "ttl", 0)
        name, type_ = _need(fields, "name", str), _need(fields, "type", str)
        self.dns.set(name, type_, [str(value) for value in values], ttl)
        return {"ok": True}

    async def _post_fault(self, request: web.Request) -> Any:
        fields = await _object(request)
        self.dns.fault(_need(fields, "name", str), _need(fields, "kind", str), _number(fields, "times", 1))
        return {"ok": True}

    async def _post_mail(self, request: web.Request) -> Any:
        return (await self.send(await _object(request))).as_json()

    async def _get_mailbox(self, request: web.Request) -> Any:
        return [mail.as_json() for mail in self.relay.mailbox(request.query.get("address"))]

    async def _post_refusal(self, request: web.Request) -> Any:
        fields = await _object(request)
        self.relay.refuse(_need(fields, "reply", str), _number(fields, "times", 1))
        return {"ok": True}

    async def _get_examples(self, request: web.Request) -> Any:
        return examples(f"{self.slug}@{self.domain}")

    def _taken(self, mail: TakenMail) -> None:
        self._changed({"type": "mail", "direction": "out", "to": list(mail.to)})

    def _changed(self, event: dict[str, Any]) -> None:
        if self.on_change is not None:
            self.on_change(event)


def _answering(
    handler: Callable[[web.Request], Awaitable[Any]],
) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """JSON out; a request that makes no sense is a 400 that says why."""

    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            return web.json_response(await handler(request))
        except ValueError as error:
            return web.json_response({"error": str(error)}, status=400)

    return answer


async def _object(request: web.Request) -> dict[str, Any]:
    try:
        fields = await request.json()
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON: {error}") from error
    if not isinstance(fields, dict):
        raise ValueError("a JSON object is needed")
    return fields


def _need(fields: Mapping[str, Any], name: str, type_: type[T]) -> T:
    value = fields.get(name)
    if not isinstance(value, type_):
        raise ValueError(f"{name}: a {type_.__name__} is needed")
    return value


def _number(fields: Mapping[str, Any], name: str, default: int) -> int:
    value = fields.get(name, default)
    if not isinstance(value, int) or not 0 <= value < 2**31:
        raise ValueError(f"{name}: a whole number is needed")
    return value
