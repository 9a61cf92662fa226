# ruff: noqa: E501
"""The mail that carries a code, in its reader's language. A new language is one entry here and one in pagetexts.

`{who}` is the member, `{team}` their workspace, `{address}` the address to prove, `{send_to}` where a mail
from it proves it, `{until}` a date with its time.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MailTexts:
    """One language's sentences, in the order in which they stand in the mail."""

    subject: str
    hello: str
    why: str
    code: str
    enter: str
    page: str
    button: str
    send: str
    until: str
    not_you: str


MAIL_TEXTS = {
    "en": MailTexts(
        subject="Your code for Smart Bcc: {code}",
        hello="Hello,",
        why="{who} ({team} on Slack) added {address} to Smart Bcc, to send mail there from this address too.",
        code="Your code",
        enter="Type it in Slack:",
        page="Or open this page and press its button:",
        button="Verify this address",
        send="Or send any mail from {address} to:",
        until="Code and link work once, until {until}.",
        not_you="If this was not you, do nothing: without the code nobody can use your address.",
    ),
    "de": MailTexts(
        subject="Ihr Code für Smart Bcc: {code}",
        hello="Guten Tag,",
        why="{who} ({team} in Slack) hat {address} bei Smart Bcc eingetragen, um auch von dieser Adresse aus"
        " Mails dorthin zu senden.",
        code="Ihr Code",
        enter="Geben Sie ihn in Slack ein:",
        page="Oder öffnen Sie diese Seite und klicken Sie dort auf die Schaltfläche:",
        button="Adresse bestätigen",
        send="Oder senden Sie von {address} eine beliebige Mail an:",
        until="Code und Link gelten einmal, bis {until}.",
        not_you="Waren Sie das nicht, brauchen Sie nichts zu tun: Ohne den Code kann niemand Ihre Adresse"
        " verwenden.",
    ),
    "fr": MailTexts(
        subject="Votre code pour Smart Bcc : {code}",
        hello="Bonjour,",
        why="{who} ({team} sur Slack) a ajouté {address} à Smart Bcc, afin d’y envoyer des e-mails depuis"
        " cette adresse également.",
        code="Votre code",
        enter="Saisissez-le dans Slack :",
        page="Ou ouvrez cette page et cliquez sur le bouton :",
        button="Vérifier cette adresse",
        send="Ou envoyez n’importe quel e-mail depuis {address} à :",
        until="Le code et le lien fonctionnent une seule fois, jusqu’au {until}.",
        not_you="Si cela ne vient pas de vous, ne faites rien : sans le code, personne ne peut utiliser votre adresse.",
    ),
    "es": MailTexts(
        subject="Su código para Smart Bcc: {code}",
        hello="Hola:",
        why="{who} ({team} en Slack) ha añadido {address} a Smart Bcc, para enviar correo allí también desde"
        " esta dirección.",
        code="Su código",
        enter="Escríbalo en Slack:",
        page="O abra esta página y pulse el botón:",
        button="Verificar esta dirección",
        send="O envíe cualquier correo desde {address} a:",
        until="El código y el enlace sirven una sola vez, hasta el {until}.",
        not_you="Si no ha sido usted, no haga nada: sin el código nadie puede usar su dirección.",
    ),
    "it": MailTexts(
        subject="Il suo codice per Smart Bcc: {code}",
        hello="Buongiorno,",
        why="{who} ({team} su Slack) ha aggiunto {address} a Smart Bcc, per inviare posta anche da questo"
        " indirizzo.",
        code="Il suo codice",
        enter="Lo inserisca in Slack:",
        page="Oppure apra questa pagina e prema il pulsante:",
        button="Verifica questo indirizzo",
        send="Oppure invii un messaggio qualsiasi da {address} a:",
        until="Il codice e il link valgono una sola volta, fino al {until}.",
        not_you="Se non è stato lei, non faccia nulla: senza il codice nessuno può usare il suo indirizzo.",
    ),
    "pt": MailTexts(
        subject="Seu código para o Smart Bcc: {code}",
        hello="Olá,",
        why="{who} ({team} no Slack) adicionou {address} ao Smart Bcc, para enviar e-mails para lá também"
        " deste endereço.",
        code="Seu código",
        enter="Digite-o no Slack:",
        page="Ou abra esta página e clique no botão:",
        button="Verificar este endereço",
        send="Ou envie qualquer e-mail de {address} para:",
        until="O código e o link valem uma única vez, até {until}.",
        not_you="Se não foi você, não faça nada: sem o código, ninguém pode usar seu endereço.",
    ),
    "nl": MailTexts(
        subject="Uw code voor Smart Bcc: {code}",
        hello="Hallo,",
        why="{who} ({team} op Slack) heeft {address} bij Smart Bcc toegevoegd, om ook vanaf dit adres mail"
        " daarheen te sturen.",
        code="Uw code",
        enter="Voer hem in Slack in:",
        page="Of open deze pagina en klik daar op de knop:",
        button="Adres verifiëren",
        send="Of stuur vanaf {address} een willekeurige mail naar:",
        until="Code en link werken één keer, tot {until}.",
        not_you="Was u dit niet, dan hoeft u niets te doen: zonder de code kan niemand uw adres gebruiken.",
    ),
    "pl": MailTexts(
        subject="Kod do Smart Bcc: {code}",
        hello="Dzień dobry,",
        why="Adres {address} został dodany w Smart Bcc przez: {who} ({team} w Slacku), aby można było wysyłać"
        " tam pocztę także z niego.",
        code="Kod",
        enter="Wpisz go w Slacku:",
        page="Albo otwórz tę stronę i kliknij przycisk:",
        button="Zweryfikuj ten adres",
        send="Albo wyślij dowolną wiadomość z {address} na adres:",
        until="Kod i link działają jeden raz, do {until}.",
        not_you="Jeśli to nie Ty, nie musisz nic robić: bez kodu nikt nie użyje Twojego adresu.",
    ),
    "sv": MailTexts(
        subject="Din kod för Smart Bcc: {code}",
        hello="Hej,",
        why="{who} ({team} på Slack) har lagt till {address} i Smart Bcc, för att skicka mejl dit även från"
        " den här adressen.",
        code="Din kod",
        enter="Skriv den i Slack:",
        page="Eller öppna den här sidan och tryck på knappen:",
        button="Verifiera adressen",
        send="Eller skicka ett valfritt mejl från {address} till:",
        until="Koden och länken fungerar en gång, till {until}.",
        not_you="Om det inte var du behöver du inte göra något: utan koden kan ingen använda din adress.",
    ),
    "ja": MailTexts(
        subject="Smart Bcc の確認コード: {code}",
        hello="こんにちは。",
        why="{who} さん (Slack の {team}) が、このアドレスからもメールを送れるように {address} を Smart Bcc に追加しました。",
        code="確認コード",
        enter="Slack で入力してください:",
        page="または、次のページを開いてボタンを押してください:",
        button="このアドレスを確認する",
        send="または、{address} から次の宛先に任意のメールを送ってください:",
        until="コードとリンクは {until} まで、一度だけ有効です。",
        not_you="お心当たりがない場合は、何もする必要はありません。コードなしでは誰もこのアドレスを使えません。",
    ),
}  # fmt: skip


def language_of(*wanted: str | None) -> str:
    """The first of these languages or locales ("de-AT", "pt_BR") that we have texts in; else English."""
    for tag in wanted:
        language = (tag or "").replace("_", "-").split("-")[0].lower()
        if language in MAIL_TEXTS:
            return language
    return "en"
