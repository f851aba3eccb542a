"""Django's settings. The data folder and the port come from the environment that ``web.server`` sets."""

from __future__ import annotations

import os
from pathlib import Path

from whytwitch.store.database import database
from whytwitch.store.folder import prepare, secret_key

HERE = Path(__file__).parent

DATA_FOLDER = prepare(Path(os.environ["WHYTWITCH_DATA"]) if os.environ.get("WHYTWITCH_DATA") else None)
PORT = int(os.environ.get("WHYTWITCH_PORT", "8765"))

#: What a browser has to show once before it is let in; empty: everybody on this computer is (``serve --no-token``).
ENTRY_TOKEN = os.environ.get("WHYTWITCH_TOKEN", "")

SECRET_KEY = secret_key(DATA_FOLDER)
DEBUG = False

# 127.0.0.1 is the only address served; middleware.HostGuard also checks the port (against DNS rebinding).
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
ROOT_URLCONF = "whytwitch.web.urls"
WSGI_APPLICATION = None

INSTALLED_APPS = [
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "whytwitch.store",
    "whytwitch.web.start",
    "whytwitch.web.library",
    "whytwitch.web.household",
    "whytwitch.web.interview",
    "whytwitch.web.picture",
    "whytwitch.web.results",
    "whytwitch.web.nights",
    "whytwitch.web.diary",
    "whytwitch.web.report",
]

MIDDLEWARE = [
    "whytwitch.web.middleware.HostGuard",
    "whytwitch.web.middleware.SecurityHeaders",
    "whytwitch.web.middleware.PlainErrors",
    "whytwitch.web.middleware.CompressedStatics",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "whytwitch.web.turns.TakingTurns",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "whytwitch.web.entry.EntryGuard",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "whytwitch.web.middleware.LocalHousehold",
]

AUTH_USER_MODEL = "store.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

DATABASES = {
    "default": database(DATA_FOLDER, os.environ.get("DATABASE_URL", "")),
    # the database of a backup, while it is brought up to date beside the one in use (store/staging.py)
    "staged": {"ENGINE": "django.db.backends.sqlite3", "NAME": DATA_FOLDER / "incoming" / "restored.sqlite3"},
}

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [HERE / "jinja2", HERE.parent / "api" / "jinja2"],
        "APP_DIRS": True,
        "OPTIONS": {"environment": "whytwitch.web.jinja.environment"},
    }
]

STATIC_URL = "/static/"
STATICFILES_DIRS = [HERE / "static", ("report", HERE.parent / "report" / "static")]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 3600
WHITENOISE_ALLOW_ALL_ORIGINS = False  # no other site may learn that this program runs

SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"  # kept in the database, read from memory
SESSION_COOKIE_NAME = "whytwitch"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_AGE = 90 * 24 * 3600
CSRF_USE_SESSIONS = True  # so that no script can read the token from a cookie
CSRF_FAILURE_VIEW = "whytwitch.web.errors.form_expired"
SECURE_CONTENT_TYPE_NOSNIFF = True

FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
FILE_UPLOAD_TEMP_DIR = DATA_FOLDER / "incoming"  # swept at start: a killed upload leaves nothing
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 300

USE_TZ = True
TIME_ZONE = os.environ.get("TZ") or "UTC"
# English is the only language shipped: medical text in another one needs a speaker who reviews it. The pages themselves
# are ready: a catalogue at WHYTWITCH_LOCALES/<language>/LC_MESSAGES/ is taken when WHYTWITCH_LANGUAGE names it.
LANGUAGE_CODE = os.environ.get("WHYTWITCH_LANGUAGE") or "en-gb"
LOCALE_PATHS = [os.environ["WHYTWITCH_LOCALES"]] if os.environ.get("WHYTWITCH_LOCALES") else []
USE_I18N = True

# Logs name the kind of a problem and the page's name, never an address with an id, a form or a person's data.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": True,
    "formatters": {"plain": {"format": "{levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "loggers": {
        "whytwitch": {"handlers": ["stderr"], "level": "INFO"},
        "django": {"handlers": [], "level": "CRITICAL", "propagate": False},
    },
}
LOGGING_CONFIG = "logging.config.dictConfig"
