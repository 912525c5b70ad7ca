from pathlib import Path

import pytest

from marketplace.env import SETTINGS, read
from marketplace.variables import CHECKOUT, Malformed


def test_nothing_needs_to_be_set() -> None:
    found = read({})

    assert (found.data_dir, found.port, found.origins, found.worker) == (CHECKOUT / "data", 8000, (), True)


def test_every_variable_is_typed() -> None:
    found = read(
        {
            "DATA_DIR": "/srv/rongtong",
            "PORT": " 8100 ",
            "ORIGINS": "https://rongtong.example/, https://www.rongtong.example:8443",
            "WORKER": "no",
            "LOG_LEVEL": "debug",
            "REAL": "lists/machines.csv",
        }
    )

    assert found.data_dir == Path("/srv/rongtong")
    assert found.port == 8100
    assert found.origins == ("https://rongtong.example", "https://www.rongtong.example:8443")
    assert found.worker is False
    assert found.log_level == "DEBUG"
    assert found.real == CHECKOUT / "lists" / "machines.csv"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("DATA_DIR", ""),
        ("PORT", "eighty"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("ORIGINS", "rongtong.example"),
        ("ORIGINS", "https://rongtong.example/path"),
        ("DEBUG", "perhaps"),
        ("DATABASE_URL", "mysql://localhost/rongtong"),
        ("DATABASE_POOL", "0"),
        ("REDIS_URL", "http://localhost"),
        ("EMAIL_URL", "localhost:25"),
        ("MAP_TILES", "https://tiles.example/{z}/{x}.png"),
        ("MAP_TILES", "https://{s}.tiles.example/{z}/{x}/{y}.png"),
        ("MAP_TILES", "tiles/{z}/{x}/{y}.png"),
        ("WORKER", "2"),
        ("LOG_LEVEL", "loud"),
    ],
)
def test_a_malformed_variable_is_refused_in_one_line_with_what_is_accepted(name: str, text: str) -> None:
    accepted = next(each.accepted for each in SETTINGS if each.name == name)

    with pytest.raises(Malformed) as refused:
        read({name: text})

    assert str(refused.value) == f"{name}={text!r} cannot be read; it takes {accepted}."


def test_every_variable_tells_what_it_is_for() -> None:
    assert all(each.meaning.endswith(".") and each.accepted for each in SETTINGS)
    assert len({each.name for each in SETTINGS}) == len(SETTINGS)
