"""Django's settings, made from `marketplace.env`; read them through `django.conf` alone."""

import hashlib
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from marketplace.api.configuration import (  # noqa: F401 - read through django.conf
    API_PATIENCE,
    API_RATES,
    REST_FRAMEWORK,
    SPECTACULAR_SETTINGS,
)
from marketplace.env import read_or_stop
from marketplace.mail import mail_settings
from marketplace.payment_variables import SIMULATED_ACCOUNTS
from marketplace.secret import secret_key
from marketplace.variables import CHECKOUT

env = read_or_stop()

DATA_DIR = env.data_dir
PORT = env.port
REAL = env.real
DEBUG = env.debug
SECRET_KEY = env.secret_key or secret_key(DATA_DIR)

ROOT_URLCONF = "marketplace.urls"
ASGI_APPLICATION = "marketplace.asgi.application"
WSGI_APPLICATION = "marketplace.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "marketplace.apps.MarketplaceConfig",
    "marketplace.accounts",
    "marketplace.events",
    "marketplace.pages",
    "marketplace.desk",
    "marketplace.demo",
    "capacity",
    "payments",
    "search",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.forms",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "channels",
    "csp",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "pghistory",
    "pgtrigger",
    "procrastinate.contrib.django",
    "rest_framework",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "marketplace.browser_features.browser_features_middleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "marketplace.accounts.middleware.acting_middleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "marketplace.forms_only.forms_only_middleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "marketplace.shell.shell",
            ]
        },
    }
]
FORM_RENDERER = "marketplace.pages.renderer.Renderer"

# --- addresses -------------------------------------------------------------------------------

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
ORIGINS = list(env.origins) or [f"http://{host}:{env.port}" for host in LOOPBACK]
ALLOWED_HOSTS = sorted({_host for _host in (urlsplit(each).hostname for each in ORIGINS) if _host})
CSRF_TRUSTED_ORIGINS = ORIGINS
IS_DEMO = not env.origins  # a site that has an address is never filled with people whose password is known
IS_HTTPS = all(each.startswith("https://") for each in ORIGINS)

# --- database --------------------------------------------------------------------------------

# An address is a server that somebody runs; none is the embedded one, whose home stands as its host.
_database: dict[str, Any] = (
    dict(dj_database_url.parse(env.database_url))
    if env.database_url
    else {
        "ENGINE": "marketplace.embedded",
        "NAME": "rongtong",
        "USER": "rongtong",
        "HOST": str(DATA_DIR / "postgres"),
    }
)
# A connection for each request cuts the rate three to six times; about eight in a process are best.
_database["CONN_HEALTH_CHECKS"] = True
_database["OPTIONS"] = _database.get("OPTIONS", {}) | {
    "pool": {"min_size": 1, "max_size": env.database_pool, "timeout": 10}
}
DATABASES = {"default": _database}

# --- between processes -----------------------------------------------------------------------

# Without Redis there is one server process, so memory is shared by everybody who asks.
if env.redis_url:
    CACHES: dict[str, Any] = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": env.redis_url}
    }
    CHANNEL_LAYERS: dict[str, Any] = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [env.redis_url]},
        }
    }
else:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "OPTIONS": {"MAX_ENTRIES": 20_000},
        }
    }
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}

# --- people ----------------------------------------------------------------------------------

# Cached, because loading session and user is half the price of a request; backed by the database
# rather than signed into the cookie, because signing out must end a session that somebody copied.
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
# Cookies do not know ports: two checkouts side by side would sign each other's people out.
SESSION_COOKIE_NAME = f"sessionid-{hashlib.sha256(SECRET_KEY.encode()).hexdigest()[:8]}"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = IS_HTTPS
LANGUAGE_COOKIE_SAMESITE = "Lax"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator"},
    {"NAME": f"{_VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATION}.NumericPasswordValidator"},
]

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "marketplace.landing.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if IS_HTTPS else "http"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Rongtong"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_HTTPS  # browsers allow it on loopback alone

# --- what the browser may do -----------------------------------------------------------------

MAP_TILES = env.map_tiles
MAP_CREDIT = env.map_credit
MAP_HOSTS = [MAP_TILES.partition("{")[0].rpartition("/")[0]] if MAP_TILES and MAP_TILES[0] != "/" else []

# A form may lead to pages that take payments, the sandbox's own stand on the site, by any of its names.
PAYMENT_PAGES = {
    "stripe": ["https://checkout.stripe.com", "https://connect.stripe.com"],
    "sandbox": [_origin for _origin in ORIGINS if "[" not in _origin],  # a policy takes no IPv6
}.get(env.payments.chosen, [])

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        # Tabler draws its form and close icons as data.
        "img-src": [SELF, "data:", *MAP_HOSTS],
        "font-src": [SELF],
        "connect-src": [SELF],  # our websocket as well: same host, same port
        "form-action": [SELF, *PAYMENT_PAGES],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS else None
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_HTTPS

# --- languages and time ----------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [CHECKOUT / "locale"]
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# --- files -----------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = CHECKOUT / ".static"
STATICFILES_DIRS = [path for path in [CHECKOUT / "assets"] if path.is_dir()]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG
MEDIA_ROOT = DATA_DIR / "media"
MEDIA_URL = "media/"
FILE_UPLOAD_PERMISSIONS = 0o640

# --- payments --------------------------------------------------------------------------------

PAYMENTS_BACKEND = env.payments.chosen
PAYMENTS_ARE_SIMULATED = env.payments.is_simulated
# By currency. Where money is simulated there is an account that nobody sends anything to.
BANK_ACCOUNTS = {
    account.currency: account
    for account in env.bank_accounts or (SIMULATED_ACCOUNTS if PAYMENTS_ARE_SIMULATED else ())
}
FOUR_EYES_ABOVE = env.four_eyes_above
STRIPE_SECRET_KEY = env.stripe_secret_key
STRIPE_WEBHOOK_SECRETS = env.stripe_webhook_secrets
STRIPE_WEBHOOK_PATH = "/stripe/webhook/"  # thin events come to `thin/` below it

# --- mail, jobs, API, log --------------------------------------------------------------------

ELASTICSEARCH_URL = env.elasticsearch_url

globals().update(mail_settings(env.email_url, DATA_DIR / "mail"))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.mail_from

WORKER = env.worker
PROCRASTINATE_WORKER_DEFAULTS = {"delete_jobs": "successful"}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.log_level},
    "loggers": {
        "procrastinate": {"level": "WARNING"},
        "elastic_transport": {"level": "ERROR"},
        "stripe": {"level": "WARNING"},
        "django": {"level": env.log_level},
    },
}
