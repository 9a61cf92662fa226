"""What the tags and classes of mail's HTML mean for its text: the tables behind html.py."""

# Their content is no text of the mail.
SKIPPED = frozenset({"head", "title", "style", "script", "template", "svg", "object", "noframes", "math"})
# Their content is not even HTML: it ends at the closing tag and nowhere else.
RAW = frozenset({"style", "script", "title", "noframes"})
VOID = frozenset(
    {"br", "hr", "img", "input", "meta", "link", "area", "base", "col", "embed", "source", "track", "wbr"}
)
BLOCKS = frozenset(
    {"div", "table", "tr", "tbody", "thead", "tfoot", "section", "article", "header", "footer", "main", "nav",
     "aside", "address", "center", "form", "fieldset", "figure", "figcaption", "caption", "dt", "dd", "dl",
     "blockquote", "pre", "html", "body", "li", "ul", "ol", "details", "summary"}
)  # fmt: skip
PARAGRAPHS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6"})
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

HIDDEN_STYLES = ("display:none", "visibility:hidden", "mso-hide:all", "max-height:0;", "max-height:0px",
                 "font-size:0;", "font-size:0px", "opacity:0;")  # fmt: skip


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
