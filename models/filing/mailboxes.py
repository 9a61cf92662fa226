"""What a mailbox is by its address: a person's, a desk's that several people sit at, or a program's."""

import re

from models.address import domain_of

_DESKS_WORDS = (
    "accounting accounts accountspayable achats acquisti admin administracion administratie administration"
    " amministrazione anfrage ap ar assistenza atencion ayuda backoffice bestellung bestellungen bewerbung"
    " billing biuro board booking bookings buchhaltung business buro buero care careers clientes"
    " commerciale commercial compras comptabilite comunicacion contabilidad contabilita contact contacto"
    " contacts contato contatti contracts crew customercare customerservice customersupport data"
    " datenschutz dispatch dpo einkauf empfang enquiries enquiry events export facturacion factura facturas"
    " facturation faktura fakturor fakturering fattura fatture finance finances financeiro finanzen frontdesk"
    " general gerencia gdpr group hallo hello hej helpdesk help hi hola hr import info infos information"
    " inkoop inkop inquiries inquiry invoice invoices invoicing it jobs kasse kontakt kontor"
    " kundenservice kundservice kundtjanst lager legal logistics logistik logistique mail mailbox marketing"
    " media myynti office ofertas oficina operations ops order orderdesk orders partner partners"
    " pedidos personal planning post posta postkasse postmottak praxis presse press privacy procurement"
    " purchase purchasing purchases receivables reception recruiting recruitment rechnung rechnungen"
    " rechnungswesen recht rezeption rh salg sales salesteam sav secretariat security sekretariat segreteria"
    " service services shipping shop sklep soporte sprzedaz staff suporte support tech team technik"
    " treasury vendas vendite ventas ventes verkauf verkoop versand vertrieb verwaltung warehouse"
    " webshop website welcome willkommen zamowienia"
)
_DESKS = frozenset(_DESKS_WORDS.split())
_PROGRAMS_WORDS = (
    "abuse alert alerts autoresponder auto-reply autoreply bot bounce bounces calendar-notification"
    " comments-noreply cron daemon digest do-not-reply donotreply do_not_reply do.not.reply"
    " hostmaster invitations invite invites keine-antwort keineantwort listserv mailer mailer-daemon"
    " majordomo"
    " nao-responda naoresponda ne-pas-repondre nepasrepondre newsletter newsletters news nicht-antworten"
    " no-reply no.reply no_reply noanswer nobody noreplies noreply no-responder noresponder notice"
    " notification notifications notify nondisclosed null postmaster reminder reminders root"
    " system undisclosed-recipients unsubscribe updates usenet uucp webmaster"
)
_PROGRAMS = frozenset(_PROGRAMS_WORDS.split())
_PROGRAM_PARTS = re.compile(
    r"(?:^|[-_.+])(?:no[-_.]?reply|do[-_.]?not[-_.]?reply|bounces?|mailer-daemon|unsubscribe|notifications?)"
    r"(?:$|[-_.+=])|^(?:owner|reply|bounce|msprvs1|prvs|srs[01])[-+=]|-(?:owner|request|bounces|admin-list)$"
)
# A program's token: long, with many digits in it.
_TOKEN = re.compile(r"(?=[a-z]*[0-9](?:[a-z]*[0-9]){5})[a-z0-9]{24,}")
_LIST_HOSTS = ("googlegroups.com", "groups.io", "freelists.org", "groups.yahoo.com")
_PROGRAM_HOSTS = (
    "reply", "noreply", "bounce", "bounces", "mailer", "notifications", "notify", "lists", "calendar",
    "docs", "unsubscribe",
)  # fmt: skip


def is_desk(address: str) -> bool:
    """Whether several people may sit behind the address: info@, sales@, buchhaltung@."""
    local = address.rpartition("@")[0].split("+")[0].lower()
    return local in _DESKS or re.sub(r"[-_.]?(?:team|desk|\d{1,3}|[a-z]{2})$", "", local) in _DESKS


def is_program(address: str) -> bool:
    """Whether nobody reads what is sent there, or a mailing list does: no-reply@, bounces+42@, list hosts."""
    local, domain = address.rpartition("@")[0].lower(), domain_of(address)
    return (
        local.split("+")[0] in _PROGRAMS
        or _PROGRAM_PARTS.search(local[:320]) is not None
        or _TOKEN.search(local[:320]) is not None
        or domain in _LIST_HOSTS
        or (domain.count(".") > 1 and domain.split(".")[0] in _PROGRAM_HOSTS)
    )
