"""Which of two texts the reader gets."""

from django.utils.translation import get_language


def reads_chinese() -> bool:
    return (get_language() or "zh-hans").startswith("zh")


def in_readers_language(zh: str, en: str) -> str:
    """The text in the reader's language, or the other one where theirs is missing."""
    return (zh or en) if reads_chinese() else (en or zh)
