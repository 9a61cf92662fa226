# ruff: noqa: E501
"""The page behind a verification link, in its reader's language.

`{address}` is the address to prove, `{who}` the member who added it, `{team}` their workspace.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PageTexts:
    """One language's sentences: the question with its button, then a title and a sentence for each result."""

    question: tuple[str, str]
    button: str
    not_you: str
    verified: tuple[str, str]
    already: tuple[str, str]
    expired: tuple[str, str]
    taken: tuple[str, str]
    invalid: tuple[str, str]
    later: tuple[str, str]


PAGE_TEXTS = {
    "en": PageTexts(
        question=("Is this your address?", "{who} ({team} on Slack) wants to send mail to Smart Bcc from {address}."),
        button="Yes, verify it",
        not_you="If you are not {who}, just close this page.",
        verified=("Verified", "Mail from {address} is taken for {who} ({team}) from now on. You can close this page."),
        already=("Already verified", "{address} belongs to {who} ({team}). There is nothing left to do."),
        expired=("This link has expired", "Ask for a new one in Slack with /bcc alias, or on Smart Bcc's Home tab."),
        taken=("Somebody else has it", "{address} was verified by a colleague in the meantime. Ask them to remove it with /bcc alias, then add it again."),
        invalid=("This link does not work", "It was replaced by a newer one, or it is incomplete. Use the link in the latest mail, or ask for a new one in Slack with /bcc alias."),
        later=("Please try again in a minute", "Something is not working on our side. Nothing was changed."),
    ),
    "de": PageTexts(
        question=("Ist das Ihre Adresse?", "{who} ({team} in Slack) möchte von {address} aus Mails an Smart Bcc senden."),
        button="Ja, bestätigen",
        not_you="Wenn Sie nicht {who} sind, schließen Sie diese Seite einfach.",
        verified=("Bestätigt", "Mails von {address} werden ab jetzt für {who} ({team}) angenommen. Sie können diese Seite schließen."),
        already=("Bereits bestätigt", "{address} gehört {who} ({team}). Es ist nichts mehr zu tun."),
        expired=("Dieser Link ist abgelaufen", "Fordern Sie in Slack mit /bcc alias oder auf der Startseite von Smart Bcc einen neuen an."),
        taken=("Diese Adresse ist vergeben", "{address} wurde inzwischen von jemand anderem bestätigt. Bitten Sie diese Person, sie mit /bcc alias zu entfernen, und fügen Sie sie dann neu hinzu."),
        invalid=("Dieser Link funktioniert nicht", "Er wurde durch einen neueren ersetzt oder ist unvollständig. Nehmen Sie den Link aus der letzten Mail oder fordern Sie in Slack mit /bcc alias einen neuen an."),
        later=("Bitte versuchen Sie es gleich noch einmal", "Bei uns ist etwas schiefgegangen. Es wurde nichts geändert."),
    ),
    "fr": PageTexts(
        question=("Est-ce votre adresse ?", "{who} ({team} sur Slack) souhaite envoyer des e-mails à Smart Bcc depuis {address}."),
        button="Oui, la vérifier",
        not_you="Si vous n’êtes pas {who}, fermez simplement cette page.",
        verified=("Vérifiée", "Les e-mails de {address} sont désormais acceptés pour {who} ({team}). Vous pouvez fermer cette page."),
        already=("Déjà vérifiée", "{address} appartient à {who} ({team}). Il n’y a plus rien à faire."),
        expired=("Ce lien a expiré", "Demandez-en un nouveau dans Slack avec /bcc alias, ou sur l’accueil de Smart Bcc."),
        taken=("Cette adresse est prise", "{address} a été vérifiée entre-temps par quelqu’un d’autre. Demandez-lui de la retirer avec /bcc alias, puis ajoutez-la de nouveau."),
        invalid=("Ce lien ne fonctionne pas", "Il a été remplacé par un plus récent, ou il est incomplet. Utilisez le lien du dernier e-mail, ou demandez-en un nouveau dans Slack avec /bcc alias."),
        later=("Réessayez dans une minute", "Quelque chose ne fonctionne pas chez nous. Rien n’a été modifié."),
    ),
    "es": PageTexts(
        question=("¿Es suya esta dirección?", "{who} ({team} en Slack) quiere enviar correo a Smart Bcc desde {address}."),
        button="Sí, verificarla",
        not_you="Si usted no es {who}, cierre esta página sin más.",
        verified=("Verificada", "El correo de {address} se acepta desde ahora para {who} ({team}). Puede cerrar esta página."),
        already=("Ya estaba verificada", "{address} pertenece a {who} ({team}). No queda nada por hacer."),
        expired=("Este enlace ha caducado", "Pida otro en Slack con /bcc alias, o en el inicio de Smart Bcc."),
        taken=("Esta dirección está ocupada", "Otra persona ha verificado {address} entretanto. Pídale que la quite con /bcc alias y añádala de nuevo."),
        invalid=("Este enlace no sirve", "Lo ha sustituido otro más reciente, o está incompleto. Use el enlace del último correo, o pida otro en Slack con /bcc alias."),
        later=("Inténtelo de nuevo en un minuto", "Algo no funciona por nuestra parte. No se ha cambiado nada."),
    ),
    "it": PageTexts(
        question=("È il suo indirizzo?", "{who} ({team} su Slack) vuole inviare posta a Smart Bcc da {address}."),
        button="Sì, verificalo",
        not_you="Se lei non è {who}, chiuda semplicemente questa pagina.",
        verified=("Verificato", "La posta da {address} è accettata da ora per {who} ({team}). Può chiudere questa pagina."),
        already=("Già verificato", "{address} appartiene a {who} ({team}). Non c’è altro da fare."),
        expired=("Questo link è scaduto", "Ne chieda uno nuovo in Slack con /bcc alias, o nella home di Smart Bcc."),
        taken=("Questo indirizzo è già in uso", "{address} è stato verificato nel frattempo da qualcun altro. Gli chieda di rimuoverlo con /bcc alias, poi lo aggiunga di nuovo."),
        invalid=("Questo link non funziona", "È stato sostituito da uno più recente, o è incompleto. Usi il link dell’ultimo messaggio, o ne chieda uno nuovo in Slack con /bcc alias."),
        later=("Riprovi tra un minuto", "Qualcosa non funziona da parte nostra. Non è stato cambiato nulla."),
    ),
    "pt": PageTexts(
        question=("Este endereço é seu?", "{who} ({team} no Slack) quer enviar e-mails para o Smart Bcc de {address}."),
        button="Sim, verificar",
        not_you="Se você não é {who}, basta fechar esta página.",
        verified=("Verificado", "A partir de agora, os e-mails de {address} são aceitos para {who} ({team}). Você já pode fechar esta página."),
        already=("Já verificado", "{address} pertence a {who} ({team}). Não há mais nada a fazer."),
        expired=("Este link expirou", "Peça outro no Slack com /bcc alias, ou na página inicial do Smart Bcc."),
        taken=("Este endereço já está em uso", "Nesse meio-tempo, {address} foi verificado por outra pessoa. Peça a ela que o remova com /bcc alias e adicione-o de novo."),
        invalid=("Este link não funciona", "Ele foi substituído por um mais recente ou está incompleto. Use o link do último e-mail ou peça outro no Slack com /bcc alias."),
        later=("Tente de novo em um minuto", "Algo não está funcionando do nosso lado. Nada foi alterado."),
    ),
    "nl": PageTexts(
        question=("Is dit uw adres?", "{who} ({team} op Slack) wil vanaf {address} mail naar Smart Bcc sturen."),
        button="Ja, verifiëren",
        not_you="Bent u niet {who}, sluit dan gewoon deze pagina.",
        verified=("Geverifieerd", "Mail van {address} wordt vanaf nu aangenomen voor {who} ({team}). U kunt deze pagina sluiten."),
        already=("Al geverifieerd", "{address} is van {who} ({team}). Er hoeft niets meer te gebeuren."),
        expired=("Deze link is verlopen", "Vraag een nieuwe aan in Slack met /bcc alias, of op de startpagina van Smart Bcc."),
        taken=("Dit adres is al bezet", "{address} is intussen door iemand anders geverifieerd. Vraag of die het met /bcc alias verwijdert en voeg het dan opnieuw toe."),
        invalid=("Deze link werkt niet", "Hij is door een nieuwere vervangen, of hij is niet compleet. Gebruik de link uit de laatste mail, of vraag in Slack een nieuwe aan met /bcc alias."),
        later=("Probeer het over een minuut opnieuw", "Er hapert iets bij ons. Er is niets veranderd."),
    ),
    "pl": PageTexts(
        question=("Czy to Twój adres?", "{who} ({team} w Slacku) chce wysyłać pocztę do Smart Bcc z adresu {address}."),
        button="Tak, zweryfikuj",
        not_you="Jeśli to nie Ty ({who}), po prostu zamknij tę stronę.",
        verified=("Zweryfikowano", "Poczta z {address} jest odtąd przyjmowana dla: {who} ({team}). Możesz zamknąć tę stronę."),
        already=("Już zweryfikowano", "{address} należy do: {who} ({team}). Nie trzeba nic więcej robić."),
        expired=("Ten link wygasł", "Poproś o nowy w Slacku: /bcc alias, albo na stronie głównej Smart Bcc."),
        taken=("Ten adres jest zajęty", "Adres {address} zweryfikował w międzyczasie ktoś inny. Poproś o usunięcie go przez /bcc alias i dodaj go ponownie."),
        invalid=("Ten link nie działa", "Zastąpił go nowszy albo jest niepełny. Użyj linku z ostatniej wiadomości lub poproś o nowy w Slacku: /bcc alias."),
        later=("Spróbuj ponownie za minutę", "Coś u nas nie działa. Niczego nie zmieniono."),
    ),
    "sv": PageTexts(
        question=("Är det här din adress?", "{who} ({team} på Slack) vill skicka mejl till Smart Bcc från {address}."),
        button="Ja, verifiera den",
        not_you="Om du inte är {who} kan du bara stänga sidan.",
        verified=("Verifierad", "Mejl från {address} tas från och med nu emot för {who} ({team}). Du kan stänga sidan."),
        already=("Redan verifierad", "{address} tillhör {who} ({team}). Det finns inget mer att göra."),
        expired=("Länken har gått ut", "Be om en ny i Slack med /bcc alias, eller på Smart Bccs startsida."),
        taken=("Adressen är upptagen", "{address} har under tiden verifierats av någon annan. Be dem ta bort den med /bcc alias och lägg sedan till den igen."),
        invalid=("Länken fungerar inte", "Den har ersatts av en nyare, eller är ofullständig. Använd länken i det senaste mejlet, eller be om en ny i Slack med /bcc alias."),
        later=("Försök igen om en minut", "Något fungerar inte hos oss. Inget har ändrats."),
    ),
    "ja": PageTexts(
        question=("これはあなたのアドレスですか?", "{who} さん (Slack の {team}) が {address} から Smart Bcc にメールを送ろうとしています。"),
        button="はい、確認する",
        not_you="{who} さんでない場合は、このページを閉じてください。",
        verified=("確認しました", "今後、{address} からのメールは {who} さん ({team}) のものとして受け付けます。このページは閉じてかまいません。"),
        already=("すでに確認済みです", "{address} は {who} さん ({team}) のアドレスです。これ以上の操作は必要ありません。"),
        expired=("リンクの有効期限が切れています", "Slack の /bcc alias か Smart Bcc のホームタブで、新しいリンクを発行してください。"),
        taken=("このアドレスは使用中です", "{address} はその間に別の人が確認しました。/bcc alias で削除するよう頼み、もう一度追加してください。"),
        invalid=("このリンクは使えません", "新しいリンクに置き換えられたか、途中で切れています。最新のメールのリンクを使うか、Slack の /bcc alias で新しいリンクを発行してください。"),
        later=("1 分後にもう一度お試しください", "こちらで不具合が起きています。何も変更されていません。"),
    ),
}  # fmt: skip
