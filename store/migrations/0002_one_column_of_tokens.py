"""PostgreSQL's search index keeps a card's tokens in one column. The old one goes; opening the room builds it anew."""

import peewee as p


def up(migrator, db):
    old = "select 1 from information_schema.columns where table_name = 'card_words' and column_name = 'of_name'"
    if not isinstance(db, p.PostgresqlDatabase) or not db.execute_sql(old).fetchone():
        return
    db.execute_sql("drop table card_words")
    db.execute_sql("delete from setting where name = 'search'")
