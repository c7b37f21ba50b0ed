"""Descriptive sections of a local plan, four and more variants of each paragraph."""

from planning.demo.texts.writing import Section

SECTIONS: dict[str, Section] = {
    "introduction": (
        (
            "Tento plán říká, jak mají v letech {period} vypadat sociální služby v území {orp}. Je psán pro zastupitele, poskytovatele i pro každého, kdo se sám nebo kvůli svým blízkým chce vyznat v tom, jaká pomoc je po ruce a jaká přibude.",
            "Držíte v rukou plán sociálních služeb správního obvodu {orp} na roky {period}. Vznikl proto, aby se o penězích a kapacitách nerozhodovalo podle toho, kdo se ozve nejhlasitěji, ale podle doložených potřeb lidí.",
            "Území {orp} má na roky {period} nový plán sociálních služeb. Shrnuje, co o životě lidí v území víme, co se z minulého plánu podařilo a na čem se obce, poskytovatelé a uživatelé služeb shodli pro další období.",
            "Plán na roky {period} navazuje na předchozí společnou práci v území {orp}. Neslibuje všechno všem: vybírá věci, které jsou nejvíc potřeba, mají svého nositele a lze je zaplatit.",
            "Komu slouží tento dokument? Především lidem v území {orp}, kteří potřebují pomoc, a těm, kdo o ní rozhodují. Na roky {period} stanoví, které služby zachovat, které posílit a které v území teprve zřídit.",
        ),
        (
            "Plán je podkladem pro plán okresu {district} a pro střednědobý plán kraje. Každý požadavek, který odtud kraji předáváme, je očíslovaný, aby bylo možné později dohledat, jak s ním kraj naložil.",
            "Požadavky na kapacity předáváme okresnímu týmu pro okres {district} a jeho prostřednictvím kraji. Opatření, která může území uskutečnit samo, na rozhodnutí kraje nečekají.",
            "Část opatření závisí jen na dohodě {places_gen} v území, část na rozhodnutí kraje o síti. V textu je vždy uvedeno, kdo je odpovědný a z čeho se opatření zaplatí.",
            "Z plánu vybírá okresní tým pro okres {district} společné požadavky a z nich kraj skládá svá opatření. Po schválení krajského plánu zveřejníme přehled, co se stalo s každým naším vstupem.",
        ),
        (
            "Plán patří k ukázce systému. Názvy správních obvodů a počty obyvatel jsou skutečné; organizace, lidé, služby, peníze a rozhodnutí jsou vymyšlené.",
            "Upozornění: jde o ukázková data. Skutečné je území a jeho obyvatelstvo, vše ostatní včetně organizací, usnesení a částek je smyšlené.",
            "Text je součástí ukázky a nemá právní účinky. S výjimkou názvů území a počtů obyvatel jsou všechny údaje vymyšlené.",
            "Čtenáře prosíme, aby měl na paměti, že plán je ukázkový: organizace, jména, služby i částky v něm jsou smyšlené, skutečné jsou jen názvy území a počty obyvatel.",
        ),
    ),
    "informing": (
        (
            "O zahájení prací jsme informovali na úřední desce, na webu města a ve zpravodajích, které vycházejí v {places_loc} území. Do každé schránky se dostal leták s jednoduchou otázkou: jaká pomoc vám tu chybí?",
            "První zpráva o přípravě plánu vyšla v místních zpravodajích a na úředních deskách. Krátké pozvání k účasti jsme vyvěsili také v čekárnách lékařů, v lékárnách a v knihovnách.",
            "Lidé se o přípravě plánu dozvídali několika cestami: z úřední desky, z webu, z rozhlasu v {places_loc} a od pracovníků služeb, které sami využívají. Nejvíc účastníků přivedlo osobní pozvání.",
            "Informování začalo setkáním, na které byli pozváni {mayors}, poskytovatelé a zástupci uživatelů. Po něm následovala série článků, v nichž jsme jednoduše popsali, k čemu plán slouží a jak se zapojit.",
            "Zahájení přípravy plánu oznámil městský úřad na úřední desce a na svém webu. Spolky seniorů, rodičů a lidí s postižením dostaly pozvánku přímo, aby nezůstalo jen u vyvěšeného papíru.",
        ),
        (
            "Uživatele služeb jsme neprosili jen o účast na jednáních. Koordinátor za nimi zašel do klubu, stacionáře a domova a jejich slova zapsal tak, jak zazněla.",
            "Ukázalo se, že večerní jednání nevyhovují pečujícím. Dvě setkání proto proběhla dopoledne a během nich byla zajištěna péče o blízké přímo v místě.",
            "Kdo nechtěl mluvit před ostatními, mohl vyplnit lístek a vhodit ho do schránky na úřadě nebo v knihovně. Lístky se četly na začátku každého jednání skupiny.",
            "Poskytovatelé pomohli pozvat lidi, kteří na úřad sami nepřijdou. Díky tomu jsou v plánu také zkušenosti lidí bez domova a rodin, které často mění bydlení.",
            "Do přípravy se zapojili i lidé, kteří služby zatím nevyužívají. Na besedách nejčastěji zaznívala obava, kdo se o ně postará, až přestanou řídit auto.",
        ),
        "[[meetings]]",
        (
            "Zápisy ze všech veřejných jednání jsou zveřejněny. Kontaktní údaje členů skupin veřejné nejsou.",
            "Každý zápis obsahuje i názory, které nezískaly podporu. Považujeme za správné, aby bylo vidět, o čem se vedl spor.",
            "Zápisy zveřejňujeme do deseti dnů po jednání. Připomínky k nim může poslat každý, nejen ten, kdo byl přítomen.",
            "Ohlasy z jednání jsme roztřídili podle témat a předali pracovním skupinám. Na konci každé besedy lidé věděli, kdo se jim ozve s odpovědí.",
        ),
    ),
    "preparation": (
        (
            "Práce začala nad daty: koordinátor připravil přehled obyvatelstva, služeb v síti, klientů a odmítnutých zájemců. Skupiny nad ním diskutovaly a doplnily, co v číslech vidět není.",
            "Nejprve jsme vyhodnotili předchozí plán, teprve potom jsme hledali nové potřeby. Díky tomu se do plánu nedostala opatření, která už jednou ztroskotala ze stejného důvodu.",
            "Plán vznikal zdola. {Mayors} popsali, s čím se na ně lidé obracejí, poskytovatelé doplnili, koho museli odmítnout, a uživatelé vysvětlili, co jim skutečně pomáhá.",
            "Každá potřeba prošla třemi otázkami: jak o ní víme, koho se týká a co se stane, když na ni nikdo neodpoví. Potřeby bez dokladu zůstaly v zásobníku a do žádosti o kapacity se nedostaly.",
            "Koordinátor vedl přípravu tak, aby každá ze tří stran – zadavatelé, poskytovatelé a uživatelé – měla stejné slovo. Kde se skupiny neshodly, rozhodla řídící skupina a důvod je v zápisu.",
        ),
        (
            "Potřeby z {places_gen} jsme sbírali rozhovorem, ne formulářem. Největší rozdíl proti minulému plánu je v tom, že se ozvaly i {places}, které dosud sociální služby neřešily.",
            "{From_places} v území odpověděla na otázky koordinátora převážná většina. Nejčastěji se v odpovědích objevuje doprava, péče o seniory a obava z nedostatku pracovníků.",
            "Samostatně jsme mluvili s praktickými lékaři a se sociální pracovnicí nemocnice. Jejich zkušenost s propouštěním pacientů změnila pořadí dvou priorit.",
            "Nejsilnějším podkladem byly případy, které sociální pracovníci v uplynulých dvou letech nedokázali vyřešit. Byly popsány tak, aby nikoho nebylo možné poznat.",
        ),
        "## Harmonogram",
        (
            "Podklady jsme shromáždili na podzim, skupiny jednaly přes zimu a potřeby byly odevzdány do konce března. Text plánu následoval na jaře a schválení orgány města před letními prázdninami.",
            "Mezi prvním jednáním a odevzdáním plánu uplynulo osm měsíců. Nejvíc času si vyžádalo srovnání požadavků na kapacity, nejméně shoda na společných prioritách.",
            "Kalendář kraje jsme dodrželi u potřeb i u priorit. Analytická část byla po dohodě odevzdána o něco později, protože čekala na údaje za uzavřený rok.",
            "Skupiny se sešly vždy dvakrát: nejdřív nad zjištěními, podruhé nad návrhy. Řídící skupina potom uzavřela pořadí a předala plán k projednání radě města.",
        ),
    ),
    "organisation": (
        (
            "Přípravu vedla řídící skupina, ve které zasedá místostarosta, vedoucí sociálního odboru, dva zástupci poskytovatelů a dva zástupci uživatelů. Koordinátor připravuje podklady a hlídá termíny, sám nehlasuje.",
            "Organizace plánování je záměrně jednoduchá: koordinátor, řídící skupina a pracovní skupiny podle lidí, kterým služby slouží. Každá skupina má svého předsedu a krátký jednací řád.",
            "Za plán odpovídá řídící skupina. Pracovní skupiny navrhují, řídící skupina rozhoduje o pořadí a rada města plán předkládá zastupitelstvu. Všichni členové jsou uvedeni se stranou, za kterou mluví.",
            "Ve skupinách usedají vedle sebe zadavatelé, poskytovatelé a uživatelé. Kde některá strana chyběla, jednání se konalo, ale hlasování se odložilo na příště.",
            "Složení skupin je veřejné a obnovuje se na začátku každého období. Nový člen projde krátkým seznámením s pravidly a dostane průvodce z řad těch, kdo ve skupině zasedají déle.",
        ),
        "## Spolupráce v území",
        (
            "Všechny {places} vědí, na koho se obrátit: koordinátor je v kontaktu se starosty aspoň dvakrát za rok a posílá jim přehled služeb, které u nich skutečně pracují.",
            "Spolupráce má dvě podoby. Společná setkání slouží k rozhodování o penězích, osobní návštěvy koordinátora v {places_loc} k tomu, aby nezůstaly stranou potřeby malých míst.",
            "{Mayors} se shodli, že o službách budou jednat společně, a ne každý zvlášť s každým poskytovatelem. Cílem je, aby každý měl k pomoci stejně blízko, ať bydlí kdekoli v území.",
            "Města a {places} si rozdělily úlohy: město hostí kanceláře a ambulantní služby, ostatní nabízejí prostory pro terénní pracovníky a přispívají podle hodin, které u nich služba odpracuje.",
            "Spolupráce {places_gen} není samozřejmá. Dohoda o společném postupu proto obsahuje i pravidlo, co se stane, když se některý z podílů nezaplatí.",
        ),
        (
            "Společného jednání se pravidelně účastní zástupci většiny {from_places} v území {orp}. Ostatní dostávají zápis a mohou se vyjádřit písemně.",
            "{From_places} v území {orp} má každé místo svou kontaktní osobu. Ta ví, kde hledat pomoc, a předává koordinátorovi, co lidem chybí.",
            "V území {orp} platí dohoda, že o společných věcech se nerozhoduje bez těch, kdo je platí. Proto jsou zástupci {places_gen} zváni na každé jednání o penězích.",
            "S krajem a s týmem pro okres {district} jedná za území {orp} koordinátor. {Mayors} se mohou kdykoli přidat a u zásadních jednání to také dělají.",
        ),
    ),
}
