"""Pages of this room that everybody may open; other languages stand under a prefix."""

from django.urls import path

from providers.views import public_reports

app_name = "reports"
urlpatterns = [
    path("sluzby/<str:identifier>/neaktualni/", public_reports.report_add, name="report-add"),
    path("hlaseni/<uuid:key>/", public_reports.report_state, name="report-state"),
]
