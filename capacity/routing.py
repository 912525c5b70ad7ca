"""The addresses of websockets."""

from django.urls import path

from capacity.consumers import LiveConsumer

websocket_urlpatterns = [path("ws/live/", LiveConsumer.as_asgi())]
