"""Reports of benchmarking for everybody, under ``/srovnani/``."""

from django.urls import path

from evaluation.views import public

app_name = "benchmarks"
urlpatterns = [
    path("", public.benchmark_list, name="benchmark-list"),
    path("<int:rok>/", public.benchmark_year, name="benchmark-year"),
    path("<int:rok>/srovnani.xlsx", public.benchmark_data, name="benchmark-data"),
    path("<int:rok>/<slug:druh>/", public.benchmark_kind, name="benchmark-kind"),
    path("<int:rok>/<slug:druh>/srovnani.xlsx", public.benchmark_data, name="benchmark-kind-data"),
]
