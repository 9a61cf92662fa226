"""The settings that authenticating a mail needs, for commands that need no others."""

from typing import Annotated

from pydantic import BeforeValidator, Field
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


def listed(value: object) -> object:
    """`a, b` as the two names it lists."""
    if isinstance(value, str):
        return tuple(item.strip() for item in value.split(",") if item.strip())
    return value


Listed = Annotated[tuple[str, ...], NoDecode, BeforeValidator(listed)]


class AuthEnvironment(BaseSettings):
    """Whom to ask and whom to trust, from the environment or `.env`."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", populate_by_name=True, frozen=True)

    dns_servers: Listed = Field((), alias="BCC_DNS_SERVERS")
    trusted_arc_sealers: Listed = Field((), alias="BCC_TRUSTED_ARC_SEALERS")
