"""Operators declare words alike."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from capacity.operations.refusals import NotAllowed
from marketplace.accounts.enums import Role
from search import synonyms
from search.enums import SynonymKind
from search.models import Synonym
from search.operations.synonyms import (
    MOST_PHRASES,
    BadSynonym,
    SynonymFacts,
    add_synonym,
    change_synonym,
    remove_synonym,
    restore_synonym,
)
from search.tokens import document_tokens
from tests import factories

pytestmark = pytest.mark.django_db

NOW = datetime(2027, 3, 1, 8, tzinfo=timezone.get_fixed_timezone(480))


@pytest.fixture
def operator():
    return factories.operator()


def equal(*words):
    return SynonymFacts(SynonymKind.EQUAL, words)


def one_way(words, meanings):
    return SynonymFacts(SynonymKind.ONE_WAY, tuple(words), tuple(meanings))


def finds(query, *texts, resource_class=""):
    tokens = set(document_tokens(texts, resource_class=resource_class))
    return all(any(tokens.issuperset(each) for each in term.alternatives) for term in synonyms.terms(query))


def test_equal_words_find_each_other_from_the_next_search_on(operator):
    assert not finds("机床海天", "Haitian machine")

    add_synonym(facts=equal("机床海天", "Haitian", "HT machine"), by=operator, now=NOW)

    assert finds("机床海天", "Haitian machine")
    assert finds("haitian", "机床海天")
    assert finds("ht Machine", "机床海天")


def test_one_way_words_find_the_others_and_are_not_found_by_them(operator):
    add_synonym(facts=one_way(["钢铁侠"], ["Inconel"]), by=operator, now=NOW)

    assert finds("钢铁侠", "Inconel 718")
    assert not finds("inconel", "钢铁侠")


def test_a_meaning_that_names_a_class_finds_the_class_in_every_language(operator):
    add_synonym(facts=one_way(["万能机"], ["五轴"]), by=operator, now=NOW)

    assert finds("万能机", "five-axis centre", resource_class="five_axis")


def test_a_synonym_counts_within_a_chinese_phrase_without_spaces(operator):
    add_synonym(facts=equal("万能机", "Hermle"), by=operator, now=NOW)

    assert finds("苏州万能机", "Hermle C 42", "苏州")
    assert not finds("苏州万能机", "Hermle C 42", "无锡")


def test_changing_removing_and_bringing_back_count_at_once(operator):
    declared = add_synonym(facts=equal("旧词", "Alpha"), by=operator, now=NOW)
    assert finds("旧词", "Alpha")

    change_synonym(synonym=declared, facts=equal("旧词", "Beta"), by=operator, now=NOW)
    assert finds("旧词", "Beta")
    assert not finds("旧词", "Alpha")

    remove_synonym(synonym=declared, by=operator, now=NOW)
    assert not finds("旧词", "Beta")

    restore_synonym(synonym=declared, by=operator, now=NOW)
    assert finds("旧词", "Beta")


def test_an_edit_by_another_process_counts_at_once(operator):
    add_synonym(facts=equal("旧词", "Alpha"), by=operator, now=NOW)
    assert finds("旧词", "Alpha")

    Synonym.objects.update(words=["旧词", "Gamma"])  # as it would arrive: without our operation

    assert finds("旧词", "Gamma")


def test_unchanged_synonyms_cost_one_query(operator, django_assert_num_queries):
    add_synonym(facts=equal("旧词", "Alpha"), by=operator, now=NOW)
    synonyms.terms("旧词")

    with django_assert_num_queries(1):
        synonyms.terms("旧词")


def test_who_edited_it_and_when_is_kept_with_its_history(operator):
    declared = add_synonym(facts=equal("旧词", "Alpha"), by=operator, now=NOW)
    other = factories.operator()
    later = NOW + timedelta(hours=1)

    change_synonym(synonym=declared, facts=equal("旧词", "Beta"), by=other, now=later)

    assert (declared.edited_by, declared.edited_at) == (other.user, later)
    kept = Synonym.pgh_event_model.objects.order_by("pgh_id").values_list("words", "edited_by")
    assert list(kept) == [(["旧词", "Alpha"], operator.user.pk), (["旧词", "Beta"], other.user.pk)]


def test_operators_alone_edit(operator):
    owner = factories.member(factories.provider(), Role.OWNER)
    declared = add_synonym(facts=equal("旧词", "Alpha"), by=operator, now=NOW)

    for refused in (
        lambda: add_synonym(facts=equal("a", "b"), by=owner, now=NOW),
        lambda: change_synonym(synonym=declared, facts=equal("a", "b"), by=owner, now=NOW),
        lambda: remove_synonym(synonym=declared, by=owner, now=NOW),
        lambda: restore_synonym(synonym=declared, by=owner, now=NOW),
    ):
        with pytest.raises(NotAllowed):
            refused()
    assert list(Synonym.objects.in_use()) == [declared]


@pytest.mark.parametrize(
    "facts",
    [
        equal("alone"),
        equal("DMU 50", "dmu50"),  # one word to the search
        equal("fine", "***"),
        equal("fine", "one two three four five"),
        equal("fine", "x" * 61),
        equal(*(f"word{number}" for number in range(MOST_PHRASES + 1))),
        one_way(["a"], []),
        one_way(["a"], ["A"]),
        one_way([], ["a"]),
    ],
)
def test_what_cannot_work_is_refused(facts, operator):
    with pytest.raises(BadSynonym):
        add_synonym(facts=facts, by=operator, now=NOW)
    assert not Synonym.objects.exists()


def test_what_was_removed_meanwhile_is_not_changed(operator):
    declared = add_synonym(facts=equal("旧词", "Alpha"), by=operator, now=NOW)
    remove_synonym(synonym=declared, by=operator, now=NOW)

    with pytest.raises(BadSynonym):
        change_synonym(synonym=declared, facts=equal("旧词", "Beta"), by=operator, now=NOW)


@pytest.mark.parametrize(
    ("kind", "words", "meanings", "stands"),
    [
        ("equal", ["a", "b"], [], True),
        ("equal", ["a"], [], False),
        ("equal", ["a", "b"], ["c"], False),
        ("one_way", ["a"], ["b"], True),
        ("one_way", ["a"], [], False),
    ],
)
def test_the_database_takes_no_synonym_that_means_nothing(kind, words, meanings, stands, operator):
    row = Synonym(kind=kind, words=words, meanings=meanings, edited_by=operator.user, edited_at=NOW)
    if stands:
        row.save()
        return
    with pytest.raises(IntegrityError):
        row.save()
