"""What the regional plan says of each ORP: its needs and its plan, four and more variants."""

from planning.demo.texts.writing import Section

#: In the section on needs.
NEEDS: Section = (
    "## {orp}",
    (
        "Správní obvod leží v okrese {district}, tvoří jej {all_places} a žije v něm {inhabitants} obyvatel. Osob starších 65 let je {seniors}, tedy {seniors_share}. V síti zde pracují služby {kinds} druhů, služeb je celkem {services}.",
        "V území žije {inhabitants} obyvatel, z toho {seniors} osob starších 65 let; jejich počet se za čtyři roky zvýšil o {seniors_growth_share}. Služeb v síti je {services}; podle plánu území je nejhůře dostupná pomoc večer a o víkendu.",
        "Podíl osob starších 65 let zde dosahuje {seniors_share} a dětí do 15 let {children_share}. Území okresu {district} má {inhabitants} obyvatel a {services} služeb v síti.",
        "Obyvatel je {inhabitants}, z toho {seniors} starších 65 let. Síť tvoří {services} služeb a druhů je zastoupeno {kinds}; za ostatními lidé dojíždějí do okolních správních obvodů.",
        "Za čtyři roky zde přibylo {seniors_growth} osob starších 65 let, takže jich je {seniors}. Na {inhabitants} obyvatel připadá {services} služeb v síti kraje.",
    ),
    (
        "Za nejnaléhavější považuje území rozšíření péče doma. Skupiny dokládají, že rodiny péči zvládají, dokud mají aspoň jednou týdně zástup.",
        "Naléhavost určila řídící skupina podle počtu lidí, které dnes nelze uspokojit. Na prvním místě je odlehčení pečujících, na druhém podpora lidí žijících s demencí.",
        "Území upozorňuje na dlouhé čekání rodin s dětmi a na lidi s duševním onemocněním, pro které v dosahu chybí terénní pomoc.",
        "Hlavní nepokrytou potřebou je rychlá pomoc po propuštění z nemocnice. Následuje doprava ke službám a bydlení s podporou.",
        "Potřeby území se týkají převážně zachování osvědčených služeb. O navýšení žádá jen tam, kde poskytovatelé doložili pracovníky.",
    ),
    (
        "Odhad klientů za uzavřený rok je {clients}, odmítnutých zájemců {refused}. Území samo uvádí, že u terénních služeb je skutečný počet odmítnutých vyšší.",
        "Služby vykázaly {clients} klientů, {waiting} čekajících a {refused} odmítnutých zájemců. Pořadníky domovů prošly pročištěním.",
        "Počet klientů se odhaduje na {clients}. Mezi {refused} odmítnutými převažují lidé, pro které nebylo volné místo.",
        "V pořadnících je {waiting} zájemců a odmítnutých bylo {refused}; klientů služeb bylo {clients}. Meziroční změna odpovídá vývoji v okolí.",
    ),
)

#: In the section on plans of the territory.
PLANS: Section = (
    "## {orp}",
    (
        "Plán území staví na spolupráci {places_gen} a na společném financování terénních služeb. Z místních dokumentů přejímá záměry v oblasti dopravy a bydlení.",
        "Místní plán klade důraz na pečující rodiny. Vlastními silami chce území zřídit skupinu pro pečující a pravidelná setkání služeb s lékaři.",
        "Priority územního plánu se od krajských příliš neliší; navíc obsahuje opatření pro dobrovolníky a pro kluby v {small_loc}.",
        "V plánu území je nejvíc opatření pro seniory, nejméně pro osoby v krizi. Skupiny to vysvětlují tím, že krizovou pomoc považují za úkol celého okresu.",
        "Území zvolilo málo priorit a u každé uvedlo odpovědnost i peníze. Část opatření uskuteční bez podpory kraje.",
    ),
    (
        "Z požadavků území převzal kraj ty, které mají dopad na síť. Místní aktivity zůstávají v plánu správního obvodu.",
        "Požadavky na společné služby byly sloučeny s ostatními správními obvody okresu {district}; podíl území na nich je uveden v příloze.",
        "U nepřijatých požadavků je uveden důvod. Nejčastěji jde o opatření, o nichž mohou obce rozhodnout samy.",
        "Kraj k požadavkům území přihlédl také v systémových prioritách, zejména u pracovníků a informovanosti.",
    ),
)
