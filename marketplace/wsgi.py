"""Pages and API alone, for fast WSGI workers beside ASGI processes that serve `/ws/`."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")

if "redis" not in settings.CHANNEL_LAYERS["default"]["BACKEND"]:
    raise SystemExit(
        "rongtong: REDIS_URL is not set. WSGI workers share sessions and live updates with other "
        "processes through Redis; it takes an address such as redis://127.0.0.1:6379/0."
    )

application = get_wsgi_application()
