"""All addresses; the rooms are wired by name, never by import."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from sitis import mailbox, views
from sitis.health import health

handler400 = views.bad_request
handler500 = views.server_error

#: Pages for everybody: in Czech without a prefix, in other languages under /en/ and /uk/.
public = i18n_patterns(
    path("napoveda/verejnost/", views.help_public, name="help-public"),
    path("", include("providers.public_urls")),
    path("", include("catalog.urls")),
    prefix_default_language=False,
)

urlpatterns = [
    *public,
    path("napoveda/", views.help_index, name="help"),
    path("napoveda/vzory/", views.patterns, name="patterns"),
    path("napoveda/<slug:role>/", views.help_role, name="help-role"),
    path("nahled-textu/", views.text_preview, name="text-preview"),
    path("pristupnost/", views.accessibility, name="accessibility"),
    path("osobni-udaje/", views.privacy, name="privacy"),
    path("zdravi/", health, name="health"),
    path("sprava/posta/", mailbox.mail_list, name="mail-list"),
    path("sprava/posta/<int:pk>/", mailbox.mail_detail, name="mail-detail"),
    path("sprava/posta/<int:pk>/html/", mailbox.mail_html, name="mail-html"),
    path("sprava/", admin.site.urls),
    path("prostor/ulohy/", include("sitis.jobs.urls")),
    path("prostor/pripominky/", include("sitis.reminders.urls")),
    path("", include("sitis.documents.urls")),
    path("registr/", include("providers.urls")),
    path("planovani/", include("planning.urls")),
    path("plany/", include("planning.public_urls")),
    path("hodnoceni/", include("evaluation.urls")),
    path("srovnani/", include("evaluation.public_urls")),
    path("", include("catalog.data_urls")),
    path("", include("sitis.accounts.allauth_urls")),
    path("", include("sitis.accounts.urls")),
]
