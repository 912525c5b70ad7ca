from pathlib import Path

import pytest

from marketplace.mail import mail_settings

FOLDER = Path("/data/mail")


def test_without_an_address_mail_is_written_to_the_folder() -> None:
    assert mail_settings("", FOLDER) == {
        "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "EMAIL_FILE_PATH": "/data/mail",
    }


@pytest.mark.parametrize(
    ("url", "port", "ssl", "tls"),
    [
        ("smtp://mail.example", 25, False, False),
        ("smtps://mail.example", 465, True, False),
        ("smtp+tls://mail.example", 587, False, True),
        ("smtp+tls://mail.example:2525", 2525, False, True),
    ],
)
def test_the_scheme_chooses_port_and_encryption(url: str, port: int, ssl: bool, tls: bool) -> None:
    found = mail_settings(url, FOLDER)

    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == ("mail.example", port)
    assert (found["EMAIL_USE_SSL"], found["EMAIL_USE_TLS"]) == (ssl, tls)


def test_name_and_secret_may_hold_any_character() -> None:
    found = mail_settings("smtps://post%40firm:a%2Fb%3Ac@mail.example", FOLDER)

    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == ("post@firm", "a/b:c")
