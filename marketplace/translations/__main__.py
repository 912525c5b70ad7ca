"""
Keep the translation catalogues: `python -m marketplace.translations COMMAND`.

extract   bring locale/*/LC_MESSAGES/*.po up to date with code, templates and scripts
compile   write the .mo files that Django reads
merge     take translations from JSON files {message: text} into the catalogue
check     name what is not marked, not extracted, not translated, or has other placeholders
"""

import argparse
import sys
from pathlib import Path

from marketplace.translations import catalogues, sources
from marketplace.translations.faults import faults
from marketplace.translations.literals import unmarked


def main(arguments: list[str]) -> int:
    chosen = read(arguments)
    lines: list[str] = []
    match chosen.command:
        case "extract":
            catalogues.extract_all()
        case "compile":
            catalogues.compile_all()
        case "merge":
            lines = catalogues.merge(chosen.files, chosen.domain)
        case "check":
            lines = [*unmarked(), *faults()]
    for line in lines:
        print(line)
    return 1 if lines else 0


def read(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="marketplace.translations",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("extract", "compile", "check"):
        commands.add_parser(name)
    merging = commands.add_parser("merge")
    merging.add_argument("files", nargs="+", type=Path)
    merging.add_argument("--domain", choices=sources.DOMAINS, default=sources.PAGES)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
