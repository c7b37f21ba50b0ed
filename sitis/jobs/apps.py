from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from sitis.celery import app as celery_app


class JobsConfig(AppConfig):
    name = "sitis.jobs"
    label = "jobs"
    verbose_name = _("úlohy na pozadí")

    def ready(self) -> None:
        if settings.CELERY_BROKER_URL.startswith("filesystem"):
            (settings.QUEUE_DIR / "control").mkdir(parents=True, exist_ok=True)
        if settings.CELERY_TASK_ALWAYS_EAGER:  # tasks are named, so this process must know them
            celery_app.autodiscover_tasks(force=True)
