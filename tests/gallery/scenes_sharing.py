"""Who may read a mail, and its copies in channels."""

from typing import Any

from bot.posts import Audience, Channels, Copy, Parts, PostDraft, PostedCard, PostForm, ShareForm
from bot.shown import FileChoice
from bot.views.note import note_modal
from bot.views.post_modal import post_modal, preview_modal
from bot.views.share_modal import changed_modal, share_modal
from bot.views.shared_card import colleague_link_modal, parts_modal
from models.types import ShareState, Visibility
from tests.bot.views.values import ANA, JANE, NOW
from tests.gallery.people import CHANNEL_DEALS, OFFER, PDF, QUESTION, SHEET, TZ
from tests.gallery.scene import Scene

_SUBJECT = "Renewal 2027: the offer"
_PARTS = Parts(text=True, files=(1,), note="The offer went out today, fingers crossed.")
_ALL = Parts(text=True, quoted=True)
_DRAFT = PostDraft(1, CHANNEL_DEALS, "", _PARTS)
_FILES = (FileChoice(1, PDF), FileChoice(2, SHEET))
_COPIES = (
    Copy(5, "#deals", direct=False, state=ShareState.POSTED, parts=_PARTS, at=NOW),
    Copy(6, "Ben Okafor", direct=True, state=ShareState.POSTING, parts=_ALL, at=NOW, held=True),
    Copy(
        7, "#globex-partners", direct=False, state=ShareState.WITHDRAWING, parts=_ALL, at=NOW,
        error="cant_delete_message",
    ),
)  # fmt: skip


def a_posted(parts: Parts = _PARTS, text: str = OFFER, **fields: Any) -> PostedCard:
    """A copy of the offer."""
    defaults: dict[str, Any] = {
        "share_id": 5, "subject": _SUBJECT, "author": ANA, "recipients": (JANE,), "recipient_count": 1,
        "at": NOW, "quoted": QUESTION, "files": (PDF,) if parts.files else (), "shared_by": "Ana Trujillo",
        "visibility": Visibility.PRIVATE, "tz": TZ,
    }  # fmt: skip
    return PostedCard(parts=parts, text=text, **(defaults | fields))


def a_share(**fields: Any) -> dict[str, Any]:
    """Share… of the offer."""
    defaults: dict[str, Any] = {"visibility": Visibility.PRIVATE, "whole": True, "mails": 4}
    return share_modal(ShareForm(1, _SUBJECT, workspace="Northwind Traders", **(defaults | fields)))


def a_change(
    visibility: Visibility, *copies: Copy, whole: bool = False, undone: bool = False
) -> dict[str, Any]:
    """What a change of readers comes to."""
    return changed_modal(visibility, whole=whole, event_id=None if undone else 3, message_id=1, copies=copies)


def a_preview(audience: Audience, parts: Parts = _PARTS) -> dict[str, Any]:
    """The copy before it is posted."""
    return preview_modal(a_posted(parts), audience, _DRAFT)


def a_post(draft: PostDraft = _DRAFT, problem: str = "", **fields: Any) -> dict[str, Any]:
    """The form for a copy."""
    defaults: dict[str, Any] = {"files": _FILES, "has_quoted": True, "inside_only": False}
    return post_modal(PostForm(draft, _SUBJECT, **(defaults | fields)), problem)


SCENES = (
    Scene("share", "Share…, private so far.", a_share),
    Scene(
        "share-copies",
        "Share…, with copies that stand elsewhere.",
        lambda: a_share(visibility=Visibility.SHARED, whole=False, copies=_COPIES),
    ),
    Scene("changed-shared", "It is shared.", lambda: a_change(Visibility.SHARED, whole=True)),
    Scene("changed-private", "It is private again.", lambda: a_change(Visibility.PRIVATE, undone=True)),
    Scene(
        "changed-private-copies",
        "It is private, but copies stand.",
        lambda: a_change(Visibility.PRIVATE, *_COPIES[:2]),
    ),
    Scene("post", "Post to a channel or person.", lambda: a_post(PostDraft(1))),
    Scene(
        "post-problem",
        "The way back from the preview, and what has changed since.",
        lambda: a_post(problem="I am not a member of that channel any more. Choose another one."),
    ),
    Scene(
        "post-bare",
        "A mail without files and quotes.",
        lambda: a_post(PostDraft(1), files=(), has_quoted=False, inside_only=True),
    ),
    Scene(
        "post-no-channels",
        "The company allows mail in no channel.",
        lambda: a_post(PostDraft(1), channels=Channels.NONE),
    ),
    Scene("preview", "A channel of colleagues.", lambda: a_preview(Audience("#deals", False, 5))),
    Scene(
        "preview-guests",
        "Guests and another organization read along.",
        lambda: a_preview(
            Audience("#globex-partners", False, 9, ("Gus Guest", "Petra Partner"), others=True)
        ),
    ),
    Scene(
        "preview-unsure",
        "More readers than could be looked through.",
        lambda: a_preview(Audience("#general", False, 1000, unsure=True), _ALL),
    ),
    Scene(
        "preview-person",
        "A colleague who has quiet hours.",
        lambda: a_preview(Audience("Ben Okafor", True, 1, quiet=True)),
    ),
    Scene("shared", "What a colleague opens from a channel.", lambda: parts_modal(a_posted())),
    Scene(
        "shared-page-2",
        "A long one's second page.",
        lambda: parts_modal(a_posted(_ALL, (OFFER + "\n\n") * 90), 2),
    ),
    Scene(
        "shared-bare",
        "Subject and people only.",
        lambda: parts_modal(a_posted(Parts(text=False), "", quoted="")),
    ),
    Scene("shared-link", "A colleague asks for filing.", lambda: colleague_link_modal(a_posted(), asks=True)),
    Scene(
        "shared-link-own-hand",
        "A colleague files a mail that is shared.",
        lambda: colleague_link_modal(a_posted(visibility=Visibility.SHARED), asks=False),
    ),
    Scene(
        "withdrawing",
        "Copies are being withdrawn.",
        lambda: note_modal(
            "Withdrawing", "I am taking the copies back. What is left, if anything, comes as a message."
        ),
    ),
)
