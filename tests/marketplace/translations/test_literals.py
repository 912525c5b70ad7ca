import pytest

from marketplace.translations.literals import in_python, in_script, in_template, unmarked


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ("<p>Book now</p>", ["Book now"]),
        ('<img alt="A lathe">', ["A lathe"]),
        ('<button aria-label="关闭"></button>', ["关闭"]),
        ("{% if held %}Held{% endif %}", ["Held"]),
        ('<p class="now">{% translate "Book now" %} · {{ price }}</p>', []),
        ("{% blocktranslate trimmed %}Book {{ name }}{% endblocktranslate %}", []),
        ("{% comment %}Why it is so{% endcomment %}", []),
        ("<style>body {color: red}</style><p>Rongtong 融通</p>", []),
        ("{% block width %}slim{% endblock %}", []),
        ('{{ note|default:"Nothing said" }}', ["Nothing said"]),
        ('{% panel "Members" id="members" %}', ["Members"]),
        ('{% include "_meter.html" with label="Time left" only %}', ["Time left"]),
        ('{% icon "Escape" %}{% url "search:find" %}', []),
    ],
)
def test_words_of_a_template_are_found_unless_they_are_marked(template: str, found: list[str]) -> None:
    assert list(in_template(template)) == found


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ('Field(label="Starts at")', ["Starts at"]),
        ('Field(help_text=f"Up to {n} days")', ["Up to {} days"]),
        ('raise ValidationError("This is not a date.")', ["This is not a date."]),
        ('raise refusals.BookingRefused("已被占用")', ["已被占用"]),
        ('Field(label=_("Starts at"))', []),
        ('Field(label=pgettext_lazy("claim", "Held"))', []),
        ('Field(title="starts_at")', []),
        ('raise ValueError("not a date")', []),
        ('raise NotAllowed("Only an owner may do this.")', ["Only an owner may do this."]),
        ('messages.success(request, f"Only {n} left")', ["Only {} left"]),
        ('form.add_error("name", "Give a name.")', ["Give a name."]),
        ('class State(models.TextChoices):\n    HELD = "held", "Held"', ["Held"]),
        ('class State(models.TextChoices):\n    HELD = "held", _("Held")', []),
        ('page = {"title": "Your machines"}', ["Your machines"]),
        ('def held():\n    """Held by somebody."""\n    raise UnknownStatus("No word was agreed")', []),
        ('logger.warning("The mail was refused")', []),
    ],
)
def test_labels_and_refusals_of_python_are_found_unless_they_are_marked(code: str, found: list[str]) -> None:
    assert list(in_python(code)) == found


@pytest.mark.parametrize(
    ("script", "found"),
    [
        ('say("Just taken");', ['"Just taken"']),
        ("say(`连接已断开`);", ["`连接已断开`"]),
        ('say(gettext("Just taken"));', []),
        ('say(interpolate(ngettext("One more change", "%s more changes", n), [n]));', []),
        ('node.className = "btn btn-sm"; key === "Escape";', []),
        ('toast("Saved");', ['"Saved"']),
        ("say(`${n} changes on this page`);", ["`${n} changes on this page`"]),
        ('node.setAttribute("aria-label", "Close");', ['"Close"']),
    ],
)
def test_sentences_of_scripts_are_found_unless_they_are_marked(script: str, found: list[str]) -> None:
    assert list(in_script(script)) == found


def test_no_text_of_ours_is_left_unmarked() -> None:
    assert list(unmarked()) == []
