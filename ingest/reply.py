"""Every answer that ingest gives, in one list. Nothing else writes SMTP replies."""

from dataclasses import dataclass

MAX_REPLY = 500  # RFC 5321 section 4.5.3.1.5 allows 512 with CRLF


@dataclass(frozen=True, slots=True)
class Reply:
    """An SMTP reply. The class digit of the enhanced code (RFC 3463) follows the code: they cannot disagree.

    `detail` is "" for the few replies that carry no enhanced code (RFC 2034 section 4).
    """

    code: int
    detail: str
    text: str

    def __str__(self) -> str:
        enhanced = f" {self.code // 100}.{self.detail}" if self.detail else ""
        return f"{self.code}{enhanced} {printable(self.text)}"[:MAX_REPLY]


def printable(text: str) -> str:
    """`text` in printable ASCII, so that nothing from outside can end a reply line or hide in one."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(char if " " <= char <= "~" else "?" for char in text)


# Accepting
OK = Reply(250, "0.0", "OK")
SENDER_OK = Reply(250, "1.0", "Sender OK")
RECIPIENT_OK = Reply(250, "1.5", "Recipient OK")
GO_ON = Reply(354, "", "End data with <CR><LF>.<CR><LF>")
VERIFIED = Reply(250, "0.0", "Address verified: mail from it is taken from now on")
HELD = Reply(250, "0.0", "Held: it waits for its owner's word in Slack, and is filed after that")
CODE_SHOWN = Reply(250, "0.0", "The code is shown in Slack to the member who asked for it")
GOODBYE = Reply(221, "0.0", "Bye")

# Ours to blame, or nobody: try again
TRY_LATER = Reply(451, "3.0", "Temporary problem here, please try again")
DNS_TROUBLE = Reply(451, "4.3", "The DNS records that prove this mail could not be read, please try again")
HELD_FULL = Reply(451, "7.1", "Too much of this sender's mail waits for its address to be verified in Slack")
OLD_FULL = Reply(
    451, "7.1", "Too much old mail of this sender waits for their word in Slack, please try again"
)
MEMORY_FULL = Reply(451, "3.1", "Too much mail at once, please try again")
TOO_FAST = Reply(451, "7.0", "Too many mails a minute from your server, please slow down")
TOO_MANY_CONNECTIONS = Reply(421, "7.0", "Too many connections, please try again later")
TOO_MANY_RECIPIENTS = Reply(452, "5.3", "Too many recipients, please send the rest in another transaction")
TOO_MANY_COMMANDS = Reply(421, "7.0", "Too many commands that send no mail, closing the connection")
TIMED_OUT = Reply(421, "4.2", "No command for too long, closing the connection")
STOPPING = Reply(421, "3.2", "The service is stopping, please try again")

# Commands that are wrong, or not ours to serve
LINE_TOO_LONG = Reply(500, "5.2", "Command line too long")
BAD_SYNTAX = Reply(500, "5.2", "Syntax error, command not recognized")
BAD_ARGUMENT = Reply(501, "5.4", "Syntax error in the argument")
MAIL_SYNTAX = Reply(501, "5.4", "Syntax: MAIL FROM:<address>")
RCPT_SYNTAX = Reply(501, "5.4", "Syntax: RCPT TO:<address>")
BAD_ADDRESS = Reply(553, "1.3", "That is not a mail address")
BAD_PARAMETER = Reply(555, "5.4", "Parameter not recognized or not implemented")
NEEDS_SMTPUTF8 = Reply(553, "6.7", "An address that is not ASCII needs SMTPUTF8")
HELO_FIRST = Reply(503, "5.1", "Send HELO or EHLO first")
MAIL_FIRST = Reply(503, "5.1", "Send MAIL first")
RCPT_FIRST = Reply(503, "5.1", "Send RCPT first")
MAIL_ALREADY = Reply(503, "5.1", "MAIL was already sent")
ALREADY_TLS = Reply(503, "5.1", "TLS is already active")
NO_TLS = Reply(502, "5.1", "STARTTLS is not offered")
NO_AUTH = Reply(502, "5.1", "AUTH is not offered: mail is taken on port 25 without a login")
NOT_IMPLEMENTED = Reply(502, "5.1", "Command not implemented")
CANNOT_VERIFY = Reply(252, "1.5", "Not verified here: send the mail and see")
HELP = Reply(214, "0.0", "Mail to your Slack workspace's Bcc address is taken here")

# The mail is refused
NO_RELAY = Reply(550, "7.1", "Relaying denied: this server takes mail for Bcc addresses only")
UNKNOWN_MAILBOX = Reply(550, "1.1", "No such Bcc address: run /bcc address in Slack to see yours")
TAKEN_OUT = Reply(
    550, "2.1", "This workspace has removed Smart Bcc from its Slack: ask an admin there to install it again"
)  # fmt: skip
TOO_SLOW = Reply(554, "6.0", "This mail took too long to check: please send a simpler or smaller one")
LOOPING = Reply(554, "4.6", "This mail has been relayed too many times, it seems to loop")
NOTHING_TO_VERIFY = Reply(
    550, "7.1", "Nothing here waits for that code from this sender: send it from the very address that you"
    " added in Slack, or run /bcc alias there to see how things stand",
)  # fmt: skip
CODE_NOT_ADDRESSED = Reply(
    550, "7.1", "Anybody could have had that mail sent here: write a new one with this address in To, from"
    " the very address that you added in Slack",
)  # fmt: skip
WRONG_CODE = Reply(550, "7.1", "That code is wrong: run /bcc alias in Slack to see the right address")
EXPIRED_CODE = Reply(550, "7.1", "That code has expired: run /bcc alias in Slack to get a new one")
TOO_MANY_CODES = Reply(550, "7.1", "Too many wrong codes: run /bcc alias in Slack to get a new one")


def accepted(queue_id: str) -> Reply:
    """The mail is ours now: it is stored durably."""
    return Reply(250, "0.0", f"Stored as {queue_id}")


def too_big(limit: int) -> Reply:
    """More bytes than SIZE allows."""
    return Reply(552, "3.4", f"Mail is larger than {limit} bytes: please send a link in place of the files")


def malformed(why: str) -> Reply:
    """Bytes that no retry makes readable."""
    return Reply(554, "6.0", f"This mail is not well-formed: {why[:200]}")


def bad_author(why: str) -> Reply:
    """A mail without a single author has nobody to be filed for."""
    return Reply(550, "7.1", f"A mail must have one author: {why[:200]}")


def not_authenticated(domain: str, why: str) -> Reply:
    """Neither DKIM nor SPF proved the author."""
    return Reply(
        550,
        "7.26",
        f"Not proved to be from {domain[:100]}: {why[:170].rstrip('. ')}. Sign with DKIM for {domain[:60]}"
        " or send from a server that its SPF record names",
    )


def unknown_sender(author: str) -> Reply:
    """A proved author who is no member here."""
    return Reply(
        550,
        "7.1",
        f"{author[:200]} belongs to no member of this workspace: send from your Slack account's e-mail,"
        " or in Slack run /bcc alias add",
    )


def nobody_asked(address: str) -> Reply:
    """A provider asks whether mail may be forwarded here, and the mailbox is no member's."""
    return Reply(
        550,
        "7.1",
        f"{address[:200]} belongs to no member of this workspace: in Slack run /bcc alias add first,"
        " then ask for forwarding again",
    )
