"""Texts for the public, in plain Czech: two sentences of each kind, the rest by kind of payment."""

from random import Random

from providers.demo.kinds import Kind

#: Kind -> (how a place is called, for whom, what the service does).
PLAIN: dict[str, tuple[str, str, str]] = {
    "social_counselling": (
        "Poradna",
        "Pro každého, kdo si neví rady s dluhy, bydlením, dávkami nebo s těžkou situací v rodině.",
        "Poradíme, co můžete udělat, pomůžeme sepsat žádost nebo návrh a doprovodíme vás na úřad.",
    ),
    "personal_assistance": (
        "Osobní asistence",
        "Pro lidi s postižením a seniory, kteří chtějí žít doma a potřebují pomoc jiného člověka.",
        "Asistent přijde v domluvený čas a pomůže s tím, co sami nezvládnete: doma i venku.",
    ),
    "home_care": (
        "Pečovatelská služba",
        "Pro seniory, lidi s postižením a rodiny, které doma potřebují pomoc s běžnými věcmi.",
        "Přijdeme pomoci s hygienou, jídlem, úklidem a nákupem nebo vás doprovodíme k lékaři.",
    ),
    "emergency_care": (
        "Tísňová péče",
        "Pro seniory a nemocné, kteří žijí sami a bojí se, že si při pádu nepřivolají pomoc.",
        "Dostanete tlačítko na ruku. Když je stisknete, ozve se dispečink a zařídí pomoc.",
    ),
    "guide_and_reading": (
        "Průvodci",
        "Pro lidi, kteří špatně vidí nebo se venku neobejdou bez doprovodu.",
        "Doprovodíme vás na úřad, k lékaři i za kulturou a přečteme, co sami nepřečtete.",
    ),
    "supported_living": (
        "Samostatné bydlení",
        "Pro dospělé s postižením nebo duševní nemocí, kteří bydlí ve vlastním a chtějí tam zůstat.",
        "Docházíme za vámi domů a učíme se spolu hospodařit, vařit a jednat s úřady.",
    ),
    "respite_care": (
        "Odlehčovací služba",
        "Pro ty, kdo doma pečují o blízkého člověka a potřebují si odpočinout nebo něco zařídit.",
        "Na domluvenou dobu se o vašeho blízkého postaráme my.",
    ),
    "day_service_centre": (
        "Centrum denních služeb",
        "Pro lidi, kteří bydlí doma a přes den chtějí být mezi ostatními.",
        "Přes den tu dostanete oběd, pomoc s hygienou a program podle toho, co vás baví.",
    ),
    "day_care_centre": (
        "Denní stacionář",
        "Pro lidi, kteří nemohou být přes den doma sami a jejichž rodina chodí do práce.",
        "Přes den se o vás postaráme, čeká vás program, jídlo a pomoc, kterou potřebujete.",
    ),
    "week_care_centre": (
        "Týdenní stacionář",
        "Pro lidi s postižením, kteří jsou na víkend doma a přes týden potřebují péči.",
        "Od pondělí do pátku u nás bydlíte, máte péči, program a pomoc s každodenními věcmi.",
    ),
    "home_for_disabled": (
        "Domov",
        "Pro lidi s postižením, kteří potřebují pomoc druhého člověka po celý den.",
        "Máte tu svůj pokoj, jídlo, péči a pomoc s tím, abyste žili co nejvíc po svém.",
    ),
    "home_for_seniors": (
        "Domov pro seniory",
        "Pro seniory, kteří už nezvládnou žít doma ani s pomocí rodiny a pečovatelské služby.",
        "Máte tu pokoj, jídlo a péči ve dne i v noci. Rodina může přijít kdykoli.",
    ),
    "special_regime_home": (
        "Domov se zvláštním režimem",
        "Pro lidi s demencí, duševní nemocí nebo závislostí, kteří potřebují stálou péči.",
        "Péče, denní řád i prostředí jsou upravené tak, abyste se tu vyznali a cítili bezpečně.",
    ),
    "sheltered_housing": (
        "Chráněné bydlení",
        "Pro dospělé s postižením nebo duševní nemocí, kteří se chtějí osamostatnit.",
        "Bydlíte v bytě, asistent vám pomáhá s tím, co sami ještě nezvládáte.",
    ),
    "in_hospital_services": (
        "Sociální lůžka",
        "Pro lidi, kteří už nepotřebují nemocnici, ale domů se zatím vrátit nemohou.",
        "Zůstanete na lůžku v nemocnici, dokud se nenajde pomoc doma nebo místo v domově.",
    ),
    "early_intervention": (
        "Raná péče",
        "Pro rodiny s dítětem do sedmi let, které má postižení nebo se vyvíjí pomaleji.",
        "Jezdíme za vámi domů, poradíme, jak dítě rozvíjet, a půjčíme hračky a pomůcky.",
    ),
    "telephone_crisis_help": (
        "Linka pomoci",
        "Pro každého, kdo je v těžké chvíli a potřebuje s někým mluvit.",
        "Zavoláte a mluvíte s člověkem, který naslouchá a hledá s vámi další krok.",
    ),
    "interpreting": (
        "Tlumočení",
        "Pro lidi, kteří neslyší nebo hůře mluví a potřebují se domluvit.",
        "Přetlumočíme u lékaře, na úřadě, ve škole i po internetu.",
    ),
    "shelter": (
        "Azylový dům",
        "Pro lidi a rodiny, kteří přišli o bydlení.",
        "Dostanete na čas ubytování a pomoc najít práci, bydlení a vyřídit doklady.",
    ),
    "halfway_house": (
        "Dům na půl cesty",
        "Pro mladé lidi do 26 let, kteří odcházejí z dětského domova nebo výchovného ústavu.",
        "Bydlíte u nás a učíte se hospodařit, pracovat a žít samostatně.",
    ),
    "contact_centre": (
        "Kontaktní centrum",
        "Pro lidi, kteří berou drogy, a pro jejich blízké.",
        "Přijít můžete bez objednání a beze jména. Vyměníme stříkačky, poradíme, najdeme léčbu.",
    ),
    "crisis_help": (
        "Krizové centrum",
        "Pro lidi, které potkalo něco, co sami neunesou.",
        "Přijďte nebo zavolejte. Promluvíme si s vámi a budeme s vámi, než se to zlepší.",
    ),
    "low_threshold_day_centre": (
        "Denní centrum",
        "Pro lidi bez domova.",
        "Můžete se tu umýt, najíst, vyprat si a poradit se, co dál.",
    ),
    "low_threshold_youth": (
        "Klub",
        "Pro děti a mladé od 6 do 26 let, kteří nemají kam jít nebo řeší nějaký problém.",
        "Přijď, kdy chceš. Nic to nestojí, nemusíš říkat jméno a je tu s kým mluvit.",
    ),
    "night_shelter": (
        "Noclehárna",
        "Pro lidi bez domova, kteří nemají kde přespat.",
        "Dostanete lůžko na jednu noc, sprchu a něco teplého.",
    ),
    "aftercare": (
        "Doléčovací centrum",
        "Pro lidi po léčbě závislosti nebo duševní nemoci.",
        "Pomůžeme vám vydržet, najít práci a bydlení a vrátit se k lidem.",
    ),
    "activation_families": (
        "Podpora rodin",
        "Pro rodiny s dětmi, kterým něco přerůstá přes hlavu.",
        "Přijdeme za vámi domů a společně najdeme, jak to zlepšit doma, ve škole i s penězi.",
    ),
    "activation_seniors_disabled": (
        "Aktivní centrum",
        "Pro seniory a lidi s postižením, kteří nechtějí zůstat sami doma.",
        "Najdete u nás kurzy, výlety, cvičení paměti i poradu o dávkách a pomůckách.",
    ),
    "therapy_workshop": (
        "Dílna",
        "Pro lidi s postižením, kteří zatím nemohou do zaměstnání.",
        "Učíte se pracovat ve svém tempu: v dílně, v kuchyni nebo na zahradě.",
    ),
    "therapeutic_community": (
        "Terapeutická komunita",
        "Pro lidi, kteří se chtějí zbavit závislosti a žít jinak.",
        "Několik měsíců žijete a pracujete společně s ostatními a s terapeuty.",
    ),
    "outreach_programme": (
        "Terénní program",
        "Pro lidi na ulici, v ubytovnách a všude tam, kde pomoc sama nepřijde.",
        "Chodíme za vámi. Poradíme s bydlením, dluhy, doklady i zdravím.",
    ),
    "social_rehabilitation": (
        "Sociální rehabilitace",
        "Pro lidi s postižením nebo duševní nemocí, kteří chtějí být samostatnější.",
        "Učíme se spolu, co potřebujete k bydlení, práci a životu mezi lidmi.",
    ),
    "intervention_centre": (
        "Intervenční centrum",
        "Pro lidi, které doma někdo bije, ponižuje nebo sleduje.",
        "Ozveme se vám do 48 hodin od vykázání, poradíme a pomůžeme vám být v bezpečí.",
    ),
    "mental_health_centre": (
        "Centrum duševního zdraví",
        "Pro lidi s vážnou duševní nemocí a pro jejich blízké.",
        "Zdravotní sestra a sociální pracovník chodí za vámi, ve dne se stavíte i u nás.",
    ),
}

