"""The server process: pages and API over HTTP, live updates over websockets, and what runs beside them."""

import os
from typing import Any

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")
pages = get_asgi_application()

# The apps are loaded from here on: what follows may import models.
from marketplace.lifespan import lifespan

# The addresses of websockets; `capacity.routing` adds its own here.
websocket_urlpatterns: list[Any] = []

sockets = AllowedHostsOriginValidator(AuthMiddlewareStack(URLRouter(websocket_urlpatterns)))

application = ProtocolTypeRouter({"http": pages, "websocket": sockets, "lifespan": lifespan})
