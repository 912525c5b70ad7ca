"""Which encoding a list was written in."""

import pytest

from capacity.uniquip.decoding import decode
from capacity.uniquip.refusals import Cause, FileRefused

ENGLISH = "Name,Site Location,Contact Email\nOven,Leeds,oven@example.org"
CHINESE = "设备名称,所在地,联系电话\n数控车床,苏州,0512-62850000\n五轴加工中心,无锡,0510-81810000"
FRENCH = "Name,Site Location,Contact Email\nÉtuve à 200 °C – modèle spécial,Orléans,etuve@example.org"


@pytest.mark.parametrize(
    ("text", "written_as", "read_as"),
    [
        (ENGLISH, "ascii", "UTF-8"),
        (CHINESE, "utf-8", "UTF-8"),
        (CHINESE, "gb18030", "GB18030"),
        ("设备名称\n铣床", "gb18030", "GB18030"),
        (FRENCH, "utf-8", "UTF-8"),
        (FRENCH, "mac_roman", "Mac Roman"),
        (FRENCH, "cp1252", "Windows-1252"),
        ("gsd@st-andrews.ac.uk\xa0,Geography", "mac_roman", "Mac Roman"),
    ],
)
def test_the_encoding_is_guessed_and_the_guess_is_said(text: str, written_as: str, read_as: str) -> None:
    decoded = decode(text.encode(written_as))

    assert (decoded.text, decoded.label, decoded.is_guess) == (text, read_as, True)


@pytest.mark.parametrize(
    ("written_as", "read_as"),
    [("utf-8-sig", "UTF-8"), ("utf-16", "UTF-16")],
)
def test_a_byte_order_mark_leaves_nothing_to_guess(written_as: str, read_as: str) -> None:
    decoded = decode(CHINESE.encode(written_as))

    assert (decoded.text, decoded.label, decoded.is_guess) == (CHINESE, read_as, False)


def test_a_few_damaged_bytes_do_not_make_utf_8_something_else() -> None:
    damaged = CHINESE.encode().replace("数".encode(), b"\xe6\x95", 1)

    decoded = decode(damaged)

    assert decoded.label == "UTF-8"
    assert decoded.text == CHINESE.replace("数", "\ufffd")


@pytest.mark.parametrize(
    ("named", "written_as"),
    [("gbk", "gb18030"), ("GB18030", "gb18030"), ("latin-1", "cp1252"), ("macroman", "mac_roman")],
)
def test_a_person_may_name_the_encoding(named: str, written_as: str) -> None:
    text = CHINESE if written_as == "gb18030" else FRENCH

    decoded = decode(text.encode(written_as), named)

    assert (decoded.text, decoded.is_guess) == (text, False)


@pytest.mark.parametrize("named", ["utf-8", "nonsense", "hex", "punycode"])
def test_an_encoding_that_does_not_fit_is_refused_by_its_name(named: str) -> None:
    with pytest.raises(FileRefused, match=named) as refused:
        decode(CHINESE.encode("gb18030"), named)

    assert refused.value.cause is Cause.WRONG_ENCODING
    assert refused.value.tried == (named,)


def test_what_is_no_text_is_refused_with_everything_that_was_tried() -> None:
    with pytest.raises(FileRefused) as refused:
        decode(b"\x01\x02\xa5" * 50)

    assert refused.value.cause is Cause.NOT_TEXT
    assert refused.value.tried == ("UTF-8", "GB18030", "Windows-1252", "Mac Roman")
