"""A mail: read whole, linked, explained; and what is made from it."""

from dataclasses import replace
from typing import Any

from bot.asked import Draft, Explained, LinkForm, WhyData
from bot.listeners.link import _MISFIT
from bot.shown import FileChoice, MailData, NewContact, Proof, ProofCheck, Rule, Suggestion, TargetKind
from bot.views import words
from bot.views.create_modal import create_modal
from bot.views.link_modal import link_modal
from bot.views.mail_modal import mail_modal
from bot.views.note import note_modal
from bot.views.why import why_modal
from models.types import Direction, Visibility
from tests.bot.views.values import ANA, JANE, a_card, a_filing, a_mail
from tests.gallery.people import (
    ARABIC,
    JANE_DOE,
    LEAD,
    LONG_SUBJECT,
    OFFER,
    OMAR,
    PDF,
    PICTURE,
    QUESTION,
    RENEWAL,
    SHEET,
    SPICES,
    TEA,
    TOM,
    TOM_BECKER,
    TZ,
    USER_ANA,
    WAREHOUSE,
)
from tests.gallery.scene import Scene

_SUBJECT = "Renewal 2027: the offer"
_PROOF = Proof(
    "dkim",
    "northwind.example",
    checks=(
        ProofCheck("dkim", "pass", "northwind.example", True, "signature verified"),
        ProofCheck("spf", "pass", "northwind.example", True, ""),
    ),
)
_FILED = a_filing(target=RENEWAL, by=None, by_reader=False, rule="person", evidence="Jane Doe")
_FILES = (FileChoice(1, PDF), FileChoice(2, SHEET), FileChoice(3, PICTURE, shown=True))


def the_offer(*, own: bool = True, **fields: Any) -> MailData:
    """Ana's offer to Globex."""
    defaults: dict[str, Any] = {
        "subject": _SUBJECT, "text": OFFER, "recipients": (JANE, TOM), "recipient_count": 2,
        "filings": (_FILED,), "proof": _PROOF, "tz": TZ,
    }  # fmt: skip
    card = a_card(**(defaults | fields))
    return a_mail(card=card, cc=(TOM,), quoted=QUESTION, own=own, owner="Ana Trujillo", files=_FILES)


def a_forward() -> MailData:
    """A customer's mail that Ana forwarded, with a note of hers."""
    mail = the_offer(
        direction=Direction.FORWARDED, author=JANE, recipients=(ANA,), recipient_count=1, filings=(),
        note="Legal wants clause 7 changed, please have a look.",
    )  # fmt: skip
    return replace(mail, cc=(), sender=ANA, quoted=None, files=())


def in_arabic() -> MailData:
    """An offer written from right to left."""
    mail = the_offer(
        subject="عرض توريد الشاي 2027", text=ARABIC, recipients=(OMAR,), recipient_count=1,
        filings=(a_filing(target=TEA),),
    )  # fmt: skip
    return replace(mail, cc=(), quoted=None, files=_FILES[:1])


def unreadable() -> MailData:
    """A mail whose parts cannot be told from one another."""
    mail = the_offer(text="", malformed="its parts have no boundary", filings=())
    return replace(mail, quoted=None, files=())


def a_link(form: LinkForm | None = None, subject: str = _SUBJECT) -> dict[str, Any]:
    """Link… of the offer."""
    return link_modal(1, subject, anything=True, form=form)


def a_draft(kind: TargetKind) -> dict[str, Any]:
    """The form of a new one, filled in from the offer."""
    draft = Draft(
        kind, 1, _SUBJECT, "Globex", (JANE_DOE,),
        (NewContact(2, "Tom Becker", "tom@globex.example", "Globex", role=False),), "EUR",
    )  # fmt: skip
    if kind is TargetKind.PERSON:
        draft = Draft(kind, 1, "Tom Becker", "Globex", emails="tom@globex.example")
    return create_modal(draft, USER_ANA)


_DOUBT = _MISFIT.format(words.name_of(SPICES))
_WHY = WhyData(
    1,
    (Explained(_FILED, (JANE_DOE,), (Suggestion(WAREHOUSE, "Jane Doe is in it"),)),),
    (Suggestion(LEAD, "its subject says so"),),
    (Rule(1, JANE_DOE, RENEWAL),),
    TZ,
)
_UNFILED = WhyData(
    1, (), (Suggestion(RENEWAL, "Jane Doe is in it"), Suggestion(WAREHOUSE, "so it is here")), (), TZ
)

SCENES = (
    Scene("mail", "One's own mail.", lambda: mail_modal(the_offer())),
    Scene(
        "mail-colleagues",
        "A colleague's, which is shared.",
        lambda: mail_modal(the_offer(own=False, visibility=Visibility.SHARED)),
    ),
    Scene(
        "mail-page-2",
        "A long one's second page.",
        lambda: mail_modal(the_offer(text=(OFFER + "\n\n") * 90), 2),
    ),
    Scene("mail-quoted", "What it quotes.", lambda: mail_modal(the_offer(), quoted=True)),
    Scene("mail-forward", "A forwarded one, with a note.", lambda: mail_modal(a_forward())),
    Scene("mail-right-to-left", "From right to left.", lambda: mail_modal(in_arabic())),
    Scene("mail-long-subject", "A very long subject.", lambda: mail_modal(the_offer(subject=LONG_SUBJECT))),
    Scene("mail-no-text", "No text at all.", lambda: mail_modal(replace(the_offer(text=""), quoted=None))),
    Scene("mail-unreadable", "A mail that cannot be read.", lambda: mail_modal(unreadable())),
    Scene("link", "Link…", a_link),
    Scene(
        "link-nothing", "Link… where there is nothing yet.", lambda: link_modal(1, _SUBJECT, anything=False)
    ),
    Scene(
        "link-keep",
        "Link… with people whose mail could always go there.",
        lambda: a_link(LinkForm(persons=(JANE_DOE, TOM_BECKER), keep=frozenset({JANE_DOE.id}))),
    ),
    Scene("link-move", "Moving it elsewhere.", lambda: a_link(LinkForm(instead=_FILED))),
    Scene(
        "link-doubt",
        "An answer that looks wrong.",
        lambda: a_link(LinkForm(chosen=SPICES, also=(RENEWAL,), doubt=_DOUBT, doubted=frozenset({"deal:3"}))),
    ),
    Scene("link-long-subject", "Link… of a very long subject.", lambda: a_link(subject=LONG_SUBJECT)),
    Scene("create-deal", "A new deal.", lambda: a_draft(TargetKind.DEAL)),
    Scene("create-lead", "A new lead.", lambda: a_draft(TargetKind.LEAD)),
    Scene("create-project", "A new project.", lambda: a_draft(TargetKind.PROJECT)),
    Scene("create-person", "A new person.", lambda: a_draft(TargetKind.PERSON)),
    Scene("why", "Why it is here.", lambda: why_modal(_WHY)),
    Scene("why-not-filed", "Why it is nowhere.", lambda: why_modal(_UNFILED)),
    Scene(
        "note-sorry",
        "What cannot be shown any more.",
        lambda: note_modal("Sorry", "That mail is not there any more, or not yours to see."),
    ),
)
