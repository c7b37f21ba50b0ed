from django.urls import path

from sitis.accounts.views import desk, invitations, looking, people, profile

app_name = "accounts"
urlpatterns = [
    path("prostor/", desk.desk, name="desk"),
    path("ucet/", profile.profile, name="profile"),
    path("ucet/upravit/", profile.profile_edit, name="profile-edit"),
    path("ucet/moje-udaje.json", profile.profile_download, name="profile-download"),
    path("pozvanka/<str:token>/", invitations.invitation_accept, name="invitation-accept"),
    path("lide/", people.person_list, name="person-list"),
    path("lide/pozvat/", invitations.invite, name="invite"),
    path("lide/pozvat/hromadne/", invitations.invite_many, name="invite-many"),
    path("lide/pozvat/vzor.xlsx", invitations.invite_sample, name="invite-sample"),
    path("lide/pozvanky/", invitations.invitation_list, name="invitation-list"),
    path("lide/pozvanky/<int:pk>/znovu/", invitations.invitation_resend, name="invitation-resend"),
    path("lide/pozvanky/<int:pk>/zrusit/", invitations.invitation_cancel, name="invitation-cancel"),
    path("lide/pohled/konec/", looking.look_end, name="look-end"),
    path("lide/role/<int:pk>/ukoncit/", people.holding_end, name="holding-end"),
    path("lide/<int:pk>/", people.person_detail, name="person-detail"),
    path("lide/<int:pk>/pohled/", looking.look_start, name="look-start"),
    path("lide/<int:pk>/predat/", people.person_hand_over, name="person-hand-over"),
    path("lide/<int:pk>/zamknout/", people.person_lock, name="person-lock"),
    path("lide/<int:pk>/odemknout/", people.person_unlock, name="person-unlock"),
    path(
        "lide/<int:pk>/druhy-faktor/",
        people.person_reset_second_factor,
        name="person-reset-second-factor",
    ),
    path("lide/<int:pk>/anonymizovat/", people.person_anonymise, name="person-anonymise"),
]
