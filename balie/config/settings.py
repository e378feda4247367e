"""Django's settings. How the processes run comes from `env`; what the organisation decides is in the database."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from balie.config.env import read_env
from balie.config.secrets import read_secrets

LEAST_LIKENESS = 0.5  # what trigram search takes for the same word, typed badly
ENV = read_env()
SECRETS = read_secrets(ENV.home)
PACKAGE = Path(__file__).resolve().parent.parent

SECRET_KEY = SECRETS.signing
BALIE_FIELD_KEY = SECRETS.fields
BALIE_MAIL_KEY = SECRETS.mail
BALIE_DNS = ENV.dns
BALIE_RSPAMD, BALIE_RSPAMD_PASSWORD = ENV.rspamd, ENV.rspamd_password
BALIE_HOME = ENV.home
BALIE_DEMO = ENV.demo
BALIE_DEMO_SMTP = ENV.demo_smtp
BALIE_SIP_PORT = ENV.sip_port
BALIE_TURN, BALIE_TURN_SECRET = ENV.turn, ENV.turn_secret
BALIE_LMTP, BALIE_SMTP = ENV.lmtp, ENV.smtp
BALIE_TLS_CERTIFICATE, BALIE_TLS_KEY = ENV.tls_certificate, ENV.tls_key
BALIE_URL = ENV.public_url
BALIE_FILES_URL = ENV.public_files_url
BALIE_FILES_ROOT = ENV.home / "files"
BALIE_TRUSTED_PROXIES = [proxy.strip() for proxy in ENV.trusted_proxies.split(",") if proxy.strip()]
BALIE_WEB_THREADS = ENV.web_threads
BALIE_REACTIONS = "balie.config.reactions.REACTIONS"
BALIE_PAGE_FRAME = "desk/shell.html"
BALIE_EXTENSIONS = "balie.config.extensions.EXTENSIONS"

DEBUG = False
ROOT_URLCONF = "balie.config.urls"
_main_host = urlsplit(BALIE_URL).hostname or "localhost"
BALIE_FILES_HOST = urlsplit(BALIE_FILES_URL).hostname or "files.localhost"
ALLOWED_HOSTS = sorted({_main_host, BALIE_FILES_HOST, "localhost", "127.0.0.1", "[::1]"})
USE_X_FORWARDED_HOST = False

RINGS = [
    "balie.surfaces.desk",
    "balie.surfaces.api",
    "balie.operations.scripts",
    "balie.operations.automations",
    "balie.casework.problems",
    "balie.casework.tickets",
    "balie.casework.procedures",
    "balie.conversation.recordings",
    "balie.conversation.ivr",
    "balie.conversation.handouts",
    "balie.conversation.referrals",
    "balie.conversation.answers",
    "balie.conversation.telephony",
    "balie.conversation.email",
    "balie.conversation.routing",
    "balie.conversation.promises",
    "balie.conversation.identity",
    "balie.conversation.contacts",
    "balie.records.knowledge",
    "balie.records.directory",
    "balie.records.sla",
    "balie.records.catalogue",
    "balie.records.customers",
    "balie.records.calendars",
    "balie.records.shorthand",
    "balie.records.taxonomy",
    "balie.access.permissions",
    "balie.access.audit",
    "balie.access.accounts",
    "balie.foundation.drafts",
    "balie.foundation.exchange",
    "balie.foundation.files",
    "balie.foundation.installation",
    "balie.foundation.live",
    "balie.foundation.once",
    "balie.foundation.postgres",
    "balie.foundation.presence",
    "balie.foundation.processes",
    "balie.foundation.search",
    "balie.foundation.spelling",
    "balie.foundation.suggestions",
    "balie.foundation.tasks",
    "balie.foundation.text",
    "balie.foundation.ui",
    "balie.foundation.web",
]
INSTALLED_APPS = [
    *RINGS,
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "balie.foundation.web.middleware.RequestIdMiddleware",
    "balie.foundation.files.middleware.FilesHostMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "balie.access.accounts.middleware.AuthenticationMiddleware",
    "balie.access.accounts.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "balie.access.accounts.middleware.LanguageMiddleware",
    "balie.foundation.web.middleware.NoStoreMiddleware",
    "balie.foundation.web.middleware.RefusalMiddleware",
    "balie.foundation.once.middleware.OnceMiddleware",
    "allauth.account.middleware.AccountMiddleware",  # innermost: it answers allauth's own "sign in again first"
]

CONTEXT_PROCESSORS = [
    "django.template.context_processors.request",
    "balie.foundation.web.context.csrf_once",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
]
TEMPLATES: list[dict[str, Any]] = [
    {
        "NAME": "jinja2",
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [folder for app in RINGS if (folder := PACKAGE.parent / app.replace(".", "/") / "templates").is_dir()],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "balie.foundation.ui.jinja.environment",
            "context_processors": [*CONTEXT_PROCESSORS, "balie.foundation.ui.words.in_language", "balie.surfaces.desk.shell.shell_context"],
        },
    },
    {
        "NAME": "django",
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "access" / "accounts" / "allauth_templates"],
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": [*CONTEXT_PROCESSORS, "balie.access.accounts.context.entrance"]},
    },
]


def database(url: str) -> dict[str, Any]:
    """Django's entry for `url`; empty means the embedded cluster's socket under BALIE_HOME."""
    parts = urlsplit(url or f"postgresql:///balie?host={ENV.home / 'postgres' / 'run'}&user=postgres")
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or query.pop("user", "")),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.pop("host", parts.hostname or "")),
        "PORT": str(parts.port or query.pop("port", "")),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            # Of `Prepared` statements, the only ones with places: planned once a connection, whatever the values.
            "prepare_threshold": 0,
            "options": (
                # No parallel plans: two cores serve many pages at once, and a worker of a query cannot take the threshold over.
                f"-c plan_cache_mode=force_generic_plan -c max_parallel_workers_per_gather=0"
                f" -c pg_trgm.word_similarity_threshold={LEAST_LIKENESS}"
            ),
            **{key: unquote(value) for key, value in query.items()},
        },
    }


DATABASES = {"default": database(ENV.database_url)}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["balie.access.accounts.sessions.Backend"]
SESSION_ENGINE = "balie.access.accounts.sessions"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "balie.access.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_SESSION_REMEMBER = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = BALIE_URL.startswith("http://localhost")
USERSESSIONS_TRACK_ACTIVITY = False

_https = BALIE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
SESSION_COOKIE_NAME = "__Host-balie" if _https else "balie"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 60 * 60
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_TRUSTED_ORIGINS = [BALIE_URL]
CSRF_FAILURE_VIEW = "balie.foundation.web.views.expired_form"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31536000 if _https else 0
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "media-src": ["'self'", "blob:"],
    "frame-src": ["'self'", BALIE_FILES_URL],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
}

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands"), ("fr", "Français"), ("en", "English"), ("de", "Deutsch")]
LOCALE_PATHS = [PACKAGE / "locale"]
FORMAT_MODULE_PATH = ["balie.config.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Brussels"

STATIC_URL = "/static/"
STATIC_ROOT = PACKAGE / "staticroot"
STATICFILES_DIRS = [PACKAGE / "foundation" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": BALIE_FILES_ROOT}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
BALIE_MAX_UPLOAD_BYTES = 50 * 1024 * 1024

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}

PROCRASTINATE_ON_APP_READY = "balie.foundation.tasks.on_app_ready"
PROCRASTINATE_WORKER_DEFAULTS = {
    "concurrency": ENV.worker_threads,
    "update_heartbeat_interval": 2.0,
    "stalled_worker_timeout": 10.0,
    "shutdown_graceful_timeout": 20.0,
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "balie.foundation.web.logs.JsonFormatter"}},
    "filters": {"unexpected": {"()": "balie.foundation.web.logs.UnexpectedOnly"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": ENV.log_level.upper()},
    "loggers": {
        "django.request": {"filters": ["unexpected"]},
        "django.server": {"level": "WARNING"},
        "granian": {"level": "WARNING"},
        "mail.log": {"level": "WARNING"},  # aiosmtpd's: every line of a session, with who writes to whom
        "procrastinate": {"level": "WARNING"},
    },
}
