from django.urls import path

from providers.views import people, register

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
    path("soubory/<int:pk>/", register.document_download, name="document-download"),
    path("poskytovatele/", register.provider_list, name="provider-list"),
    path("poskytovatele/novy/", register.provider_edit, name="provider-add"),
    path("poskytovatele/export/<str:kind>/", register.provider_export, name="provider-export"),
    path("poskytovatele/<int:pk>/", register.provider_detail, name="provider-detail"),
    path("poskytovatele/<int:pk>/upravit/", register.provider_edit, name="provider-edit"),
    path("poskytovatele/<int:pk>/sloucit/", register.provider_merge, name="provider-merge"),
    path("poskytovatele/<int:pk>/zmeny/", register.provider_changes_page, name="provider-changes"),
    path("lide/", people.membership_list, name="membership-list"),
    path("lide/pozvat/", people.membership_invite, name="membership-invite"),
    path("lide/<int:pk>/ukoncit/", people.membership_end, name="membership-end"),
]
