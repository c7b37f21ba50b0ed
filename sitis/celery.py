"""The worker's application: ``celery -A sitis worker`` (with ``-B``, the schedule too)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sitis.settings")

app = Celery("sitis")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
