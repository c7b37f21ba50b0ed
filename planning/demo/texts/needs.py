"""Reasons and evidence of needs, by kind of service and by what is asked for."""

from collections.abc import Mapping
from functools import partial
from random import Random
from typing import NamedTuple

from planning.demo.texts.writing import fill

PROPOSALS = ("keep", "more", "less", "new")
EVIDENCE = (
    "refused",
    "waiting",
    "group",
    "social_work",
    "statistics",
    "providers",
    "questionnaire",
    "other",
)


class NeedText(NamedTuple):
    reason: str
    evidence: str
    evidence_text: str


class KindText(NamedTuple):
    """Of one kind: theme, two sentences on what is missing, one on why to keep it."""

    theme: str
    missing: tuple[str, str]
    worth: str


KINDS: dict[str, KindText] = {
    "social_counselling": KindText("debts", ("Lidé s dluhy a s rozpadem rodiny přicházejí pozdě, protože nejbližší poradna je daleko.", "Na bezplatnou radu se čeká tak dlouho, že lhůty k podání návrhu mezitím uplynou."), "Poradna je pro mnoho lidí prvním místem, kde se dozvědí, jakou pomoc vůbec mohou dostat."),
    "personal_assistance": KindText("home_support", ("Lidé, kteří potřebují pomoc více hodin denně, nemají jinou možnost než odejít do zařízení.", "Rodiny dětí s postižením hledají asistenta měsíce a mezitím zůstává jeden z rodičů bez práce."), "Asistence umožňuje lidem s vysokou mírou závislosti žít ve vlastní domácnosti."),
    "home_care": KindText("home_support", ("Služba přijímá nového klienta jen tehdy, když jiný odejde, a večer nepřijíždí vůbec.", "Po návratu z nemocnice nemá v prvních dnech kdo pomoci s hygienou."), "Pečovatelská služba je základem pomoci doma a dojíždí i do vzdálených obcí."),
    "emergency_care": KindText("lonely_seniors", ("Osaměle žijící lidé se po pádu nedovolají pomoci celé hodiny.", "Zájem o tlačítko pomoci roste a služba nemá volná zařízení ani pracovníky dispečinku."), "Nepřetržitý dispečink dává lidem odvahu zůstat doma sami."),
    "guide_and_reading": KindText("sensory", ("Lidé se zrakovým postižením se bez doprovodu nedostanou na úřad ani k lékaři.", "Doprovod dnes zajišťují sousedé, a ten, kdo je nemá, zůstává doma."), "Několik málo hodin doprovodu týdně nahrazuje mnohem nákladnější pomoc."),
    "supported_living": KindText("independent_living", ("Lidé, kteří by mohli bydlet samostatně, zůstávají v zařízení, protože je nemá kdo podpořit.", "Dospělé děti žijí se stárnoucími rodiči a na samostatnost se nikdo s předstihem nepřipravuje."), "Díky službě bydlí lidé s postižením ve vlastním a sousedé je znají."),
    "respite_care": KindText("respite", ("Pečující nemají zástup a odkládají i vlastní operaci.", "Odlehčení je možné jen po objednání na měsíce dopředu, v náhlé situaci chybí."), "Pravidelné odlehčení dovoluje rodinám pečovat doma o roky déle."),
    "day_service_centre": KindText("lonely_seniors", ("Starší lidé jsou přes den sami a jediným teplým jídlem je dovezený oběd.", "Málo je míst, kde by se člověk mohl vykoupat, najíst a pobýt mezi lidmi."), "Centrum drží lidi v kontaktu s okolím a všimne si, když se jejich stav zhorší."),
    "day_care_centre": KindText("dementia", ("Rodiny, které chodí do práce, nemají kde nechat blízkého s demencí.", "Po škole zůstávají mladí lidé s postižením doma bez programu."), "Stacionář umožňuje rodinám pracovat a člověku zůstat doma."),
    "week_care_centre": KindText("independent_living", ("Rodiny ze vzdálených obcí potřebují péči přes týden a o víkendu chtějí být spolu.", "Bez týdenního pobytu je jedinou možností celoroční zařízení."), "Týdenní pobyt pomáhá rodinám, které by jinak péči vzdaly."),
    "home_for_disabled": KindText("transformation", ("Pro lidi s nejvyšší potřebou podpory není v okolí menší domácnost.", "Stárnoucí rodiče se obávají, kdo se o dospělé dítě postará."), "Domov poskytuje péči lidem, pro které zatím není připravena jiná možnost."),
    "home_for_seniors": KindText("residential_seniors", ("Lidé v naléhavé situaci čekají v nemocnici na lůžko, které se neuvolňuje.", "Přibývá osob starších 80 let, které už nelze zajistit doma ani s pomocí služeb."), "Domov je plně využit a jeho obyvatelé odtud mají blízko k rodinám."),
    "special_regime_home": KindText("dementia", ("Lidé žijící s demencí jsou umisťováni do zařízení daleko od rodiny.", "Běžný domov neumí zajistit bezpečí lidem, kteří bloudí nebo nepoznávají okolí."), "Upravené prostředí a vyškolení pracovníci zde zvládají i náročné situace."),
    "sheltered_housing": KindText("transformation", ("Lidé odcházející z velkého zařízení nemají kam jít.", "Zájemců o malou domácnost s podporou je víc, než kolik je míst."), "Obyvatelé chráněného bydlení pracují, nakupují a žijí v běžné ulici."),
    "in_hospital_services": KindText("health_social", ("Po léčení zůstávají lidé na zdravotních lůžkách, protože doma na ně nikdo nečeká.", "Přechod z nemocnice domů nemá kdo překlenout."), "Lůžka překlenují dobu, než se najde pomoc doma."),
    "early_intervention": KindText("early_help", ("Rodina čeká na první návštěvu dva měsíce, které dítěti nikdo nevrátí.", "Přibývá dětí s poruchou autistického spektra a poradkyně nestíhají dojíždět."), "Raná péče pracuje v rodinách včas a předchází ústavní péči."),
    "telephone_crisis_help": KindText("crisis", ("V nočních hodinách se lidé na linku nedovolají.", "Počet hovorů dětí a mladých lidí roste rychleji než počet pracovníků."), "Linka je jedinou pomocí dostupnou okamžitě a bez cestování."),
    "interpreting": KindText("sensory", ("Neslyšící lidé nemají tlumočníka k lékaři a spoléhají na své děti.", "Tlumočení je třeba objednat s předstihem, který náhlá nemoc nedává."), "Tlumočení otevírá lidem cestu ke všem ostatním službám."),
    "shelter": KindText("homeless", ("Rodiny po ztrátě bydlení se musejí rozdělit, protože pro ně není společné místo.", "Matky s dětmi jsou odmítány pro plnou kapacitu."), "Azylový dům zachycuje lidi dříve, než skončí na ulici."),
    "halfway_house": KindText("leaving_care", ("Mladí lidé po odchodu z dětského domova končí na ubytovnách.", "Nejbližší dům na půl cesty je plný a daleko od práce."), "Dům připravuje mladé lidi na život, na který je doma nikdo připravit nemohl."),
    "contact_centre": KindText("addictions", ("Lidé užívající drogy mají k čistému materiálu i k radě daleko.", "Nejbližší centrum je za hranicí toho, kam jsou lidé ochotni dojet."), "Centrum chrání zdraví klientů i veřejnosti a přivádí lidi k léčbě."),
    "crisis_help": KindText("crisis", ("Člověk v náhlé krizi nemá kam přijít bez objednání.", "Sociální pracovníci po pracovní době nemají komu krizovou situaci předat."), "Krizová pomoc předchází hospitalizaci a tragickým rozhodnutím."),
    "intervention_centre": KindText("violence", ("Oběti domácího násilí musejí za odbornou pomocí dojíždět desítky kilometrů.", "Po vykázání násilné osoby je třeba jednat v hodinách, ne ve dnech."), "Centrum zajišťuje povinnou pomoc po vykázání a doprovází oběti u soudu."),
    "low_threshold_day_centre": KindText("homeless", ("Lidé bez domova nemají kde se umýt, vyprat a promluvit si.", "V zimě tráví dny v nádražní hale a v nákupním centru."), "Denní centrum je místem, kde začíná cesta zpět k bydlení."),
    "low_threshold_youth": KindText("youth", ("Děti a mladí lidé tráví odpoledne bez dozoru a bez programu.", "Do menšího města se přesunuly potíže, na které nemá kdo reagovat."), "Klub má důvěru dětí, které by na úřad nikdy nepřišly."),
    "night_shelter": KindText("homeless", ("V mrazivých dnech je noclehárna plná a lidé zůstávají venku.", "Chybí lůžka pro starší a nemocné lidi bez domova."), "Noclehárna zabraňuje nejhoršímu a umožňuje navázat kontakt."),
    "aftercare": KindText("addictions", ("Po léčbě se lidé vracejí do prostředí, kde závislost vznikla, a nikdo je neprovází.", "Za následnou péčí je nutné dojíždět a uvolňovat se z práce."), "Následná péče snižuje počet návratů do léčby."),
    "activation_families": KindText("families", ("Rodina čeká na první návštěvu dva měsíce a situace dětí se mezitím zhorší.", "Orgán sociálně-právní ochrany nemá rodiny kam odkázat."), "Služba pracuje přímo v domácnostech a předchází odebrání dětí."),
    "activation_seniors_disabled": KindText("lonely_seniors", ("Starší lidé na okraji území nemají jiný kontakt než pošťačku.", "Zájem o skupiny převyšuje místa a dojíždění je obtížné."), "Pravidelný program udržuje lidi v kondici a mezi ostatními."),
    "therapy_workshop": KindText("work_skills", ("Absolventi praktické školy nemají kde využít, co se naučili.", "Místa v dílně se neuvolňují a noví zájemci čekají roky."), "Dílna dává lidem smysluplný den a připravuje je na práci."),
    "therapeutic_community": KindText("addictions", ("Na místo v komunitě se čeká tak dlouho, že motivace k léčbě pomine.", "Mladí lidé se závislostí nemají v kraji vhodný program."), "Komunita dosahuje trvalých výsledků u lidí, kterým kratší léčba nepomohla."),
    "outreach_programme": KindText("excluded_places", ("Lidé, kteří na úřad nepřijdou, zůstávají bez jakéhokoli kontaktu.", "V lokalitách přibývá dluhů a ohrožených nájmů a nikdo zde pravidelně nepůsobí."), "Pracovníci znají místa i lidi a dokážou zasáhnout včas."),
    "social_rehabilitation": KindText("work_skills", ("Po úrazu nebo nemoci nemají lidé oporu při návratu do práce a běžného života.", "Služba je dostupná jen ve velkém městě a každodenní dojíždění je nad síly klientů."), "Nácvik dovedností pomáhá lidem obejít se časem bez pomoci."),
    "mental_health_centre": KindText("mental_health", ("Lidé s vážným duševním onemocněním se opakovaně vracejí do nemocnice, protože doma nemají podporu.", "Tým dojíždí z velké vzdálenosti a na návštěvu mu zbývá málo času."), "Společný tým zdravotníků a sociálních pracovníků zkracuje hospitalizace."),
}  # fmt: skip

