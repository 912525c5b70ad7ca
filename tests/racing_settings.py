"""The settings of a process that races on a test's own database."""

import os

from tests.settings import *  # noqa: F403 - a settings module is a namespace
from tests.settings import DATABASES

DATABASES["default"]["NAME"] = os.environ["RACE_DATABASE"]
PAYMENTS_BACKEND = os.environ.get("RACE_PAYMENTS", "off")
