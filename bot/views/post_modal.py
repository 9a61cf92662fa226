"""Post to a channel or person: where, what of the mail, and a preview that says who will read it."""

from typing import Any

from slack_sdk.models.blocks import Block as SlackBlock

from bot.ids import Action, Block, Ref, View
from bot.posts import LONGEST_NOTE, Audience, Channels, PostDraft, PostedCard, PostForm
from bot.shown import FileChoice
from bot.views import words
from bot.views.blocks import actions, button, context, divider, modal, option, section
from bot.views.inputs import channel_field, member_field, some_of, text_field
from bot.views.shared_card import shown_parts
from bot.views.text import cut, isolate, one_line

TEXT, QUOTED = "text", "quoted"
_GUESTS_NAMED = 10
_CHANNEL_HINT = "I post where I am a member. Elsewhere, type /invite @Smart Bcc in the channel first."
_SOME_CHANNELS = " Your company allows mail in some channels only."
_NO_CHANNELS = "Your company does not allow mail in channels. You can send it to a colleague."
_INSIDE_ONLY = (
    " Channels shared with other organizations are left out: your company does not allow mail there."
)


def post_modal(form: PostForm, problem: str = "") -> dict[str, Any]:
    """The form, filled in as it was left; `problem` says what has changed since."""
    draft, parts = form.draft, form.draft.parts
    choices = [(TEXT, option("New text", TEXT, "What this mail itself says"))]
    if form.has_quoted:
        choices.append((QUOTED, option("Quoted history", QUOTED, "The earlier mails it quotes below")))
    ticked = {TEXT: parts.text, QUOTED: parts.quoted}
    blocks: list[SlackBlock] = [section(problem)] if problem else []
    blocks += [
        context(cut(words.subject_of(form.subject), 200)),
        *_places(form),
        some_of(
            "What to show, beside subject and people",
            Block.PARTS,
            Action.PARTS,
            [each for _, each in choices],
            [each for key, each in choices if ticked[key]],
        ),
    ]
    if form.files:
        files = [(choice.attachment_id, _file(choice)) for choice in form.files]
        blocks.append(
            some_of(
                "Files to post along",
                Block.FILES,
                Action.FILES,
                [each for _, each in files],
                [each for key, each in files if key in parts.files],
            )
        )
    if form.files_gone:
        blocks.append(context("Its files can't be posted any more: your company deletes them after a time."))
    blocks.append(
        text_field(
            "A line of your own",
            Block.WORD,
            initial=parts.note,
            hint="It stands above the mail.",
            longest=LONGEST_NOTE,
            optional=True,
            multiline=True,
        )
    )
    about = str(PostDraft(draft.message_id))
    return modal("Post this mail", blocks, View.POST, submit="Preview", close="Cancel", about=about)


def _places(form: PostForm) -> list[SlackBlock]:
    """Where it may go: a channel or a colleague, as far as the company allows."""
    draft = form.draft
    if form.channels is Channels.NONE:
        return [context(_NO_CHANNELS), member_field("A colleague", Block.COLLEAGUE, draft.colleague)]
    hint = _CHANNEL_HINT
    hint += _SOME_CHANNELS if form.channels is Channels.SOME else ""
    hint += _INSIDE_ONLY if form.inside_only else ""
    return [
        channel_field(
            "Channel", Block.CHANNEL, draft.channel, hint=hint, inside_only=form.inside_only, optional=True
        ),
        member_field("Or a colleague", Block.COLLEAGUE, draft.colleague, optional=True),
    ]


def _file(choice: FileChoice) -> Any:
    name = isolate(cut(one_line(choice.file.name), 55)) or "unnamed"
    return option(f"{name} ({words.size(choice.file.size)})", str(Ref("file", choice.attachment_id)))


def preview_modal(card: PostedCard, audience: Audience, draft: PostDraft) -> dict[str, Any]:
    """The copy as it will stand, below the words who will be able to read it."""
    blocks: list[SlackBlock] = [section(said) for said in audience_said(audience)]
    blocks += [divider(), *shown_parts(card)]
    blocks += [divider(), actions(button("Change…", Action.POST_CHANGE, str(draft.message_id)))]
    submit = "Post all the same" if audience.from_outside else "Send" if audience.direct else "Post"
    return modal("Who will read it", blocks, View.PREVIEW, submit=submit, close="Cancel", about=str(draft))


def audience_said(audience: Audience) -> list[str]:
    """Who will be able to read it, in plain words, those from outside first."""
    place = isolate(cut(one_line(audience.place), 80))
    said = []
    if audience.guests:
        named = [isolate(cut(one_line(name), 60)) for name in audience.guests[:_GUESTS_NAMED]]
        rest = len(audience.guests) - len(named)
        people = ", ".join(named) + (f" and {rest} more" if rest else "")
        word = "is a guest" if len(audience.guests) == 1 else "are guests"
        said.append(f"Not only colleagues will read this: {people} {word} of your workspace.")
    if audience.others:
        said.append(f"{place} is shared with another organization: its people will read this too.")
    if audience.unsure:
        said.append(f"{place} has more readers than I could look through. There may be guests among them.")
    if audience.direct:
        waits = " They have quiet hours now: it comes when those end." if audience.quiet else ""
        said.append(f"It goes to {place} as a direct message from me. Nobody else sees it there.{waits}")
    else:
        more = " or more" if audience.unsure else ""
        count = (
            "1 person is" if audience.readers == 1 and not more else f"{audience.readers:,} people{more} are"
        )
        ours = " Of your own workspace," if audience.others else ""
        said.append(
            f"Everybody in {place} will be able to read what stands below, and whoever joins later."
            f"{ours} {count} in it now."
        )
    return said
