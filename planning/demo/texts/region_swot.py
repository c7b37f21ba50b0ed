"""What the invented region says of itself: strengths, weaknesses, opportunities, threats."""

from planning.demo.texts.swot import SwotText

REGION_SWOT = (
    SwotText("strength", "planning", "Všech 21 ORP má koordinátora a plánuje podle jedné osnovy."),
    SwotText("strength", "data", "Kraj sbírá od všech služeb stejné údaje a výsledky jim vrací."),
    SwotText("strength", "home_support", "Pečovatelská služba dojíždí do každého správního obvodu."),
    SwotText("strength", "quality", "Každý druh služby má regionální kartu, na které se shodli "
             "poskytovatelé i zadavatelé."),
    SwotText("weakness", "evenings_weekends", "Pomoc večer a o víkendech je jen ve větších městech."),
    SwotText("weakness", "dementia", "Na místo v domově se zvláštním režimem se čeká v každém okrese."),
    SwotText("weakness", "municipal_funding", "Podíl obcí na nákladech služeb se mezi ORP výrazně liší."),
    SwotText("weakness", "respite", "Odlehčovací pobyt se domlouvá měsíce předem, náhlou potřebu "
             "rodin nepokryje."),
    SwotText("opportunity", "health_social", "Nemocnice mají zájem domluvit společný postup při "
             "propouštění lidí, kteří potřebují péči."),
    SwotText("opportunity", "transformation", "Evropské fondy podporují odchod z velkých zařízení "
             "do běžných bytů."),
    SwotText("opportunity", "carers", "Obce začínají nabízet poradenství pečujícím rodinám."),
    SwotText("threat", "staffing", "Pracovníci v přímé péči odcházejí za vyšším výdělkem mimo obor."),
    SwotText("threat", "stable_funding", "Dotace se přidělují na rok, služby nemohou plánovat dál."),
    SwotText("threat", "residential_seniors", "Lidí nad 80 let přibývá rychleji než míst a pracovníků."),
)  # fmt: skip
