from django.urls import path

from sitis.reminders import views

app_name = "reminders"
urlpatterns = [
    path("<int:pk>/odlozit/", views.reminder_dismiss, name="reminder-dismiss"),
]
