"""Sections of the synthesis of an okres that is one ORP: nothing to merge, so it says other things."""

from planning.demo.texts.writing import Section

SECTIONS: dict[str, Section] = {
    "introduction": (
        "Okres {district} tvoří jediný správní obvod, {orps}. Souhrn na období {period} proto nesrovnává více území, ale posuzuje požadavky správního obvodu nezávislým pohledem okresního týmu a doplňuje, co mají společného s okolními okresy.",
        "Souhrn je součástí ukázky systému. Území a počty obyvatel jsou skutečné, požadavky, služby, organizace a rozhodnutí jsou vymyšlené.",
    ),
    "team": (
        "Okresní tým má dvanáct členů ze všech tří stran. Aby jeho pohled nebyl totožný s pohledem řídící skupiny správního obvodu, zasedají v něm také zástupci sousedních okresů, nemocnic a služeb, které pomáhají v celém kraji.",
        "[[meetings]]",
        "O pořadí požadavků se hlasuje. Člen, jehož organizace se požadavek přímo týká, vysvětlí záměr a při hlasování se zdrží.",
    ),
    "procedure": (
        "Tým prošel požadavky správního obvodu jednotlivě. U každého se ptal na doklad, na připravenost poskytovatele a na to, zda se potřeba netýká i lidí z okolí, kteří za službou dojíždějí.",
        "Koordinátor správního obvodu dostal návrh předem a mohl doplnit podklady. Vlastní hodnoty tým zapsal vedle původních a připojil důvod. S městskými částmi jednal o prostorách pro služby a o tom, jak se dozvědí o rozhodnutí kraje.",
    ),
    "population": (
        "V okrese {district} žije {inhabitants} obyvatel, z toho {seniors} starších 65 let. Jejich podíl činí {seniors_share} a za čtyři roky se počet zvýšil o {seniors_growth_share}.",
        "[[population]]",
        "Celek skrývá velké rozdíly mezi sídlišti, středem a okrajem. Sídliště stárnou společně s lidmi, kteří se do nich před desítkami let nastěhovali; střed přitahuje mladé, kteří zde nemají rodinu. Služby navíc využívají lidé z celého kraje.",
    ),
    "needs": (
        "Požadavky okresu se shodují s požadavky správního obvodu. Tým je rozdělil na ty, které slouží obyvatelům města, a na ty, jejichž přínos přesahuje do celého kraje.",
        "[[needs]]",
        "U dvou požadavků doporučil tým jinou hodnotu: kapacita krizové pomoci má být vyšší, protože ji využívají i lidé odjinud, a rozšíření ambulantních služeb nižší, dokud nejsou obsazena stávající místa.",
    ),
    "shared_services": (
        "Zhruba třetina služeb se sídlem v okrese pomáhá i lidem z ostatních okresů. Patří k nim krizová pomoc, tlumočení, raná péče a služby pro lidi se vzácnějším postižením.",
        "[[services]]",
        "Podíl klientů z jiných okresů služby sledují. Tým navrhuje, aby se podle něj rozdělily náklady a aby služby dojížděly tam, odkud k nim přichází nejvíce lidí.",
    ),
    "themes": (
        "Z témat plánu správního obvodu převládají dostupné bydlení, duševní zdraví a péče doma. Bydlení zde má větší váhu než v jiných okresech.",
        "[[themes]]",
        "Tým doporučuje kraji řešit společně bydlení lidí, kteří odcházejí z pobytových služeb. Jednotlivé městské části k tomu nemají dost bytů ani jednotná pravidla.",
    ),
    "previous_plan": (
        "Z požadavků období {previous_period} kraj většinu přijal. V zásobníku zůstaly byty s podporou a rozšíření noclehárny, o kterých se nepodařilo dohodnout s okolím.",
        "Tým oba požadavky prošel znovu. Byty s podporou převzal v menším rozsahu a s určenými domy, noclehárnu nahradil zimními lůžky na více místech.",
    ),
    "ranking": (
        "Pořadí určila naléhavost, počet lidí a připravenost. Správní obvod měl jiné pořadí u tří požadavků; obě jsou uvedena vedle sebe.",
        "[[needs]]",
        "Na prvním místě je péče doma večer a o víkendu, následuje krizová pomoc a bydlení s podporou. Zachování stávajících služeb tým nebodoval, považuje je za základ.",
    ),
    "statement": (
        "Tým doporučuje kraji zachovat síť v dosavadním rozsahu a navýšit ji podle uvedeného pořadí. U služeb, které pomáhají v celém kraji, žádá o podíl ostatních okresů na jejich zajištění.",
        "[[network_totals]]",
        "K žádostem o vstup do sítě se tým vyjádří jednotlivě. Nové ambulantní služby podpoří tehdy, nabídnou-li také pravidelné výjezdy mimo okres nebo pomoc lidem, které dnes nikdo nepřijímá.",
    ),
}
