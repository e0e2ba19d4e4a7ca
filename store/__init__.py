"""What is kept and the rules by which it changes.

peewee imports every driver that it finds installed, PostgreSQL's too, which is a fifth of the start of a SQLite room:
here it is imported without, and `store.database` brings the driver when a room asks for it.
"""

import sys

if "peewee" not in sys.modules and "psycopg" not in sys.modules:
    sys.modules["psycopg"] = None  # type: ignore[assignment]
    try:
        import peewee  # noqa: F401
    finally:
        del sys.modules["psycopg"]
