"""The workspace as Slack keeps it: people, conversations, messages, files and views."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from .company import Company
from .ids import Clock, Ids, Timestamps

JSON = dict[str, Any]
Kind = Literal["public", "private", "im"]
APP_HANDLE = "app"  # in a company's channel members: the app's bot user


@dataclass
class User:
    """A person, or a bot, in the workspace."""

    id: str
    name: str
    real_name: str
    email: str
    tz: str = "Europe/Amsterdam"
    locale: str = "en-US"
    is_admin: bool = False
    is_owner: bool = False
    is_bot: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_stranger: bool = False
    deleted: bool = False
    updated: int = 0


Faded = deque[list[JSON]]


def faded() -> Faded:
    """The blocks that somebody's screen may still show of a message or view: its last versions."""
    return deque(maxlen=3)


@dataclass
class Channel:
    """A conversation and what was said in it; `ephemerals` only the named user could see."""

    id: str
    name: str
    kind: Kind
    members: list[str]
    created: int
    creator: str
    user: str = ""
    is_ext_shared: bool = False
    is_archived: bool = False
    messages: dict[str, JSON] = field(default_factory=dict)
    ephemerals: list[JSON] = field(default_factory=list)
    states: dict[str, JSON] = field(default_factory=dict)  # what people chose in a message, by its ts
    faded: dict[str, Faded] = field(default_factory=dict)  # what stood in a message before, by its ts

    def replies_to(self, ts: str) -> list[JSON]:
        """The replies in the thread of that message, oldest first."""
        return [each for each in self.messages.values() if each.get("thread_ts") == ts and each["ts"] != ts]

    def threads(self) -> dict[str, list[JSON]]:
        """The replies of every thread by its parent's ts, oldest first."""
        found: dict[str, list[JSON]] = {}
        for each in self.messages.values():
            if each.get("thread_ts", each["ts"]) != each["ts"]:
                found.setdefault(each["thread_ts"], []).append(each)
        return found

    def top_level(self) -> list[JSON]:
        """Messages that stand in the channel itself, oldest first."""
        return [
            each
            for each in self.messages.values()
            if each.get("thread_ts", each["ts"]) == each["ts"] or each.get("subtype") == "thread_broadcast"
        ]


@dataclass
class File:
    """An uploaded file; `content` is None until its bytes arrived."""

    id: str
    name: str
    length: int
    upload_ticket: str
    created: int
    content: bytes | None = None
    title: str = ""
    mimetype: str = "application/octet-stream"
    completed: bool = False
    deleted: bool = False
    channels: list[str] = field(default_factory=list)
    shares: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class View:
    """A modal or a home tab that somebody has open, with what they typed so far."""

    id: str
    user: str
    body: JSON
    hash: str
    root_id: str
    previous_id: str | None = None
    values: dict[str, dict[str, JSON]] = field(default_factory=dict)
    origin_channel: str = ""
    faded: Faded = field(default_factory=faded)


class Team:
    """One workspace with one app installed in it."""

    def __init__(self, company: Company, clock: Clock, app_id: str = "") -> None:
        self.ids = Ids(company.team_domain)
        self.clock = clock
        self.timestamps = Timestamps(clock)
        self.name, self.domain = company.team_name, company.team_domain
        self.id = self.ids.of("T", "team")
        self.app_id = app_id or self.ids.of("A", "app")
        self.bot_id = self.ids.of("B", "bot")
        self.bot_user_id = self.ids.of("U", "bot user")
        self.url = f"https://{self.domain}.slack.com/"
        self.base_url = ""  # where this sandbox listens, known once it does
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.files: dict[str, File] = {}
        self.homes: dict[str, View] = {}
        self.stacks: dict[str, list[View]] = {}
        self._populate(company)

    def _populate(self, company: Company) -> None:
        self.add_user(User("USLACKBOT", "slackbot", "Slackbot", "", is_bot=True))
        self.add_user(User(self.bot_user_id, "smart_bcc", "Smart Bcc", "", is_bot=True))
        people = {APP_HANDLE: self.bot_user_id}
        for person in company.users:
            user = User(
                self.ids.of("U", person.handle),
                person.handle,
                person.name,
                person.email,
                tz=person.tz,
                locale=person.locale,
                is_admin=person.is_admin,
                is_owner=person.is_admin,
                is_restricted=person.is_restricted,
            )
            people[person.handle] = self.add_user(user).id
        for channel in company.channels:
            self.add_channel(
                channel.name,
                members=[people[handle] for handle in channel.members],
                is_private=channel.is_private,
                is_ext_shared=channel.is_ext_shared,
            )

    @property
    def people(self) -> list[User]:
        """Everybody who is not a bot."""
        return [user for user in self.users.values() if not user.is_bot]

    def add_user(self, user: User) -> User:
        """Let the user join."""
        user.updated = int(self.clock())
        self.users[user.id] = user
        return user

    def add_channel(
        self, name: str, *, members: list[str], is_private: bool = False, is_ext_shared: bool = False
    ) -> Channel:
        """Create a channel with those members."""
        channel_id = self.ids.of("C", name)
        if channel_id in self.channels:
            channel_id = self.ids.next("C")
        channel = Channel(
            channel_id,
            name,
            "private" if is_private else "public",
            list(dict.fromkeys(members)),
            int(self.clock()),
            members[0] if members else self.bot_user_id,
            is_ext_shared=is_ext_shared,
        )
        self.channels[channel.id] = channel
        return channel

    def direct_message(self, user_id: str) -> Channel | None:
        """The app's conversation with that user, if it was opened."""
        return self.channels.get(self.ids.of("D", user_id))

    def open_direct_message(self, user_id: str) -> tuple[Channel, bool]:
        """The app's conversation with that user, and whether it was open before."""
        if channel := self.direct_message(user_id):
            return channel, True
        channel = Channel(
            self.ids.of("D", user_id),
            "",
            "im",
            [self.bot_user_id, user_id],
            int(self.clock()),
            self.bot_user_id,
            user=user_id,
        )
        self.channels[channel.id] = channel
        return channel, False

    def views(self) -> Iterator[View]:
        """Every view that is open anywhere, home tabs too."""
        for stack in self.stacks.values():
            yield from stack
        yield from self.homes.values()

    def modal(self, view_id: str) -> View | None:
        """The open modal with that id."""
        return next((v for stack in self.stacks.values() for v in stack if v.id == view_id), None)

    def view(self, view_id: str) -> View | None:
        """The open view with that id, a home tab too."""
        return next((view for view in self.views() if view.id == view_id), None)

    def permalink(self, channel: Channel, message: JSON) -> str:
        """Where the message can be read in a browser."""
        link = f"{self.url}archives/{channel.id}/p{message['ts'].replace('.', '')}"
        thread = message.get("thread_ts")
        return f"{link}?thread_ts={thread}&cid={channel.id}" if thread and thread != message["ts"] else link
