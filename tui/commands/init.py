"""`cardkeeper init`: an empty card room with its first branch and member of staff, without a screen. On PostgreSQL also
the database and the roles of its offices, or the SQL for whoever may make them."""

import shlex
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path

from locales.messages import N_, NC_
from locales.words import Words
from store import database, offices
from store.acts import office_roles, rooms
from store.acts.office_roles import Made
from store.database import place
from store.errors import Refused
from store.offices import NewBranch
from tui.commands import DONE, NAME, WRONG_USE
from tui.commands.parsing import asked_branch, branch_options, json_option
from tui.commands.session import Session


class OnlyOnPostgresql(Refused):
    message = N_("Only a room on PostgreSQL has roles. Give its URL: postgresql://admin@host/name.")
    exit_code = WRONG_USE


def arguments(parser: ArgumentParser, words: Words) -> None:
    name = words(NAME)
    about = words(N_("where the room will be: postgresql://admin@host/name, say; as --database"))
    parser.add_argument("place", metavar=words(NC_("argument", "URL")), nargs="?", default="", help=about)
    parser.add_argument("--branch", metavar=name, required=True, help=words(N_("the branch office")))
    branch_options(parser, words)
    parser.add_argument("--name", metavar=name, required=True, help=words(N_("the full name of whoever signs in")))
    about = words(N_("on PostgreSQL: only print the SQL that makes the database and its roles, for whoever may run it"))
    parser.add_argument("--print-sql", action="store_true", help=about)
    json_option(parser, words)


def run(session: Session, options: Namespace) -> int:
    if options.place:
        options.database = options.place
    if options.print_sql:
        return _print_sql(session, options)
    user = session.ask_user()
    member = rooms.FirstMember(user, options.name, session.new_password(user))
    branch = asked_branch(options, session.speaks or "")
    made = _roles(session, branch)
    actor = rooms.make_room(session.url, branch, member)
    let_in = office_roles.let_in(session.url) if database.engine() == "postgresql" else ()
    if options.json:
        answer = {"database": place(session.url), "branch_prefix": offices.branch(actor).prefix}
        session.answer(answer | ({"roles": let_in} if let_in else {}))
        return DONE
    say_roles(session, made, let_in)
    command = "cardkeeper"
    if getattr(options, "database", None):  # without the option it would open another room, or none
        command = f"cardkeeper --database {shlex.quote(options.database)}"
    message = N_("The card room is ready at {place}. Open it with: {command}")
    session.say(message, place=place(session.url), command=command)
    return DONE


def _roles(session: Session, branch: NewBranch) -> Made:
    """Make the database and its roles before the room."""
    if not database.names_a_server(session.url):
        return Made((), None)
    return office_roles.prepare(session.url, [offices.planned(branch).prefix])


def _print_sql(session: Session, options: Namespace) -> int:
    if not database.names_a_server(session.url):
        raise OnlyOnPostgresql()
    letters = offices.planned(asked_branch(options)).prefix
    sql, file = office_roles.printed(session.url, [letters], new_database=True)
    print_sql(session, sql, file, json=options.json)
    return DONE


def print_sql(session: Session, sql: Sequence[str], file: Path, *, json: bool) -> None:
    """The statements to standard output, so that they may be sent to a file; the rest beside them."""
    if json:
        session.answer({"sql": sql, "passfile": str(file)})
        return
    for statement in sql:
        print(f"{statement};")
    session.tell(N_("The passwords are in {file}, which only you read. The SQL has none of them."), file=str(file))


def say_roles(session: Session, made: Made, let_in: Sequence[str]) -> None:
    """Which roles were made, and where their passwords are."""
    if database.engine() == "sqlite":
        return
    if made.file is not None:
        message = N_("Roles were made: {roles}. Their passwords are in {file}, which only you read.")
        session.say(message, roles=", ".join(made.roles), file=str(made.file))
    elif not let_in:
        session.tell(N_("This account may create no roles; without roles the database keeps no offices apart."))
