"""Evaluation, strategy and network of a local plan, four and more variants of each paragraph."""

from planning.demo.texts.writing import Section

SECTIONS: dict[str, Section] = {
    "previous_plan": (
        (
            "Plán na období {previous_period} se v území {orp} naplnil z větší části. Splněna byla opatření, která měla jasného nositele; ta ostatní se posouvala z roku na rok.",
            "Z opatření předchozího plánu ({previous_period}) se podařilo uskutečnit přibližně dvě třetiny. Zbytek narazil na peníze, na pracovníky, nebo na to, že potřeba mezitím pominula.",
            "Vyhodnocení období {previous_period} připravily pracovní skupiny nad ukazateli. Kde ukazatel chyběl, byla rozhodující shoda uživatelů a poskytovatelů.",
            "Předchozí plán ({previous_period}) byl prvním, ve kterém měla opatření měřitelný cíl. I díky tomu víme, že některá nesplněná opatření byla od počátku nereálná.",
        ),
        (
            "Za největší úspěch skupiny považují rozšíření doby, kdy je v území dostupná péče doma. Lidé si všimli změny dřív, než se projevila ve výkazech.",
            "Nejvíc se osvědčila pravidelná setkání služeb s nemocnicí. Počet propuštění bez domluvené pomoci klesl, aniž by to stálo další peníze.",
            "Podařilo se udržet všechny služby, které byly na začátku období v síti. V době rostoucích nákladů to není samozřejmost.",
            "Kladně je hodnocen vznik skupiny pro pečující. Začínala se čtyřmi lidmi, dnes má stálé místo a lidé si ji doporučují.",
            "Splnilo se opatření, které zavedlo společný zápis odmítnutých zájemců. Díky němu se tento plán může opřít o čísla, jež dříve neexistovala.",
        ),
        (
            "Nepodařilo se otevřít odlehčovací lůžka. Vhodná budova se našla, poskytovatel však nesehnal zdravotní sestry.",
            "Neuskutečnila se plánovaná dílna pro lidi s postižením, protože zájemci našli uplatnění jinde. Opatření jsme ukončili a místo něj hledáme podporu v zaměstnání.",
            "Nesplněno zůstalo společné financování terénních služeb. Dohodu podpořila jen část {places_gen} a ostatní chtěly nejdříve vidět výsledky.",
            "Zčásti splněné je zkrácení čekání na službu pro rodiny. Počet pracovníků vzrostl, zároveň však přibylo rodin, které ji potřebují.",
        ),
        (
            "Pro nové období si bereme poučení: méně opatření, každé s nositelem, termínem a ukazatelem, který dokážeme zjistit.",
            "Příště nezačneme stavbou, ale lidmi. Opatření závislé na nových pracovnících musí obsahovat i to, jak je získáme.",
            "Dohody s obcemi je potřeba uzavírat předem, ne v průběhu roku. Bez nich zůstávají opatření jen dobrým úmyslem.",
            "Vyhodnocení budeme dělat každý rok v únoru, dokud si lidé pamatují, co se dělo. Zpětné dopisování po třech letech se neosvědčilo.",
        ),
    ),
    "vision": (
        (
            "Na konci období {period} má člověk v území {orp} dostat pomoc včas, blízko a srozumitelně. Do zařízení odchází až tehdy, když doma skutečně žít nemůže.",
            "Představujeme si území, ve kterém nezáleží na adrese. Kdo bydlí na okraji, má k péči, radě i odpočinku stejnou cestu jako ten, kdo bydlí ve středu města {name}.",
            "Chceme, aby lidé v území {orp} mohli stárnout doma, děti vyrůstat ve své rodině a lidé s postižením žít mezi ostatními. Služby k tomu mají být oporou, nikoli náhradou vlastního života.",
            "V roce {last} má být v území zřejmé, kdo pomůže, jak dlouho se čeká a kolik to stojí. Nikdo nemá obcházet čtyři úřady, aby našel jednu službu.",
            "Naší představou je společenství, které si všimne, když někdo přestane vycházet z domu. Odborná pomoc navazuje na sousedskou a obě o sobě vědí.",
        ),
        (
            "K tomu vedou tři hlavní cíle: posílit péči doma, ulevit pečujícím a udržet pracovníky, kteří pomoc poskytují.",
            "Za hlavní cíle jsme zvolili dostupnost terénních služeb v celém území, podporu rodin dříve, než nastane krize, a stabilní společné financování.",
            "Hlavní cíle jsou čtyři: pomoc večer a o víkendu, místo pro lidi s demencí, bydlení s podporou a dobrá informovanost.",
            "Cíle jsme omezili na ty, které lze změřit: kratší čekání, vyšší podíl pomoci poskytované doma, více zapojených obcí a spokojenější pracovníci.",
        ),
        (
            "Při jejich naplňování platí zásada, že nová služba vzniká jen tam, kde nestačí změnit stávající.",
            "Rozhodovat budeme podle doložených potřeb a o výjimkách povedeme záznam.",
            "Uživatelé mají mít slovo nejen při přípravě, ale i při hodnocení. Proto zasedají v řídící skupině.",
            "Všechna rozhodnutí mají být zveřejněna v podobě, které rozumí i ten, kdo na jednání nebyl.",
        ),
    ),
    "measures": (
        (
            "Opatření pro území {orp} jsou uspořádána podle priorit. Kód opatření zůstává stejný po celé období, aby bylo možné sledovat ho v akčních plánech i ve vyhodnocení.",
            "Strategická část plánu pro území {orp} má úmyslně málo opatření. U každého je uvedeno, z jaké potřeby vzniklo, kdo za ně odpovídá, kolik bude stát a jak poznáme, že se splnilo.",
            "Priority území {orp} se dělí na systémové, které se týkají celé spolupráce, a skupinové, zaměřené na konkrétní lidi. Pořadí určila řídící skupina po projednání ve všech skupinách.",
            "Následující opatření vycházejí ze zjištěných potřeb v území {orp}. Náklady jsou rozepsány po letech a každá aktivita má výchozí a cílovou hodnotu ukazatele.",
        ),
        "[[measures]]",
        (
            "Opatření, která přesahují možnosti území, předáváme okresu a kraji. Do jejich rozhodnutí pokračujeme v tom, co lze udělat s vlastními silami.",
            "U každého opatření je popsáno i riziko. Nejčastější je nedostatek pracovníků, proto k němu směřuje samostatná systémová priorita.",
            "Kde je realizátorů více, je jeden z nich označen jako hlavní. Právě on jednou ročně sděluje, jak je aktivita daleko.",
            "Drobné aktivity, které nevyžadují peníze, zařazujeme přímo do ročních akčních plánů. Zde jsou jen ty, které mají vliv na síť nebo na rozpočty obcí.",
        ),
    ),
    "capacities": (
        (
            "Tabulka obsahuje požadavky území {orp} na kapacity podle druhů a forem služeb. Zachování stávající kapacity je také požadavkem a má svůj důvod.",
            "O kapacity pro území {orp} žádáme v jednotkách, které používá síť kraje: u pobytových služeb jde o lůžka, u ostatních o úvazky v přímé péči.",
            "Požadavky území {orp} jsou výsledkem dohody, ne součtem přání. Skupiny je seřadily podle naléhavosti a první tři považují za nezbytné.",
            "Souhrn ukazuje, které kapacity má území {orp} zachovat, které posílit a kterých se může vzdát ve prospěch potřebnějších.",
        ),
        "[[needs]]",
        (
            "Navýšení jsme rozložili do let podle toho, kdy lze získat pracovníky. Rychlejší růst by znamenal kapacitu pouze na papíře.",
            "Kde žádáme o méně, nejde o úsporu za každou cenu. Uvolněná místa mají sloužit lidem, pro které služba dosud nebyla vhodná.",
            "Poskytovatelé potvrdili, že požadovanou kapacitu dokážou zajistit. U služby, která v území dosud není, je uveden možný poskytovatel i místo.",
            "Pokud kraj vyhoví jen zčásti, prosíme zachovat pořadí. Částečné navýšení první potřeby má pro území větší cenu než úplné splnění páté.",
            "Společné požadavky se sousedními správními obvody jsou označeny. Okresní tým je může sloučit, aniž by se tím změnil rozsah pomoci pro lidi.",
        ),
        (
            "Ke každé potřebě je přiložen doklad a jméno poskytovatele, který by ji mohl zajistit. Souhlas obcí s podílem na nákladech byl zjišťován předem.",
            "O změnách kapacit během období bude území rozhodovat znovu při každém akčním plánu. Zachovají se přitom kódy potřeb, aby je bylo možné sledovat.",
            "Výsledek posouzení okresem a krajem zveřejníme u každé potřeby. Pokud přijata nebude, projedná řídící skupina, co lze udělat jinak.",
            "Požadované kapacity odpovídají výhledu zdrojů, který území dostalo od kraje. Potřeby nad jeho rámec jsou vedeny v zásobníku.",
        ),
    ),
    "monitoring": (
        (
            "Plnění sleduje koordinátor spolu s předsedy skupin. Dvakrát ročně projdou ukazatele a jednou ročně předloží zprávu zastupitelstvu města.",
            "Každý realizátor jednou za rok sdělí, co se podařilo, kolik to stálo a čeho bylo dosaženo. Koordinátor údaje ověří a sestaví z nich hodnoticí zprávu.",
            "Zprávu o plnění projednává řídící skupina vždy v únoru. Nesplněné opatření musí mít vysvětlení a návrh, zda v něm pokračovat.",
            "Způsob sledování je jednoduchý: jedno opatření, jeden ukazatel, jeden odpovědný člověk. Výsledky jsou veřejné.",
        ),
        (
            "Změnu plánu může navrhnout kterákoli skupina. Drobnou úpravu schvaluje řídící skupina, změnu priority nebo kapacity zastupitelstvo města.",
            "Změnit lze termín, realizátora i částku, aniž by se měnil smysl opatření. Pokud se mění cíl, postupuje se stejně jako při schvalování plánu.",
            "Nová naléhavá potřeba se zapisuje průběžně. Do nejbližšího akčního plánu se dostane, jestliže ji doloží aspoň dvě strany.",
            "Při mimořádné události může starosta svolat řídící skupinu do pěti dnů. Taková situace nastala v minulosti dvakrát a postup se osvědčil.",
        ),
        (
            "Uživatelé hodnotí plnění vlastními slovy. Jejich vyjádření je součástí zprávy vedle čísel.",
            "Ke srovnání slouží průměr okresu {district}. Odlišnost sama o sobě není chybou, chceme jí však rozumět.",
            "Na konci období proběhne společné hodnocení s okolními správními obvody. Jeho závěry budou první kapitolou příštího plánu.",
            "Kde se ukazatel po dva roky nehýbe, skupina opatření přehodnotí. Lepší je ukončit ho s vysvětlením než vykazovat naději.",
        ),
    ),
    "network": (
        (
            "Kapacity v síti odpovídají potřebám území {orp} u většiny druhů služeb. Rozdíl je patrný u péče doma, u odlehčení a u služeb pro lidi s duševním onemocněním.",
            "Ze srovnání sítě s potřebami vyplývá, že území má dost míst tam, kde služby vznikaly dávno, a málo tam, kde se potřeby objevily nedávno.",
            "Síť v území je stabilní, ale napjatá. Většina služeb pracuje na hranici svých možností a výpadek jediného pracovníka znamená odmítnuté zájemce.",
            "Pro posouzení sítě jsme vedle sebe položili kapacitu, její využití a počet odmítnutých zájemců. U tří druhů služeb všechny tři údaje ukazují stejným směrem.",
        ),
        "[[network_totals]]",
        (
            "{Places} v území přispívají službám podle společného pravidla. Příspěvek na obyvatele je doplněn částkou podle skutečně poskytnutých hodin.",
            "Zajištění sítě stojí na dohodě kraje, města a {places_gen}. Město {name} pronajímá službám prostory za sníženou cenu a ostatní hradí část nákladů terénu.",
            "Podíl {places_gen} na nákladech sítě bude v období plánu růst. Předem dohodnuté rozložení má zabránit tomu, aby se o něm jednalo každý rok znovu.",
            "Dohoda o spolufinancování platí po celé období plánu. Kdo přistoupí později, doplatí jen běžný rok.",
        ),
        (
            "K žádostem o vstup do sítě se území vyjadřuje podle toho, zda služba odpovídá některé z potřeb tohoto plánu. Stanovisko podepisuje předseda řídící skupiny.",
            "Novou službu podpoříme, pokud má doloženou potřebu, pracovníky a souhlas {places_gen}, ve kterých chce působit.",
            "Při změnách kapacit dáváme přednost službám, které v území již pracují a dobře spolupracují. Výjimkou jsou druhy služeb, jež zde chybějí.",
            "Stanovisko území k síti vzniká na jednání řídící skupiny. Poskytovatel, kterého se týká, vysvětlí svůj záměr a při hlasování není přítomen.",
        ),
    ),
}
