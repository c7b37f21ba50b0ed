"""Analytical sections of a local plan, four and more variants of each paragraph."""

from planning.demo.texts.writing import Section

SECTIONS: dict[str, Section] = {
    "population": (
        (
            "V území {orp} žije {inhabitants} obyvatel. Osob starších 65 let je {seniors}, tedy {seniors_share}, a za čtyři roky jich přibylo {seniors_growth}.",
            "Správní obvod {orp} má {inhabitants} obyvatel a tvoří ho {all_places}. Lidí nad 65 let je {seniors}; proti roku 2019 to znamená nárůst o {seniors_growth_share}.",
            "Území tvoří {all_places}, ve kterých žije {inhabitants} lidí. Podíl osob starších 65 let dosáhl {seniors_share}, děti do 15 let tvoří {children_share}.",
            "V území {orp} žije {inhabitants} obyvatel, z nich {children} dětí do 15 let a {seniors} lidí starších 65 let. Počet starších lidí vzrostl za čtyři roky o {seniors_growth}.",
            "Kdo chce porozumět potřebám v území {orp}, měl by začít u jednoho čísla: {seniors}. Tolik je zde lidí starších 65 let a proti roku 2019 je to o {seniors_growth_share} víc.",
        ),
        "[[map]]",
        "[[population]]",
        (
            "Nejrychleji přibývá lidí ve věku, kdy se potřeba pomoci prudce zvyšuje. Terénní služby proto budou růst i tehdy, když se celkový počet obyvatel nezmění.",
            "Stárnutí není všude stejné. V {small_loc} zůstávají starší lidé častěji sami, protože jejich děti bydlí ve městě nebo mimo kraj.",
            "Mladé rodiny se stěhují za bydlením na okraj území, starší lidé zůstávají v jeho středu. Službám to prodlužuje cesty a mění skladbu lidí, kteří o pomoc žádají.",
            "Pro plánování je důležitější než samotný počet obyvatel to, kolik lidí žije v domácnosti samo. Podle zkušenosti sociálních pracovníků jejich počet roste rychleji, než napovídá věk.",
            "Do období plánu vstupují silné poválečné ročníky. Pokud se nezmění způsob péče, budou pobytové služby na konci období chybět i při stejném zájmu jako dnes.",
        ),
        (
            "Sociální situace území je kromě věku ovlivněna dluhy, cenou bydlení a dojížděním za prací. Tyto potíže se potkávají v nevelkém počtu domácností, které pak potřebují několik služeb najednou.",
            "Vedle stárnutí sledujeme zadlužení a nejisté bydlení. Jde o potíže, které samy o sobě sociální služby nevyřeší, ale bez nich je pomoc jen krátkodobá.",
            "Část rodin žije v bydlení, které neodpovídá potřebám dětí ani starších členů. Dopad je vidět ve školách, u lékařů i na pracovišti sociální práce.",
            "Území má dobrou dostupnost práce, ale horší dostupnost malých bytů. Pro lidi, kteří opouštějí pobytovou službu, je právě to nejčastější překážkou samostatnosti.",
        ),
    ),
    "services": (
        (
            "V síti kraje působí v území {services} sociálních služeb. Zastoupených druhů je {kinds}; za ostatními lidé dojíždějí, nebo se bez nich obejdou.",
            "Počet sociálních služeb, které v území {orp} pracují a jsou v síti kraje, je {services}. Druhů služeb je zastoupeno {kinds}.",
            "Síť v území zahrnuje služby péče, prevence i poradenství; celkem jich je {services} a druhů je mezi nimi {kinds}. Do území navíc dojíždějí služby se sídlem v okolních správních obvodech.",
            "Lidé v území {orp} mohou využít služby {kinds} druhů. Celkový počet služeb v síti je {services}, jejich kapacity se ale velmi liší.",
        ),
        "[[services]]",
        (
            "Nejhustší je nabídka ve městě {name}. V {small_loc} je pomoc závislá na dojezdu terénních služeb a na ochotě sousedů.",
            "Terénní služby pokrývají celé území, ne však celý den. Večer a o víkendu se pomoc zužuje na několik málo míst.",
            "Ambulantní služby sídlí převážně ve městě {name}. Kdo nemá vlastní auto, stráví cestou někdy víc času než ve službě.",
            "Dobře jsou v území zajištěny služby pro seniory, slaběji pro lidi s duševním onemocněním a téměř vůbec služby, na které se nelze objednat předem.",
            "Služby se v území vzájemně znají a předávají si klienty po telefonu. Slabinou je, že mimo jejich okruh se o některých službách téměř neví.",
        ),
        (
            "Zcela chybějí služby určené malému počtu lidí. Ty má smysl zajišťovat společně s okolními správními obvody.",
            "Za chybějícími službami lidé dojíždějí jinam nebo zůstávají bez pomoci. Skupiny doporučily začít pravidelnou poradnou v místě, kterou může zajistit služba odjinud.",
            "Některé druhy služeb v území nejsou a nejsou ani potřeba: počet zájemců je nízký a služba v okrese {district} stačí.",
            "Část kapacit je na papíře vyšší, než kolik lze skutečně poskytnout, protože chybějí pracovníci. U těchto služeb nežádáme o navýšení, dokud nebudou obsazena stávající místa.",
        ),
    ),
    "needs": (
        (
            "Potřeby v území {orp} popisujeme podle toho, co lidé nemohou zvládnout sami, a teprve potom podle druhů služeb. Ke každé potřebě je uveden doklad.",
            "Při třídění potřeb jsme rozlišovali tři stupně: pokryto, pokryto zčásti a nepokryto. Do žádosti o kapacity se dostalo jen to, u čeho známe počet lidí.",
            "Z jednání skupin vzešel dlouhý seznam přání. Po porovnání s údaji o zájemcích, obyvatelstvu a síti zůstaly potřeby, které uvádí následující tabulka.",
            "Potřeby jsme posuzovali společně pro celé území, aby nerozhodovalo, ze které obce zazněly. Stejnou váhu měl hlas uživatele, poskytovatele i obce.",
        ),
        "[[needs]]",
        (
            "Nejčastější nepokrytou potřebou je péče doma mimo běžnou pracovní dobu. Rodiny ji řeší střídáním, dokud některý z pečujících neonemocní.",
            "Na prvním místě stojí odlehčení pečujících. Kdo pečuje déle než dva roky, zpravidla neví, kde by mohl na týden najít zástup.",
            "Nejhůř se hledá pomoc pro lidi, kteří mají více potíží najednou: demenci a závislost, postižení a duševní onemocnění, dluhy a ztrátu bydlení.",
            "Nejvíc chybí služba, která by přišla hned. Na většinu služeb se v území čeká týdny, kdežto po propuštění z nemocnice rozhodují dny.",
            "Pro rodiny s dětmi je největší překážkou čekání. Za několik týdnů, které uplynou do první návštěvy, se situace často zhorší natolik, že už nestačí podpora doma.",
        ),
        (
            "Nepokrytá zůstává také potřeba dopravy. Bez ní se ambulantní služby mění v pomoc jen pro ty, kdo bydlí poblíž.",
            "U pobytových služeb nežádáme jen o lůžka. Stejně důležité je, aby se část stávajících přizpůsobila lidem žijícím s demencí.",
            "Několik potřeb leží mimo sociální služby: dostupné byty, praktický lékař, spoj do města. Předáváme je těm, kdo o nich rozhodují, a v plánu je vedeme jako navazující.",
            "Skupina mladých lidí, kteří končí školu a nemají kam jít, je malá, ale stálá. Dílna nebo rehabilitace v dosahu by jim umožnila neztratit, co se naučili.",
        ),
    ),
    "clients_refused": (
        (
            "Za poslední uzavřený rok odhadujeme počet klientů služeb v území na {clients}. Čekajících zájemců bylo na konci roku {waiting} a odmítnutých {refused}.",
            "Odhad počtu klientů za celé území je {clients}. Poskytovatelé zároveň vykázali {refused} odmítnutých zájemců a {waiting} osob v pořadnících.",
            "Služby v území pomohly za rok přibližně {clients} lidem. V pořadnících zůstávalo {waiting} zájemců a u {refused} bylo odmítnutí zapsáno.",
            "Odmítnutých zájemců bylo v uzavřeném roce {refused}, čekajících {waiting}. Pro srovnání: klientů všech služeb v území bylo podle odhadu {clients}.",
        ),
        "[[figures measure=clients]]",
        "[[figures measure=waiting]]",
        "[[figures measure=refused]]",
        (
            "Jeden člověk může být klientem více služeb a stát ve více pořadnících. Součty proto nejsou počtem lidí, ale počtem smluv a žádostí.",
            "Čísla o odmítnutých podceňují skutečnost u terénních služeb, kde se lidé po prvním telefonátu sami nabídky vzdají.",
            "U domovů jsou pořadníky nadhodnocené: řada lidí podává žádost dopředu a nastoupit zatím nechce. Po pročištění zůstává naléhavých zhruba třetina.",
            "U služeb, které lze využít beze jména, je počet klientů odhadem pracovníků. Údaj porovnáváme s počtem kontaktů a nápadné rozdíly vysvětlujeme.",
            "Odmítnutí z důvodu plné kapacity tvoří většinu. Zbytek připadá na lidi, kteří patří do jiné služby a o té se dozvěděli až při odmítnutí.",
        ),
        (
            "Pro příští rok jsme se s poskytovateli dohodli na stejném způsobu zápisu. Zájemce se bude evidovat podle obce bydliště a podle důvodu, proč nebyl přijat.",
            "Rozdíl proti předchozímu roku z větší části způsobila změna evidence, nikoli změna zájmu. Vývoj proto hodnotíme až za dva roky.",
            "Nejnápadnější je růst u terénních služeb. Odpovídá tomu, co říkají {mayors}: lidé chtějí zůstat doma a hledají pomoc později, zato naléhavěji.",
            "Čekání se prodloužilo hlavně tam, kde odešli pracovníci. Nová kapacita by bez nich čekání nezkrátila.",
        ),
    ),
    "documents": (
        (
            "Plán vychází z pravidel sítě a z předchozího střednědobého plánu kraje, ze kterého přejímá členění na pět částí. Díky tomu lze plány všech správních obvodů srovnat.",
            "Hlavním východiskem je střednědobý plán kraje a jeho akční plány. Z nich přebíráme jednotky kapacit i slovník témat, vlastní jsou zjištění a priority.",
            "Z krajských dokumentů se plán opírá o pravidla sítě a o vyhodnocení předchozího období. Z dokumentů státu je důležitý důraz na péči v přirozeném prostředí.",
            "Oporou byly dokumenty tří úrovní: státu, kraje a území. Kde si neodpovídaly, dali jsme přednost tomu, co je doloženo novějšími údaji.",
        ),
        (
            "V území platí strategický plán města {name} a plány svazků obcí. Sociální služby v nich mají většinou jednu kapitolu, nejčastěji věnovanou seniorům a bydlení.",
            "Místní akční skupina se ve své strategii věnuje komunitnímu životu a dopravě. Její záměry jsme převzali jako navazující aktivity, aby se služby a spolky neplánovaly odděleně.",
            "Prošli jsme rozvojové dokumenty {places_gen} v území. Opakuje se v nich přání postavit byty pro seniory, méně často se uvažuje o tom, kdo v nich bude pomáhat.",
            "Plány {places_gen} kladou důraz na budovy, tento plán na lidi. Obě hlediska jsme spojili u opatření, kde {places} nabízejí prostory a poskytovatelé pracovníky.",
        ),
        (
            "Z dokumentů plynou pro území dva úkoly: držet dohodnutou síť a včas ji přizpůsobovat stárnutí. K obojímu směřují priority strategické části.",
            "Rozpor jsme našli jediný: místní dokumenty počítají s novými lůžky, zatímco kraj dává přednost terénu. Řešením je přeměna části lůžek, ne jejich přidávání.",
            "Závěry dokumentů jsme předložili pracovním skupinám a ptali se, zda odpovídají zkušenosti. U dopravy a bydlení byla zkušenost horší, než dokumenty uvádějí.",
            "Úplný seznam dokumentů vede koordinátor a na vyžádání jej poskytne. V plánu uvádíme jen ty, ze kterých plyne konkrétní opatření.",
        ),
    ),
    "social_work": (
        (
            "Sociální pracovníci města {name} řeší nejčastěji péči o osaměle žijící seniory, dluhy a ohrožené bydlení. Jednotlivé potíže se spojují, proto přibývá spolupráce tří a více služeb u jedné rodiny.",
            "Nejvíc času sociální práce zabírá hledání místa: v domově, v azylovém domě, v bytě. Když místo není, zůstává pracovník s člověkem sám na všechno.",
            "Zkušenost sociálních pracovníků se shoduje s údaji služeb. Lidé přicházejí pozdě, často až po úrazu nebo po úmrtí toho, kdo o ně pečoval.",
            "Na pracovišti sociální práce se za poslední roky změnila skladba klientů: ubylo lidí, kteří hledají práci, a přibylo těch, kdo pracují, a přesto nezaplatí bydlení.",
        ),
        (
            "V {small_loc} provádějí první rozhovor často {mayors} sami. Koordinátor jim proto připravil jednoduchý list: na co se zeptat a komu zavolat.",
            "Při šetření příspěvku na péči se pracovníci setkávají s domácnostmi, které o službách nevědí. Na místě jim předávají kontakt a za měsíc se zeptají, zda pomohl.",
            "Opakovaně se vyskytuje situace, kdy je pacient propuštěn v pátek a pomoc lze zajistit až v pondělí. Tyto případy si nově zapisujeme.",
            "Kurátoři upozorňují na muže středního věku po rozpadu rodiny. Nesplňují představu potřebného člověka, a proto se o ně služby ucházejí málo.",
            "Spolupráce se školami odhaluje rodiny, ve kterých péče o nemocného prarodiče leží na dítěti. Podpora pečujících zde pomáhá dvěma generacím najednou.",
        ),
        (
            "Nejcitelněji chybí místo, kam odkázat člověka v náhlé krizi. Pracovníci improvizují, což je nejistota pro ně i pro klienta.",
            "Kam poslat člověka s dluhy, víme; kam člověka se závislostí, který nechce do léčebny, nevíme. Ambulance v dosahu by změnila víc než další lůžka.",
            "Pracovníci by uvítali pravidelná setkání nad složitými případy. Tam, kde se již konají, se zkrátila doba hledání vhodné služby.",
            "Prostor pro sociální práci zmenšují výkazy a zástupy. Doporučujeme proto, aby na území připadal aspoň jeden pracovník zaměřený jen na terén.",
        ),
    ),
    "swot": (
        (
            "Silné a slabé stránky, příležitosti a hrozby území {orp} sestavily pracovní skupiny na společném setkání. Každý účastník směl vybrat jen tři položky, aby bylo zřejmé, na čem nejvíc záleží.",
            "Tabulka za území {orp} je výsledkem dvou kol: v prvním psaly skupiny odděleně, ve druhém si seznamy vyměnily. Zůstaly položky, na kterých se shodly aspoň dvě ze tří stran.",
            "Nešlo o to sepsat o území {orp} všechno. Skupiny měly najít věci, o které se lze opřít, a věci, které mohou plán zastavit, a ke každé uvést zkušenost z území.",
            "Položky za území {orp} jsou seřazeny podle počtu hlasů. Téma u každé z nich je ze společného slovníku kraje, takže lze srovnat, co trápí sousední správní obvody.",
        ),
        "[[swot]]",
        (
            "Ze srovnání plyne, že území {orp} může stavět na vztazích mezi lidmi a musí se vyrovnat s nedostatkem pracovníků. Tomu odpovídá pořadí priorit.",
            "Slabé stránky leží víc v penězích a dopravě než v ochotě. Většina priorit proto hledá, jak lépe využít to, co v území už je.",
            "Největší shoda panovala u hrozeb: stárnutí obyvatel a odchody pracovníků se potkají ve stejných letech. Opatření pro nejbližší roky jsou proto zaměřena na terénní péči.",
            "Příležitosti závisejí na tom, zda se {places} domluví na společném postupu. Skupiny doporučily začít tam, kde dohoda nic nestojí.",
        ),
    ),
    "costs": (
        (
            "Služby v území se platí z dotace státu rozdělované krajem, z úhrad klientů, z příspěvků {places_gen} a z prostředků zřizovatelů. Podíly se mezi druhy služeb výrazně liší.",
            "Největší položkou nákladů jsou mzdy. Kde služba nemá jistotu dotace do začátku roku, odkládá nábor, a kapacita zůstává nevyužitá.",
            "Náklady služeb v území rostou rychleji než úhrady. Rozdíl zatím vyrovnává dotace, pro výhled ale počítáme s mírným růstem podílu {places_gen}.",
            "Financování v území stojí na několika zdrojích, z nichž žádný není jistý na více let. Proto u každého opatření uvádíme i zdroj náhradní.",
        ),
        "[[figures measure=costs]]",
        (
            "Navržená opatření zvýší náklady postupně. První rok připadá hlavně na přípravu a nábor, plný dopad nastane až v posledním roce období.",
            "Většina opatření nemá investiční část. Kde je potřeba upravit budovu, počítáme s dotačními výzvami a náklady uvádíme odděleně.",
            "Finanční dopady vycházejí z obvyklých nákladů na jednotku kapacity. Jsou odhadem a při sestavování akčního plánu budou každý rok upřesněny.",
            "Nejlevnější opatření jsou ta, která mění způsob práce. Patří k nim společné pořadníky, dohoda s nemocnicí a rozvržení směn.",
        ),
        (
            "{Places} v území se na spolufinancování podílejí nerovnoměrně. Nové pravidlo rozděluje příspěvek podle hodin poskytnutých obyvatelům a zavádí se na dva roky na zkoušku.",
            "Podíl {places_gen} na nákladech terénních služeb má být předvídatelný. Navrhujeme proto smlouvy na celé období, s možností úpravy jednou ročně.",
            "Pokud by dotace klesla, zachováme přednostně terénní služby péče a krizovou pomoc. Na tomto pořadí se shodla řídící skupina předem.",
            "Obce, které zatím nepřispívají, dostanou přehled, kolik jejich obyvatel kterou službu využívá. Bez adres a jmen, zato s částkou.",
        ),
    ),
}
