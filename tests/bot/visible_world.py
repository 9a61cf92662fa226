"""A company where each mail is shared in another way, and says what no other mail says."""

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, StrEnum, unique

from bot.posts import Parts
from bot.retention import erase_raw_mail
from bot.services import copies, sharing
from bot.services.copies import Destination
from bot.services.handover import Choice, choose
from bot.services.links import Change
from models import (
    Attachment,
    Follow,
    Link,
    Message,
    Participant,
    RawMail,
    Record,
    Scope,
    Share,
    User,
    Workspace,
)
from models.erasure import erase_mails
from models.outbox import enqueue_card
from models.transaction import transaction
from models.types import LinkOrigin, Visibility
from tests.bot.desk import Desk
from tests.bot.rows import NOW, a_file, a_link, a_mail, a_person, a_record, a_share, a_user, a_workspace
from tests.bot.sharing import channel_id, idle
from tests.control import until
from tests.sandbox import Company
from tests.sandbox.company import CompanyChannel, CompanyUser

NOBODY = 10**17
DEAL, WORD, JANE = 42, "quokka", "jane@globex.example"


@unique
class Viewer(StrEnum):
    """Every kind of person who may try to see a mail, by the handle of the one who stands for them."""

    OWNER = "olga"
    READER = "rita"  # in #deals, follows what is posted there, and gets what is sent to a colleague
    MEMBER = "mo"  # in no channel where anything is posted
    ADMIN = "ada"
    GUEST = "gus"  # in #deals, and followed it before they were made a guest
    DEACTIVATED = "lee"  # was in #deals, and owned what was handed over or is sealed
    STRANGER = "sam"  # a member of another workspace


@unique
class State(Enum):
    """What can have become of a mail."""

    PRIVATE = "nobody was shown it"
    SHARED = "shared within the company, and posted in #board"
    WHOLE = "shared with its whole conversation"
    UNSHARED = "shared, and made private again"
    CHANNEL = "its new text was posted in #deals"
    PERSON = "its new text was sent to a colleague"
    WITHDRAWN = "posted in #deals with its file, sent to a colleague, and withdrawn from both"
    AGED = "shared, and no longer kept as it came"
    ERASED = "shared, posted in #deals with its file, and erased"
    HANDED_OVER = "its new text was posted in #deals, and its owner left it to a successor"
    SEALED = "its owner left and nobody took it over"


@unique
class Part(Enum):
    """What of a mail there is to see."""

    SUBJECT = "subject"
    PEOPLE = "people"
    TEXT = "text"
    QUOTED = "quoted"
    FILE = "file"  # its name
    CONTENT = "content"  # the bytes of its file
    REASON = "reason"  # by whom or what it was filed


COMPANY = Company(
    team_name="Northwind Traders",
    team_domain="northwind",
    users=(
        CompanyUser("Olga Owner", "olga@northwind.example", "olga"),
        CompanyUser("Rita Reader", "rita@northwind.example", "rita"),
        CompanyUser("Mo Member", "mo@northwind.example", "mo"),
        CompanyUser("Ada Admin", "ada@northwind.example", "ada", is_admin=True),
        CompanyUser("Gus Guest", "gus@northwind.example", "gus"),
        CompanyUser("Lee Leaver", "lee@northwind.example", "lee"),
    ),
    channels=(
        CompanyChannel("general", ("olga", "rita", "mo", "ada", "gus", "lee")),
        CompanyChannel("deals", ("olga", "rita", "gus", "lee", "app")),
        CompanyChannel("board", ("olga", "app"), is_private=True),
    ),
)
FILED = {State.SHARED, State.UNSHARED, State.CHANNEL, State.WITHDRAWN, State.AGED, State.ERASED}
FOLLOWED = {State.SHARED, State.WHOLE, State.UNSHARED, State.CHANNEL, State.WITHDRAWN, State.ERASED}


def secret(part: Part, state: State) -> str:
    """What stands nowhere but in that part of that mail; none of them is within another."""
    return f"{part.name}z{state.name.replace('_', '')}z".lower()


@dataclass(frozen=True, slots=True)
class Planted:
    """A mail with its secrets, by the ids that buttons name it by; NOBODY where it has none such.

    `copies` are all that ever stood somewhere.
    """

    state: State
    mail: int
    conversation: int
    participant: int
    attachment: int
    link: int
    copies: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Scene:
    """The company with its mail, all of it filed under one deal or not at all."""

    desk: Desk
    deals: str
    people: dict[Viewer, User]
    mails: dict[State, Planted]

    def scope(self, viewer: Viewer) -> Scope:
        """What that person may see."""
        user = self.people[viewer]
        return Scope(user.workspace_id, user.id)


async def set_scene(desk: Desk) -> Scene:
    """Let all of it happen, as far as it can through the product itself."""
    people = {one: await desk.user(one) for one in Viewer if one is not Viewer.STRANGER}
    people[Viewer.STRANGER] = await a_user(await a_workspace("initech"), "Sam Stranger")
    await a_person(desk.workspace, "Jane Doe", JANE)
    await a_record(desk.workspace, "Renewal", number=DEAL)
    deals = await channel_id(desk, "deals")
    made = {state: await _plant(desk, people, state, deals) for state in State}
    scene = Scene(desk, deals, people, {})
    await _settled(desk)
    await post(scene, made[State.HANDED_OVER], deals)
    await _settled(desk)
    await _leave(scene)
    for state, mail in made.items():
        await _show(scene, state, mail)
    await _settled(desk)
    for state, mail in made.items():
        scene.mails[state] = await _named(desk, state, mail)
        await _take_back(scene, state, mail)
    await _settled(desk)
    return scene