HOW_TO_ASK = (
    "Zavolejte nebo napište. Domluvíme si schůzku a řekneme vám, co k tomu potřebujete.",
    "Přijďte se zeptat nebo vyplňte žádost na našem webu. Ozveme se do čtrnácti dnů.",
    "Stačí zavolat sociální pracovnici. Přijede za vámi domů a všechno vysvětlí.",
)
WHEN_FULL = (
    "Zapíšeme vás do pořadníku a poradíme, kdo v okolí má volno.",
    "Řekneme vám, jak dlouho se čeká, a pomůžeme najít jinou službu.",
    "Domluvíme se, co pomůže hned, a ozveme se, jakmile se místo uvolní.",
)


def label(kind: Kind) -> str:
    """How people call a place of this kind."""
    return PLAIN[kind.slug][0]


def price(kind: Kind, forms: str) -> str:
    if kind.free and "P" not in forms:
        return "Služba je bezplatná."
    if "P" in forms:
        return "Platíte za bydlení a jídlo, za péči podle zákona. Ceník dostanete předem."
    return "Platíte za skutečně strávený čas, nejvýš podle vyhlášky. Ceník dostanete předem."


def public_texts(kind: Kind, forms: str, random: Random) -> dict[str, str]:
    """Slot of ServiceText -> text."""
    _place, for_whom, what = PLAIN[kind.slug]
    return {
        "for_whom": for_whom,
        "what": what,
        "price": price(kind, forms),
        "how_to_ask": random.choice(HOW_TO_ASK),
        "when_full": random.choice(WHEN_FULL),
    }
