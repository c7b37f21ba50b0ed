"""Strengths, weaknesses, opportunities and threats, each with its theme."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import NamedTuple

from planning.demo.texts.writing import fill

QUADRANTS = ("strength", "weakness", "opportunity", "threat")
PER_QUADRANT = {"strength": 5, "weakness": 5, "opportunity": 4, "threat": 4}


class SwotText(NamedTuple):
    quadrant: str
    theme: str
    text: str


STRENGTHS = (
    ("planning", "Řídící skupina se schází pravidelně a její rozhodnutí se skutečně plní."),
    ("planning", "Koordinátor zná území i lidi a zůstává na svém místě už několik let."),
    ("municipalities", "{Mayors} se znají a jsou ochotni řešit sociální služby společně."),
    (
        "municipal_funding",
        "Většina {places_gen} přispívá terénním službám podle odpracovaných hodin.",
    ),
    ("informing", "Přehled služeb vychází každý rok a dostane se do všech domácností."),
    ("staffing", "Služby mají zkušené pracovníky, kteří v území žijí a znají místní poměry."),
    ("education", "Poskytovatelé pořádají společná školení a otevírají je i pracovníkům úřadů."),
    ("quality", "Služby se pravidelně ptají uživatelů na spokojenost a výsledky zveřejňují."),
    (
        "health_social",
        "S nemocnicí existuje dohodnutý postup pro propouštění lidí, kteří žijí sami.",
    ),
    ("volunteering", "V území působí dobrovolnické centrum, které doplňuje odbornou péči."),
    ("home_support", "Pečovatelská služba dojíždí do všech míst v území."),
    (
        "residential_seniors",
        "Domovy pro seniory prošly úpravami a převažují v nich jednolůžkové pokoje.",
    ),
    (
        "lonely_seniors",
        "Kluby seniorů fungují i v {small_loc} a navštěvují je lidé, kteří by jinak byli sami.",
    ),
    ("palliative", "Mobilní hospic spolupracuje s pečovatelskou službou i s praktickými lékaři."),
    (
        "independent_living",
        "Lidé s postižením bydlí v běžných domech a sousedé je přijali mezi sebe.",
    ),
    ("early_help", "Raná péče je v území známá a dětští lékaři na ni rodiny odkazují."),
    ("families", "Služba pro rodiny s dětmi má důvěru škol i orgánu sociálně-právní ochrany dětí."),
    ("youth", "Klub pro mládež má stálé místo a tým, který se několik let nezměnil."),
    ("debts", "Bezplatná dluhová poradna je dostupná aspoň jednou týdně."),
    ("homeless", "Terénní pracovníci mají přehled o lidech, kteří v území přežívají venku."),
)
WEAKNESSES = (
    (
        "planning",
        "O potřebách v {small_loc} se rozhoduje bez jejich zástupců, protože na jednání nejezdí.",
    ),
    (
        "municipal_funding",
        "{Places} přispívají různě a někteří poskytovatelé doplácejí na své klienty sami.",
    ),
    ("stable_funding", "Služby znají výši dotace až v průběhu roku a nemohou plánovat nábor."),
    ("informing", "Lidé hledají pomoc až v krizi, protože o službách předem nevědí."),
    (
        "staffing",
        "Uchazečů o místa pečovatelů je tak málo, že služby přijímají každého, kdo splní předpis.",
    ),
    ("education", "Malé služby nemají zástup, a proto pracovníky na vzdělávání neuvolňují."),
    ("refused", "Každá služba vede pořadník jinak a součet čekajících nelze zjistit."),
    ("health_social", "Po propuštění z nemocnice se pomoc domlouvá až tehdy, když je člověk doma."),
    (
        "transport",
        "Z části území se ke službám nelze dostat veřejnou dopravou a vrátit se týž den.",
    ),
    ("data", "O lidech, kteří služby nevyužívají, ale potřebují je, nejsou údaje."),
    ("evenings_weekends", "Péče doma končí odpoledne a o víkendu ji zajistí jen rodina."),
    (
        "dementia",
        "Lidé žijící s demencí jsou umisťováni do zařízení, která na ně nejsou připravena.",
    ),
    ("carers", "Pečující zůstávají se svou únavou sami a o podporu si řeknou pozdě."),
    (
        "respite",
        "Odlehčovací pobyt je nutné objednat měsíce předem, v náhlé situaci není k dispozici.",
    ),
    ("mental_health", "Pro lidi s duševním onemocněním v území chybí pravidelná podpora v terénu."),
    (
        "autism",
        "Služby odmítají lidi s náročným chováním, protože na ně nemají pracovníky ani prostory.",
    ),
    ("work_skills", "Po ukončení školy zůstávají mladí lidé s postižením doma bez programu."),
    ("families", "Rodiny čekají na první návštěvu služby i dva měsíce."),
    (
        "social_housing",
        "Obecních bytů pro lidi v tísni je málo a pravidla jejich přidělování se liší.",
    ),
    ("crisis", "V území není místo, kam by mohl člověk v náhlé krizi přijít bez objednání."),
)
OPPORTUNITIES = (
    ("stable_funding", "Pětileté plány umožní uzavírat smlouvy na delší dobu a plánovat rozvoj."),
    (
        "municipalities",
        "Sdružení {places_gen} připravuje společnou kancelář, ve které může sedět i sociální pracovník.",
    ),
    ("informing", "Nový katalog kraje lidem ukáže služby podle situace, ne podle paragrafu."),
    ("education", "Střední škola v okolí otevírá obor, jehož žáci mohou ve službách získat praxi."),
    ("staffing", "Zkrácené úvazky přitáhnou rodiče malých dětí a lidi v předdůchodovém věku."),
    (
        "health_social",
        "Reforma zdravotní péče podporuje společné týmy sester a sociálních pracovníků.",
    ),
    ("volunteering", "Spolky hledají novou náplň a nabízejí prostory i čas svých členů."),
    (
        "transport",
        "{Places} zavádějí dopravu na zavolání, kterou lze využít i pro cestu do služby.",
    ),
    ("data", "Společná data kraje umožní doložit potřeby bez zdlouhavých průzkumů."),
    ("home_support", "Chytré pomůcky a snímače mohou zvýšit bezpečí lidí, kteří žijí sami."),
    ("dementia", "Zájem veřejnosti o demenci roste a lidé přicházejí pro radu dříve než dosud."),
    ("carers", "Zaměstnavatelé začínají vycházet vstříc zaměstnancům, kteří pečují o blízké."),
    (
        "residential_seniors",
        "Starší budovu domova lze při rekonstrukci rozdělit na menší domácnosti.",
    ),
    ("palliative", "Zdravotní pojišťovny rozšiřují úhradu domácí paliativní péče."),
    ("transformation", "Evropské výzvy podporují přechod z velkých zařízení do malých domácností."),
    (
        "mental_health",
        "V sousedství vzniká centrum duševního zdraví, které může do území dojíždět.",
    ),
    (
        "leaving_care",
        "Nadace nabízejí příspěvky na bydlení mladých lidí po odchodu z dětského domova.",
    ),
    (
        "social_housing",
        "Nové zákonné nástroje usnadní {places_dat} získat byty a podporu pro nájemníky.",
    ),
    ("addictions", "Ambulance z vedlejšího správního obvodu je ochotna otevřít zde pobočku."),
    ("foreigners", "Lidé, kteří přišli ze zahraničí, doplňují chybějící pracovníky ve službách."),
)
THREATS = (
    (
        "staffing",
        "Pracovníci odcházejí do obchodu a průmyslu, kde je vyšší mzda a pravidelná směna.",
    ),
    ("stable_funding", "Dotace poroste pomaleji než mzdy a ceny energií."),
    ("municipal_funding", "Některé {places} od dohody o spolufinancování po volbách odstoupí."),
    ("home_support", "Starších lidí přibude víc, než kolik služby dokážou přijmout."),
    ("health_social", "Praktičtí lékaři odejdou do důchodu a jejich nástupci se nenajdou."),
    ("quality", "Přetížené služby začnou šetřit na čase, který mají pro rozhovor s člověkem."),
    (
        "refused",
        "Vybírat se budou klienti, se kterými je méně práce, a složité situace zůstanou stranou.",
    ),
    ("transport", "Zdražení pohonných hmot a zrušení spojů omezí dojezd do odlehlých míst."),
    ("carers", "Generace, která dosud pečovala doma, sama zestárne a péči nebude mít kdo převzít."),
    ("dementia", "Počet lidí žijících s demencí se zvýší dřív, než se přizpůsobí domovy."),
    (
        "residential_seniors",
        "Vzniknou neregistrovaná zařízení, která budou těžit z dlouhého čekání.",
    ),
    ("transformation", "Přechod do malých domácností se zastaví na odporu sousedů."),
    ("early_help", "Nedostatek odborníků prodlouží dobu, po kterou rodina čeká na pomoc pro dítě."),
    ("mental_health", "Po omezení lůžek v nemocnicích se lidé vrátí domů bez návazné pomoci."),
    ("families", "Rostoucí nájmy vyženou rodiny s dětmi na ubytovny."),
    ("youth", "Děti přesunou své potíže na internet, kde je pracovníci nezachytí."),
    ("debts", "Zdražení základních potřeb přivede do dluhů i domácnosti, které dosud vycházely."),
    (
        "homeless",
        "Přibude starších a nemocných lidí bez domova, o které se v noclehárně nelze postarat.",
    ),
    ("addictions", "Nové látky se rozšíří rychleji, než na ně stačí služby reagovat."),
    (
        "planning",
        "Po odchodu koordinátora se spolupráce rozpadne, protože stojí na jednom člověku.",
    ),
)

POOL = tuple(
    SwotText(quadrant, theme, text)
    for quadrant, items in zip(
        QUADRANTS, (STRENGTHS, WEAKNESSES, OPPORTUNITIES, THREATS), strict=True
    )
    for theme, text in items
)


def deal_swot(slots: Sequence[Mapping[str, str]], random: Random) -> list[list[SwotText]]:
    """Items of each place: five, five, four and four, each dealt about equally often."""
    dealt: list[list[SwotText]] = [[] for _ in slots]
    for quadrant, wanted in PER_QUADRANT.items():
        items = [item for item in POOL if item.quadrant == quadrant]
        queue: list[SwotText] = []
        for hand in dealt:
            for _ in range(wanted):
                fresh = [item for item in queue if item not in hand]
                if not fresh:
                    queue += random.sample(items, len(items))
                    fresh = [item for item in queue if item not in hand]
                queue.remove(fresh[0])
                hand.append(fresh[0])
    return [
        [item._replace(text=fill(item.text, values)) for item in hand]
        for hand, values in zip(dealt, slots, strict=True)
    ]
