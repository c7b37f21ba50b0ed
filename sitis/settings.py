"""Settings of SITIS. What differs between machines comes from the environment (README lists all).

``SITIS_MODE`` is ``production`` unless said otherwise; ``demo`` and ``test`` loosen what needs
HTTPS and a mail server, so that the system runs on a laptop without any.
"""

from pathlib import Path
from typing import Any

import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from sitis.keys import local_secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

MODE = env.str("SITIS_MODE", "production")
if MODE not in {"production", "demo", "test"}:
    raise environ.ImproperlyConfigured("SITIS_MODE is production, demo or test")
PRODUCTION = MODE == "production"
DEMO = MODE == "demo"
DEBUG = env.bool("DEBUG", False)

#: Everything that is written while running: database file, uploads, queue, collected static files.
DATA_DIR = Path(env.str("SITIS_DATA", str(BASE_DIR / ".data")))
SECRET_KEY = env.str("SECRET_KEY") if PRODUCTION else local_secret_key(DATA_DIR, env)
LOCAL_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=env.NOTSET if PRODUCTION else LOCAL_HOSTS)
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SITE_URL = env.str("SITE_URL", "http://127.0.0.1:8000")

# The region this installation serves: everything else about it is in the territory tables.
REGION_CODE = env.str("REGION_CODE", "CZ064")
REGION_NAME = env.str("REGION_NAME", "Jihomoravský kraj")
REGION_LOGO = env.str("REGION_LOGO", "")  # path under static/, empty shows the name only
PUBLISHER_ICO = env.str("PUBLISHER_ICO", "")  # of the region, as the publisher of its open data
CONTACT_EMAIL = env.str("CONTACT_EMAIL", "socialni-sluzby@kraj.example")
CONTACT_PHONE = env.str("CONTACT_PHONE", "")

INSTALLED_APPS = [
    "sitis.apps.SitisConfig",
    "sitis.accounts",
    "sitis.territory",
    "sitis.jobs",
    "sitis.reminders",
    "sitis.documents",
    "providers",
    "planning",
    "evaluation",
    "catalog",
    "sitis.apps.OfficeConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_filters",
    "django_htmx",
    "import_export",
    "simple_history",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "sitis.middleware.LanguageMiddleware",
    "sitis.middleware.UploadLimitMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "sitis.middleware.PrivatePagesMiddleware",
    "sitis.middleware.NullByteMiddleware",
    "sitis.accounts.middleware.RefusalMiddleware",
    "sitis.accounts.middleware.LookingAsMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "sitis.accounts.middleware.SecondFactorMiddleware",
    "sitis.middleware.StaleMiddleware",
    "sitis.middleware.NoSuchNumberMiddleware",
]

ROOT_URLCONF = "sitis.urls"
WSGI_APPLICATION = "sitis.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "sitis.context.house",
                "catalog.context.translation",
            ],
        },
    }
]

DATABASES = {"default": env.db("DATABASE_URL", f"sqlite:///{DATA_DIR / 'sitis.sqlite3'}")}
DATABASES["default"]["ATOMIC_REQUESTS"] = False
if "sqlite3" in DATABASES["default"]["ENGINE"]:
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
        ),
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", 60)  # seconds
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Limits of attempts are counted here: with several web processes name a shared cache (Redis).
CACHES = {"default": env.cache("CACHE_URL", default="locmemcache://")}

# -- people ------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["sitis.accounts.backends.AccountBackend"]
PASSWORD_HASHERS = (
    ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if MODE == "test"
    else [
        "django.contrib.auth.hashers.Argon2PasswordHasher",
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    ]
)
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
AUTH_PASSWORD_VALIDATORS[1]["OPTIONS"] = {"min_length": 12}
LOGIN_URL = "/prihlaseni/"
LOGIN_REDIRECT_URL = "/prostor/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "sitis.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_EMAIL_VERIFICATION = "none"  # an account begins with a link sent to that address
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = True  # for SESSION_HOURS, then one signs in again
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # a stranger's address gets no mail of ours
# An address may fail ten times; an account (or its second factor) so often from all of them.
ACCOUNT_RATE_LIMITS = {"login_failed": "10/5m/ip,30/h/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env.bool("BEHIND_PROXY", False) else 0
MFA_ADAPTER = "sitis.accounts.adapter.SecondFactorAdapter"
MFA_TOTP_ISSUER = "SITIS"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
SESSION_COOKIE_AGE = env.int("SESSION_HOURS", 12) * 3600
INVITATION_DAYS = env.int("INVITATION_DAYS", 14)
REMINDER_GAP = env.int("REMINDER_GAP", 20)  # hours before the same person hears of a topic again
REMINDERS_A_DAY = env.int("REMINDERS_A_DAY", 10)  # to one person, of all topics together
REMINDER_SHOWN_DAYS = env.int("REMINDER_SHOWN_DAYS", 14)  # on the desk of who was reminded

# -- safety ------------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", PRODUCTION)
SECURE_REDIRECT_EXEMPT = [r"^zdravi/$"]
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", 31_536_000 if PRODUCTION else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", False) else None
)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "sitis.views.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# -- uploads: above the limit 413 with a sentence, before the body is read -----------------------
UPLOAD_LIMIT_REGISTER = env.int("UPLOAD_LIMIT_REGISTER_MB", 500) * 1024**2
UPLOAD_LIMIT_WORKBOOK = env.int("UPLOAD_LIMIT_WORKBOOK_MB", 10) * 1024**2
UPLOAD_LIMIT_ATTACHMENT = env.int("UPLOAD_LIMIT_ATTACHMENT_MB", 20) * 1024**2
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
# A text far too long comes whole, so that its field says so and nothing typed is lost.
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024**2
MEDIA_ROOT = DATA_DIR / "uploads"
FILE_UPLOAD_PERMISSIONS = 0o640

