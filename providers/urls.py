from django.urls import path

from providers.views import (
    differences,
    imports,
    people,
    proposals,
    register,
    reports,
    searches,
    service_page,
    verifications,
)
from providers.views.cards import comments as card_comments
from providers.views.cards import filling as service_cards
from providers.views.cards import templates as card_templates
from providers.views.cards import versions as card_versions
from providers.views.network import comparing, items, lists, versions

app_name = "providers"
urlpatterns = [
    path("", register.home, name="register"),
    path("sluzby/", register.service_list, name="service-list"),
    path("sluzby/nova/", register.service_add, name="service-add"),
    path("sluzby/export/<str:kind>/", register.service_export, name="service-export"),
    path("sluzby/<str:identifier>/", register.service_detail, name="service-detail"),
    path("sluzby/<str:identifier>/upravit/", register.service_edit, name="service-edit"),
    path(
        "sluzby/<str:identifier>/upravit/<slug:slug>/",
        register.service_parts,
        name="service-parts",
    ),
    path("sluzby/<str:identifier>/ukoncit/", register.service_end, name="service-end"),
    path("sluzby/<str:identifier>/zverejnit/", register.service_publish, name="service-publish"),
    path(
        "sluzby/<str:identifier>/kapacita/<int:pk>/",
        register.capacity_change,
        name="capacity-change",
    ),
    path("sluzby/<str:identifier>/zmeny/", register.service_changes_page, name="service-changes"),
    path("sluzby/<str:identifier>/verejne/", service_page.service_public, name="service-public"),
    path(
        "sluzby/<str:identifier>/verejne/vzit-zpet/",
        service_page.proposal_recall,
        name="proposal-recall",
    ),
    path(
        "sluzby/<str:identifier>/verejne/zahodit/",
        service_page.proposal_drop,
        name="proposal-drop",
    ),
    path(
        "sluzby/<str:identifier>/verejne/overit/",
        service_page.service_verify,
        name="service-verify",
    ),
    path(
        "sluzby/<str:identifier>/verejne/volno/",
        service_page.free_places,
        name="free-places",
    ),
    path("navrhy/", proposals.proposal_list, name="proposal-list"),
    path("navrhy/hromadne/", proposals.proposal_accept_many, name="proposal-accept-many"),
    path("navrhy/<int:pk>/", proposals.proposal_detail, name="proposal-detail"),
    path("navrhy/<int:pk>/prijmout/", proposals.proposal_accept, name="proposal-accept"),
    path("navrhy/<int:pk>/vratit/", proposals.proposal_return, name="proposal-return"),
    path("overeni/", verifications.verification_list, name="verification-list"),
    path("overeni/potvrdit/", verifications.verify_many, name="verify-many"),
    path(
        "overeni/export/<str:kind>/", verifications.verification_export, name="verification-export"
    ),
    path("hlaseni/", reports.report_list, name="report-list"),
    path("hlaseni/<int:pk>/", reports.report_detail, name="report-detail"),
    path("soubory/<int:pk>/", register.document_download, name="document-download"),
    path("poskytovatele/", register.provider_list, name="provider-list"),
    path("poskytovatele/novy/", register.provider_edit, name="provider-add"),
    path("poskytovatele/export/<str:kind>/", register.provider_export, name="provider-export"),
    path("poskytovatele/<int:pk>/", register.provider_detail, name="provider-detail"),
    path("poskytovatele/<int:pk>/upravit/", register.provider_edit, name="provider-edit"),
    path("poskytovatele/<int:pk>/sloucit/", register.provider_merge, name="provider-merge"),
    path("poskytovatele/<int:pk>/zmeny/", register.provider_changes_page, name="provider-changes"),
    path("importy/", imports.import_list, name="import-list"),
    path("importy/<int:pk>/", imports.import_detail, name="import-detail"),
    path("importy/<int:pk>/potvrdit/", imports.import_confirm, name="import-confirm"),
    path("importy/<int:pk>/zahodit/", imports.import_discard, name="import-discard"),
    path("importy/<int:pk>/zpet/", imports.import_take_back, name="import-take-back"),
    path("importy/<int:pk>/sesit/", imports.import_report, name="import-report"),
    path("sit/", versions.version_list, name="network-list"),
    path("sit/nova/", versions.version_start, name="network-start"),
    path("sit/porovnani/", comparing.comparison, name="network-compare"),
    path("sit/porovnani/export/<str:kind>/", comparing.comparison, name="network-compare-export"),
    path("sit/polozky/<int:pk>/", items.item_detail, name="network-item"),
    path("sit/polozky/<int:pk>/upravit/", items.item_edit, name="network-item-edit"),
    path("sit/polozky/<int:pk>/ukoncit/", items.item_end, name="network-item-end"),
    path("sit/polozky/<int:pk>/odebrat/", items.item_remove, name="network-item-remove"),
    path("sit/seznamy/<int:pk>/", lists.list_detail, name="network-import"),
    path("sit/seznamy/<int:pk>/potvrdit/", lists.list_confirm, name="network-import-confirm"),
    path("sit/seznamy/<int:pk>/znovu/", lists.list_again, name="network-import-again"),
    path("sit/seznamy/<int:pk>/zahodit/", lists.list_discard, name="network-import-discard"),
    path("sit/seznamy/<int:pk>/chyby/", lists.list_marked, name="network-import-marked"),
    path("sit/<int:year>/<int:number>/seznamy/", lists.list_upload, name="network-import-list"),
    path("sit/<int:year>/zmeny/", comparing.year_ledger, name="network-year"),
    path(
        "sit/<int:year>/zmeny/export/<str:kind>/", comparing.year_ledger, name="network-year-export"
    ),
    path("sit/<int:year>/<int:number>/", versions.version_detail, name="network-detail"),
    path(
        "sit/<int:year>/<int:number>/export/<str:kind>/",
        versions.version_export,
        name="network-export",
    ),
    path(
        "sit/<int:year>/<int:number>/souhrn/",
        versions.version_totals,
        name="network-totals",
    ),
    path(
        "sit/<int:year>/<int:number>/souhrn/export/<str:kind>/",
        versions.version_totals,
        name="network-totals-export",
    ),
    path("sit/<int:year>/<int:number>/zmeny/", comparing.version_ledger, name="network-ledger"),
    path(
        "sit/<int:year>/<int:number>/zmeny/export/<str:kind>/",
        comparing.version_ledger,
        name="network-ledger-export",
    ),
    path("sit/<int:year>/<int:number>/nesedi/", comparing.version_misfits, name="network-misfits"),
    path(
        "sit/<int:year>/<int:number>/nesedi/export/<str:kind>/",
        comparing.version_misfits,
        name="network-misfits-export",
    ),
    path("sit/<int:year>/<int:number>/upravit/", versions.version_edit, name="network-edit"),
    path(
        "sit/<int:year>/<int:number>/krok/<slug:step>/", versions.version_move, name="network-move"
    ),
    path("sit/<int:year>/<int:number>/platnost/", versions.version_force, name="network-force"),
    path("sit/<int:year>/<int:number>/polozky/nova/", items.item_add, name="network-item-add"),
    path("karty/", card_templates.template_list, name="card-list"),
    path("karty/nova/", card_templates.template_add, name="card-template-add"),
    path("karty/normy/export/<str:kind>/", card_templates.norm_export, name="card-norm-export"),
    path("karty/sablony/<int:pk>/", card_templates.template_detail, name="card-template"),
    path("karty/sablony/<int:pk>/upravit/", card_templates.template_edit, name="card-edit"),
    path("karty/sablony/<int:pk>/verze/nova/", card_templates.version_start, name="card-start"),
    path("karty/sablony/<int:pk>/porovnani/", card_templates.comparison, name="card-compare"),
    path("karty/sablony/<int:pk>/normativy/novy/", card_templates.cost_edit, name="card-cost-add"),
    path(
        "karty/sablony/<int:pk>/normativy/<int:norm_pk>/",
        card_templates.cost_edit,
        name="card-cost",
    ),
    path("karty/verze/<int:pk>/", card_versions.version_detail, name="card-version"),
    path("karty/verze/<int:pk>/upravit/", card_versions.version_edit, name="card-version-edit"),
    path("karty/verze/<int:pk>/cast/<int:part>/", card_versions.part_edit, name="card-part"),
    path("karty/verze/<int:pk>/krok/<slug:step>/", card_versions.version_move, name="card-move"),
    path("karty/verze/<int:pk>/pripominky/", card_comments.comment_list, name="card-comments"),
    path(
        "karty/osloveni/<int:pk>/bez-pripominek/",
        card_comments.comment_nothing,
        name="card-nothing",
    ),
    path("karty/pripominky/<int:pk>/", card_comments.comment_settle, name="card-comment"),
    path("karty/sluzby/", service_cards.card_list, name="service-card-list"),
    path("karty/sluzby/export/<str:kind>/", service_cards.card_export, name="service-card-export"),
    path("karty/sluzby/<int:pk>/", service_cards.card_detail, name="service-card"),
    path(
        "karty/sluzby/<int:pk>/cast/<int:part>/", service_cards.part_fill, name="service-card-part"
    ),
    path(
        "karty/sluzby/<int:pk>/zvlastnosti/", service_cards.specifics_edit, name="service-card-own"
    ),
    path(
        "karty/sluzby/<int:pk>/potvrdit/", service_cards.card_confirm, name="service-card-confirm"
    ),
    path(
        "karty/sluzby/<int:pk>/krok/<slug:step>/", service_cards.card_step, name="service-card-step"
    ),
    path("rozdily/", differences.difference_list, name="difference-list"),
    path("rozdily/hromadne/", differences.difference_settle_many, name="difference-settle-many"),
    path("rozdily/<int:pk>/", differences.difference_detail, name="difference-detail"),
    path("rozdily/<int:pk>/prevzit/", differences.difference_take, name="difference-take"),
    path("rozdily/<int:pk>/ponechat/", differences.difference_keep, name="difference-keep"),
    path("rozdily/<int:pk>/zeptat/", differences.difference_ask, name="difference-ask"),
    path("rozdily/<int:pk>/odpoved/", differences.difference_answer, name="difference-answer"),
    path("hledani/", searches.search_list, name="search-list"),
    path("hledani/export/<str:kind>/", searches.search_export, name="search-export"),
    path("lide/", people.membership_list, name="membership-list"),
    path("lide/pozvat/", people.membership_invite, name="membership-invite"),
    path("lide/<int:pk>/ukoncit/", people.membership_end, name="membership-end"),
]
