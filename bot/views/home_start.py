"""Getting started, at the top of the home tab: one task at a time."""

from slack_sdk.models.blocks import Block

from bot.at_home import HomeData, Step
from bot.ids import Action
from bot.views.address import HOW
from bot.views.blocks import button, context, header, leaf, lines, preformatted, rich_text, section

_STEPS = 3
_NO_RECORDS = (
    "There are no deals, leads, projects or people here yet. Whoever runs Smart Bcc can bring them in from "
    "CSV files with the import command; a mail's card creates them too."
)
_FILE_IT = (
    "A mail belongs to a deal, lead, project or person. Click {} on its card in the Messages tab. Its later "
    "mails then go there by themselves."
)
_OTHER = (
    "Do you also send from other addresses, a phone's or a private one? Mail from them is refused until they "
    "are verified: begin with “Add an address” below."
)


def start_section(data: HomeData) -> list[Block]:
    """The task that a newcomer is at; nothing once they are through."""
    if data.step is Step.DONE:
        return []
    progress = f"Getting started: step {data.step.value} of {_STEPS}"
    if data.step is Step.FIRST_MAIL:
        rows = [
            header("Get your first mail here"),
            rich_text(
                lines(leaf("Write a mail to anybody, put this address in Bcc, and send it:")),
                preformatted(data.address),
            ),
            context("It comes as a card to the Messages tab within seconds, for your eyes only. " + HOW),
        ]
    elif data.step is Step.FILE_IT:
        ways = "File below, or Link…" if any(one.likely for one in data.waiting) else "Link…"
        rows = [header("File your first mail"), section(_FILE_IT.format(ways))]
    else:
        only = button(
            "I have no others", Action.HOME_STARTED, "started", spoken="I send from no other addresses"
        )
        rows = [header("Add your other addresses"), section(_OTHER, only, "started")]
    missing = [] if data.has_records else [context(_NO_RECORDS)]
    return [*rows, context(progress), *missing]
