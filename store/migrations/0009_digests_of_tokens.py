"""PostgreSQL's index keeps digests of eight bytes: with four, two tokens could be taken for each other, so that all
that was found had to be read and compared. It is built anew when the room is opened."""

import peewee as p


def up(migrator, db):
    if isinstance(db, p.PostgresqlDatabase):
        db.execute_sql("drop table if exists card_words")
        db.execute_sql("delete from setting where name = 'search'")
