"""The settings of the tests: as served, but quick, and apart from the data of the demo."""

import os

from marketplace.settings import *  # noqa: F403 - a settings module is a namespace
from marketplace.settings import DATA_DIR, DATABASES, STORAGES

SECRET_KEY = "tests"

# Sixty-four threads want a connection each, and the test database must be free of any when it is dropped.
DATABASES["default"]["OPTIONS"].pop("pool", None)

ELASTICSEARCH_URL = ""  # an engine that tests are pointed at is not the one that the site writes to

# Sixty-four at once on a busy machine wait longer than people should; how long these do is tested apart.
API_PATIENCE = "120s"

PAYMENTS_BACKEND = "off"  # tests of payments turn the sandbox on

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick, and guards nothing
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Processes of a suite that runs in several keep apart; their own processes inherit the name.
MEDIA_ROOT = DATA_DIR / "tests" / os.environ.get("PYTEST_XDIST_WORKER", "") / "media"

# Files are served from where they lie: no collecting before a test.
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True