async def _plant(desk: Desk, people: dict[Viewer, User], state: State, deals: str) -> Message:
    """A mail with its card; where it is the later one of a conversation, people followed that before."""
    owner = people[Viewer.DEACTIVATED if state in (State.HANDED_OVER, State.SEALED) else Viewer.OWNER]
    before = await a_mail(owner, "Before") if state in FOLLOWED else None
    if before is not None:
        share = await a_share(before, channel=deals)
        for viewer in (Viewer.READER, Viewer.GUEST, Viewer.DEACTIVATED):
            await Follow.create(workspace=desk.workspace, share=share, user=people[viewer], created_at=NOW)
    name = secret(Part.PEOPLE, state)
    mail = await a_mail(
        owner,
        f"{secret(Part.SUBJECT, state)} {WORD}",
        f"{secret(Part.TEXT, state)} {WORD}",
        quoted=secret(Part.QUOTED, state),
        to=[(name, f"{name}@globex.example"), ("Jane Doe", JANE)],
        conversation=await before.conversation if before else None,
        received_at=NOW,
    )
    await a_file(mail, f"{secret(Part.FILE, state)}.pdf", secret(Part.CONTENT, state).encode())
    if state in FILED or state is State.HANDED_OVER:
        reason = {"rule": "person", "evidence": secret(Part.REASON, state)}
        deal = await desk.scope.of(Record).get(number=DEAL)
        await a_link(mail, deal, origin=LinkOrigin.RULE, user_id=None, reason=reason)
    await enqueue_card(mail, NOW)
    return await desk.scope.of(Message).get(id=mail.id)


async def _named(desk: Desk, state: State, mail: Message) -> Planted:
    link = await desk.scope.of(Link).filter(conversation_id=mail.conversation_id).first()
    copies = await desk.scope.of(Share).filter(message_id=mail.id).order_by("id").values_list("id")
    return Planted(
        state=state,
        mail=mail.id,
        conversation=mail.conversation_id,
        participant=(await desk.scope.of(Participant).filter(message_id=mail.id).order_by("id"))[0].id,
        attachment=(await desk.scope.of(Attachment).get(message_id=mail.id)).id,
        link=link.id if link else NOBODY,
        copies=tuple(row[0] for row in copies),
    )


async def _leave(scene: Scene) -> None:
    """Gus becomes a guest; Lee leaves, and an admin has Olga take over."""
    desk, people = scene.desk, scene.people
    gus, lee = people[Viewer.GUEST], people[Viewer.DEACTIVATED]
    await desk.control.patch(f"users/{gus.slack_user_id}", is_restricted=True)
    await desk.control.patch(f"users/{lee.slack_user_id}", deleted=True)
    changed = desk.scope.of(User).filter(id=gus.id, guest=True)
    await until(changed.exists, "a guest")
    await until(desk.scope.of(User).filter(id=lee.id, deactivated_at__isnull=False).exists, "a leaver")
    owner = people[Viewer.OWNER].slack_user_id
    assert await choose(scene.scope(Viewer.ADMIN), lee.id, owner, NOW) is Choice.DONE
    await _settled(desk)


async def _show(scene: Scene, state: State, mail: Message) -> None:
    """Have others see it as its owner does."""
    if state in (State.SHARED, State.WHOLE, State.UNSHARED, State.AGED, State.ERASED):
        await set_visibility(scene, mail, Visibility.SHARED, whole=state is State.WHOLE)
    if state is State.SHARED:
        await post(scene, mail, await channel_id(scene.desk, "board"))
    if state is State.CHANNEL:
        await post(scene, mail, scene.deals)
    if state in (State.WITHDRAWN, State.ERASED):
        await post(scene, mail, scene.deals, with_file=True)
    if state in (State.PERSON, State.WITHDRAWN):
        await post(scene, mail)


async def _take_back(scene: Scene, state: State, mail: Message) -> None:
    desk, owner = scene.desk, scene.scope(Viewer.OWNER)
    match state:
        case State.UNSHARED:
            await set_visibility(scene, mail, Visibility.PRIVATE)
        case State.WITHDRAWN:
            await copies.withdraw(owner, await copies.own_copies(owner, message_id=mail.id), NOW)
        case State.AGED:
            kept = desk.scope.of(RawMail).filter(id=mail.raw_mail_id)
            await kept.update(received_at=NOW - timedelta(days=31))
            await Workspace.filter(id=desk.workspace.id).update(retention_days=30)
            assert await erase_raw_mail(NOW) == 1
        case State.ERASED:
            async with transaction():
                await erase_mails(desk.scope, [mail.id], NOW)


async def set_visibility(scene: Scene, mail: Message, to: Visibility, *, whole: bool = False) -> None:
    await sharing.set_visibility(scene.scope(Viewer.OWNER), mail.id, to, NOW, whole=whole)


async def post(scene: Scene, mail: Message, channel: str = "", *, with_file: bool = False) -> None:
    """Post its new text there, or to the reader where no channel is named."""
    reader, desk = scene.people[Viewer.READER], scene.desk
    to = Destination(channel, channel) if channel else Destination(reader.slack_user_id, "Rita", reader)
    files = await desk.scope.of(Attachment).filter(message_id=mail.id).values_list("id")
    parts = Parts(files=tuple(row[0] for row in files) if with_file else ())
    done = await copies.post(Scope(mail.workspace_id, mail.owner_id), mail.id, to, parts, NOW)
    assert done is Change.DONE


async def _settled(desk: Desk) -> None:
    desk.wakened.set()
    await until(lambda: idle(desk), "an empty outbox")
