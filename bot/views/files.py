"""The files of a mail that is read whole: what there is, how to get it, and what became of that."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block, InteractiveElement

from bot.ids import Action, Ref
from bot.shown import FileChoice, MailData
from bot.views import words
from bot.views.blocks import (
    OPTION_TEXT,
    actions,
    bullets,
    button,
    context,
    leaf,
    lines,
    option,
    rich_text,
    select,
)
from bot.views.text import cut, isolate, one_line

_LISTED = 30
_NAMED = 3
# Why no file comes: Slack, see files.getUploadURLExternal and files.completeUploadExternal, or we say so.
_REFUSALS = {
    "file_uploads_disabled": "File uploads are switched off in this workspace. Ask an admin.",
    "file_uploads_except_images_disabled": "This workspace takes only pictures as files. Ask an admin.",
    "file_type_not_allowed": "This workspace does not take files of that type. Ask an admin.",
    "file_upload_size_restricted": "It is larger than this workspace takes. Ask an admin.",
    "storage_limit_reached": "This workspace has no room for files left. Delete some, or ask an admin.",
    "mail_erased": "The mail is gone, or not shared with you any more.",
    "missing_scope": "I have not been given the permission to upload files. Ask an admin to install me anew.",
    "ratelimited": "Slack asks me to slow down. Try again in a minute.",
}
_UNKNOWN = "Slack did not take it. Try again in a minute."
ERASED = (
    "The mail as it came is not kept any more, and its files went with it: your company deletes them after a "
    "time. Its text is still here."
)
UNREADABLE = "The file is kept as it came: Download .eml gets it."
UNREADABLE_ERASED = "The file it came as is not kept any more: your company deletes them after a time."
_WHY = 300
# What a file comes with where no card says it: nothing of the mail, which may be erased before this is.
FROM_MAIL = "From the mail that you had open."
NO_FILE = "That file is not in this mail."


def could_not_read(why: str, kept: str) -> str:
    """What stands in place of an unreadable mail's text; `kept` says whether its file is to be had."""
    return f"I could not read this mail: {cut(one_line(why).rstrip('.'), _WHY)}.\n{kept}".strip()


def file_rows(mail: MailData, told: str = "") -> list[Block]:
    """The list of files, a way to get them, and what was `told` of that."""
    blocks: list[Block] = []
    if mail.files:
        listed = [[leaf(_in_full(choice))] for choice in mail.files[:_LISTED]]
        if len(mail.files) > _LISTED:
            listed.append([leaf(f"and {len(mail.files) - _LISTED} more")])
        blocks.append(rich_text(lines(leaf("Files", bold=True)), bullets(*listed)))
    if ways := _ways(mail):
        blocks.append(actions(*ways))
    if not mail.card.kept and (mail.own or mail.files) and mail.card.malformed is None:
        blocks.append(context(ERASED))
    elif told:
        blocks.append(context(told))
    return blocks


def _ways(mail: MailData) -> list[InteractiveElement]:
    if not mail.card.kept:
        return []
    where = "the thread" if mail.own else "my messages"
    ways: list[InteractiveElement] = []
    if len(mail.files) == 1:
        [only] = mail.files
        spoken = f"Get {_name(only)} in {where}"
        ways.append(button(f"Get it in {where}", Action.GET_FILE, str(_one(only)), spoken=spoken))
    elif mail.files:
        each = [option(_short(choice), str(_one(choice))) for choice in mail.files]
        everything = option(f"All {len(mail.files)} files", str(Ref("all", mail.card.message_id)))
        ways.append(select(Action.GET_FILE, [everything, *each], None, f"Get in {where}…"))
    if mail.own:
        spoken = "Get the mail as it came, as an .eml file"
        ways.append(button("Download .eml", Action.GET_EML, str(mail.card.message_id), spoken=spoken))
    return ways


def _one(choice: FileChoice) -> Ref:
    return Ref("file", choice.attachment_id)


def _name(choice: FileChoice) -> str:
    return isolate(cut(one_line(choice.file.name), 120)) or "unnamed"


def _in_full(choice: FileChoice) -> str:
    return f"{_name(choice)} ({words.size(choice.file.size)}){', in the text' if choice.shown else ''}"


def _short(choice: FileChoice) -> str:
    size = f" ({words.size(choice.file.size)})"
    return (cut(one_line(choice.file.name), OPTION_TEXT - len(size) - 2) or "unnamed") + size


def bringing(names: Sequence[str], *, threaded: bool) -> str:
    """While it lasts."""
    return f"Bringing {_names(names)} into {_where(threaded)}…"


def brought(names: Sequence[str], missing: Sequence[str], *, threaded: bool) -> str:
    """What came, and what did not."""
    verb = "is" if len(names) == 1 else "are"
    said = [f"{_names(names)} {verb} in {_where(threaded)}."] if names else []
    if missing:
        said.append(f"{_names(missing)}: empty, or not to be had.")
    return " ".join(said)


def refused(error: str) -> str:
    """Why a file did not come, and what to do."""
    return _REFUSALS.get(error, _UNKNOWN)


def unsure() -> str:
    """Slack's answer was lost."""
    return "Slack did not answer in time. Look whether it is there; if not, click once more."


def _names(names: Sequence[str]) -> str:
    if len(names) > _NAMED:
        return f"{len(names)} files"
    return ", ".join(isolate(cut(one_line(name), 60)) or "unnamed" for name in names)


def _where(threaded: bool) -> str:
    return "the thread of this mail's card" if threaded else "your messages with me"
