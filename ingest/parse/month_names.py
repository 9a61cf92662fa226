"""Month names as mail clients write them, by language: nominative, and the case that dates take."""

import unicodedata
from collections.abc import Mapping
from functools import cache

_NAMES = {
    "en": "january february march april may june july august september october november december",
    "de": "januar februar märz april mai juni juli august september oktober november dezember",
    "de-at": "jänner feber märz april mai juni juli august september oktober november dezember",
    "de-short": "jan feb mrz apr mai jun jul aug sept okt nov dez",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "fr-short": "janv févr mars avr mai juin juil août sept oct nov déc",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "es-alt": "ene feb mar abr may jun jul ago setiembre oct nov dic",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "nl-short": "jan feb mrt apr mei jun jul aug sep okt nov dec",
    "da": "januar februar marts april maj juni juli august september oktober november december",
    "no": "januar februar mars april mai juni juli august september oktober november desember",
    "sv": "januari februari mars april maj juni juli augusti september oktober november december",
    "is": "janúar febrúar mars apríl maí júní júlí ágúst september október nóvember desember",
    "zh": "一月 二月 三月 四月 五月 六月 七月 八月 九月 十月 十一月 十二月",
    "fi": "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta"
    " syyskuuta lokakuuta marraskuuta joulukuuta",
    "et": "jaanuar veebruar märts aprill mai juuni juuli august september oktoober november detsember",
    "lv": "janvāris februāris marts aprīlis maijs jūnijs jūlijs augusts"
    " septembris oktobris novembris decembris",
    "lt": "sausio vasario kovo balandžio gegužės birželio liepos rugpjūčio rugsėjo spalio lapkričio gruodžio",
    "hu": "január február március április május június július augusztus szeptember október november december",
    "cs": "leden únor březen duben květen červen červenec srpen září říjen listopad prosinec",
    "cs-of": "ledna února března dubna května června července srpna září října listopadu prosince",
    "sk": "január február marec apríl máj jún júl august september október november december",
    "sk-of": "januára februára marca apríla mája júna júla augusta septembra októbra novembra decembra",
    "pl": "styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad grudzień",
    "pl-of": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października"
    " listopada grudnia",
    "hr": "siječanj veljača ožujak travanj svibanj lipanj srpanj kolovoz rujan listopad studeni prosinac",
    "hr-of": "siječnja veljače ožujka travnja svibnja lipnja srpnja kolovoza rujna listopada"
    " studenoga prosinca",
    "sr": "januar februar mart april maj jun jul avgust septembar oktobar novembar decembar",
    "sr-cyrillic": "јануар фебруар март април мај јун јул август септембар октобар новембар децембар",
    "sl": "januar februar marec april maj junij julij avgust september oktober november december",
    "ro": "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie",
    "ca": "gener febrer març abril maig juny juliol agost setembre octubre novembre desembre",
    "tr": "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
    "ru": "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
    "ru-of": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "uk": "січень лютий березень квітень травень червень липень серпень вересень жовтень листопад грудень",
    "uk-of": "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
    "bg": "януари февруари март април май юни юли август септември октомври ноември декември",
    "el": "ιανουάριος φεβρουάριος μάρτιος απρίλιος μάιος ιούνιος ιούλιος αύγουστος σεπτέμβριος"
    " οκτώβριος νοέμβριος δεκέμβριος",
    "el-of": "ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαΐου ιουνίου ιουλίου αυγούστου σεπτεμβρίου"
    " οκτωβρίου νοεμβρίου δεκεμβρίου",
    "he": "ינואר פברואר מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר",
    "ar": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
    "id": "januari februari maret april mei juni juli agustus september oktober november desember",
    "th-short": "ม.ค ก.พ มี.ค เม.ย พ.ค มิ.ย ก.ค ส.ค ก.ย ต.ค พ.ย ธ.ค",
    "gl": "xaneiro febreiro marzo abril maio xuño xullo agosto setembro outubro novembro decembro",
    "ms": "januari februari mac april mei jun julai ogos september oktober november disember",
    "mk": "јануари февруари март април мај јуни јули август септември октомври ноември декември",
    "fa": "ژانویه فوریه مارس آوریل مه ژوئن ژوئیه اوت سپتامبر اکتبر نوامبر دسامبر",
    "hi": "जनवरी फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर",
    "ca-short": "gen febr març abr maig juny jul ag set oct nov des",
    "hi-short": "जन फ़र मार्च अप्रैल मई जून जुल अग सित अक्टू नव दिस",
    "eu": "urtarrilaren otsailaren martxoaren apirilaren maiatzaren ekainaren uztailaren abuztuaren"
    " irailaren urriaren azaroaren abenduaren",
    "th": "มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม",
}
CROATIAN_YEAR = "2021."  # a year with a full stop, for the neighbours of a month
# The Croatian months whose names mean another month to their neighbours.
_CROATIAN = {"lip": 6, "lipanj": 6, "srp": 7, "srpanj": 7, "lis": 10, "listopad": 10, "listopada": 10}
_CROATIAN_SIGNS = frozenset(
    {"u", "ponedjeljak", "utorak", "srijeda", "srijedu", "četvrtak", "petak", "subota", "subotu", "nedjelja",
     "nedjelju", "uto", "sri", "čet", "pet", "sub", "ned", CROATIAN_YEAR}
)  # fmt: skip


def _composed(names: str) -> str:
    return unicodedata.normalize("NFKC", names)


@cache
def _months() -> Mapping[str, int]:
    """Every name, and every beginning of one that is three letters or longer, to its number."""
    table: dict[str, int] = {"čvn": 6, "čvc": 7}
    for names in map(_composed, _NAMES.values()):
        table.update((name, number) for number, name in enumerate(names.split(), 1))
    for names in map(_composed, _NAMES.values()):
        for number, name in enumerate(names.split(), 1):
            for length in range(3, len(name)):
                table.setdefault(name[:length], number)
    table |= {"listopad": 11, "listopada": 11}
    for ambiguous in ("jui", "čer", "červ", "červe", "чер", "sze"):
        table.pop(ambiguous, None)
    return table


def month_number(word: str, neighbours: frozenset[str]) -> int | None:
    """The month that a lower-case word names; `neighbours` are the other words of its date."""
    if word in _CROATIAN and neighbours & _CROATIAN_SIGNS:
        return _CROATIAN[word]
    number = _months().get(word) or _months().get(word.removeprefix("ב"))
    if number is None and word.endswith(("ta", "kuu")):
        return _months().get(word + "ta")
    return number
