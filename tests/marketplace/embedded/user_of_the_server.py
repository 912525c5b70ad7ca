"""A process that uses the embedded server: it tells which server it reached, again for each line it reads."""

import sys
from pathlib import Path

import psycopg

from marketplace.embedded.cluster import DATABASE, SUPERUSER
from marketplace.embedded.server import running_at

QUESTION = "SELECT pg_read_file('postmaster.pid')"


def reach(wanted: Path) -> None:
    sockets = running_at(wanted)
    with psycopg.connect(host=str(sockets), user=SUPERUSER, dbname=DATABASE) as connection:
        lines = connection.execute(QUESTION).fetchone()[0].splitlines()
    sys.stdout.write(f"{lines[0]} {sockets}\n")
    sys.stdout.flush()


reach(Path(sys.argv[1]))
for _line in sys.stdin:
    reach(Path(sys.argv[1]))
