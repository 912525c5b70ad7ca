"""Words, models, Chinese and its sound: what is found by what."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from search.pinyin import read_syllables, syllables_of
from search.tokens import MOST_TERMS, document_tokens, terms_of
from search.vocabulary import Vocabulary, key_of

CENTRE = ("五轴联动加工中心 DMU 50", "DMG MORI", "苏州 工业园区 Suzhou")


def finds(query, texts=CENTRE, resource_class="five_axis", synonyms=None):
    """Whether every term of the query has an alternative whose tokens the texts all have."""
    tokens = set(document_tokens(texts, resource_class=resource_class))
    terms = terms_of(query, synonyms)
    return bool(terms) and all(any(tokens.issuperset(each) for each in term.alternatives) for term in terms)


@pytest.mark.parametrize(
    "query",
    [
        *("五轴", "5轴", "５轴", "五轴加工", "苏州五轴", "五轴联动加工中心"),
        *("5-axis", "5 axis", "five axis", "Five-Axis Machining Centres"),
        *("wuzhou", "wz", "wuzhoujiagong", "jiagongzhongxin", "suzhou"),
        *("DMU 50", "DMU50", "dmu-50", "dmg mori", "“DMU 50”", "五轴 苏州"),
    ],
)
def test_a_five_axis_centre_is_found_by(query):
    assert finds(query)


@pytest.mark.parametrize(
    "query", ["车床", "重庆", "DMU 75", "dmu75", "三坐标", "chongqing", "lathe", "五轴 重庆"]
)
def test_and_not_by(query):
    assert not finds(query)


@pytest.mark.parametrize("written", ["CK6140", "CK 6140", "CK-6140", "数控车床CK6140"])
@pytest.mark.parametrize("asked", ["CK6140", "ck 6140", "ck-6140"])
def test_a_model_is_found_however_it_is_written(written, asked):
    assert finds(asked, [written], "")


@pytest.mark.parametrize(
    "word_and_sound",
    [
        *(
            "重庆 chong qing",
            "重复定位 chong fu ding wei",
            "重型 zhong xing",
            "起重 qi zhong",
            "重熔 chong rong",
        ),
        *("长春 chang chun", "长度 chang du", "加长轴 jia chang zhou", "晶体生长 jing ti sheng zhang"),
        *(
            "行程 xing cheng",
            "行业 hang ye",
            "平行 ping xing",
            "调质 tiao zhi",
            "调机 tiao ji",
            "调度 diao du",
        ),
        *("校准 jiao zhun", "校直机 jiao zhi ji", "高校 gao xiao", "学校 xue xiao", "校企 xiao qi"),
        *("薄膜 bo mo", "薄壁 bo bi", "冷轧 leng zha", "切削 qie xiao", "铣削 xi xiao", "剥削 bo xue"),
        *(
            "曲轴 qu zhou",
            "称重 cheng zhong",
            "传动 chuan dong",
            "铝合金 lv he jin",
            "卡盘 ka pan",
            "厦门 xia men",
        ),
    ],
)
def test_the_sound_of_a_character_follows_its_word(word_and_sound):
    word, *sound = word_and_sound.split()

    assert syllables_of(word) == tuple(sound)


def test_letters_are_read_as_the_fewest_syllables():
    assert read_syllables("xian") == ("xian",)
    assert read_syllables("wuzhou") == ("wu", "zhou")
    assert read_syllables("dmg") == ()


def test_an_operators_synonym_widens_the_query_alone():
    synonyms = Vocabulary({key_of("宝马机"): ("DMU 50",)})

    assert not finds("宝马机")
    assert finds("宝马机", synonyms=synonyms)


def test_a_query_is_cut_to_so_many_terms_and_what_has_no_letter_asks_for_nothing():
    assert len(terms_of("a1 b2 " * 5_000)) == MOST_TERMS
    assert terms_of("\x00 \x1b “”()*&|!:' ---") == ()


@example("A¡:0")  # letters and figures that are too far apart to be a model
@given(st.text(max_size=400))
def test_any_text_is_found_by_itself_or_asks_for_nothing(text):
    assert finds(text, [text], "") or not terms_of(text)


PIECES = [
    "五轴",
    "加工中心",
    "dmu",
    "50",
    "5",
    "轴",
    "-",
    " ",
    "/",
    "·",
    "ck",
    "6140",
    ".",
    "苏州",
    "车床",
    "axis",
    "é",
    "x",
]


@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_any_title_is_found_by_itself(pieces):
    title = "".join(pieces)

    assert finds(title, [title], "") or not terms_of(title)
