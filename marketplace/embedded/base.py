"""Django's PostgreSQL backend on the embedded server. `HOST` is the folder in which the cluster belongs."""

from pathlib import Path
from typing import Any

from django.db.backends.postgresql import base
from django.db.utils import OperationalError

from marketplace.embedded.home import EmbeddedFailure
from marketplace.embedded.server import running_at


class DatabaseWrapper(base.DatabaseWrapper):
    """Makes sure of a running server whenever a connection, or a pool of them, is about to be opened."""

    def get_connection_params(self) -> dict[str, Any]:
        """:raises OperationalError: the server cannot be started; the text says why"""
        try:
            sockets = running_at(Path(self.settings_dict["HOST"]))
        except EmbeddedFailure as failure:
            raise OperationalError(str(failure)) from failure
        return {**super().get_connection_params(), "host": str(sockets)}
