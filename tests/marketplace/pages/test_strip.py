from datetime import date, timedelta

from django.utils import translation

from marketplace.pages.strip import StripDay, columns, sentence

MONDAY = date(2027, 3, 1)


def days(*bands: str) -> list[StripDay]:
    return [StripDay(MONDAY + timedelta(days=index), each) for index, each in enumerate(bands)]


def test_each_day_stands_beside_the_one_before():
    drawn = list(columns(days("fpb", "sss")))
    assert [column.x for column in drawn] == [0, 22]
    assert [(block.kind, block.y) for block in drawn[0].blocks] == [("f", 15), ("p", 25), ("b", 35)]


def test_the_wanted_day_is_framed_and_bold_and_no_other():
    drawn = list(columns(days("fff", "fff", "fff"), want=1))
    assert [(column.wanted, column.tone) for column in drawn] == [(False, "wd"), (True, "hd"), (False, "wd")]


def test_the_sentence_names_the_days_with_a_free_block_and_the_earliest_start():
    with translation.override("en"):
        told = sentence(days("bbb", "fbb", "bpb", "bbf"), earliest="Tue 2 Mar 08:00")
    assert told == "Next fourteen days: free on 2 Mar, 4 Mar; earliest Tue 2 Mar 08:00"


def test_the_sentence_says_when_nothing_is_free():
    with translation.override("en"):
        assert sentence(days("bbb", "ssp")) == "Next fourteen days: no free block"
