"""/bcc test: what to send, and whether it arrived."""

from slack_sdk.models.blocks import Block

from bot.ids import Action
from bot.refused import Trial
from bot.views import words
from bot.views.blocks import bullets, button, context, leaf, lines, preformatted, rich_text, section, to_dicts
from bot.views.cures import address, title_of
from bot.views.refusals import happened, refused_row
from bot.views.rendered import Rendered
from bot.views.text import cut, isolate, one_line, sentences, spoken

_WITHIN = "Its card comes here within seconds. If not, run /bcc test again: a refused mail is named below."
_QUIET = (
    "Your quiet hours hold cards back until {}. Till then /bcc test tells whether a mail came or was refused."
)
_NONE_CAME = "No mail of yours has come yet."
_NONE_REFUSED = "Nothing of yours was refused."


def trial_reply(trial: Trial) -> Rendered:
    """The way to try it, and how the latest mails fared."""
    account = isolate(one_line(trial.account))
    sender = f"From {account}, your Slack account's e-mail" if account else "From your own address"
    steps = (
        f"{sender}, or from another address that you verified.",
        "To yourself or anybody, with any subject and text.",
        "With this address in Bcc:",
    )
    until = trial.quiet_until
    within = _WITHIN if until is None else _QUIET.format(words.clock(until, trial.tz))
    blocks: list[Block] = [
        rich_text(
            lines(leaf("Send a mail like this", bold=True)),
            bullets(*([leaf(step)] for step in steps)),
            preformatted(trial.address),
        ),
        context(within),
    ]
    came, refused = _NONE_CAME, _NONE_REFUSED
    if trial.latest is not None:
        subject = words.subject_of(trial.latest.subject, 120)
        came = f"The latest mail that came: {subject}, {words.moment(trial.latest.at, trial.tz)}"
        blocks.append(
            section(
                came,
                button("Open", Action.OPEN, str(trial.latest.message_id), spoken=f"Open {cut(subject, 60)}"),
            )
        )
    else:
        blocks.append(section(came))
    if trial.refused is not None:
        line = trial.refused
        refused = f"Refused: {title_of(line.reason)}, {address(line.claimed)}, {happened(line, trial.tz)}"
        blocks.append(refused_row(line, trial.tz))
    else:
        blocks.append(context(refused))
    said = [f"Send a mail. {' '.join(steps)} {trial.address}", within, came, refused]
    return Rendered(spoken(sentences(said)), to_dicts(blocks))
