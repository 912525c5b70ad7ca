"""The settings of the API framework and of its schema."""

from __future__ import annotations

from typing import Any

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["marketplace.api.bearer.BearerAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["marketplace.api.bearer.TokenRequired"],
    "DEFAULT_THROTTLE_CLASSES": ["marketplace.api.throttling.MinuteThrottle"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["marketplace.api.parsing.BoundedJSONParser"],
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_SCHEMA_CLASS": "marketplace.api.schema.EndpointSchema",
    "EXCEPTION_HANDLER": "marketplace.api.answering.answer",
    "URL_FORMAT_OVERRIDE": None,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}

# Requests a minute: of one token when reading and when writing, of one address without a token.
API_RATES = {"read": 1200, "write": 300, "anonymous": 120}

# How long a write waits for others that change the same thing, as PostgreSQL's lock_timeout reads it.
API_PATIENCE = "10s"

DESCRIPTION = """\
Machine time that can be found, booked and never booked twice.

* **Tokens** act for one organisation with the roles of one member: `Authorization: Bearer rt_…`. Listings,
  free time and quotes are public; everything else needs a token.
* **Times** are RFC 3339 with an offset; a time without one is refused. Periods are half-open:
  `starts_at` is inside, `ends_at` is not. Answers tell every time in the zone of the site,
  named by `time_zone`.
* **Money** is `{"minor": 128050, "currency": "CNY", "text": "¥1,280.50"}`: whole minor units,
  never a fraction.
* **Problems** are `application/problem+json` (RFC 9457). A refused booking names every broken rule, what is
  in the way, and up to five other periods that pass.
* **Repeating a write** is safe with an `Idempotency-Key`: the first answer is given again.
* **Pages** follow `next` until it is null; rows that are added meanwhile do not shift them.
* **ETag** with `If-None-Match` saves reading what is known; `If-Match` on a step refuses it with 412 where
  somebody else was faster.
* **Words** come in Chinese or English, by `Accept-Language`.
"""

SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Rongtong",
    "DESCRIPTION": DESCRIPTION,
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_AUTHENTICATION": [],
    "SERVE_PERMISSIONS": [],
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "OAS_VERSION": "3.1.0",
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "BookingState": "capacity.enums.BookingState",
        "BookingStepName": "capacity.enums.Step",
        "BookingSide": "capacity.enums.Side",
        "RevisionState": "capacity.enums.RevisionState",
        "DeclineReason": "capacity.enums.DeclineReason",
        "CancelReason": "capacity.enums.CancelReason",
        "RejectionReason": "capacity.enums.RejectionReason",
        "OfferKind": "capacity.enums.OfferKind",
        "OutageKind": "capacity.enums.OutageKind",
        "ExtraKind": "capacity.enums.ExtraKind",
        "PriceLineKind": "capacity.pricing.lines.LineKind",
        "SizeClass": "marketplace.accounts.enums.SizeClass",
    },
    "SORT_OPERATIONS": False,
    "TAGS": [
        {"name": "Resources", "description": "Find machines, read when they are free, ask for a price."},
        {"name": "Bookings", "description": "Hold a period and follow what becomes of it, on either side."},
        {"name": "Steps of a booking", "description": "The steps of its life; `steps` names the next."},
        {"name": "Workshop", "description": "One's own machines."},
        {"name": "Desk", "description": "What operators decide."},
        {"name": "Problems", "description": "What can go wrong, and what it means."},
    ],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}
