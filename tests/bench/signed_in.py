"""The program as it starts for somebody who is signed in already: python -m tests.bench.signed_in

What takes its time on purpose is left out, and nothing else; see `tests/bench/start.py`.
"""

import sys

from store import access, database, staff
from store.access import Actor
from tui.command_line import main


def _known(user: str, _password: str) -> Actor:
    return access.actor_of(database.rows('select id from staff where "user" = ?', (user,))[0][0])


if __name__ == "__main__":
    staff.sign_in = _known
    sys.exit(main())
