"""Sections of an okres synthesis, four and more variants of each paragraph; seven okresy."""

from planning.demo.texts.writing import Section

SECTIONS: dict[str, Section] = {
    "introduction": (
        (
            "Souhrn pro okres {district} spojuje potřeby správních obvodů: {orps}. Neopakuje jejich plány, ale říká, co mají společné, v čem se liší a co z toho má převzít kraj.",
            "Okres {district} tvoří správní obvody {orps}. Tento souhrn srovnává jejich požadavky na období {period} a předává kraji společné pořadí.",
            "Plán okresu {district} na období {period} vznikl nad plány správních obvodů {orps}. Jeho hlavním výsledkem je seřazený seznam společných požadavků.",
            "Na období {period} předkládá okresní tým kraji souhrn za správní obvody {orps}. U každého požadavku je vidět hodnota správního obvodu i hodnota doporučená týmem.",
        ),
        (
            "Souhrn je součástí ukázky systému. Území a počty obyvatel jsou skutečné, požadavky, služby, organizace a rozhodnutí jsou vymyšlené.",
            "Jde o ukázková data: kromě názvů území a počtů obyvatel je vše smyšlené.",
            "Upozorňujeme, že služby, částky, jména a usnesení v tomto souhrnu jsou vymyšlené. Skutečné je jen území a obyvatelstvo.",
            "Text slouží k ukázce a nemá právní účinky. Skutečné je území a počet obyvatel, ostatní údaje jsou smyšlené.",
        ),
    ),
    "team": (
        (
            "Okresní tým tvoří koordinátoři správních obvodů, zástupci obcí, poskytovatelů a uživatelů a dva odborníci. Vede jej předseda zvolený na celé období plánu.",
            "V týmu zasedají všechny tři strany. Každý správní obvod v něm má stejný počet hlasů bez ohledu na velikost.",
            "Tým pro okres {district} má dvanáct členů. Zástupce uživatelů navrhly spolky, zástupce poskytovatelů zvolily služby samy.",
            "Členové týmu se znají z předchozího období, noví jsou zástupci uživatelů a sociální pracovnice nemocnice. Její pohled se ukázal jako mimořádně cenný.",
        ),
        "[[meetings]]",
        (
            "O pořadí požadavků se hlasuje. Člen, jehož organizace se požadavek přímo týká, vysvětlí záměr a při hlasování se zdrží.",
            "Tým rozhoduje shodou. Kde se jí nedosáhlo ani na druhém jednání, hlasovalo se a menšinový názor je v zápisu.",
            "Jednání jsou veřejná, část o konkrétních lidech se koná bez veřejnosti a bez jmen.",
            "Na jednání byli přizváni i zástupci sousedního okresu, protože několik služeb slouží oběma územím.",
        ),
    ),
    "procedure": (
        (
            "Tým vycházel z odevzdaných plánů správních obvodů, z údajů o síti a z přehledu odmítnutých zájemců. Nejprve požadavky rozdělil podle druhů služeb, potom je srovnal vedle sebe.",
            "Práce probíhala ve třech krocích: srovnání, sloučení a seřazení. Mezi nimi měli koordinátoři čas projednat návrh ve svých územích.",
            "Každý požadavek představil koordinátor, který jej přinesl. Tým se ptal na doklad, na pracovníky a na to, zda by totéž nevyřešil sousední správní obvod.",
            "Základem byla tabulka, v níž má každý správní obvod svůj sloupec. Teprve pohled vedle sebe ukázal, že tři území žádají totéž jinými slovy.",
        ),
        (
            "Správní obvody byly se změnami seznámeny předem. Pokud tým doporučil jinou hodnotu, zapsal ji vedle původní a připojil důvod.",
            "Kde tým navrhl menší rozsah, dostal koordinátor čtrnáct dnů na doplnění podkladů. Ve dvou případech doplnění vedlo ke změně názoru.",
            "Obce byly o výsledku informovány na společném setkání. Nejvíce je zajímalo, proč se některé požadavky sloučily.",
            "Se starosty tým jednal o podílu obcí na společných službách. Bez předběžné dohody žádný společný požadavek do seznamu nezařadil.",
        ),
    ),
    "population": (
        (
            "V okrese {district} žije {inhabitants} obyvatel, z toho {seniors} starších 65 let. Jejich podíl {seniors_share} se mezi správními obvody liší.",
            "Okres {district} má {inhabitants} obyvatel. Lidí nad 65 let je {seniors} a za čtyři roky jich přibylo {seniors_growth}.",
            "Počet osob starších 65 let dosáhl v okrese {seniors}. Proti roku 2019 jde o nárůst o {seniors_growth_share}.",
            "Okres {district} má {inhabitants} obyvatel a {seniors_share} z nich je starších 65 let. Tento podíl roste ve všech správních obvodech.",
        ),
        "[[population]]",
        (
            "Rozdíly uvnitř okresu jsou větší než rozdíly mezi okresy. Tým proto neplánoval pro průměr, ale pro místa, kde se stárnutí spojuje se špatnou dopravou.",
            "Správní obvody spojuje stárnutí, rozděluje je bydlení: někde mladé rodiny přibývají, jinde zůstávají prázdné domy.",
            "Ve městech roste potřeba služeb pro lidi žijící o samotě, na venkově potřeba dojezdu. Stejná služba proto bude mít dvě podoby.",
            "Srovnání ukázalo, že počet obyvatel sám o potřebě mnoho neříká. Výstižnější je počet lidí nad 80 let a vzdálenost k nejbližší službě.",
        ),
    ),
    "needs": (
        (
            "Společným požadavkem všech správních obvodů okresu je péče doma mimo běžnou pracovní dobu. Liší se jen rozsahem, který odpovídá velikosti území.",
            "Nejvíce se správní obvody shodly na odlehčovacích službách. Samostatné kapacity by byly malé, společná služba je dosažitelná.",
            "V okrese převažují požadavky na zachování a rozšíření terénní péče. Požadavků na pobytová lůžka je méně než v minulém období.",
            "Požadavky lze rozdělit na společné, které podporují všechny správní obvody, a na místní, které mají význam pro jediné území.",
        ),
        "[[needs]]",
        (
            "Sloučeny byly požadavky na pobytové odlehčení. Jedna služba s osmi lůžky poslouží celému okresu lépe než dvě služby po čtyřech.",
            "Tým sloučil požadavky na krizovou pomoc: pracoviště bude v jednom městě a pohotovost pro celý okres.",
            "Sloučení se týkalo dílen a stacionářů, u nichž rozhoduje doprava. Místo dvou poloprázdných provozů vznikne jeden s pravidelným svozem.",
            "Požadavky na ranou péči a na odborné poradenství byly spojeny, protože obojí zajišťuje táž organizace. Hodiny v jednotlivých územích zůstávají zachovány.",
        ),
        (
            "U dvou požadavků doporučil tým nižší hodnotu, než uvedl správní obvod. Důvodem byla dosud neobsazená pracovní místa.",
            "Jednu hodnotu tým zvýšil: správní obvod žádal opatrně a podle počtu odmítnutých zájemců by rozsah nestačil.",
            "Žádný požadavek tým nevyřadil. U těch, které nepodpořil, uvedl, za jakých okolností se k nim vrátí.",
            "Odlišný názor zůstal u kapacity azylového domu. V souhrnu jsou uvedeny obě hodnoty i s důvody.",
        ),
    ),
    "shared_services": (
        (
            "Několik služeb sídlí v jednom správním obvodu a pomáhá v celém okrese. Jde zejména o ranou péči, krizovou pomoc a kontaktní centra.",
            "Společné služby jsou pro okres nezbytné, žádná obec je však nepovažuje za své. Bez dohody by přišly o příspěvky jako první.",
            "Služby přesahující hranice jednoho území tvoří přibližně čtvrtinu všech služeb v okrese.",
            "Lidé hranice správních obvodů neznají a chodí tam, kde je pomoc. Dohoda o společných službách tuto skutečnost jen potvrzuje.",
        ),
        "[[services]]",
        (
            "Podíl na nákladech se dělí podle bydliště klientů za poslední dva roky. Služba předkládá součty bez osobních údajů.",
            "Obce se na společné služby skládají částkou na obyvatele. Výše je stejná v celém okrese a mění se jednou ročně.",
            "Správní obvod, ve kterém služba sídlí, poskytuje prostory; ostatní přispívají na provoz.",
            "O změnách společných služeb jedná tým dřív než jednotlivá města. Předchází se tím situaci, kdy jedno území rozhodne za všechna.",
        ),
    ),
    "themes": (
        (
            "Tým porovnal, která témata se v plánech správních obvodů opakují. Za společné považuje takové, které uvádějí aspoň dva z nich a ke kterému vede doložená potřeba.",
            "Slovník témat umožnil poznat, kde správní obvody mluví o téže věci jinými slovy. Přehled ukazuje, kolikrát se které téma v okrese objevilo.",
            "Tabulka řadí témata podle toho, v kolika správních obvodech se vyskytují. Pořadí nevypovídá o naléhavosti, tu určuje teprve seřazení požadavků.",
            "Témata se proti minulému období posunula od budov k lidem. Častěji se píše o pracovnících a pečujících, méně o výstavbě.",
        ),
        "[[themes]]",
        (
            "Pro kraj z toho plyne, že systémová podpora pracovníků by pomohla všem územím najednou.",
            "Témata, která uvádí jediný správní obvod, doporučujeme ponechat v jeho plánu. Nejsou méně důležitá, kraj je však nemůže řešit.",
            "Okres navrhuje, aby kraj ověřil, zda je nedostatek služeb v oblasti duševního zdraví potíží celého kraje.",
            "Doporučujeme kraji společné opatření v oblasti dopravy. Jednotlivá území ji sama nevyřeší, protože spoje hranice překračují.",
        ),
    ),
    "previous_plan": (
        (
            "Z požadavků okresu v období {previous_period} kraj většinu přijal nebo sloučil s jinými. Nepřijaty byly především žádosti o nová lůžka.",
            "V období {previous_period} se v okrese podařilo rozšířit terénní péči. Dva společné požadavky zůstaly v zásobníku.",
            "Přibližně polovina společných požadavků z období {previous_period} se promítla do sítě, čtvrtina čeká a zbytek ztratil důvod.",
            "Vyhodnocení období {previous_period} ukázalo, že nejlépe dopadly požadavky s připraveným poskytovatelem a s dohodou obcí.",
        ),
        (
            "Okres se poučil: společné požadavky nyní obsahují i to, kdo a kde službu zajistí.",
            "Nesplněné požadavky tým prošel znovu. Čtyři z nich převzal, u ostatních zapsal, proč už nejsou potřeba.",
            "Zkušenost ukazuje, že dlouhý seznam nikomu nepomohl. Letos je proto požadavků méně a mají jasné pořadí.",
            "Nejvíc času stálo vyjasňování, kdo má požadavek dál sledovat. Nově má každý svého člena týmu.",
        ),
    ),
    "ranking": (
        (
            "Pořadí vzniklo bodováním. Každý člen rozdělil deset hlasů a součet se projednal na společném jednání.",
            "O pořadí rozhodla naléhavost, počet lidí, jichž se potřeba týká, a připravenost. Všechna tři hlediska měla stejnou váhu.",
            "Tým seřadil požadavky od nejnaléhavějšího. Prvních pět považuje za nezbytných pro celé období.",
            "Seřazení prošlo dvěma koly. Mezi nimi mohli koordinátoři doplnit podklady, a dva požadavky díky tomu stouply.",
        ),
        "[[needs]]",
        (
            "Na prvních místech jsou požadavky na péči doma a na odlehčení, následuje podpora rodin a krizová pomoc.",
            "První místo zaujala terénní péče, druhé lůžka pro lidi s demencí a třetí dostupnost pomoci v krizi.",
            "Pořadí začíná službami, které lze rozšířit hned. Požadavky závislé na stavbě jsou zařazeny do druhé poloviny období.",
            "Zachování stávajících služeb tým nebodoval. Považuje je za samozřejmý základ, na kterém ostatní požadavky stojí.",
        ),
    ),
    "statement": (
        (
            "Tým doporučuje kraji zachovat síť v okrese v dosavadním rozsahu a navýšit ji podle uvedeného pořadí.",
            "Ke změnám sítě se tým vyjadřuje kladně, budou-li naplněny dvě podmínky: pracovníci a souhlas obcí s podílem na nákladech.",
            "Stanovisko týmu je souhlasné u prvních osmi požadavků, u ostatních podmíněné.",
            "Okresní tým podporuje vstup nových služeb tam, kde v okrese chybějí, a žádá o opatrnost u těch, které by přetáhly pracovníky stávajícím.",
        ),
        "[[network_totals]]",
        (
            "K žádostem poskytovatelů o vstup do sítě se tým vyjádří jednotlivě. Bude se ptát, kterému požadavku okresu služba odpovídá.",
            "Pokud kraj nebude moci vyhovět celému seznamu, prosí tým o dodržení pořadí a o vysvětlení odchylek.",
            "Snížení kapacit tým podporuje jen tehdy, zůstanou-li peníze v okrese.",
            "Tým je připraven účastnit se jednání o společných službách se sousedními okresy.",
        ),
    ),
}
