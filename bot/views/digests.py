"""The daily digest of refusals and the weekly one of everything."""

from slack_sdk.models.blocks import Block

from bot.ids import Action
from bot.refused import RefusedNews, Week
from bot.shown import MailLine
from bot.views import words
from bot.views.blocks import (
    actions,
    button,
    context,
    header,
    leaf,
    lines,
    picture,
    rich_text,
    section,
    to_dicts,
)
from bot.views.cures import address, title_of
from bot.views.mail_rows import mail_text
from bot.views.refusals import happened, refused_row
from bot.views.rendered import Rendered
from bot.views.text import cut, spoken

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_FORGED = (
    "They say they are from you, which nothing proves: it may be somebody who writes in your name. Nothing "
    "of them was kept."
)
_SELDOM = "This comes once a day at most, and only when something was refused."
_OPT_IN = "You asked for this digest on Mondays. The settings turn it off."


def refusals_digest(news: RefusedNews) -> Rendered:
    """What was refused since the last one."""
    title = "1 mail was refused" if news.mails == 1 else f"{news.mails:,} mails were refused"
    more = f"and {news.more} more" if news.more else ""
    said = [f"{title_of(one.reason)}: {address(one.claimed)}, {happened(one, news.tz)}" for one in news.lines]
    blocks = [
        rich_text(lines(leaf(title, bold=True), leaf(f". {_FORGED}"))),
        *(refused_row(line, news.tz) for line in news.lines),
        *([context(more)] if more else []),
        actions(button("See all", Action.REFUSALS_OPEN, "all", spoken="See all refused mail")),
        context(_SELDOM),
    ]
    text = "; ".join([*said, *([more] if more else [])])
    return Rendered(spoken(f"{title}. {_FORGED} {text}. /bcc why says what to do."), to_dicts(blocks))


def chart_says(week: Week) -> str:
    """The chart in words."""
    days = ", ".join(f"{day} {count:,}" for day, count in zip(DAYS, week.days, strict=True))
    return f"Mails that came, day by day: {days}"


def week_digest(week: Week, picture_id: str | None = None) -> Rendered:
    """The past week, and what still waits; `picture_id` is its chart."""
    title = f"Your week of mail from {words.day(week.monday, week.tz)}"
    facts = [
        f"{_mails(week.came)} came",
        f"{week.by_rule:,} filed by a rule",
        f"{week.by_hand:,} filed by hand",
        f"{week.left:,} not filed yet",
        f"{week.refused:,} refused",
    ]
    summary = " · ".join(facts)
    waiting = "Your inbox is empty: every mail is filed or done."
    if week.waiting:
        waiting = f"Still in your inbox: {_mails(week.inbox)}, the latest first."
    buttons = [button("Open inbox", Action.INBOX_OPEN, "inbox")] if week.waiting else []
    if week.refused:
        buttons.append(button("Refused mail", Action.REFUSALS_OPEN, "all"))
    chart = [picture(picture_id, chart_says(week))] if picture_id else []
    top = [header(title), rich_text(lines(leaf(summary)))]
    rest = [
        context(waiting),
        *(_waiting(line, week.tz) for line in week.waiting),
        *([actions(*buttons)] if buttons else []),
        context(_OPT_IN),
    ]
    subjects = "; ".join(words.subject_of(line.subject, 80) for line in week.waiting)
    text = spoken(f"{title}. {', '.join(facts)}. {chart_says(week)}. {waiting} {subjects}".strip())
    simpler = to_dicts([*top, context(chart_says(week)), *rest])
    return Rendered(text, to_dicts([*top, *chart, *rest]) if chart else simpler, simpler if chart else None)


def _waiting(line: MailLine, tz: str) -> Block:
    subject = cut(words.subject_of(line.subject), 60)
    opener = button("Open", Action.OPEN, str(line.message_id), spoken=f"Open {subject}")
    return section(mail_text(line, tz), opener, f"mail-{line.message_id}")


def _mails(count: int) -> str:
    return "1 mail" if count == 1 else f"{count:,} mails"
