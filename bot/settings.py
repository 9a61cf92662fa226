"""The bot's configuration, read once from the environment or `.env`."""

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


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
