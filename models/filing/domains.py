"""Domains that many strangers share, and the company that another domain names."""

from models.address import readable_domain

# First labels under which a provider serves many top-level domains: yahoo.com, yahoo.co.uk, hotmail.fr.
_PROVIDERS_WORDS = (
    "aim aliceadsl aol btinternet email excite fastmail freemail gmail gmx googlemail hotmail hushmail icloud"
    " inbox libero live lycos mail mailbox msn netscape outlook posteo proton protonmail rocketmail tiscali"
    " tuta tutamail tutanota virgilio yahoo yandex ymail zoho zohomail"
)
_PROVIDERS = frozenset(_PROVIDERS_WORDS.split())
_PUBLIC_WORDS = (
    "126.com 139.com 163.com 189.cn 1und1.de abv.bg alice.it arcor.de att.net bell.net bellsouth.net"
    " bigpond.com bigpond.net.au bk.ru bluewin.ch bluemail.ch bol.com.br bol.it btconnect.com caramail.com"
    " centrum.cz charter.net chello.at chello.nl citromail.hu club-internet.fr comcast.net cox.net"
    " daum.net docomo.ne.jp duck.com earthlink.net eircom.net email.cz ezweb.ne.jp foxmail.com free.fr"
    " freenet.de frontier.com globo.com hanmail.net hey.com hetnet.nl home.nl i.ua iafrica.com ig.com.br"
    " iinet.net.au interia.pl juno.com kpnmail.nl kpnplanet.nl laposte.net list.ru lineone.net luukku.com"
    " mac.com mail.ru me.com meta.ua mindspring.com naver.com neuf.fr nifty.com ntlworld.com numericable.fr"
    " o2.co.uk o2.pl o2online.de online.de online.no onet.eu onet.pl op.pl optonline.net optusnet.com.au"
    " orange.fr outlook.co pm.me planet.nl poczta.onet.pl pobox.com poste.it prodigy.net.mx qq.com"
    " rambler.ru rediffmail.com rogers.com sapo.pt sbcglobal.net seznam.cz sfr.fr shaw.ca sina.cn sina.com"
    " sky.com skynet.be softbank.ne.jp sohu.com suomi24.fi sympatico.ca t-online.de talk21.com"
    " talktalk.net telenet.be telia.com telus.net terra.com terra.com.br terra.es tin.it tlen.pl"
    " tpg.com.au ukr.net uol.com.br upcmail.nl verizon.net videotron.ca virgin.net virginmedia.com"
    " volny.cz wanadoo.es wanadoo.fr web.de westnet.com.au windstream.net wp.pl xs4all.nl xtra.co.nz"
    " ya.ru yeah.net ziggo.nl zonnet.nl"
)
_PUBLIC = frozenset(_PUBLIC_WORDS.split())
_REGISTRY_WORDS = "ac co com edu gob gov gouv govt gv ltd ne net nom or org plc sch"
_REGISTRY = frozenset(_REGISTRY_WORDS.split())


def is_public(domain: str) -> bool:
    """Whether anybody can have a mailbox there, so that the domain says nothing about whom it belongs to."""
    labels = domain.split(".")
    return domain in _PUBLIC or (labels[0] in _PROVIDERS and (len(labels) == 2 or _under_registry(labels)))


def _under_registry(labels: list[str]) -> bool:
    return len(labels) == 3 and len(labels[2]) == 2 and labels[1] in _REGISTRY


def organization_name(domain: str) -> str | None:
    """The company that a domain names, to propose: "Globex" for mail.globex.co.uk, None for a public one."""
    labels = domain.split(".")
    if len(labels) < 2 or is_public(domain) or domain.startswith("["):
        return None
    at = -3 if len(labels) > 2 and _under_registry(labels[-3:]) else -2
    words = readable_domain(labels[at]).replace("_", "-").split("-")
    return " ".join(word[:1].upper() + word[1:] for word in words if word) or None
