"""Whether this run may take hours: `NIGHTLY=1 make test` plays every case of what others draw a few of."""

import os

NIGHTLY = os.environ.get("NIGHTLY") == "1"
