"""The bot's configuration, read once from the environment or `.env`."""

from email.utils import parseaddr
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.outbound import Outgoing, Relay, SigningKey, sender_through
from models.address import canonical, domain_of


def _api_base(url: str) -> str:
    """Slack's base as slack_sdk wants it. Both `https://slack.com` and `https://slack.com/api/` do."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise ValueError("must be an http(s) address such as https://slack.com")
    base = url.rstrip("/")
    return f"{base}/" if base.endswith("/api") else f"{base}/api/"


def _listen(value: str | None) -> str | None:
    if value is None:
        return None
    host, colon, port = value.rpartition(":")
    if not colon or not host or not port.isdigit():
        raise ValueError("must be HOST:PORT, such as 127.0.0.1:8081")
    return value


def _public_url(value: str | None) -> str | None:
    if not value:
        return None
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise ValueError("must be an http(s) address such as https://bcc.example.com")
    return value.rstrip("/")


def _relay(value: SecretStr | None) -> SecretStr | None:
    if value is None or not value.get_secret_value():
        return None
    Relay.parse(value.get_secret_value())
    return value


def _mailbox(value: str | None) -> str | None:
    if not value:
        return None
    if "@" not in parseaddr(value)[1] or not value.isprintable():
        raise ValueError("must be an address such as no-reply@bcc.example.com")
    return value


class OperatorSettings(BaseSettings):
    """What a command on the database needs."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", populate_by_name=True)

    database_url: str = Field("sqlite://./smartbcc.db", alias="BCC_DATABASE_URL")


class BotSettings(OperatorSettings):
    """Every setting the bot reads. An invalid one ends the start with its name."""

    mail_domain: str = Field(alias="BCC_MAIL_DOMAIN", min_length=1)
    http_listen: Annotated[str | None, AfterValidator(_listen)] = Field(None, alias="BCC_HTTP_LISTEN")
    log_level: str = Field("INFO", alias="BCC_LOG_LEVEL")
    slack_url: Annotated[str, AfterValidator(_api_base)] = Field(
        "https://slack.com/api/", alias="BCC_SLACK_URL", validate_default=True
    )
    bot_token: SecretStr = Field(alias="SLACK_BOT_TOKEN", min_length=1)
    app_token: SecretStr = Field(alias="SLACK_APP_TOKEN", min_length=1)
    public_url: Annotated[str | None, AfterValidator(_public_url)] = Field(None, alias="BCC_PUBLIC_URL")
    outbound_smtp_url: Annotated[SecretStr | None, AfterValidator(_relay)] = Field(
        None, alias="BCC_OUTBOUND_SMTP_URL"
    )
    outbound_from: Annotated[str | None, AfterValidator(_mailbox)] = Field(None, alias="BCC_OUTBOUND_FROM")
    outbound_dkim_key: Path | None = Field(None, alias="BCC_OUTBOUND_DKIM_KEY")
    outbound_dkim_selector: str | None = Field(None, alias="BCC_OUTBOUND_DKIM_SELECTOR")

    @model_validator(mode="after")
    def _key_and_selector_together(self) -> Self:
        if (self.outbound_dkim_key is None) != (self.outbound_dkim_selector is None):
            raise ValueError("BCC_OUTBOUND_DKIM_KEY and BCC_OUTBOUND_DKIM_SELECTOR: set both or neither")
        if self.outbound_dkim_key is not None:
            self._signing_key()
        return self

    def _signing_key(self) -> SigningKey | None:
        if self.outbound_dkim_key is None or self.outbound_dkim_selector is None:
            return None
        try:
            return SigningKey.read(self.outbound_dkim_key, self.outbound_dkim_selector)
        except ValueError as error:
            raise ValueError(f"BCC_OUTBOUND_DKIM_KEY: {error}") from error

    def outgoing(self) -> Outgoing:
        """How mail of ours goes out. A link is offered only where this process serves its page."""
        url = self.outbound_smtp_url
        relay = Relay.parse(url.get_secret_value()) if url else None
        domain = domain_of(canonical(f"x@{self.mail_domain}"))
        return Outgoing(
            mail_domain=self.mail_domain,
            sender=self.outbound_from or f"Smart Bcc <no-reply@{domain}>",
            send=sender_through(relay, self._signing_key()) if relay else None,
            public_url=self.public_url if self.http_listen else None,
        )
