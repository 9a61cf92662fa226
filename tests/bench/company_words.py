"""The words that a made-up year is made of."""


def _pieces(text: str, mark: str = "|") -> list[str]:
    """What stands between the marks, however the text is broken into lines."""
    return [
        piece.strip() for piece in text.replace("\n", " " if mark == " " else "").split(mark) if piece.strip()
    ]


PRODUCTS = _pieces(
    """forklift fleet|warehouse racking|cold storage|conveyor belt|pallet wrapping|loading dock|solar roof|
fire doors|barcode scanners|label printers|sorting robot|office move|access control|air compressors|
cleaning|maintenance plan|spare parts|packaging line|electric vans|training course|
software licences|dust extraction|water treatment|safety audit|lighting retrofit""",
)
GENERIC = _pieces(
    """Invoice|Hello|Question|Meeting|Offer|Quick call?|Update|Contract|Next steps|Documents|Thank you|
Your mail|Follow up|Price|Appointment|Order|Our call today""",
)
SPECIFIC = _pieces(
    """Delivery slots in week {n}|Visit to the Rotterdam plant|Feedback from your engineers|
Board decision in {m}|Budget approval for {m}|Photos of the site|Insurance papers|
Changed bank details|Who signs for {org}?|Parking at gate {n}|Drawings revision {n}|
Comparison with the Danish supplier|Minutes of the {m} workshop|Travel plans {m}|
Payment terms for {org}|Reference customers nearby|Warranty conditions, second round|
Customs papers for Norway""",
)
UNRELATED = _pieces(
    """Lunch on Thursday?|Your subscription|Summer party|Conference in {m}|Hotel booking {n}|
Photos from Sunday|Parcel {n} is on its way|Rent for {m}|Phone bill {m}|
Five tips for better meetings""",
)
MONTHS = _pieces(
    """January February March April May June July August September October November December""",
    " ",
)
FIRST = _pieces(
    """Jane Max Ida Otto Lena Paul Rosa Hugo Nora Emil Vera Karl Mia Leo Ines Tom Eva Ben Lia Jan Ute Kim""",
    " ",
)
LAST = _pieces(
    """Doe Berg Klein Rossi Novak Silva Meyer Olsen Dubois Ferrari Kowalski Jansen Wolf Costa Lund""",
    " ",
)
COMPANY = _pieces(
    """Globex Initech Umbrella Hooli Vandelay Stark Wonka Acmeco Tyrell Cyberdyne Soylent Oscorp Duff
Gringotts Monarch Aperture Wayne Virtucon Zorin Nakatomi""",
    " ",
)
BODY = _pieces(
    """Could you have a look at this until Friday?|As discussed on the phone, we will come back to you.|
Please find everything attached.|Our colleagues from finance have two more questions.|
Sounds good, let us do it that way.|I am out of office next week, Max will step in.|
We compared three suppliers and would like to talk about the price.|
The engineers were happy with the visit.""",
)
