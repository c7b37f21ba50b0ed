"""Comments and their settlement, reasons of amendments, fates, returns, extensions, evaluation."""

from random import Random
from typing import NamedTuple


class CommentText(NamedTuple):
    """As in ``planning.models.Comment``: who, about which section, text, verdict, answer."""

    author_type: str
    section: str
    text: str
    verdict: str
    answer: str


COMMENTS = (
    CommentText("citizen", "needs", "Žádám doplnit, že v menších obcích nelze o víkendu zajistit ani krátkou návštěvu pečovatelky.", "accepted", "Doplněno do popisu nepokrytých potřeb a do odůvodnění opatření k pomoci večer a o víkendu."),
    CommentText("citizen", "informing", "O veřejném projednání jsem se dozvěděla až z novin. Prosím zasílat pozvánku i obecním knihovnám.", "accepted", "Knihovny byly zařazeny mezi místa, kde kraj o plánování informuje."),
    CommentText("citizen", "vision", "Vize je hezká, ale nikde není napsáno, jak dlouho se bude čekat na domov pro seniory.", "explained", "Doba čekání závisí na naléhavosti. Plán stanoví kapacity a ukazatel čekání sleduje u terénních služeb a u služeb pro rodiny."),
    CommentText("municipality", "funding", "Obec nesouhlasí s tím, aby podíl obcí rostl rychleji než jejich příjmy z daní.", "partly", "Text byl upřesněn: podíl se mění nejvýše jednou ročně a po projednání s obcemi. Samotné pravidlo zůstává."),
    CommentText("municipality", "capacities", "Žádáme zařadit do tabulky navýšení osobní asistence o dva úvazky již od prvního roku.", "refused", "Poskytovatel potvrdil, že pracovníky získá nejdříve ve druhém roce. Navýšení zůstává od druhého roku období."),
    CommentText("municipality", "coordination", "Navrhujeme, aby se koordinátor setkal s každou obcí aspoň jednou ročně.", "accepted", "Doplněno: setkání s představiteli obcí nejméně dvakrát ročně, z toho jednou přímo v území."),
    CommentText("municipality", "transport", "V plánu chybí doprava na zavolání, kterou naše obec provozuje.", "accepted", "Doprava na zavolání je uvedena mezi navazujícími opatřeními systémové priority."),
    CommentText("provider", "network_rules", "Lhůta pro doložení registrace je příliš krátká, řízení trvá déle.", "partly", "Lhůta zůstává, doplněna je možnost ji prodloužit, pokud žadatel doloží, že řízení zahájil včas."),
    CommentText("provider", "unit_costs", "Obvyklé náklady neodpovídají službě pro lidi s náročným chováním.", "explained", "Odchylku lze doložit skladbou klientů; postup je popsán v oddíle o nákladovosti a byl zvýrazněn."),
    CommentText("provider", "measures", "Žádáme uvést naši organizaci jako realizátora opatření k odlehčovacím pobytům.", "outside", "Zařazení realizátora není předmětem připomínek k plánu; rozhoduje se v řízení o vstupu do sítě."),
    CommentText("provider", "clients_refused", "Údaj o odmítnutých zájemcích u naší služby zahrnuje i telefonické dotazy.", "accepted", "Údaj byl s poskytovatelem ověřen a opraven, součet za správní obvod se změnil."),
    CommentText("provider", "monitoring", "Prosíme, aby se stejné údaje nevykazovaly dvakrát, jednou pro plán a jednou pro dotaci.", "accepted", "Plán nezavádí nový výkaz. Do oddílu o sledování byla doplněna věta o společném zdroji údajů."),
    CommentText("user", "preparation", "Podklady pro jednání byly dlouhé a psané úředním jazykem.", "accepted", "Kraj se zavázal vydávat ke každému jednání jednu stránku srozumitelného shrnutí."),
    CommentText("user", "measures", "Chybí opatření pro lidi, kteří neslyší a žijí mimo velké město.", "partly", "Opatření k přiblížení služeb lidem se smyslovým postižením bylo rozšířeno o výjezdy do dalších území."),
    CommentText("user", "needs", "Jako pečující matka postrádám zmínku o sourozencích dětí s postižením.", "accepted", "Zmínka o sourozencích byla doplněna do popisu potřeb rodin."),
    CommentText("association", "measures", "Doporučujeme doplnit ukazatel spokojenosti pečujících.", "refused", "Spokojenost nelze zjistit bez zvláštního šetření. Ukazatelem zůstává počet pečujících, kteří podporu využili; šetření se zváží v polovině období."),
    CommentText("association", "resources", "Dobrovolníci by měli být uvedeni mezi zdroji, ne mezi dalšími zjištěními.", "explained", "Dobrovolníci jsou uvedeni na obou místech; u zdrojů v odstavci o tom, co lidé dokážou jeden pro druhého."),
    CommentText("association", "duties", "Mezi povinnostmi poskytovatelů chybí zapojení uživatelů.", "accepted", "Povinnost zapojovat uživatele do rozhodování o podobě služby byla doplněna."),
    CommentText("office", "strategies", "Opravit název krajské koncepce bydlení podle platného znění.", "accepted", "Název byl opraven."),
    CommentText("office", "impacts", "U tří opatření nesouhlasí součet let s celkovými náklady.", "accepted", "Součty byly přepočteny a chyba odstraněna."),
    CommentText("citizen", "network", "Proč kraj platí služby v Brně, když lidé na venkově nemají nic?", "explained", "Plán rozdíly v dostupnosti popisuje a růst kapacit směřuje do území, kde je pomoc nejméně dostupná. Některé služby se sídlem v Brně pomáhají v celém kraji."),
    CommentText("municipality", "needs", "Potřeba noclehárny v našem městě byla sloučena s potřebou sousedního města, s čímž nesouhlasíme.", "refused", "Okresní tým sloučení potvrdil: společná služba má dostatek klientů a obě města se dohodla na dopravě."),
    CommentText("citizen", "foreigners", "Plán má obsahovat i pomoc lidem, kteří přišli ze zahraničí a péči sami poskytují.", "partly", "Opatření pro cizince bylo doplněno o informace k uznání kvalifikace; nábor pracovníků řeší druhá priorita."),
    CommentText("provider", "timetable", "Žádáme předávat údaje o nákladech už v lednu.", "refused", "V lednu nejsou účetní údaje uzavřeny. Termín zůstává, předběžné údaje však poskytovatelé obdrží dříve."),
)  # fmt: skip

