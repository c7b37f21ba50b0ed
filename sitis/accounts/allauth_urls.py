"""django-allauth under Czech addresses; its own names stay, it asks for them."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.urls import path, re_path

urlpatterns = [
    path("prihlaseni/", account.login, name="account_login"),
    path("prihlaseni/kod/", mfa.authenticate, name="mfa_authenticate"),
    path("prihlaseni/zamceno/", account.account_inactive, name="account_inactive"),
    path("prihlaseni/registrace/", account.signup, name="account_signup"),
    path("odhlaseni/", account.logout, name="account_logout"),
    path("zapomenute-heslo/", account.password_reset, name="account_reset_password"),
    path(
        "zapomenute-heslo/odeslano/",
        account.password_reset_done,
        name="account_reset_password_done",
    ),
    path(
        "zapomenute-heslo/hotovo/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^zapomenute-heslo/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("ucet/heslo/", account.password_change, name="account_change_password"),
    path("ucet/heslo/nastavit/", account.password_set, name="account_set_password"),
    path("ucet/overeni/", account.reauthenticate, name="account_reauthenticate"),
    path("ucet/overeni/kod/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("ucet/druhy-faktor/", mfa.index, name="mfa_index"),
    path("ucet/druhy-faktor/zapnout/", totp.activate_totp, name="mfa_activate_totp"),
    path("ucet/druhy-faktor/vypnout/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("ucet/druhy-faktor/kody/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "ucet/druhy-faktor/kody/nove/",
        codes.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "ucet/druhy-faktor/kody/stahnout/",
        codes.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
]
