"""The bot's configuration, read once from the environment or `.env`."""

from email.utils import parseaddr
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.keys import Keys
from bot.oauth import OAuthApp
from bot.outbound import Outgoing, Relay, SigningKey, sender_through
from models.address import canonical, checked_domain, domain_of
from models.listen import split_listen
from models.logs import checked_level


def _api_base(url: str) -> str:
    """Slack's base as slack_sdk wants it. Both `https://slack.com` and `https://slack.com/api/` do."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise ValueError("must be an http(s) address such as https://slack.com")
    base = url.rstrip("/")
    return f"{base}/" if base.endswith("/api") else f"{base}/api/"


def _listen(value: str | None) -> str | None:
    if not value:
        return None
    if not split_listen(value)[0]:
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


def _keys(value: SecretStr | None) -> SecretStr | None:
    if value is None or not value.get_secret_value():
        return None
    Keys.parse(value.get_secret_value())
    return value


def _mailbox(value: str | None) -> str | None:
    if not value:
        return None
    if "@" not in parseaddr(value)[1] or not value.isprintable():
        raise ValueError("must be an address such as no-reply@bcc.example.com")
    return value


class OperatorSettings(BaseSettings):
    """What a command on the database needs."""

    model_config = SettingsConfigDict(
        env_file=".env", extra="ignore", populate_by_name=True, env_ignore_empty=True
    )

    database_url: str = Field("sqlite://./smartbcc.db", alias="BCC_DATABASE_URL")
    secret_key: Annotated[SecretStr | None, AfterValidator(_keys)] = Field(None, alias="BCC_SECRET_KEY")

    def keys(self) -> Keys | None:
        """The keys that tokens are sealed with."""
        return Keys.parse(self.secret_key.get_secret_value()) if self.secret_key else None


class BotSettings(OperatorSettings):
    """Every setting the bot reads. An invalid one ends the start with its name."""

    mail_domain: Annotated[str, AfterValidator(checked_domain)] = Field(alias="BCC_MAIL_DOMAIN")
    raw_store_url: str = Field("", alias="BCC_RAW_STORE_URL")
    http_listen: Annotated[str | None, AfterValidator(_listen)] = Field(None, alias="BCC_HTTP_LISTEN")
    log_level: Annotated[str, AfterValidator(checked_level)] = Field("INFO", alias="BCC_LOG_LEVEL")
    slack_url: Annotated[str, AfterValidator(_api_base)] = Field(
        "https://slack.com/api/", alias="BCC_SLACK_URL", validate_default=True
    )
    bot_token: SecretStr | None = Field(None, alias="SLACK_BOT_TOKEN", min_length=1)
    app_token: SecretStr | None = Field(None, alias="SLACK_APP_TOKEN", min_length=1)
    signing_secret: SecretStr | None = Field(None, alias="SLACK_SIGNING_SECRET", min_length=1)
    client_id: str | None = Field(None, alias="SLACK_CLIENT_ID", min_length=1)
    client_secret: SecretStr | None = Field(None, alias="SLACK_CLIENT_SECRET", min_length=1)
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

    @model_validator(mode="after")
    def _slack_can_be_served(self) -> Self:
        if self.app_token is None and self.signing_secret is None:
            raise ValueError("SLACK_APP_TOKEN: set it for Socket Mode, or SLACK_SIGNING_SECRET for HTTP mode")
        if self.app_token is None and self.http_listen is None:
            raise ValueError(
                "SLACK_SIGNING_SECRET: HTTP mode needs BCC_HTTP_LISTEN, where Slack's requests come in"
            )
        if (self.client_id is None) != (self.client_secret is None):
            raise ValueError("SLACK_CLIENT_ID and SLACK_CLIENT_SECRET: set both or neither")
        if self.client_id is None:
            if self.bot_token is None:
                raise ValueError(
                    "SLACK_BOT_TOKEN: set it for one workspace, or SLACK_CLIENT_ID and SLACK_CLIENT_SECRET"
                    " for many"
                )
            return self
        needed = {
            "BCC_SECRET_KEY": self.secret_key,
            "BCC_PUBLIC_URL": self.public_url,
            "BCC_HTTP_LISTEN": self.http_listen,
        }
        if missing := [name for name, value in needed.items() if value is None]:
            raise ValueError(f"SLACK_CLIENT_ID: installing in workspaces needs {' and '.join(missing)}")
        return self

    def oauth(self) -> OAuthApp | None:
        """How we are installed in further workspaces; None where we are not."""
        if self.client_id is None or self.client_secret is None or self.public_url is None:
            return None
        return OAuthApp(
            client_id=self.client_id,
            client_secret=self.client_secret.get_secret_value(),
            public_url=self.public_url,
            slack=self.slack_url.removesuffix("/api/"),
            mail_domain=self.mail_domain,
        )

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