AMENDMENTS = (
    ("Úprava kapacity odlehčovacích služeb", "Zájem o odlehčovací pobyty převýšil předpoklad plánu a poskytovatelé doložili pracovníky. Změna přidává lůžka ve dvou okresech a upravuje náklady opatření; ostatní části plánu se nemění."),
    ("Doplnění opatření pro lidi přicházející ze zahraničí", "Od schválení plánu se změnil počet lidí, kteří potřebují poradenství v cizím jazyce. Doplňuje se jedno opatření v šesté prioritě a dvě potřeby v přílohách."),
    ("Změna harmonogramu přeměny velkého zařízení", "Stavba dvou domácností se zpozdila. Snížení lůžek se posouvá o rok, aby nikdo z obyvatel nezůstal bez místa."),
    ("Zpřesnění pravidel vstupu do sítě", "Zkušenost z prvního roku ukázala, že lhůta pro doložení registrace byla nejednoznačná. Upravuje se oddíl o zásadách a postupech, kapacity se nemění."),
)  # fmt: skip

#: Reasons by verdict of a fate, as in ``planning.models.Fate``.
FATES: dict[str, tuple[str, ...]] = {
    "accepted": (
        "Potřeba je doložena, poskytovatel je připraven a náklady se vejdou do výhledu.",
        "Požadavek patří mezi první tři v pořadí okresu a týká se celého území.",
        "Shodný požadavek má většina správních obvodů, kraj pro něj vytvořil společné opatření.",
        "Přijato v plném rozsahu; bez navýšení by služba musela odmítat i naléhavé situace.",
        "Zachování kapacity odpovídá jejímu využití a stanovisku obcí.",
    ),
    "merged": (
        "Sloučeno s požadavkem sousedního správního obvodu, službu zajistí společné pracoviště.",
        "Obsahově shodný požadavek je již součástí opatření kraje.",
        "Okresní tým doporučil společnou službu; rozsah pomoci pro území se nesnižuje.",
        "Sloučeno s navýšením téhož druhu služby v okrese.",
    ),
    "reserve": (
        "Potřeba je doložena, v prvních letech však nelze získat pracovníky. Vrátíme se k ní při akčním plánu.",
        "Zařazeno do zásobníku do doby, než obce uzavřou dohodu o spolufinancování.",
        "Závisí na stavbě, jejíž financování není rozhodnuto.",
        "V základním výhledu zdrojů nezbývá částka; při příznivém výhledu půjde o první požadavek v pořadí.",
    ),
    "refused": (
        "Kapacita téže služby v sousedním správním obvodu není využita a je v dosahu.",
        "Nejde o sociální službu; požadavek byl předán odboru zdravotnictví.",
        "Chybí doklad o počtu lidí, kterých se potřeba týká, a území jej na výzvu nedoplnilo.",
        "O opatření mohou rozhodnout obce samy, kraj pro ně nemá působnost.",
        "Plán dává přednost přeměně stávajících lůžek před novou výstavbou.",
    ),
}
RETURNS = (
    "U navýšení prosím doplňte, proč žádáte právě tento rozsah, a odevzdejte znovu.",
    "Součet nákladů u druhé priority nesouhlasí s rozpisem po letech.",
    "U dvou opatření není výchozí hodnota ukazatele. Bez ní nepůjde plnění vyhodnotit.",
    "Oddíl o odmítnutých zájemcích popisuje předloňský rok, potřebujeme poslední uzavřený.",
    "Požadavek na lůžka je uveden dvakrát, jednou u domova a jednou u odlehčovacích služeb.",
)
EXTENSIONS = (
    "Koordinátorka byla dlouhodobě nemocná, zástup nastoupil před týdnem.",
    "Rada města se kvůli volbám schází o tři týdny později.",
    "Čekáme na údaje dvou poskytovatelů o odmítnutých zájemcích.",
    "Po povodni pracovníci odboru zajišťovali pomoc v obcích.",
)
#: State as in ``planning.models.Progress`` -> comments of the yearly evaluation.
EVALUATIONS: dict[str, tuple[str, ...]] = {
    "not_started": (
        "Nezahájeno, začátek je naplánován na druhou polovinu období.",
        "Nezahájeno: čeká se na rozhodnutí o dotaci, přípravné práce jsou hotovy.",
    ),
    "met": (
        "Splněno v termínu, cílová hodnota byla dosažena a služba pokračuje.",
        "Splněno. Zájem převýšil očekávání, rozšíření se navrhuje do dalšího roku.",
        "Splněno s nižšími náklady díky společnému nákupu.",
    ),
    "running": (
        "Probíhá podle milníků, první část je dokončena.",
        "Probíhá; nábor se zpozdil o dva měsíce, termín zůstává.",
        "Probíhá. Ukazatel roste pomaleji, v druhém pololetí přibude další pracovník.",
    ),
    "partly": (
        "Splněno částečně: služba začala ve městě, do menších obcí zatím nedojíždí.",
        "Splněno částečně, polovina míst je obsazena. Chybí zdravotní sestra.",
        "Splněno částečně. Dohodu podepsaly dvě třetiny obcí.",
    ),
    "not_met": (
        "Nesplněno: poskytovatel od záměru odstoupil, jiný se nepřihlásil.",
        "Nesplněno pro nedostatek peněz, dotace pokryla jen stávající provoz.",
        "Nesplněno. Vhodné prostory se nenašly, hledání pokračuje v sousední obci.",
    ),
    "cancelled": (
        "Zrušeno, potřeba pominula. Zájemci našli místo v nové službě v okolí.",
        "Zrušeno po změně zákona, která úkol svěřila jinému úřadu.",
    ),
    "moved": (
        "Přesunuto na příští rok, čeká se na stavební povolení.",
        "Přesunuto: realizátor začne po skončení předchozího projektu.",
    ),
}


def council_resolution(year: int, random: Random) -> str:
    """Number of an invented resolution of a council, such as "1482/26/R37"."""
    return f"{random.randint(300, 4800)}/{year % 100:02d}/R{random.randint(5, 90)}"


def assembly_resolution(year: int, random: Random) -> str:
    """Number of an invented resolution of an assembly, such as "214/26/Z9"."""
    return f"{random.randint(60, 900)}/{year % 100:02d}/Z{random.randint(2, 30)}"


def choose_comments(count: int, random: Random) -> list[CommentText]:
    """``count`` different comments in the order in which they came."""
    return random.sample(COMMENTS, min(count, len(COMMENTS)))
