"""As the tests' settings, with the pool of a serving process and without a limit on requests."""

import os

from tests.settings import *  # noqa: F403 - a settings module is a namespace
from tests.settings import API_RATES, DATABASES

DATABASES["default"]["NAME"] = os.environ["RACE_DATABASE"]
DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": 4, "max_size": 8}
ELASTICSEARCH_URL = os.environ.get("BENCH_ENGINE", "")
API_RATES = dict.fromkeys(API_RATES, 10_000_000)