# -- language and form -------------------------------------------------------------------------
LANGUAGE_CODE = "cs"
LANGUAGES = [("cs", _("čeština")), ("en", _("angličtina")), ("uk", _("ukrajinština"))]
LOCALE_PATHS = [BASE_DIR / "sitis" / "locale"]
TIME_ZONE = "Europe/Prague"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = ["sitis.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", str(DATA_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if MODE == "test"
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
FIXTURE_DIRS = [BASE_DIR / "fixtures"]

# -- mail: in the demo every message is kept and readable at /sprava/posta/ -------------------------
EMAIL_CONFIG = env.email_url(
    "EMAIL_URL", default="consolemail://" if PRODUCTION else "memorymail://"
)
vars().update(EMAIL_CONFIG)
if DEMO:
    EMAIL_BACKEND = "sitis.mail.KeptMailBackend"
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", f"SITIS <{CONTACT_EMAIL}>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_TIMEOUT = 20

# -- work in the background --------------------------------------------------------------------
QUEUE_DIR = DATA_DIR / "queue"
CELERY_BROKER_URL = env.str(
    "CELERY_BROKER_URL", "memory://" if MODE == "test" else "filesystem://localhost"
)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ALWAYS_EAGER = MODE == "test"
CELERY_TASK_EAGER_PROPAGATES = False
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TIMEZONE = TIME_ZONE
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False  # LOGGING below holds in the worker too
if CELERY_BROKER_URL.startswith("filesystem"):
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(QUEUE_DIR),
        "data_folder_out": str(QUEUE_DIR),
        "control_folder": str(QUEUE_DIR / "control"),
        "polling_interval": 0.2,
    }
else:
    CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 6 * 3600}
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "schedule")
RPSS_FOLDER = env.str("RPSS_FOLDER", "")  # nightly import takes the newest *.json from here
RPSS_FILE_DAYS = env.int("RPSS_FILE_DAYS", 7)  # an upload nobody confirmed names persons
BACKUP_FOLDER = Path(env.str("BACKUP_FOLDER", str(DATA_DIR / "backups")))
BACKUPS_KEPT = env.int("BACKUPS_KEPT", 14)
# A build in a process of its own gives its memory back; a database in memory has no second process.
DOCUMENTS_IN_CHILD = not CELERY_TASK_ALWAYS_EAGER
DOCUMENT_MINUTES = env.int("DOCUMENT_MINUTES", 30)  # a build that takes longer is ended
DOCUMENT_HELPERS = env.int("DOCUMENT_HELPERS", 1)  # workers asked to help with many at once
DOCUMENT_DRAFT_DAYS = env.int("DOCUMENT_DRAFT_DAYS", 30)  # then the file of a draft goes
CELERY_BEAT_SCHEDULE = {
    "tend the queue": {
        "task": "sitis.tend_jobs",
        "schedule": 60.0,
        "options": {"expires": 50},  # those that waited behind a long job are worth nothing
    },
    "backup": {
        "task": "sitis.back_up_nightly",
        "schedule": crontab(hour=env.int("BACKUP_HOUR", 1), minute=30),
    },
    "documents of drafts": {
        "task": "sitis.remove_expired_documents",
        "schedule": crontab(hour=2, minute=40),
    },
    "workbooks of plans": {
        "task": "planning.remove_expired_workbooks",
        "schedule": crontab(hour=2, minute=50),
    },
    "workbooks of reports": {
        "task": "evaluation.remove_expired_workbooks",
        "schedule": crontab(hour=2, minute=55),
    },
    "mail that waits": {"task": "sitis.send_waiting_mail", "schedule": 300.0},
    "national register": {
        "task": "providers.import_from_folder",
        "schedule": crontab(hour=env.int("RPSS_HOUR", 3), minute=15),
    },
    "texts of old reports": {
        "task": "providers.blank_old_reports",
        "schedule": crontab(hour=2, minute=10),
    },
    "networks that were followed": {
        "task": "providers.retire_networks",
        "schedule": crontab(hour=0, minute=5),
    },
    "reports of services": {
        "task": "evaluation.remind_due",
        "schedule": crontab(hour=6, minute=20),
    },
    "regional cards": {
        "task": "providers.keep_cards",
        "schedule": crontab(hour=0, minute=10),
    },
    "searches too rare to keep": {
        "task": "providers.forget_rare_searches",
        "schedule": crontab(hour=4, minute=5),
    },
}

# -- public pages of services ------------------------------------------------------------------------
VERIFY_MONTHS = env.int("VERIFY_MONTHS", 6)  # a page nobody verified for so long is asked about
REPORTS_PER_HOUR = env.int("REPORTS_PER_HOUR", 10)  # of outdated data, from one address
REPORT_TEXT_DAYS = env.int("REPORT_TEXT_DAYS", 365)  # then the text of a settled report goes

# -- /zdravi/ answers 503 past these ---------------------------------------------------------------
HEALTH_QUEUE_MINUTES = env.int("HEALTH_QUEUE_MINUTES", 30)
HEALTH_FREE_DISK_MB = env.int("HEALTH_FREE_DISK_MB", 500)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "INFO")},
    # a line for every page and font of a document is too much of a log
    "loggers": {name: {"level": "ERROR"} for name in ("weasyprint", "fontTools", "pikepdf")},
}

# -- tables in and out, history ------------------------------------------------------------------
SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True
IMPORT_EXPORT_USE_TRANSACTIONS = True