ASKING: dict[str, tuple[str, ...]] = {
    "more": (
        "Navýšení o tento rozsah odpovídá zájmu, který dokáže služba přijmout bez nových prostor.",
        "Žádáme o postupné rozšíření; pracovníky se podle poskytovatele podaří získat během roku.",
        "Bez navýšení se s přibývajícím počtem osob starších 65 let ({seniors}) pomoc zúží jen na nejtěžší případy.",
        "Stávající kapacita je využita celá a další rozložení práce už rezervu nepřináší.",
        "Rozšíření podpořila řídící skupina jako jeden z nejnaléhavějších požadavků území {orp}.",
    ),
    "new": (
        "V území {orp} tato služba není a z okolí dojíždí jen výjimečně.",
        "Novou službu je možné začít v menším rozsahu v prostorách, které nabízí město.",
        "O zřízení má zájem poskytovatel, který v okrese {district} obdobnou službu provozuje.",
        "Bez služby v dosahu lidé pomoc nevyhledají; potvrzují to zkušenosti z {places_gen} v území.",
        "Samostatnou službu území neuživí, žádáme proto o pracoviště služby působící v okolí.",
    ),
    "keep": (
        "Žádáme o zachování stávající kapacity; její snížení by znamenalo odmítat dnešní klienty.",
        "Kapacita odpovídá zájmu, čekání je krátké a změnu nenavrhujeme.",
        "Do rozšíření se pustíme, až budou obsazena všechna pracovní místa. Do té doby stačí rozsah udržet.",
        "Zachování podpořily všechny tři strany a {mayors} počítají se svým podílem na nákladech.",
        "Služba slouží i sousedním správním obvodům, snížení by proto dopadlo na více území.",
    ),
    "less": (
        "Kapacita je dva roky po sobě naplněna jen zčásti a zájemci nečekají.",
        "Poskytovatel snížení sám navrhl; uvolněné peníze žádáme ponechat v území na terénní péči.",
        "Část lůžek ztratila využití, protože lidé nacházejí pomoc doma.",
        "Zájem klesá třetím rokem a sousední služba téhož druhu má volnou kapacitu.",
        "Pracovní místa se nedaří obsadit a dnešní rozsah zůstává nevyužit; stejnou potřebu pokryje jiná služba.",
        "Snížení počtu lůžek souvisí s přechodem do menších domácností a nikdo z dnešních klientů kvůli němu neodejde.",
    ),
}
PROOF: dict[str, tuple[str, ...]] = {
    "refused": (
        "Přehled odmítnutých zájemců za uzavřený rok: {count} osob z území.",
        "Poskytovatelé zapsali {count} odmítnutí z důvodu plné kapacity.",
        "Společný zápis odmítnutých zájemců, {count} záznamů po vyloučení opakovaných.",
    ),
    "waiting": (
        "V pořadníku ke konci roku {count} osob, z toho třetina v naléhavé situaci.",
        "Pořadníky služeb po pročištění: {count} zájemců s bydlištěm v území.",
        "Čekání delší než tři měsíce u {count} zájemců.",
    ),
    "group": (
        "Zápis z jednání pracovní skupiny, potřebu podpořily všechny tři strany.",
        "Jednání skupiny na podzim, shoda po rozboru {count} příběhů bez osobních údajů.",
        "Závěr řídící skupiny, hlasování bez hlasu proti.",
    ),
    "social_work": (
        "Záznamy sociálních pracovníků: {count} situací, které se nepodařilo vyřešit.",
        "Poznatky ze sociálních šetření, za rok {count} domácností.",
        "Zkušenost sociálního pracovníka nemocnice, {count} propuštění bez zajištěné pomoci.",
    ),
    "statistics": (
        "Vývoj obyvatelstva: osob nad 65 let je {seniors}, za čtyři roky o {seniors_growth_share} více.",
        "Údaje o obyvatelstvu správního obvodu, podíl osob nad 65 let {seniors_share}.",
        "Srovnání kapacity na obyvatele s průměrem kraje.",
    ),
    "providers": (
        "Vyjádření poskytovatele o využití kapacity v posledních dvou letech.",
        "Přehled obsazenosti služby po měsících.",
        "Vyjádření dvou poskytovatelů v zápisu z jednání.",
    ),
    "questionnaire": (
        "Šetření mezi obcemi: potřebu uvedly dvě třetiny {from_places}.",
        "Odpovědi pečujících, {count} vyplněných lístků.",
        "Dotazování na setkáních s veřejností, {count} odpovědí.",
    ),
    "other": (
        "Závěr společného jednání s nemocnicí a praktickými lékaři.",
        "Vyhodnocení předchozího plánu správního obvodu.",
        "Doporučení školského poradenského zařízení.",
    ),
}
#: What proves which proposal.
PROVED_BY = {
    "more": ("refused", "waiting", "group", "social_work", "statistics", "questionnaire"),
    "new": ("social_work", "group", "questionnaire", "refused", "other"),
    "keep": ("providers", "group", "statistics", "other"),
    "less": ("providers", "group"),
}


