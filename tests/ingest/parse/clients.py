"""How mail clients write a forward, as their users see it: one row a client and language.

`FORWARDS` is the table; `compose` renders a row around the one mail that all the tests forward.
"""

from collections.abc import Iterator
from dataclasses import dataclass

NOTE = "Could you look into this?\n\nI promised an answer by Friday."
BODY = (
    "Dear Bessie,\n\nthe offer: 3 licences, 1,200 EUR each.\nIt stands until May.\n\n"
    "Kind regards\nJonas Berg\n+49 30 1234567"
)
SUBJECT = "Your offer: 3 licences"
AUTHOR = ("Jonas Berg", "jonas.berg@acme.example")
TO = (("Priya Nair", "priya.nair@globex.example"), ("", "amina@initech.example"))
CC = (("Marek Novak", "marek.novak@acme.example"), ("Sigrid", "sigrid@globex.example"))
WHEN = "2021-04-06T17:34:00"


@dataclass(frozen=True, slots=True)
class Row:
    """A client in a language: its subject prefix, separator, labels in its order, and its date."""

    client: str
    language: str
    prefix: str
    separator: str
    labels: tuple[tuple[str, str], ...]
    date: str


# client | languages' rows: language | prefix | separator | from, date, subject, to, cc labels | date
_GMAIL = """
en|Fwd: |Forwarded message|From|Date|Subject|To|Cc|Tue, Apr 6, 2021 at 5:34 PM
en-GB|Fwd: |Forwarded message|From|Date|Subject|To|Cc|Tue, 6 Apr 2021 at 17:34
cs|Fwd: |Forwarded message|Od|Date|Subject|To|Cc|út 6. 4. 2021 v 17:34
da|Fwd: |Forwarded message|Fra|Date|Subject|To|Cc|tirs. 6. apr. 2021 kl. 17.34
de|Fwd: |Forwarded message|Von|Date|Subject|To|Cc|Di., 6. Apr. 2021 um 17:34 Uhr
et|Fwd: |Forwarded message|Saatja|Date|Subject|To|Cc|T, 6. aprill 2021 kell 17:34
es|Fwd: |Forwarded message|De|Date|Subject|To|Cc|mar, 6 abr 2021 a las 17:34
fi|Fwd: |Forwarded message|Lähettäjä|Date|Subject|To|Cc|ti 6. huhtik. 2021 klo 17.34
fr|Fwd: |Forwarded message|De|Date|Subject|To|Cc|mar. 6 avr. 2021 à 17:34
hr|Fwd: |Forwarded message|Od|Date|Subject|To|Cc|uto, 6. tra 2021. u 17:34
hu|Fwd: |Forwarded message|Feladó|Date|Subject|To|Cc|2021. ápr. 6., K, 17:34
it|Fwd: |Forwarded message|Da|Date|Subject|To|Cc|mar 6 apr 2021 alle ore 17:34
ja|Fwd: |Forwarded message|From|Date|Subject|To|Cc|2021年4月6日(火) 17:34
nl|Fwd: |Forwarded message|Van|Date|Subject|To|Cc|di 6 apr. 2021 om 17:34
no|Fwd: |Forwarded message|Fra|Date|Subject|To|Cc|tir. 6. apr. 2021 kl. 17:34
pl|Fwd: |Forwarded message|Od|Date|Subject|To|Cc|wt., 6 kwi 2021 o 17:34
pt|Fwd: |Forwarded message|De|Date|Subject|To|Cc|terça, 6/04/2021 à(s) 17:34
pt-BR|Fwd: |Forwarded message|De|Date|Subject|To|Cc|ter., 6 de abr. de 2021 às 17:34
ro|Fwd: |Forwarded message|De la|Date|Subject|To|Cc|mar., 6 apr. 2021 la 17:34
ru|Fwd: |Forwarded message|От|Date|Subject|To|Cc|вт, 6 апр. 2021 г. в 17:34
sk|Fwd: |Forwarded message|Od|Date|Subject|To|Cc|ut 6. 4. 2021 o 17:34
sv|Fwd: |Forwarded message|Från|Date|Subject|To|Cc|tis 6 apr. 2021 kl 17:34
tr|Fwd: |Forwarded message|Gönderen|Date|Subject|To|Cc|6 Nis 2021 Sal, 17:34
uk|Fwd: |Forwarded message|Від|Date|Subject|To|Cc|вт, 6 квіт. 2021 р. о 17:34
zh|Fwd: |Forwarded message|发件人|Date|Subject|To|Cc|2021年4月6日周二 17:34
zh-TW|Fwd: |Forwarded message|寄件者|Date|Subject|To|Cc|2021年4月6日 週二 下午5:34
ko|Fwd: |Forwarded message|보낸사람|Date|Subject|To|Cc|2021년 4월 6일 (화) 오후 5:34
el|Fwd: |Forwarded message|Από|Date|Subject|To|Cc|Τρί 6 Απρ 2021 στις 5:34 μ.μ.
he|Fwd: |Forwarded message|מאת|Date|Subject|To|Cc|יום ג׳, 6 באפר׳ 2021 ב-17:34
"""
_APPLE = """
en|Fwd: |Begin forwarded message:|From|Date|Subject|To|Cc|April 6, 2021 at 5:34:00 PM GMT+2
cs|Fwd: |Začátek přeposílané zprávy:|Od|Datum|Předmět|Komu|Kopie|6. dubna 2021 17:34:00 SELČ
da|Fwd: |Start på videresendt besked:|Fra|Dato|Emne|Til|Cc|6. april 2021 kl. 17.34.00 CEST
de|Fwd: |Anfang der weitergeleiteten Nachricht:|Von|Datum|Betreff|An|Kopie|6. April 2021 um 17:34:00 MESZ
es|Fwd: |Inicio del mensaje reenviado:|De|Fecha|Asunto|Para|CC|6 de abril de 2021, 17:34:00 CEST
fi|Fwd: |Välitetty viesti alkaa:|Lähettäjä|Päivämäärä|Aihe|Vastaanottaja|Kopio|6. huhtikuuta 2021 klo 17.34.00 UTC+3
fr|Fwd: |Début du message transféré :|De |Date |Objet |À |Cc |6 avril 2021 à 17:34:00 UTC+2
fr-2|Fwd: |Début du message réexpédié :|De|Date|Objet|À|Cc|6 avril 2021 17:34:00 UTC+02:00
hr|Fwd: |Započni proslijeđenu poruku:|Od|Datum|Predmet|Za|Cc|6. travnja 2021. u 17:34:00 CEST
hu|Fwd: |Továbbított levél kezdete:|Feladó|Dátum|Tárgy|Címzett|Másolatot kap|2021. április 6. 17:34:00 CEST
it|Fwd: |Inizio messaggio inoltrato:|Da|Data|Oggetto|A|Cc|6 aprile 2021 17:34:00 CEST
ja|Fwd: |転送されたメッセージ:|差出人|日付|件名|宛先|Cc|2021年4月6日 17:34:00 JST
nl|Fwd: |Begin doorgestuurd bericht:|Van|Datum|Onderwerp|Aan|Kopie|6 april 2021 om 17:34:00 CEST
no|Fwd: |Begynnelse på videresendt melding:|Fra|Dato|Emne|Til|Kopi|6. april 2021 kl. 17:34:00 CEST
pl|Fwd: |Początek przekazywanej wiadomości:|Od|Data|Temat|Do|DW|6 kwietnia 2021 o 17:34:00 CEST
pt|Fwd: |Início da mensagem reencaminhada:|De|Data|Assunto|Para|Cc|6 de abril de 2021, 17:34:00 WEST
pt-BR|Fwd: |Início da mensagem encaminhada:|De|Data|Assunto|Para|Cc|6 de abril de 2021 17:34:00 BRT
ro|Fwd: |Începe mesajul redirecționat:|De la|Dată|Subiect|Către|Cc|6 aprilie 2021 la 17:34:00 EEST
ru|Fwd: |Начало переадресованного сообщения:|От|Дата|Тема|Кому|Копия|6 апреля 2021 г., 17:34:00 GMT+3
sk|Fwd: |Začiatok preposlanej správy:|Od|Dátum|Predmet|Komu|Kópia|6. apríla 2021 17:34:00 SELČ
sv|Fwd: |Vidarebefordrat brev:|Från|Datum|Ämne|Till|Kopia|6 april 2021 17:34:00 CEST
tr|Fwd: |İleti başlangıcı:|Kimden|Tarih|Konu|Kime|Bilgi|6 Nisan 2021 17:34:00 GMT+3
uk|Fwd: |Початок листа, що пересилається:|Від|Дата|Тема|Кому|Копія|6 квітня 2021 р. о 17:34:00 GMT+3
zh|Fwd: |下面是被转发的邮件：|发件人|日期|主题|收件人|抄送|2021年4月6日 GMT+8 17:34:00
zh-TW|Fwd: |以下是轉寄的郵件：|寄件人|日期|主旨|收件人|副本|2021年4月6日 下午5:34:00
ko|Fwd: |전달된 메시지 시작:|보낸 사람|날짜|제목|받는 사람|참조|2021년 4월 6일 오후 5:34:00 GMT+9
"""  # noqa: E501
_OUTLOOK = """
en|FW: |-|From|Sent|Subject|To|Cc|Tuesday, April 6, 2021 5:34 PM
en-GB|FW: |-|From|Sent|Subject|To|Cc|06 April 2021 17:34
cs|FW: |-|Od|Odesláno|Předmět|Komu|Kopie|úterý 6. dubna 2021 17:34
da|VS: |-|Fra|Sendt|Emne|Til|Cc|6. april 2021 17:34
de|WG: |-|Von|Gesendet|Betreff|An|Cc|Dienstag, 6. April 2021 17:34
et|FW: |-|Saatja|Saadetud|Teema|Adressaat|Koopia|teisipäev, 6. aprill 2021 17:34
es|RV: |-|De|Enviado el|Asunto|Para|CC|martes, 6 de abril de 2021 17:34
es-web|RV: |-|De|Enviado|Asunto|Para|CC|martes, 6 de abril de 2021 5:34 p. m.
fi|VL: |-|Lähettäjä|Lähetetty|Aihe|Vastaanottaja|Kopio|tiistai 6. huhtikuuta 2021 17.34
fr|TR: |-|De |Envoyé |Objet |À |Cc |mardi 6 avril 2021 17:34
hr|FW: |-|Od|Poslano|Predmet|Za|Kopija|utorak, 6. travnja 2021. 17:34
hu|FW: |-|Feladó|Elküldve|Tárgy|Címzett|Másolatot kap|2021. április 6., kedd 17:34
it|I: |-|Da|Inviato|Oggetto|A|Cc|martedì 6 aprile 2021 17:34
ja|FW: |-|差出人|送信日時|件名|宛先|CC|2021年4月6日 17:34
nl|FW: |-|Van|Verzonden|Onderwerp|Aan|CC|dinsdag 6 april 2021 17:34
no|VS: |-|Fra|Sendt|Emne|Til|Kopi|tirsdag 6. april 2021 17:34
pl|PD: |-|Od|Wysłano|Temat|Do|DW|wtorek, 6 kwietnia 2021 17:34
pt|FW: |-|De|Enviado|Assunto|Para|Cc|6 de abril de 2021 17:34
pt-BR|ENC: |-|De|Enviada em|Assunto|Para|Cc|terça-feira, 6 de abril de 2021 17:34
ro|FW: |-|De la|Trimis|Subiect|Către|Cc|marți, 6 aprilie 2021 17:34
ru|FW: |-|От|Отправлено|Тема|Кому|Копия|6 апреля 2021 г. 17:34
sk|FW: |-|Od|Odoslané|Predmet|Komu|Kópia|utorok 6. apríla 2021 17:34
sv|VB: |-|Från|Skickat|Ämne|Till|Kopia|den 6 april 2021 17:34
tr|İLT: |-|Kimden|Gönderildi|Konu|Kime|Bilgi|6 Nisan 2021 Salı 17:34
uk|FW: |-|Від|Надіслано|Тема|Кому|Копія|6 квітня 2021 р. 17:34
zh|转发: |-|发件人|发送时间|主题|收件人|抄送|2021年4月6日 17:34
zh-TW|轉寄: |-|寄件者|寄件日期|主旨|收件者|副本|2021年4月6日 17:34
ko|전달: |-|보낸 사람|보낸 날짜|제목|받는 사람|참조|2021년 4월 6일 화요일 오후 5:34
el|FW: |-|Από|Στάλθηκε|Θέμα|Προς|Κοιν.|Τρίτη, 6 Απριλίου 2021 5:34 μμ
he|FW: |-|מאת|נשלח|נושא|אל|עותק|יום שלישי 06 אפריל 2021 17:34
"""
_THUNDERBIRD = """
en|Fwd: |Forwarded Message|From|Date|Subject|To|CC|Tue, 6 Apr 2021 17:34:00 +0200
cs|Fwd: |Přeposlaná zpráva|Od|Datum|Předmět|Komu|Kopie|Tue, 6 Apr 2021 17:34:00 +0200
da|Fwd: |Videresendt meddelelse|Fra|Dato|Emne|Til|CC|Tue, 6 Apr 2021 17:34:00 +0200
de|Fwd: |Weitergeleitete Nachricht|Von|Datum|Betreff|An|Kopie (CC)|Tue, 6 Apr 2021 17:34:00 +0200
et|Fwd: |Edastatud kiri|Saatja|Kuupäev|Teema|Saaja|Koopia|Tue, 6 Apr 2021 17:34:00 +0200
es|Fwd: |Mensaje reenviado|De|Fecha|Asunto|Para|CC|Tue, 6 Apr 2021 17:34:00 +0200
fi|Fwd: |Välitetty viesti|Lähettäjä|Päiväys|Aihe|Vastaanottaja|Kopio|Tue, 6 Apr 2021 17:34:00 +0200
fr|Fwd: |Message transféré|De |Date |Sujet |Pour |Copie à |Tue, 6 Apr 2021 17:34:00 +0200
hr|Fwd: |Proslijeđena poruka|Šalje|Datum|Naslov|Prima|CC|Tue, 6 Apr 2021 17:34:00 +0200
hu|Fwd: |Továbbított üzenet|Feladó|Dátum|Tárgy|Címzett|Másolat|Tue, 6 Apr 2021 17:34:00 +0200
it|Fwd: |Messaggio inoltrato|Mittente|Data|Oggetto|A|CC|Tue, 6 Apr 2021 17:34:00 +0200
ja|Fwd: |転送メッセージ|送信元|日付|件名|宛先|CC|Tue, 6 Apr 2021 17:34:00 +0900
nl|Fwd: |Doorgestuurd bericht|Van|Datum|Onderwerp|Aan|CC|Tue, 6 Apr 2021 17:34:00 +0200
no|Fwd: |Videresendt melding|Fra|Dato|Emne|Til|Kopi|Tue, 6 Apr 2021 17:34:00 +0200
pl|Fwd: |Treść przekazanej wiadomości|Od|Data|Temat|Do|DW|Tue, 6 Apr 2021 17:34:00 +0200
pt|Fwd: |Mensagem reencaminhada|De|Data|Assunto|Para|CC|Tue, 6 Apr 2021 17:34:00 +0100
pt-BR|Fwd: |Mensagem encaminhada|De|Data|Assunto|Para|CC|Tue, 6 Apr 2021 17:34:00 -0300
ro|Fwd: |Mesaj redirecționat|De la|Data|Subiect|Către|CC|Tue, 6 Apr 2021 17:34:00 +0300
ru|Fwd: |Перенаправленное сообщение|От|Дата|Тема|Кому|Копия|Tue, 6 Apr 2021 17:34:00 +0300
sk|Fwd: |Preposlaná správa|Od|Dátum|Predmet|Komu|Kópia|Tue, 6 Apr 2021 17:34:00 +0200
sv|Fwd: |Vidarebefordrat meddelande|Från|Datum|Ämne|Till|Kopia|Tue, 6 Apr 2021 17:34:00 +0200
tr|Fwd: |İletilmiş ileti|Gönderen|Tarih|Konu|Alıcı|CC|Tue, 6 Apr 2021 17:34:00 +0300
uk|Fwd: |Переслане повідомлення|Від|Дата|Тема|Кому|Копія|Tue, 6 Apr 2021 17:34:00 +0300
zh|Fwd: |转发的消息|发件人|日期|主题|收件人|抄送|Tue, 6 Apr 2021 17:34:00 +0800
zh-TW|Fwd: |轉寄郵件|寄件者|日期|主旨|收件者|副本|Tue, 6 Apr 2021 17:34:00 +0800
ko|Fwd: |전달된 메시지|보낸 사람|날짜|제목|받는 사람|참조|Tue, 6 Apr 2021 17:34:00 +0900
"""
_OTHERS = """
yahoo|Fw: |----- Forwarded Message -----|From|Sent|Subject|To|Cc|Tuesday, April 6, 2021, 05:34:00 PM GMT+2
protonmail|Fw: |------- Forwarded Message -------|From|Date|Subject|To|CC|On Tuesday, April 6th, 2021 at 5:34 PM
missive|Fwd: |---------- Forwarded message ----------|From|Date|Subject|To|Cc|on April 6, 2021 at 5:34PM
hubspot|Fwd: |---------- Forwarded message ---------|From|Date|Subject|To|Cc|Tue, Apr 6, 2021, 5:34 PM
ionos|Fwd: |---------- Original Message ----------|From|Date|Subject|To|CC|06.04.2021 17:34 CEST
mailmate|Fwd: |Forwarded message:|From|Date|Subject|To|Cc|Tue, 6 Apr 2021 17:34:00 +0200
samsung|Fwd: |-------- Original message --------|From|Date|Subject|To|Cc|06/04/2021 17:34 (GMT+01:00)
samsung-de|Fwd: |-------- Ursprüngliche Nachricht --------|Von|Datum|Betreff|An|Cc|06.04.21 17:34 (GMT+01:00)
samsung-fr|Fwd: |-------- Message d'origine --------|De |Date |Objet |À |Cc |06/04/2021 17:34 (GMT+01:00)
front|Fwd: |---------- Forwarded message ----------|From|Date|Subject|To|Cc|April 6, 2021, 5:34 PM GMT+2
superhuman|Fwd: |---------- Forwarded message ----------|From|Date|Subject|To|Cc|Tue, Apr 06, 2021 at 5:34 PM
zoho|Fwd: |============ Forwarded message ============|From|Date|Subject|To|Cc|Tue, 06 Apr 2021 17:34:00 +0200
fastmail|Fwd: |----- Original message -----|From|Date|Subject|To|Cc|Tuesday, 6 April 2021 5:34 PM
outlook-2019|FW: |-----Original Message-----|From|Sent|Subject|To|Cc|Tuesday, April 6, 2021 5:34 PM
outlook-mac|FW: |-|From|Date|Subject|To|Cc|Tuesday, 6 April 2021 at 17:34
outlook-mac-de|WG: |-|Von|Datum|Betreff|An|Cc|Dienstag, 6. April 2021 um 17:34
outlook-mac-fr|TR : |-|De |Date |Objet |À |Cc |mardi, 6 avril 2021 à 17:34
outlook-web|Fw: |________________________________|From|Sent|Subject|To|Cc|Tuesday, April 6, 2021 5:34 PM
gmx|Fwd: |Gesendet: Dienstag, 06. April 2021 um 17:34 Uhr|Von|-|Betreff|An|Cc|-
webde|WG: |-----Ursprüngliche Nachricht-----|Von|Gesendet|Betreff|An|Cc|Dienstag, 6. April 2021 17:34
orange|TR: |Message du 06/04/21 17:34|De |-|Objet |A |Copie à |-
mailru|Fwd: |-------- Пересылаемое сообщение --------|От кого|Дата|Тема|Кому|Копия|вторник, 6 апреля 2021, 17:34 +03:00
yandex|Fwd: |-------- Пересылаемое сообщение --------|От|Дата|Тема|Кому|Копия|06.04.2021, 17:34
qq|转发：|------------------ 原始邮件 ------------------|发件人|发送时间|主题|收件人|抄送|2021年4月6日(星期二) 下午5:34
netease|转发:|-------- 转发邮件信息 --------|发件人|发送日期|主题|收件人|抄送人|2021-04-06 17:34:00
naver|FW: |-----Original Message-----|From|Sent|Subject|To|Cc|2021-04-06 (화) 17:34:00 (GMT+09:00)
roundcube|Fwd: |-------- Original Message --------|From|Date|Subject|To|Cc|2021-04-06 17:34
notes|Fw: |----- Forwarded by Bob/ACME on 06/04/2021 18:00 -----|From|Date|Subject|To|Cc|06/04/2021 17:34
"""  # noqa: E501
_ORDERS = {
    "outlook": "FDTCS",
    "outlook-2019": "FDTCS",
    "thunderbird": "SDFTC",
    "yahoo": "FTCDS",
    "protonmail": "FDSTC",
    "ionos": "FTCDS",
    "mailmate": "FTCSD",
    "samsung": "FDTCS",
}


