"""How mail clients label the headers of a mail they forward or quote, by language.

The words are in label_words.py and label_words_world.py.
"""

from collections.abc import Mapping
from functools import cache

from ingest.parse.label_words import LABELS
from ingest.parse.label_words_world import WORLD_LABELS
from ingest.parse.lines import folded
from ingest.parse.role import Role

# Lines that stand among the others and tell us nothing.
OTHERS = (
    "bcc|cci|cco|bk|ckk|udw|blindkopie|skrytá kopie|hemlig kopia|hemmelig kopi|ccn|密送|密件抄送|"
    "attachments|attachment|anlagen|anlage|anhänge|pièces jointes|pièce jointe|adjuntos|datos adjuntos|"
    "allegati|allegato|bijlage|bijlagen|anexos|anexo|vedhæftede filer|vedlegg|bilagor|bifogade filer|"
    "liitteet|przílohy|přílohy|załączniki|mellékletek|вложения|вкладення|添付ファイル|附件|첨부|"
    "첨부파일|ekler|importance|priority|wichtigkeit|priorität|importancia|importanza|priorità|priorité|"
    "prioridade|prioridad|prioriteit|urgentie|sensitivity|categories|kategorien|organization|"
    "organisation|message-id|resent-from|resent-to|resent-date|mailed-by|signed-by|security|"
    "return-path|x-mailer|user-agent|mime-version|content-type|references|in-reply-to|delivered-to|"
    "list-id|list-unsubscribe|mailer|classification|vertraulichkeit|kategorie|confidentialité|sensibilité|"
    "catégories|confidencialidad|carácter|categorías|riservatezza|categorie|gevoeligheid|categorieën|"
    "follow up flag|flag status|zur nachverfolgung|kennzeichnungsstatus|indicateur de suivi|"
    "état de l'indicateur|marca de seguimiento|estado de marca|prioritet|viktighet|ważność|důležitost|"
    "dôležitosť|fontosság|importanță|важность|пріоритет|важливість|önem|tärkeys|"
    "envoyé par|important|重要性|重要度|중요도"
)

MAX_LABEL = 30


@cache
def _roles() -> Mapping[str, Role]:
    table: dict[str, Role] = dict.fromkeys(OTHERS.split("|"), Role.OTHER)
    for rows in (*LABELS.values(), *WORLD_LABELS.values()):
        for role, words in rows.items():
            for word in words.split("|"):
                table.setdefault(word, role)
    return table


@cache
def _languages() -> Mapping[str, tuple[str, ...]]:
    """Label to the labels (as written, capitalised) of the languages that know it."""
    table: dict[str, tuple[str, ...]] = {}
    for rows in (*LABELS.values(), *WORLD_LABELS.values()):
        words = [word for row in rows.values() for word in row.split("|")]
        for word in words:
            table[word] = (*table.get(word, ()), *words)
    return table


def label_of(line: str) -> tuple[Role, str] | None:
    """The role and the value of a bare header line such as "*Sent:* Monday", or None."""
    if not line or line[0].isdigit():
        return None
    head = line[: MAX_LABEL + 8]
    colon = head.find(":")
    if not line.isascii():
        wide = head.find("：")
        colon = wide if colon < 0 or 0 <= wide < colon else colon
    if colon <= 0:
        return None
    word = head[:colon].strip("*_. \t")
    if len(word) > MAX_LABEL:
        return None
    role = _roles().get(folded(word))
    if role is None:
        return None
    value = line[colon + 1 :]
    # "*From:* Jane", "*From: *Jane", "**From**: Jane": bold that became plain text.
    value = value.lstrip(" \t*_") if head[0] in "*_" else value
    return role, value.strip()


def sisters(word: str) -> tuple[str, ...]:
    """All labels of the languages in which `word` is one."""
    return _languages().get(folded(word), ())
