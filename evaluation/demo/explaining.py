"""What providers write where the check of the form asks them why."""

from collections.abc import Iterable
from random import Random

from evaluation.rules import Finding

#: Beginning of a field's code -> sentences; the first that fits is taken.
WHY: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("C.", ("Obsadili jsme místa, která byla loni volná.",
            "Dvě kolegyně odešly do důchodu a náhradu jsme našli až na podzim.",
            "Rozšířili jsme tým podle nové kapacity v síti.")),
    ("E.units", ("Část roku jsme hledali nové pracovníky, od října máme plný stav.",
                 "Kapacita se v síti měnila během roku, uvádíme průměr.",
                 "Jedno místo je od jara volné, výběrové řízení běží.")),
    ("E.beddays", ("Evidenci lůžkodnů posíláme zvlášť datovou schránkou.",
                   "Evidenci vedeme v jiném programu, na vyžádání ji předložíme.")),
    ("E.hours", ("Přehled úkonů posíláme zvlášť datovou schránkou.",
                 "Přehled vedeme v jiném programu, na vyžádání ho předložíme.")),
    ("F.1", ("Od ledna vzrostly mzdy podle nařízení vlády a doplnili jsme tým.",
             "Doplatili jsme odměny za práci v noci a o svátcích.")),
    ("F.2.6.1", ("Změnila se cena energií, smlouvu jsme uzavřeli znovu.",)),
    ("F.2", ("V roce jsme obnovovali vybavení a opravovali střechu.",
             "Ceny dodavatelů vzrostly, objem zůstal stejný.",
             "Loni jsme nákup odložili, letos proběhl celý.")),
    ("F.sum", ("Máme vyšší podíl odborných pracovníků a nájem v centru města.",
               "Pracujeme v odlehlých obcích, cesty nás stojí víc než ostatní.",
               "Dům je malý a stálé náklady se dělí mezi méně lidí.")),
    ("G.municipality", ("Město letos změnilo způsob rozdělení dotací.",
                        "Přispěly i obce, které dřív neplatily.")),
    ("G", ("Výše dotace se proti loňsku změnila rozhodnutím kraje.",
           "Úhrady vzrostly s novou vyhláškou.",
           "Výnosy odpovídají vyšším nákladům na mzdy.")),
    ("D.", ("Přicházejí lidé s většími potřebami, každému se věnujeme déle.",
            "Více lidí jsme podpořili jednorázově.")),
    ("", ("Údaj jsme ověřili v účetnictví i v evidenci služby.",)),
)  # fmt: skip


def answers(findings: Iterable[Finding], chance: Random) -> dict[str, str]:
    """Code of a field -> the comment that answers what was found at it."""
    found: dict[str, str] = {}
    for one in findings:
        if one.stops and one.severity == "comment" and one.codes:
            code = one.codes[0]
            if code not in found:
                found[code] = chance.choice(_sentences(code))
    return found


def _sentences(code: str) -> tuple[str, ...]:
    return next(said for start, said in WHY if code.startswith(start))