_OF_OLD_AGE = {
    "home_care",
    "personal_assistance",
    "emergency_care",
    "respite_care",
    "day_service_centre",
    "day_care_centre",
    "home_for_seniors",
    "special_regime_home",
    "activation_seniors_disabled",
}
_OF_CARE = _OF_OLD_AGE | {"in_hospital_services", "mental_health_centre", "social_rehabilitation"}
_OF_CHILDREN = {"early_intervention", "activation_families", "low_threshold_youth"}
_OF_BEDS = {
    "week_care_centre",
    "home_for_disabled",
    "home_for_seniors",
    "special_regime_home",
    "sheltered_housing",
    "shelter",
}
#: Words that make sense only for some kinds.
_ONLY_FOR = (
    ("{seniors", _OF_OLD_AGE),
    ("nemocnic", _OF_CARE),
    ("pečujících", _OF_OLD_AGE),
    ("školsk", _OF_CHILDREN),
    ("lůžek", _OF_BEDS),
)


def _fits(kind: str, text: str) -> bool:
    return all(kind in kinds for word, kinds in _ONLY_FOR if word in text)


def write_need(kind: str, proposal: str, slots: Mapping[str, str], random: Random) -> NeedText:
    """Reason and evidence of one need; ``slots`` are those of the place."""
    text = KINDS[kind]
    fits = partial(_fits, kind)
    first = random.choice(text.missing) if proposal in ("more", "new") else text.worth
    if proposal == "less":
        first = ""
    evidence = random.choice(PROVED_BY[proposal])
    values = {**slots, "count": str(random.randint(7, 48))}
    asking = fill(random.choice([*filter(fits, ASKING[proposal])]), values)
    return NeedText(
        f"{first} {asking}".strip(),
        evidence,
        fill(random.choice([*filter(fits, PROOF[evidence])]), values),
    )
