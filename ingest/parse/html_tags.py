"""What the tags and classes of mail's HTML mean for its text: the tables behind html.py."""

from typing import NamedTuple

from ingest.parse.html_scan import Tag

# Their content is no text of the mail.
SKIPPED = frozenset({"head", "title", "style", "script", "template", "svg", "object", "noframes", "math"})
VOID = frozenset(
    {"br", "hr", "img", "input", "meta", "link", "area", "base", "col", "embed", "source", "track", "wbr"}
)
BLOCKS = frozenset(
    {"div", "table", "tr", "tbody", "thead", "tfoot", "section", "article", "header", "footer", "main", "nav",
     "aside", "address", "center", "form", "fieldset", "figure", "figcaption", "caption", "dt", "dd", "dl",
     "blockquote", "pre", "html", "body", "hr", "li", "ul", "ol", "details", "summary"}
)  # fmt: skip
PARAGRAPHS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6"})
# These say something even without attributes.
TELLING = SKIPPED | PARAGRAPHS | {"blockquote"}
CELLS = frozenset({"td", "th"})

# An element with one of these is what the author answers to or passes on, as far as the element goes.
QUOTE_CLASSES = frozenset(
    {"gmail_quote", "gmail_quote_container", "yahoo_quoted", "protonmail_quote", "moz-cite-prefix",
     "moz-forward-container", "tutanota_quote", "zmail_extra", "freshdesk_quote", "front-blockquote",
     "ms-outlook-mobile-reference-message", "mail-editor-reference-message-container", "history_container",
     "proton-quote", "skiff_quote", "superhuman-quote", "missive_quote", "hs_quoted_reply"}
)  # fmt: skip
QUOTE_IDS = frozenset(
    {"isreplycontent", "isforwardcontent", "reply-intro", "forwardbody1", "replybody1", "yahoo_quoted",
     "mail-editor-reference-message-container", "ms-outlook-mobile-reference-message"}
)  # fmt: skip
# These only announce it: all that follows them is the older mail.
REST_CLASSES = frozenset({"outlookmessageheader"})
REST_IDS = frozenset({"divrplyfwdmsg", "outlookmessageheader", "stopspelling"})
# Outlook's line above the header block of the older mail, as Word writes it.
REST_STYLES = ("border-top:solid#e1e1e1", "border-top:solid#b5c4df", "border-top:#b5c4df")

# Not "font-size:0", which layout tables carry around visible text; not "mso-hide:all", which only Outlook
# obeys.
HIDDEN_STYLES = ("display:none", "visibility:hidden", "max-height:0;", "max-height:0px", "opacity:0;")


class Meaning(NamedTuple):
    """What a start tag's attributes say."""

    hidden: bool = False
    quote: bool = False  # a client's container of what is quoted
    cite: bool = False  # a blockquote that quotes
    indent: bool = False  # a blockquote that shows as one
    rest: bool = False  # from here on all is quoted
    tight: bool = False  # a paragraph without a margin: Word's lines
    href: str = ""


def meaning_of(tag: Tag) -> Meaning:
    """What the attributes of a start tag say of its content."""
    attributes = tag.attributes()
    style = attributes.get("style", "").replace(" ", "").lower()
    names = {plain_name(name) for name in attributes.get("class", "")[:1_000].split()}
    name_id = plain_name(attributes.get("id", ""))
    quote = bool(names & QUOTE_CLASSES) or name_id in QUOTE_IDS
    block = tag.name == "blockquote"
    return Meaning(
        hidden="hidden" in attributes or "hidden" in tag.rest.lower().split() or is_hidden(style),
        quote=quote and not block,
        cite=block and (quote or attributes.get("type", "").lower() == "cite"),
        indent=block and "border:none" not in style,
        rest=bool(names & REST_CLASSES) or name_id in REST_IDS or any(mark in style for mark in REST_STYLES),
        tight="margin:0" in style or any(name.startswith("mso") for name in names),
        href=attributes.get("href", "").strip()[:2_000] if tag.name == "a" else "",
    )


def is_hidden(style: str) -> bool:
    """A squeezed, lower-case style attribute that keeps the element off the screen."""
    style += ";"
    return any(mark in style for mark in HIDDEN_STYLES)


def plain_name(name: str) -> str:
    """A class or id as its first writer gave it: Outlook puts "x_" before those of the mail it quotes."""
    name = name.lower()
    while name.startswith("x_"):
        name = name[2:]
    return name
