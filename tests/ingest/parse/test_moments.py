"""Dates are read in every language and form in which mail programs show them."""

import pytest

from ingest.parse.moments import parse_moment

SAME_MOMENT = """\
Tue, 6 Apr 2021 17:34:15 +0200
Tuesday, April 6, 2021 5:34 PM
Tue, Apr 6, 2021 at 5:34 PM
6 April 2021 at 17:34:15 CEST
April 6, 2021 at 5:34:15 PM GMT+2
út 6. 4. 2021 v 17:34
úterý 6. dubna 2021 17:34
tir. 6. apr. 2021 kl. 17.34
6. april 2021 kl. 17.34.15 CEST
Dienstag, 6. April 2021 17:34
Di., 6. Apr. 2021 um 17:34 Uhr
mar, 6 abr 2021 a las 17:34
martes, 6 de abril de 2021 17:34
mar. 6 avr. 2021 à 17:34
mardi 6 avril 2021 17:34
6 avril 2021 à 17:34:15 UTC+2
ti 6. huhtik. 2021 klo 17.34
tiistai 6. huhtikuuta 2021 17.34
uto, 6. tra 2021. u 17:34
utorak, 6. travnja 2021. 17:34
2021. ápr. 6., K, 17:34
2021. április 6., kedd 17:34
mar 6 apr 2021 alle ore 17:34
martedì 6 aprile 2021 17:34
2021年4月6日(火) 17:34
2021年4月6日 17:34:15 JST
di 6 apr. 2021 om 17:34
wt., 6 kwi 2021 o 17:34
wtorek, 6 kwietnia 2021 17:34
ter., 6 de abr. de 2021 às 17:34
terça-feira, 6 de abril de 2021 17:34
mar., 6 apr. 2021 la 17:34
вт, 6 апр. 2021 г. в 17:34
вторник, 6 апреля 2021 г. 17:34
ut 6. 4. 2021 o 17:34
tis 6 apr. 2021 kl 17:34
6 Nis 2021 Sal, 17:34
6 Nisan 2021 Salı 17:34
вт, 6 квіт. 2021 р. о 17:34
2021年4月6日周二 17:34
2021年4月6日 下午5:34
2021년 4월 6일 화요일 오후 5:34
2021년 4월 6일 오후 5시 34분 15초 GMT+2
6 avril 2021 à 17 h 34 min 15 s UTC+2
6 เมษายน 2021 เวลา 17 นาฬิกา 34 นาที 15 วินาที
2021(e)ko apirilaren 6(a), asteartea (17:34)
06/04/2021 17:34
4/6/2021 5:34 PM
4/6/21, 5:34 PM
6/4/21 17:34
on April 6, 2021 at 5:34PM
06.04.2021 17:34 CEST
2021-04-06 17:34
2021-04-06T17:34:15+02:00
6/04/2021, à 17:34
On Tuesday, April 6th, 2021 at 5:34 PM
6. huhtikuuta 2021 klo 17.34.15 UTC+2
T, 6. apr 2021 kell 17:34
le 6 avril 2021 à 17h34
6 de abril de 2021, 5:34:15 p. m. CEST
6 באפריל 2021 17:34
Apr 6, 2021, 17:34 +0200
Tue Apr  6 17:34:15 2021
Tue Apr 6 17:34:15 CEST 2021
Monday, 6 April, 2021 17:34
6/4/2021 klo 17.34
6-4-2021 17:34
6.4.2021 17.34
Tuesday, April 6, 2021, 05:34:15 PM GMT+2
6 kwietnia 2021 o 17:34:15 GMT+2
6 de abril de 2021 17:34:15 GMT+2
6 de abril de 2021 às 17:34:15 BRT
""".splitlines()


