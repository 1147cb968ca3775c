"""Django's settings, built from a home and a database address: no settings module, no environment, no DEBUG."""

from pathlib import Path
from typing import Any

import dj_database_url
import django
from django.conf import settings

from ..protocol.messages import MAX_BODY
from .home import ProvinceHome, ProvinceUnusable

SQLITE_OPTIONS = {
    # IMMEDIATE: a transaction that reads before it writes would otherwise fail at once with SQLITE_BUSY_SNAPSHOT.
    "transaction_mode": "IMMEDIATE",
    # FULL: a receipt is a promise, so the commit before it must survive a power cut.
    # A checkpoint each 32 MiB instead of 4: bulk pushes write the same pages many times over.
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16384;"
    " PRAGMA wal_autocheckpoint=8000;",
    "timeout": 30,
}
POSTGRESQL_OPTIONS = {
    # A database that is gone is noticed within half a minute: kiosks are asked to come again, and no thread hangs.
    "connect_timeout": 10,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
    # Who waits longer for a lock than a kiosk waits for an answer waits for nothing; and a server that stopped in the
    # middle of a transaction (a suspended machine) must not hold up the others.
    "options": "-c lock_timeout=30s -c idle_in_transaction_session_timeout=60s",
}


class AlreadyConfigured(RuntimeError):
    """Django holds one set of settings a process: a second province needs a process of its own."""


def configure(home: ProvinceHome, database_url: str | None = None, *, behind_tls: bool = False) -> None:
    """Set Django up for this home; `behind_tls`: cookies travel over TLS only.

    Raises ProvinceUnusable, AlreadyConfigured.
    """
    home.prepare()
    wanted = built(home, database_url, behind_tls=behind_tls)
    if not settings.configured:
        settings.configure(**wanted)
        django.setup()
    elif wanted["PROVINCE_HOME"] != settings.PROVINCE_HOME or wanted["DATABASES"] != settings.PROVINCE_DATABASES:
        raise AlreadyConfigured


def built(home: ProvinceHome, database_url: str | None = None, *, behind_tls: bool = False) -> dict[str, Any]:
    """The settings themselves, keyed by Django's names."""
    databases = {"default": database(database_url) if database_url else sqlite(home.database_file)}
    return {
        "PROVINCE_HOME": home,
        "PROVINCE_DATABASES": {"default": dict(databases["default"])},  # as asked for: Django fills in its own copy
        "DATABASES": databases,
        "SECRET_KEY": home.django_secret(),
        "DEBUG": False,
        "ALLOWED_HOSTS": ["*"],  # no address is ever built from the Host header
        "ROOT_URLCONF": "sync.province.urls",
        "INSTALLED_APPS": [
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "sync.province",
        ],
        **_web(behind_tls),
        **_language(),
        "DATA_UPLOAD_MAX_MEMORY_SIZE": MAX_BODY,
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        "LOGGING_CONFIG": None,
    }


def database(url: str) -> dict[str, Any]:
    """Django's description of the database at `url`, SQLite or PostgreSQL. Raises ProvinceUnusable `address`."""
    try:
        found: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=600, conn_health_checks=True))
    except ValueError as error:
        raise ProvinceUnusable("address") from error
    if found["ENGINE"] == "django.db.backends.sqlite3":
        return sqlite(Path(found["NAME"]))
    if found["ENGINE"] != "django.db.backends.postgresql":
        raise ProvinceUnusable("address")
    found["OPTIONS"] = {**POSTGRESQL_OPTIONS, **found.get("OPTIONS", {})}
    return found


def sqlite(file: Path) -> dict[str, Any]:
    """Django's description of a SQLite file that survives a power cut and lets readers read while it is written."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(file.absolute()),
        "CONN_MAX_AGE": 600,
        "OPTIONS": dict(SQLITE_OPTIONS),
    }


def _web(behind_tls: bool) -> dict[str, Any]:
    return {
        "MIDDLEWARE": [
            "sync.province.doors.KioskDoor",
            "sync.province.doors.PageHeaders",
            "django.middleware.security.SecurityMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.auth.middleware.LoginRequiredMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
        ],
        "TEMPLATES": [
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [Path(__file__).parent / "templates"],
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth",
                    ],
                    "builtins": ["sync.province.templatetags.vietnamese"],
                },
            }
        ],
        "LOGIN_URL": "login",
        "LOGIN_REDIRECT_URL": "points",
        "SESSION_COOKIE_AGE": 8 * 3600,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SECURE": behind_tls,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_EXPIRE_AT_BROWSER_CLOSE": True,
        "CSRF_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_SECURE": behind_tls,
        "CSRF_FAILURE_VIEW": "sync.province.pages.form_expired",
        "X_FRAME_OPTIONS": "DENY",
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.Argon2PasswordHasher"],
        "AUTH_PASSWORD_VALIDATORS": [
            {
                "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
                "OPTIONS": {"min_length": 10},
            },
            {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
            {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
        ],
    }


def _language() -> dict[str, Any]:
    return {
        "LANGUAGE_CODE": "vi",
        "USE_I18N": True,
        "USE_TZ": True,
        "TIME_ZONE": "UTC",  # times are integers; pages show them at +07:00 themselves
    }
