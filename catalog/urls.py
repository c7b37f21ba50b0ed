"""Addresses of the public catalogue; each stands under /en/ and /uk/ too."""

from django.urls import path

from catalog.views import comparison, home, provider, search, service, shortlist

app_name = "catalog"

urlpatterns = [
    path("", home.home, name="home"),
    path("sluzby/", search.search, name="search"),
    path("sluzby/<str:identifier>/", service.service, name="service"),
    path("sluzby/<str:identifier>/dokument/<int:pk>/", service.document, name="document"),
    path("poskytovatele/<str:ico>/", provider.provider, name="provider"),
    path("porovnani/", comparison.comparison, name="comparison"),
    path("vyber/", shortlist.shortlist, name="shortlist"),
]
