"""All settings, read once from the environment. docs/operators/configuration.md explains each."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from wenyuan.config.database import database
from wenyuan.config.env import env_bool, env_choice, env_int, env_list, env_text
from wenyuan.kernel import capacity

PACKAGE = Path(__file__).resolve().parent.parent

# -- where things are -------------------------------------------------------------------------------
WENYUAN_DATA = Path(env_text("WENYUAN_DATA", "data")).resolve()
WENYUAN_STATIC_ROOT = Path(env_text("WENYUAN_STATIC_ROOT") or WENYUAN_DATA / "static")
WENYUAN_RENDER_SOCKET = Path(env_text("WENYUAN_RENDER_SOCKET") or WENYUAN_DATA / "run" / "render.sock")
WENYUAN_PUBLIC_URL = env_text("WENYUAN_PUBLIC_URL").rstrip("/")
WENYUAN_TRUSTED_PROXIES = env_list("WENYUAN_TRUSTED_PROXIES")
WENYUAN_ALLOWED_HOSTS = env_list("WENYUAN_ALLOWED_HOSTS")

# -- who may do what --------------------------------------------------------------------------------
WENYUAN_SIGNUP = env_choice("WENYUAN_SIGNUP", default="anyone", choices=("anyone", "invited", "nobody"))
WENYUAN_PUBLISHING = env_choice(
    "WENYUAN_PUBLISHING", default="anyone", choices=("anyone", "approval", "authors")
)

# -- limits (bytes, pages, counts per day) ----------------------------------------------------------
WENYUAN_MAX_FILE_BYTES = env_int("WENYUAN_MAX_FILE_BYTES", default=200 * 1024 * 1024, minimum=1)
WENYUAN_MAX_PAGES = env_int("WENYUAN_MAX_PAGES", default=2000, minimum=1)
WENYUAN_USER_QUOTA_BYTES = env_int("WENYUAN_USER_QUOTA_BYTES", default=10 * 1024**3, minimum=1)
WENYUAN_UPLOADS_PER_HOUR = env_int("WENYUAN_UPLOADS_PER_HOUR", default=200, minimum=1)
WENYUAN_CONVERT_SECONDS = env_int("WENYUAN_CONVERT_SECONDS", default=120, minimum=5)
WENYUAN_CONVERT_MEMORY_BYTES = env_int(
    "WENYUAN_CONVERT_MEMORY_BYTES", default=2 * 1024**3, minimum=256 * 1024**2
)
WENYUAN_WORKERS = env_int("WENYUAN_WORKERS", default=capacity.conversions(most=4), minimum=1)
WENYUAN_WEB_WORKERS = env_int("WENYUAN_WEB_WORKERS", default=1, minimum=1)
WENYUAN_UNSAFE_RENDER = env_bool("WENYUAN_UNSAFE_RENDER", default=False)
WENYUAN_FRESH_OFFICE = env_bool("WENYUAN_FRESH_OFFICE", default=False)

# -- downloads --------------------------------------------------------------------------------------
WENYUAN_SENDFILE = env_choice("WENYUAN_SENDFILE", default="none", choices=("none", "x-accel", "x-sendfile"))
WENYUAN_SENDFILE_PREFIX = env_text("WENYUAN_SENDFILE_PREFIX", "/protected/")

# -- operators --------------------------------------------------------------------------------------
WENYUAN_METRICS_TOKEN = env_text("WENYUAN_METRICS_TOKEN")

# -- mail -------------------------------------------------------------------------------------------
WENYUAN_MAIL_HOST = env_text("WENYUAN_MAIL_HOST")
WENYUAN_MAIL_FROM = env_text("WENYUAN_MAIL_FROM")
EMAIL_HOST = WENYUAN_MAIL_HOST or "127.0.0.1"
EMAIL_PORT = env_int("WENYUAN_MAIL_PORT", default=587, minimum=1)
EMAIL_HOST_USER = env_text("WENYUAN_MAIL_USER")
EMAIL_HOST_PASSWORD = env_text("WENYUAN_MAIL_PASSWORD")
EMAIL_USE_TLS = env_bool("WENYUAN_MAIL_STARTTLS", default=True)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = WENYUAN_MAIL_FROM or "library@localhost"
EMAIL_BACKEND = "wenyuan.notices.backend.OutboxBackend"

# -- Django -----------------------------------------------------------------------------------------
DEBUG = env_bool("WENYUAN_DEBUG", default=False)


def _secret_key() -> str:
    """The signing key: from the environment, else from the data folder, where the first start makes it.

    Empty where neither has one, upon which Django refuses to sign anything.
    """
    key = env_text("WENYUAN_SECRET_KEY")
    if key:
        return key
    try:
        return (WENYUAN_DATA / "secret_key").read_text(encoding="ascii").strip()
    except OSError:
        return ""


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = WENYUAN_ALLOWED_HOSTS or ["localhost", "127.0.0.1", "[::1]"]
if WENYUAN_PUBLIC_URL:
    from urllib.parse import urlsplit

    ALLOWED_HOSTS.append(urlsplit(WENYUAN_PUBLIC_URL).hostname or "")
    CSRF_TRUSTED_ORIGINS = [WENYUAN_PUBLIC_URL]
HTTPS = WENYUAN_PUBLIC_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "wenyuan.web.errors.csrf_failure"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "wenyuan.audit",
    "wenyuan.blobs",
    "wenyuan.jobs",
    "wenyuan.switches",
    "wenyuan.accounts",
    "wenyuan.notices",
    "wenyuan.documents",
    "wenyuan.intake",
    "wenyuan.search",
    "wenyuan.access",
    "wenyuan.stewardship",
    "wenyuan.web",
    "wenyuan.console",
    "wenyuan.config.apps.ConfigConfig",
]

MIDDLEWARE = [
    "wenyuan.web.page_cache.keep_pages",
    "wenyuan.web.middleware.trusted_proxy",
    "wenyuan.web.middleware.security_headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "wenyuan.web.language.chosen_language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "wenyuan.web.middleware.errors",
]

ROOT_URLCONF = "wenyuan.config.urls"
WSGI_APPLICATION = "wenyuan.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Before the packages' own: the sign-in pages are ours in words and look.
        "DIRS": [PACKAGE / "web" / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "wenyuan.web.prepared.loader.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                ),
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wenyuan.web.context.site",
                "wenyuan.console.navigation.staff",
            ],
        },
    },
]

DATABASES = {"default": database(env_text("WENYUAN_DATABASE_URL"), data=WENYUAN_DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}

# -- people -----------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "wenyuan.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "wenyuan.accounts.forms.SignupExtra"
ACCOUNT_UNIQUE_EMAIL = True
# Without mail settings nobody could confirm an address, so accounts work without confirmation.
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if WENYUAN_MAIL_HOST else "none"
ACCOUNT_LOGOUT_ON_GET = False
# Whoever sets a password through a one-time link is signed in by it.
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""

# -- languages --------------------------------------------------------------------------------------
LANGUAGE_CODE = env_choice("WENYUAN_LANGUAGE", default="en", choices=("en", "zh-hans"))
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
LANGUAGE_COOKIE_NAME = "language"
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env_text("WENYUAN_TIME_ZONE", "UTC")

# -- static files -----------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = WENYUAN_STATIC_ROOT
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "servestatic.storage.CompressedManifestStaticFilesStorage"},
}

# -- uploads: files stream to the blob store, never into memory --------------------------------------
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
FILE_UPLOAD_TEMP_DIR = None
FILE_UPLOAD_HANDLERS = ["wenyuan.intake.upload_handler.StoreHandler"]
DATA_UPLOAD_MAX_NUMBER_FILES = 100

LOGGING_CONFIG = None
