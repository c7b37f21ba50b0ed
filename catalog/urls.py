"""Addresses of the public catalogue; each stands under /en/ and /uk/ too."""

from django.urls import path

from catalog.views import comparison, home, maps, network, provider, search, service, shortlist

app_name = "catalog"

urlpatterns = [
    path("", home.home, name="home"),
    path("sluzby/", search.search, name="search"),
    path("sluzby/<str:identifier>/", service.service, name="service"),
    path("sluzby/<str:identifier>/dokument/<int:pk>/", service.document, name="document"),
    path("poskytovatele/<str:ico>/", provider.provider, name="provider"),
    path("mapa/", maps.places, name="map"),
    path("porovnani/", comparison.comparison, name="comparison"),
    path("sit/", network.versions, name="network"),
    path("sit/<int:rok>/", network.year, name="network-year"),
    path("sit/<int:rok>/<int:cislo>/", network.version, name="network-version"),
    path(
        "sit/<int:rok>/<int:cislo>/<slug:what>.<slug:kind>",
        network.download,
        name="network-download",
    ),
    path("vyber/", shortlist.shortlist, name="shortlist"),
]
