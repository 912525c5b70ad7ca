"""Translation catalogues, extracted, merged, checked and compiled without a system gettext."""
