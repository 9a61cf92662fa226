"""The people, records and mails of a sales company at work, as the scenes show them."""

from datetime import timedelta
from typing import Any

from bot.shown import File, MailLine, MailPage, Party, Target, TargetKind
from models.types import RecordStatus
from tests.bot.views.values import ANA, NOW, a_target

# The sandbox has ids of its own for its people and channels: `camera` puts them in place of these.
USER_ANA, USER_BEN = "UANA", "UBEN"
CHANNEL_DEALS = "CDEALS"

TZ = "Europe/Amsterdam"
ADDRESS = "northwind@bcc.localhost"
TOM = Party("Tom Becker", "tom@globex.example")
ZOE = Party("Zoë van Dijk", "zoe@vandijk.example")
OMAR = Party("عمر الحداد", "omar@atlas-trading.example")
BEN = Party("Ben Okafor", "ben@northwind.example")

RENEWAL = a_target(organization="Globex", worth="EUR 48,000")
WAREHOUSE = a_target(
    "Globex warehouse expansion", id=2, number=43, organization="Globex", worth="EUR 125,000"
)
SPICES = a_target("Van Dijk spices", id=3, number=53, organization="Van Dijk & Zonen", worth="EUR 11,900")
ONBOARDING = a_target("Globex onboarding", id=4, number=41, status=RecordStatus.WON, organization="Globex")
LEAD = a_target("Greenleaf trade fair", id=5, number=7, kind=TargetKind.LEAD, organization="Greenleaf")
PROJECT = a_target("Utrecht roll-out", id=6, number=3, kind=TargetKind.PROJECT, organization="Globex")
TEA = a_target("أطلس: توريد الشاي 2027", id=7, number=50, organization="أطلس للتجارة", worth="USD 64,000")

PDF = File("Offer Globex 2027.pdf", "application/pdf", 248_000)
SHEET = File("Price list 2027.xlsx", "application/vnd.ms-excel", 91_400)
PICTURE = File("warehouse.png", "image/png", 1_830_000)

OFFER = """Hi Jane,

thanks for the call this morning. As promised, here is the renewal offer: three years, 120 seats, \
EUR 48,000 a year, support included.

Could you let me know by Friday whether legal is happy with clause 7?

Best,
Ana"""
QUESTION = """> On 3 Jan 2027, Jane Doe wrote:
> Hi Ana, could you send us the offer for the renewal? Legal would like to see
> the liability clause before our board meets on the 15th."""
ARABIC = """السيد عمر المحترم،

نشكركم على اهتمامكم. تجدون في المرفق عرضنا لتوريد الشاي لعام 2027 بقيمة 64,000 USD.

مع أطيب التحيات،
Ana Trujillo"""
LONG_SUBJECT = (
    "AW: WG: FW: Re: Rahmenvertrag Müller GmbH 2027 bis 2030, Nachtrag 4 zu Anlage B (Lieferbedingungen, "
    "Incoterms und Zahlungsziele) mit Ihren Anmerkungen vom 18. Dezember und unserer Antwort dazu"
)


def a_person(name: str, number: int, organization: str | None = None) -> Target:
    """A contact."""
    return a_target(
        name, id=100 + number, number=number, kind=TargetKind.PERSON, status=None, organization=organization
    )


JANE_DOE = a_person("Jane Doe", 11, "Globex")
TOM_BECKER = a_person("Tom Becker", 12, "Globex")


def a_line(number: int, subject: str, author: Party = ANA, **fields: Any) -> MailLine:
    """A mail in a list, a few hours older the higher its number."""
    snippet = fields.pop(
        "snippet", "Thanks for the call this morning. As promised, here is what we discussed…"
    )
    at = NOW - timedelta(hours=7 * number)
    return MailLine(number, number, subject, author, at, snippet, **fields)


LINES = (
    a_line(1, "Renewal 2027: the offer", has_files=True, mails=4),
    a_line(
        2, "Re: Saffron and cardamom, spring delivery", ZOE, snippet="Hi Ana, we can take 40 kg in March…"
    ),
    a_line(3, "عرض توريد الشاي 2027", OMAR, snippet="شكرا لكم، سنراجع العرض ونعود إليكم"),
    a_line(4, LONG_SUBJECT, Party("", "einkauf@mueller-gmbh.example"), mails=12),
    a_line(5, "Warehouse Utrecht: floor plan", TOM, owner="Ben Okafor", has_files=True),
)


def a_page(lines: tuple[MailLine, ...] = LINES, older: int | None = None, *, newest: bool = True) -> MailPage:
    """A page of mails, the only one unless told otherwise."""
    return MailPage(lines, older, newest, TZ)


NO_MAIL = a_page(())
