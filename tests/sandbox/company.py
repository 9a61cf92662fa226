"""The people and channels a workspace starts with."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CompanyUser:
    """One person of the company; `handle` is the name other records refer to."""

    name: str
    email: str
    handle: str
    is_admin: bool = False
    tz: str = "Europe/Amsterdam"
    locale: str = "en-US"
    is_restricted: bool = False


@dataclass(frozen=True, slots=True)
class CompanyChannel:
    """One channel; `members` are handles of users, `app` being the bot."""

    name: str
    members: tuple[str, ...] = ()
    is_private: bool = False
    is_ext_shared: bool = False


@dataclass(frozen=True, slots=True)
class Company:
    """A workspace before anything has happened in it."""

    team_name: str
    team_domain: str
    users: tuple[CompanyUser, ...]
    channels: tuple[CompanyChannel, ...]


NORTHWIND = Company(
    team_name="Northwind Traders",
    team_domain="northwind",
    users=(
        CompanyUser("Ana Trujillo", "ana@northwind.example", "ana", is_admin=True, tz="Europe/Amsterdam"),
        CompanyUser("Ben Okafor", "ben@northwind.example", "ben", tz="America/New_York"),
        CompanyUser("Clara Weiss", "clara@northwind.example", "clara", tz="Europe/Berlin", locale="de-DE"),
        CompanyUser("Daichi Mori", "daichi@northwind.example", "daichi", tz="Asia/Tokyo", locale="ja-JP"),
        CompanyUser("Elena Rossi", "elena@northwind.example", "elena", tz="Europe/Rome", locale="it-IT"),
    ),
    channels=(
        CompanyChannel("general", ("ana", "ben", "clara", "daichi", "elena")),
        CompanyChannel("deals", ("ana", "ben", "clara", "daichi", "app")),
        CompanyChannel("leadership", ("ana", "elena"), is_private=True),
        CompanyChannel("globex-partners", ("ana", "ben"), is_ext_shared=True),
    ),
)
