"""A member's own settings: the form, and what it says in one line."""

from typing import Any

from slack_sdk.models.blocks import Option

from bot.ids import Action, Block, View
from bot.languages import LANGUAGES
from bot.settled import Preferences, PreferencesForm
from bot.views.blocks import context, modal, option
from bot.views.inputs import choice, ticks
from models.types import ContactCreation, Visibility

COMPANY = "company"
SLACK = "slack"
NEVER = "never"
AUTO_LINK = "auto_link"
DIGEST = "digest"
_SHARING = {Visibility.PRIVATE: "Only me", Visibility.SHARED: "Everybody in the workspace"}
_CONTACTS = {
    ContactCreation.ASK: "Offer to add them",
    ContactCreation.ALWAYS: "Always add them",
    ContactCreation.NEVER: "Never add them",
}
_HABITS = {
    AUTO_LINK: option(
        "File by rule", AUTO_LINK, "Where a mail's people have one open record, it goes there."
    ),
    DIGEST: option("Weekly digest", DIGEST, "On Mondays: what came, where it went, what is left."),
}


def settings_modal(form: PreferencesForm) -> dict[str, Any]:
    """Every setting of a member's own, as it is now."""
    own = form.preferences
    ticked = [_HABITS[name] for name, on in ((AUTO_LINK, own.auto_link), (DIGEST, own.digest)) if on]
    sharing = [option(f"As the company: {_lower(_SHARING[form.company_visibility])}", COMPANY)]
    contacts = [option(f"As the company: {_lower(_CONTACTS[form.company_contacts])}", COMPANY)]
    languages = [option(f"As in Slack: {LANGUAGES[form.slack_language]}", SLACK)]
    quiet = own.quiet or (None, None)
    blocks = [
        ticks("By itself", Block.HABITS, Action.FIELD, list(_HABITS.values()), ticked),
        choice(
            "Who may find and read my new mail",
            Block.SHARING,
            [*sharing, *(option(text, value) for value, text in _SHARING.items())],
            own.visibility or COMPANY,
            hint="For mail that comes from now on. Each mail's card can change it for that mail.",
        ),
        choice(
            "People I write with who are no contacts yet",
            Block.CONTACTS,
            [*contacts, *(option(text, value) for value, text in _CONTACTS.items())],
            own.contacts or COMPANY,
        ),
        choice(
            "Language of mails and pages I get",
            Block.LANGUAGE,
            [*languages, *(option(text, code) for code, text in LANGUAGES.items())],
            own.language or SLACK,
        ),
        choice("Quiet hours from", Block.QUIET_FROM, _hours("No quiet hours"), _hour(quiet[0])),
        choice(
            "Quiet hours until",
            Block.QUIET_UNTIL,
            _hours("No quiet hours"),
            _hour(quiet[1]),
            hint="New cards wait until then. Nothing is lost, and your clicks are answered at once.",
        ),
        context(f"By your Slack clock: {form.tz}."),
    ]
    return modal("Your settings", blocks, View.SETTINGS, submit="Save", close="Cancel")


def summary(own: Preferences, company_visibility: Visibility) -> str:
    """The settings in one line, for the home tab."""
    sharing = own.visibility or company_visibility
    said = [
        "Files by rule" if own.auto_link else "Files nothing by rule",
        "new mail is private" if sharing is Visibility.PRIVATE else "new mail is shared",
        "weekly digest" if own.digest else "no weekly digest",
        f"quiet from {own.quiet[0]}:00 to {own.quiet[1]}:00" if own.quiet else "no quiet hours",
    ]
    return " · ".join(said)


def sharing_options() -> list[Option]:
    """Private or shared, said of any member's mail."""
    return [
        option("Only whose mail it is" if value is Visibility.PRIVATE else text, value)
        for value, text in _SHARING.items()
    ]


def contact_options() -> list[Option]:
    """Ask, always or never, likewise."""
    return [option(text, value) for value, text in _CONTACTS.items()]


def _hours(never: str) -> list[Option]:
    return [option(never, NEVER), *(option(f"{hour:02}:00", str(hour)) for hour in range(24))]


def _hour(hour: int | None) -> str:
    return NEVER if hour is None else str(hour)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
