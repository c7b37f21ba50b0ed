from django.urls import path

from providers.views import people

app_name = "providers"
urlpatterns = [
    path("lide/", people.membership_list, name="membership-list"),
    path("lide/pozvat/", people.membership_invite, name="membership-invite"),
    path("lide/<int:pk>/ukoncit/", people.membership_end, name="membership-end"),
]
