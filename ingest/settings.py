"""The configuration of ingest, read once from the environment or `.env`."""

import ipaddress
import os
import ssl
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from ingest.auth.resolver import nameserver
from ingest.auth.settings import Listed, listed
from models.address import checked_domain
from models.listen import split_listen
from models.logs import checked_level

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class BadSettings(Exception):
    """A setting is missing or wrong. The text names the variable and what is expected, on one line."""


class CannotStart(Exception):
    """Something else stands in the way. The text says what it is and what to do, on one line."""


class IngestSettings(BaseSettings):
    """Every setting that ingest reads."""

    model_config = SettingsConfigDict(
        env_file=".env", extra="ignore", populate_by_name=True, env_ignore_empty=True, frozen=True
    )

    database_url: str = Field("sqlite://./smartbcc.db", alias="BCC_DATABASE_URL")
    raw_store_url: str = Field("", alias="BCC_RAW_STORE_URL")
    mail_domain: Annotated[str, AfterValidator(checked_domain)] = Field(
        alias="BCC_MAIL_DOMAIN", description="the domain of your Bcc addresses"
    )
    smtp_listen: str = Field("0.0.0.0:2525", alias="BCC_SMTP_LISTEN")
    smtp_cert: Path | None = Field(None, alias="BCC_SMTP_CERT")
    smtp_key: Path | None = Field(None, alias="BCC_SMTP_KEY")
    max_message_bytes: int = Field(25 * 1024 * 1024, alias="BCC_MAX_MESSAGE_BYTES", ge=1024, le=150_000_000)
    trusted_relays: Annotated[tuple[Network, ...], NoDecode, BeforeValidator(listed)] = Field(
        (), alias="BCC_TRUSTED_RELAYS"
    )
    trusted_arc_sealers: Listed = Field((), alias="BCC_TRUSTED_ARC_SEALERS")
    dns_servers: Listed = Field((), alias="BCC_DNS_SERVERS")
    log_level: Annotated[str, AfterValidator(checked_level)] = Field("INFO", alias="BCC_LOG_LEVEL")

    @field_validator("dns_servers")
    @classmethod
    def _are_name_servers(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for server in value:
            nameserver(server)
        return value

    @field_validator("smtp_listen")
    @classmethod
    def _is_host_and_port(cls, value: str) -> str:
        if not split_listen(value)[0]:
            raise ValueError("must be HOST:PORT, such as 0.0.0.0:2525")
        return value

    @model_validator(mode="after")
    def _cert_and_key_together(self) -> Self:
        if (self.smtp_cert is None) != (self.smtp_key is None):
            raise ValueError("BCC_SMTP_CERT and BCC_SMTP_KEY: set both or neither")
        return self

    @property
    def smtp_address(self) -> tuple[str, int]:
        """Where to listen."""
        return split_listen(self.smtp_listen)

    def tls_context(self) -> ssl.SSLContext | None:
        """The server's side of STARTTLS, None where no certificate is set; raises BadSettings."""
        if self.smtp_cert is None or self.smtp_key is None:
            return None
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        try:
            context.load_cert_chain(self.smtp_cert, self.smtp_key)
        except (OSError, ssl.SSLError) as error:
            raise BadSettings(
                f"BCC_SMTP_CERT, BCC_SMTP_KEY: not a readable PEM certificate and its key ({error})"
            ) from error
        return context


def read_settings(**overrides: Any) -> IngestSettings:
    """The settings of this process; raises BadSettings, which names the first variable that is wrong."""
    try:
        return IngestSettings(**overrides)
    except ValidationError as error:
        problem = error.errors(include_url=False, include_input=False)[0]
        raise BadSettings(_sentence(problem["loc"], problem["type"], problem["msg"])) from None


def _sentence(loc: Sequence[int | str], kind: str, message: str) -> str:
    message = message.removeprefix("Value error, ")
    if not loc:
        return message
    name = _variable(str(loc[0]))
    if kind == "missing":
        field = next(field for field in IngestSettings.model_fields.values() if field.alias == name)
        return f"{name} is not set: {field.description}, in the environment or in {Path.cwd() / '.env'}"
    given = f" (it is {os.environ[name]!r})" if name in os.environ and "URL" not in name else ""
    return f"{name}: {message}{given}"


def _variable(name: str) -> str:
    """The environment's name of a setting."""
    field = IngestSettings.model_fields.get(name)
    return field.alias or name if field else name
