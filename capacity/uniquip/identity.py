"""Telling the same machine again in the next edition of a list.

With an ID the ID alone decides. Without one, the name and the place decide, and machines that share
both are counted in the order of the list: telephones, departments and addresses change between
editions, names and places seldom do.
"""

import hashlib
import unicodedata

from capacity.uniquip.fields import Field
from capacity.uniquip.rows import Row


def folded(text: str) -> str:
    """Fold case, width and spaces out of a text, for comparing."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def key_of(row: Row) -> str:
    """Make the part of an identity that does not count: `id:...` or `row:...`, up to 104 long."""
    identifier = row.values.get(Field.ID, "")
    if identifier:
        return f"id:{unicodedata.normalize('NFKC', identifier)}"[:104]
    return key_for(row.title, row.values.get(Field.SITE_LOCATION, ""))


def key_for(title: str, site_location: str) -> str:
    """Make the key of a row without an ID."""
    named = "\n".join((folded(title), folded(site_location)))
    return f"row:{hashlib.sha256(named.encode()).hexdigest()[:32]}"