def _rows(client: str, table: str) -> Iterator[Row]:
    for line in table.strip().split("\n"):
        name, prefix, separator, *labels, date = line.split("|")
        shown, language = (name, "en") if client == "others" else (client, name)
        by_letter = dict(zip("FDSTC", labels, strict=True))
        base = shown.split("-")[0]
        order = _ORDERS.get(shown, _ORDERS.get(base, "FDSTC"))
        if client == "gmail":
            separator = f"---------- {separator} ---------"
        elif client == "thunderbird":
            separator = f"-------- {separator} --------"
        yield Row(shown, language, prefix, separator, tuple((by_letter[x], x) for x in order), date)


FORWARDS = (
    *_rows("gmail", _GMAIL),
    *_rows("apple", _APPLE),
    *_rows("outlook", _OUTLOOK),
    *_rows("thunderbird", _THUNDERBIRD),
    *_rows("others", _OTHERS),
)


def compose(row: Row, note: str = NOTE, body: str = BODY) -> str:
    """The text of a forward as that client writes it."""
    mark = ";" if row.client.startswith("outlook") else ","
    values = {
        "F": _shown(*AUTHOR),
        "D": row.date,
        "S": SUBJECT,
        "T": f"{mark} ".join(_shown(*box) for box in TO),
        "C": f"{mark} ".join(_shown(*box) for box in CC),
    }
    head = [f"{label}: {values[letter]}" for label, letter in row.labels if label != "-"]
    quoted = row.client in ("apple", "mailmate", "orange")
    original = "\n".join([*head, "", body])
    if quoted:
        original = "\n".join(f"> {line}".rstrip() for line in original.split("\n"))
    separator = (
        []
        if row.separator == "-"
        else [row.separator, *([""] if row.client in ("apple", "mailmate") else [])]
    )
    return "\n".join([note, "", *separator, original, ""])


def _shown(name: str, address: str) -> str:
    return f"{name} <{address}>" if name else f"<{address}>"
