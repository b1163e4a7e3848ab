"""The one settings file: the environment decides, and a missing secret stops the start.

DEBUG=yes is for one person's machine. Without it the hub refuses to start until SECRET_KEY, ALLOWED_HOSTS and
PUBLIC_URL are set, so that no deployment runs on a guessed value.
"""

import os
from pathlib import Path

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from hub.mail import mail_settings
from hub.release import fingerprint

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("VAR_DIR") or BASE_DIR / "var")


def flag(name, *, default):
    """A yes/no variable; anything else stops the start rather than being guessed."""
    words = {"yes": True, "true": True, "1": True, "on": True, "no": False, "false": False, "0": False, "off": False}
    value = os.environ.get(name, "").strip().lower()
    if value and value not in words:
        raise ImproperlyConfigured(f"{name} must be yes or no, not {value!r}.")
    return words[value] if value else default


def secret(name, *, while_debugging, why):
    """A variable that production cannot do without."""
    value = os.environ.get(name, "").strip()
    if not value and not DEBUG:
        raise ImproperlyConfigured(f"{name} is not set. {why} For a try-out on your own machine set DEBUG=yes.")
    return value or while_debugging


DEBUG = flag("DEBUG", default=False)
SECRET_KEY = secret(
    "SECRET_KEY",
    while_debugging="only-while-debugging",
    why="It signs the clinicians' sessions: use 50 random characters.",
)
hosts = secret(
    "ALLOWED_HOSTS", while_debugging="127.0.0.1,localhost,[::1]", why="Name the hosts this hub answers to, with commas."
)
ALLOWED_HOSTS = [host.strip() for host in hosts.split(",")]
PUBLIC_URL = secret(
    "PUBLIC_URL",
    while_debugging="http://127.0.0.1:8000",
    why="It is the address visitors use, like https://hub.example.org",
).rstrip("/")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

# Where to report a weakness, for /.well-known/security.txt: mailto:… or an https address.
SECURITY_CONTACT = os.environ.get("SECURITY_CONTACT", "").strip()

# Example guides have not been checked by a clinician. Production shows them only when the operator asks by name.
SHOW_DEMONSTRATION_EDITIONS = flag("SHOW_DEMONSTRATION_EDITIONS", default=DEBUG)

# `manage.py check_sources` asks other sites whether the sources are still there. The hub asks nobody by itself.
CHECK_SOURCES = flag("CHECK_SOURCES", default=False)
SOURCES_ON_LOOPBACK = False  # only tests keep their sources on the machine itself

# Kept pages are kept for this code only.
RELEASE = fingerprint(BASE_DIR)

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django_filters",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "guides",
    "hub",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "hub.security.SecurityHeadersMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "guides.pagecache.KeptPagesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "hub.signin.BothFactorsMiddleware",
]

ROOT_URLCONF = "hub.urls"
WSGI_APPLICATION = "hub.wsgi.application"
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
                "hub.context.site",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]

DATABASES = {"default": dj_database_url.parse(os.environ.get("DATABASE_URL") or f"sqlite:///{VAR_DIR / 'hub.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    VAR_DIR.mkdir(parents=True, exist_ok=True)
    DATABASES["default"]["CONN_MAX_AGE"] = None  # opening the file and setting it up costs more than most requests
    # Measured with four writers: 29 % of transactions fail with Django's defaults, none with these.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 5,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA mmap_size=134217728; "
            "PRAGMA journal_size_limit=27103364; PRAGMA cache_size=-20000;"
        ),
    }
else:
    DATABASES["default"].setdefault("OPTIONS", {})["pool"] = True
    DATABASES["default"]["CONN_MAX_AGE"] = 0
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHE_URL = os.environ.get("CACHE_URL", "").strip()
if CACHE_URL:
    redis = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": CACHE_URL}
    CACHES = {"default": redis, "pages": redis}
else:
    # Failed sign-ins are counted in the database: in memory, each process would let somebody try anew.
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "desk_cache",
            "OPTIONS": {"MAX_ENTRIES": 10_000},
        },
        "pages": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 2000}},
    }

# Signing in at the desk: password, then passkey, authenticator app or recovery code. hub/signin.py has the rest.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
LOGIN_REDIRECT_URL = "admin:index"
ACCOUNT_ADAPTER = "hub.signin.DeskAccounts"
ACCOUNT_EMAIL_VERIFICATION = "none"  # an administrator enters the address
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no mail to whoever's address somebody types in
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_RATE_LIMITS = {"login_failed": "20/15m/ip,5/15m/key"}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_SESSION_REMEMBER = False
PASSWORD_RESET_TIMEOUT = 3600
MFA_ADAPTER = "hub.signin.DeskFactors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Physical Activity Resource Hub"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# Photos that clinicians upload. Nothing serves this folder: guides.views.picture asks first who may see a file.
MEDIA_ROOT = VAR_DIR / "media"
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000  # larger uploads wait on the disk until they are looked at
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000  # the words of a form, without its files
DATA_UPLOAD_MAX_NUMBER_FILES = 8  # a guide has four photos
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "hub.static_files.HashedStaticFiles"
    },
}

# Security. The admin needs the same-origin referrer for its own forms; no other site ever learns an address.
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "manifest-src": ["'self'"],
    "worker-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
}
if not DEBUG:
    SECURE_SSL_REDIRECT = flag("SECURE_SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$"]
    SECURE_HSTS_SECONDS = 31536000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    if flag("BEHIND_PROXY", default=False):
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
        ALLAUTH_TRUSTED_PROXY_COUNT = 1
SESSION_COOKIE_AGE = 8 * 3600  # without doing anything
SESSION_COOKIE_PATH = "/admin/"
CSRF_COOKIE_PATH = "/admin/"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # its own cookie would go to every page

# Mails go to staff alone: a forgotten password, reminders. Without a server there is none, and no link to ask for one.
EMAIL_URL = os.environ.get("EMAIL_URL", "").strip()
CAN_SEND_MAIL = bool(EMAIL_URL) or DEBUG
DEFAULT_FROM_EMAIL = SERVER_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "").strip() or "desk@localhost"
EMAIL_BACKEND = f"django.core.mail.backends.{'console' if DEBUG else 'dummy'}.EmailBackend"
if EMAIL_URL:
    globals().update(mail_settings(EMAIL_URL))

# A visitor's choices are in the query string, so no log line may carry one.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"no_query": {"()": "hub.privacy.LeaveOutQueryString"}},
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["no_query"]}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
    },
}
