import pytest
from django.template import TemplateDoesNotExist
from django.template.loader import get_template

from capacity.taxonomy import GLYPHS as CLASS_GLYPHS
from capacity.taxonomy import GROUPS
from marketplace.pages import gallery

KEYS = sorted({*CLASS_GLYPHS, *(group.glyph for group in GROUPS.values())})


def is_drawn(kind: str, key: str) -> bool:
    try:
        get_template(f"components/{kind}/_{key}.html")
    except TemplateDoesNotExist:
        return False
    return True


@pytest.mark.parametrize("kind", ["glyphs", "drawings"])
def test_every_class_and_group_has_a_drawing_of_its_own(kind):
    assert [key for key in KEYS if not is_drawn(kind, key)] == []


def test_the_design_page_shows_every_drawing():
    assert set(KEYS) <= set(gallery.GLYPHS)


@pytest.mark.django_db
def test_the_design_page_shows_every_state(client):
    page = client.get("/design/", headers={"accept-language": "en"}).content.decode()
    for head, keys in gallery.vocabulary():
        assert keys, head
    assert page.count('class="pill ') == sum(len(keys) for _, keys in gallery.vocabulary())
