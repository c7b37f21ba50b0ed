"""Addresses for machines: open data and the feed. They stand without a language."""

from django.urls import path

from catalog import sitemap
from catalog.hsds import views as hsds
from catalog.opendata import views as opendata

urlpatterns = [
    path("robots.txt", sitemap.robots, name="robots"),
    path("sitemap.xml", sitemap.index, name="sitemap"),
    path("sitemap-<slug:name>-<int:number>.xml", sitemap.part, name="sitemap-part"),
    path("otevrena-data/", opendata.about, name="open-data"),
    path("otevrena-data/katalog.jsonld", opendata.catalogue, name="open-data-catalogue"),
    path("otevrena-data/sady/<slug:name>.jsonld", opendata.dataset, name="open-data-set"),
    path("otevrena-data/sluzby.csv", opendata.services_csv, name="open-data-services-csv"),
    path("otevrena-data/sluzby.json", opendata.services_json, name="open-data-services-json"),
    path("otevrena-data/sit.csv", opendata.network_csv, name="open-data-network-csv"),
    path("otevrena-data/sit.json", opendata.network_json, name="open-data-network-json"),
    path("otevrena-data/schemata/<slug:name>.json", opendata.schema, name="open-data-schema"),
    path("hsds/", hsds.about, name="hsds"),
    path("hsds/openapi.json", hsds.openapi, name="hsds-openapi"),
    path("hsds/services", hsds.services, name="hsds-services"),
    path("hsds/services/<str:key>", hsds.service, name="hsds-service"),
    path("hsds/organizations", hsds.organizations, name="hsds-organizations"),
    path("hsds/organizations/<str:key>", hsds.organization, name="hsds-organization"),
    path("hsds/service_at_locations", hsds.service_at_locations, name="hsds-places"),
    path("hsds/service_at_locations/<str:key>", hsds.service_at_location, name="hsds-place"),
    path("hsds/taxonomies", hsds.taxonomies, name="hsds-taxonomies"),
    path("hsds/taxonomies/<str:key>", hsds.taxonomy, name="hsds-taxonomy"),
    path("hsds/taxonomy_terms", hsds.taxonomy_terms, name="hsds-taxonomy-terms"),
    path("hsds/taxonomy_terms/<str:key>", hsds.taxonomy_term, name="hsds-taxonomy-term"),
]