@pytest.mark.parametrize("text", SAME_MOMENT)
def test_the_same_moment_is_read_from_every_form(text: str) -> None:
    found = parse_moment(text)
    assert found is not None
    assert found.replace(tzinfo=None, second=0).isoformat() == "2021-04-06T17:34:00"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tue, 6 Apr 2021 17:34:15 +0530", "2021-04-06T17:34:15+05:30"),
        ("6. April 2021 um 17:34:15 MESZ", "2021-04-06T17:34:15+02:00"),
        ("April 6, 2021 at 5:34 PM GMT-3", "2021-04-06T17:34:00-03:00"),
        ("Tuesday, 6 April 2021 17:34 Central European Summer Time", "2021-04-06T17:34:00+02:00"),
        ("2021年4月6日 GMT+8 17:34:00", "2021-04-06T17:34:00+08:00"),
        ("2021-04-06T17:34:15Z", "2021-04-06T17:34:15+00:00"),
        ("06/04/2021 17:34 (GMT+01:00)", "2021-04-06T17:34:00+01:00"),
        ("6 April 2021", "2021-04-06T00:00:00"),
        ("12:05 AM, 4/6/2021", "2021-04-06T00:05:00"),
        ("4/6/2021 12:05 PM", "2021-04-06T12:05:00"),
        ("4/6/2021 AM 12:05", "2021-04-06T00:05:00"),
        ("Am 08.05.2021 um 12:30 schrieb", "2021-05-08T12:30:00"),
        ("Am Sa., 8. Mai 2021 um 12:30 Uhr", "2021-05-08T12:30:00"),
        ("schrieb am 8/5/2021, 12:30", "2021-05-08T12:30:00"),
        ("13/4/2021 5:34 PM", "2021-04-13T17:34:00"),
        ("4/13/2021 17:34", "2021-04-13T17:34:00"),
        ("lis 6, 2021 u 17:34", "2021-10-06T17:34:00"),
        ("poniedziałek, 22 listopada 2021 17:34", "2021-11-22T17:34:00"),
        ("22. listopada 2021. u 17:34", "2021-10-22T17:34:00"),
        ("15. lip 2021. 17:34", "2021-06-15T17:34:00"),
        ("15 lip 2021, 17:34", "2021-07-15T17:34:00"),
        ("4/6/21, 5:34 pm", "2021-06-04T17:34:00"),
        ("Sa., 8. Mai 2021 um 12:30 Uhr", "2021-05-08T12:30:00"),
        ("Message du 06/04/21 10:34", "2021-04-06T10:34:00"),
        ("2021. ápr. 6. du. 5:34", "2021-04-06T17:34:00"),
        ("2021년 1월 8일 금요일 오후 5시 4분", "2021-01-08T17:04:00"),
        ("21. 1. 8. 오후 5:34", "2021-01-08T17:34:00"),
        ("17:34 8 thg 1, 2021", "2021-01-08T17:34:00"),
        ("8 ม.ค. 2564 17 นาฬิกา 34 นาที", "2021-01-08T17:34:00"),
        ("8 जनवरी 2021, 5:34 PM", "2021-01-08T17:34:00"),
        ("6 lis 2021 o 17:34", "2021-11-06T17:34:00"),
        ("6. srpnja 2021. u 17:34", "2021-07-06T17:34:00"),
        ("6. srpna 2021 v 17:34", "2021-08-06T17:34:00"),
        ("6 มีนาคม 2564 17:34", "2021-03-06T17:34:00"),
        ("2021. jún. 23., Sze 17:34", "2021-06-23T17:34:00"),
        ("6 avril 2021 à 17 h 34 min 15 s UTC+5:30", "2021-04-06T17:34:15+05:30"),
        ("2021년 4월 6일 오후 5시 34분 15초 GMT+9", "2021-04-06T17:34:15+09:00"),
        ("6. april 2021 kl. 17.34.15 GMT+5.30", "2021-04-06T17:34:15+05:30"),
        ("24 d’ag. 2021, 17:34", "2021-08-24T17:34:00"),
        ("18 नव॰ 2021, 11:54 am", "2021-11-18T11:54:00"),
        ("6. dubna 2021 17:34:15 SELČ", "2021-04-06T17:34:15+02:00"),
        ("6. januára 2021 o 17:34:15 SEČ", "2021-01-06T17:34:15+01:00"),
        ("6 avril 2021 à 17:34 HAEC", "2021-04-06T17:34:00+02:00"),
        ("星期二, 四月 6, 2021 5:34:00 下午", "2021-04-06T17:34:00"),
        ("06-Apr-21 17:34", "2021-04-06T17:34:00"),
        ("31 February 2021 10:00", None),
        ("6 April", None),
        ("yesterday at 5 PM", None),
        ("", None),
        ("9" * 10_000, None),
        ("6 April 2021 25:99", "2021-04-06T00:00:00"),
    ],
)
def test_a_date_is_read_with_the_offset_it_tells_or_not_at_all(text: str, expected: str | None) -> None:
    found = parse_moment(text)
    assert (found.isoformat() if found is not None else None) == expected
