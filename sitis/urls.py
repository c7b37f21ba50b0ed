"""All addresses; the rooms are wired by name, never by import."""

from django.contrib import admin
from django.urls import include, path

from sitis import views
from sitis.health import health

handler400 = views.bad_request
handler500 = views.server_error

urlpatterns = [
    path("", views.home, name="home"),
    path("zdravi/", health, name="health"),
    path("sprava/", admin.site.urls),
    path("prostor/ulohy/", include("sitis.jobs.urls")),
    path("registr/", include("providers.urls")),
    path("", include("sitis.accounts.urls")),
]
