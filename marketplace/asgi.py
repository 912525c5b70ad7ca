"""The server process: pages and API over HTTP, live updates over websockets, and what runs beside them."""

import os

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")
pages = get_asgi_application()

# The apps are loaded from here on: what follows may import models.
from capacity.routing import websocket_urlpatterns
from marketplace.lifespan import lifespan

sockets = AllowedHostsOriginValidator(AuthMiddlewareStack(URLRouter(websocket_urlpatterns)))

application = ProtocolTypeRouter({"http": pages, "websocket": sockets, "lifespan": lifespan})
