"""Working groups, their meetings, decisions, tasks and minutes."""

from collections.abc import Mapping
from random import Random
from typing import NamedTuple

from planning.demo.texts.writing import capital, fill, to_html

#: (kind, audience, name) as in ``planning.models.Group``.
GROUPS_OF_ORP = (
    ("steering", "", "Řídící skupina ORP {name}"),
    ("working", "seniors", "Pracovní skupina pro seniory a pečující"),
    ("working", "disability", "Pracovní skupina pro osoby se zdravotním postižením"),
    ("working", "family", "Pracovní skupina pro rodiny, děti a mládež"),
    ("working", "exclusion", "Pracovní skupina pro osoby v krizi a ohrožené vyloučením"),
)
GROUP_OF_DISTRICT = ("team", "", "Okresní tým pro okres {district}")
GROUPS_OF_REGION = (
    ("coordination", "", "Řídící skupina kraje pro plánování sociálních služeb"),
    ("working", "seniors", "Krajská pracovní skupina pro seniory"),
    ("working", "disability", "Krajská pracovní skupina pro osoby se zdravotním postižením"),
    ("working", "family", "Krajská pracovní skupina pro rodinu a mládež"),
    ("working", "exclusion", "Krajská pracovní skupina pro sociální začleňování"),
)
PLACES = (
    "zasedací místnost městského úřadu",
    "klub seniorů",
    "městská knihovna, malý sál",
    "denní stacionář, společenská místnost",
    "kulturní dům, přísálí",
    "komunitní centrum",
)
#: (side, organisation) of a member; brands are invented.
SEATS = (
    ("commissioner", "město, odbor sociálních věcí"),
    ("commissioner", "obec správního obvodu"),
    ("commissioner", "svazek obcí"),
    ("provider", "Charita Klenoris"),
    ("provider", "Pečovatelská služba Jasmavela, p. o."),
    ("provider", "Společnost Modřovera, o.p.s."),
    ("provider", "Domov pro seniory Svitenta, p. o."),
    ("user", "Spolek pečujících Lipenta, z. s."),
    ("user", "uživatelka služeb"),
    ("user", "Klub seniorů Olšavela"),
    ("other", "nemocnice, sociální pracovnice"),
    ("other", "praktický lékař"),
)


class MeetingText(NamedTuple):
    agenda: tuple[str, ...]
    minutes: str
    decisions: tuple[str, ...]
    tasks: tuple[str, ...]


OPENING = (
    "Zahájení, schválení programu a kontrola úkolů",
    "Přivítání, představení nových členů a kontrola úkolů",
    "Zahájení a připomenutí pravidel jednání",
)
TOPICS: dict[str, tuple[str, ...]] = {
    "": ("Pořadí společných priorit", "Podíl obcí na financování terénních služeb", "Stav odevzdání potřeb a opatření", "Vyhodnocení akčního plánu za uplynulý rok", "Stanovisko k žádostem o vstup do sítě", "Harmonogram přípravy plánu"),
    "seniors": ("Pomoc doma večer a o víkendu", "Odlehčení v náhlé situaci", "Péče o lidi žijící s demencí", "Návrat z nemocnice domů", "Doprava ke službám", "Setkávání seniorů v menších obcích"),
    "disability": ("Bydlení s podporou", "Program po ukončení školy", "Podpora lidí s duševním onemocněním", "Asistence pro lidi s náročným chováním", "Včasná pomoc rodinám dětí s postižením", "Přístupnost úřadů a ordinací"),
    "family": ("Čekání na službu pro rodiny", "Klub pro mládež v menším městě", "Spolupráce školy a sociální služby", "Bydlení mladých lidí po odchodu z dětského domova", "Rodiče v rozchodu", "Děti a dluhy rodičů"),
    "exclusion": ("Zimní opatření pro lidi bez domova", "Byty s podporou", "Dluhové poradenství v terénu", "Pomoc obětem domácího násilí", "Terénní práce se závislými", "Krizová pomoc mimo pracovní dobu"),
}  # fmt: skip
CLOSING = ("Různé a termín dalšího jednání", "Diskuse a závěr", "Úkoly do příště a závěr")

#: Sentences of minutes; ``{topic}`` is the item in the nominative.
ACCOUNTS = (
    "K bodu „{topic}“ vystoupil zástupce poskytovatelů a popsal zkušenost z posledního roku. Členové se shodli, že nejde o jednotlivost.",
    "Bod „{topic}“ uvedla koordinátorka přehledem údajů. V diskusi zaznělo, že čísla neukazují ty, kdo o pomoc nepožádali.",
    "„{topic}“: zástupci uživatelů upozornili, že pro ně je nejdůležitější vědět předem, na koho se obrátit. Návrh byl doplněn.",
    "V bodě „{topic}“ se názory lišily. Zadavatelé dávali přednost společnému řešení, poskytovatelé postupnému rozšiřování. Obě možnosti se posoudí.",
    "Bod „{topic}“ byl projednán nad dvěma příběhy bez osobních údajů. Skupina hledala, kdy bylo možné zasáhnout dříve.",
    "K bodu „{topic}“ přinesl starosta vyjádření obcí. Podpora je podmíněna tím, že příspěvek bude známý do konce října.",
    "„{topic}“: skupina porovnala loňský záměr se skutečností. Část se podařila, zbytek brzdí nedostatek pracovníků.",
    "V bodě „{topic}“ se skupina dohodla, že potřebu doloží zápisem odmítnutých zájemců za pololetí.",
)
DECISIONS = (
    "Skupina doporučuje řídící skupině zařadit téma „{topic}“ mezi priority.",
    "Skupina bere na vědomí zprávu k tématu „{topic}“ a žádá o doplnění nákladů.",
    "Skupina souhlasí s předloženým návrhem k tématu „{topic}“.",
    "Skupina odkládá rozhodnutí k tématu „{topic}“ na příští jednání.",
    "Skupina ukládá koordinátorovi projednat téma „{topic}“ se starosty obcí.",
)
TASKS = (
    "připravit přehled zájemců k tématu „{topic}“",
    "oslovit poskytovatele, kteří by službu mohli zajistit",
    "zjistit stanoviska obcí a předložit jejich souhrn",
    "pozvat na příští jednání sociální pracovnici nemocnice",
    "doplnit k opatření náklady a ukazatel",
    "zveřejnit zápis a rozeslat jej členům",
    "ověřit možnost pronájmu vhodných prostor",
)


def write_meeting(audience: str, slots: Mapping[str, str], random: Random) -> MeetingText:
    """Agenda of three topics with their minutes as HTML, decisions and tasks."""
    topics = random.sample(TOPICS[audience], 3)
    accounts = random.sample(ACCOUNTS, 3)
    said = [
        fill(text, {**slots, "topic": topic}) for text, topic in zip(accounts, topics, strict=True)
    ]
    decisions = zip(random.sample(DECISIONS, 2), topics, strict=False)
    tasks = zip(random.sample(TASKS, 3), topics, strict=True)
    return MeetingText(
        (random.choice(OPENING), *topics, random.choice(CLOSING)),
        to_html("\n\n".join(said)),
        tuple(fill(text, {"topic": topic}) for text, topic in decisions),
        tuple(capital(fill(text, {"topic": topic})) + "." for text, topic in tasks),
    )
