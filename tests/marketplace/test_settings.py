"""What the settings make of the environment, in processes of their own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from marketplace.variables import CHECKOUT

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action {}; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
).format(" ".join(["'self'", *settings.PAYMENT_PAGES]))
NAMES = (
    "ALLOWED_HOSTS", "CACHES", "CHANNEL_LAYERS", "CSRF_TRUSTED_ORIGINS", "DATABASES", "EMAIL_BACKEND",
    "IS_DEMO", "SECURE_HSTS_SECONDS", "SECURE_SSL_REDIRECT", "SESSION_COOKIE_NAME", "SESSION_COOKIE_SECURE",
)  # fmt: skip


@pytest.fixture
def settings_with(tmp_path: Path):
    def read(**environment: str) -> dict[str, Any]:
        script = (
            "import json; from django.conf import settings;"
            f"print(json.dumps({{name: getattr(settings, name) for name in {NAMES}}}, default=str))"
        )
        plain = {name: text for name, text in os.environ.items() if name not in {"REDIS_URL", "DATABASE_URL"}}
        done = subprocess.run(
            [sys.executable, "-c", script], check=True, capture_output=True, text=True, cwd=CHECKOUT,
            env={
                **plain, "DATA_DIR": str(tmp_path),
                "DJANGO_SETTINGS_MODULE": "marketplace.settings", **environment,
            },
        )  # fmt: skip
        return json.loads(done.stdout)

    return read


def test_the_demo_answers_on_loopback_alone_and_without_encryption(settings_with) -> None:
    found = settings_with(PORT="8123")

    assert found["ALLOWED_HOSTS"] == ["127.0.0.1", "::1", "localhost"]
    assert "http://127.0.0.1:8123" in found["CSRF_TRUSTED_ORIGINS"]
    assert (found["SESSION_COOKIE_SECURE"], found["SECURE_SSL_REDIRECT"]) == (False, False)


def test_two_sites_on_one_host_do_not_sign_each_others_people_out(settings_with) -> None:
    names = [settings_with(SECRET_KEY=key)["SESSION_COOKIE_NAME"] for key in ("one", "another", "one")]

    assert names[0] == names[2] != names[1]


def test_a_site_with_an_address_is_no_demo(settings_with) -> None:
    assert settings_with()["IS_DEMO"] is True
    assert settings_with(ORIGINS="https://rongtong.example")["IS_DEMO"] is False


def test_an_encrypted_origin_turns_on_what_encryption_allows(settings_with) -> None:
    found = settings_with(ORIGINS="https://rongtong.example")

    assert found["ALLOWED_HOSTS"] == ["rongtong.example"]
    assert found["CSRF_TRUSTED_ORIGINS"] == ["https://rongtong.example"]
    assert (found["SESSION_COOKIE_SECURE"], found["SECURE_SSL_REDIRECT"]) == (True, True)
    assert found["SECURE_HSTS_SECONDS"] > 0


def test_the_embedded_database_lies_in_the_data_folder(settings_with, tmp_path: Path) -> None:
    database = settings_with()["DATABASES"]["default"]

    assert (database["ENGINE"], database["HOST"]) == ("marketplace.embedded", str(tmp_path / "postgres"))
    assert database["OPTIONS"]["pool"]["max_size"] == 8


def test_an_address_replaces_the_embedded_database(settings_with) -> None:
    found = settings_with(DATABASE_URL="postgresql://me:secret@db.example:5433/market", DATABASE_POOL="4")[
        "DATABASES"
    ]["default"]

    assert (found["ENGINE"], found["HOST"], found["PORT"]) == (
        "django.db.backends.postgresql",
        "db.example",
        5433,
    )
    assert (found["NAME"], found["USER"], found["OPTIONS"]["pool"]["max_size"]) == ("market", "me", 4)


def test_redis_carries_what_processes_share(settings_with) -> None:
    alone, shared = settings_with(), settings_with(REDIS_URL="redis://127.0.0.1:6399/0")

    assert alone["CHANNEL_LAYERS"]["default"]["BACKEND"] == "channels.layers.InMemoryChannelLayer"
    assert shared["CHANNEL_LAYERS"]["default"]["BACKEND"] == "channels_redis.pubsub.RedisPubSubChannelLayer"
    assert shared["CACHES"]["default"]["LOCATION"] == "redis://127.0.0.1:6399/0"


@pytest.mark.django_db
def test_every_answer_carries_the_strict_policy(client) -> None:
    said = client.get("/accounts/login/").headers["Content-Security-Policy"]

    assert dict(part.strip().split(" ", 1) for part in said.split(";")) == dict(
        part.strip().split(" ", 1) for part in POLICY.split(";")
    )


def test_sign_in_is_by_address_and_there_are_no_user_names() -> None:
    assert {"email"} == settings.ACCOUNT_LOGIN_METHODS
    assert settings.ACCOUNT_USER_MODEL_USERNAME_FIELD is None
