"""`cardkeeper branches`: the branch offices of the room; a further one; the database's roles for them."""

from argparse import ArgumentParser, Namespace
from typing import Any

from locales.messages import N_, NC_
from locales.words import Words
from store import access, database, offices, ownership
from store.access import Right
from store.acts import branches, office_roles
from store.acts.branches import Listed
from store.acts.rooms import FirstBranch
from tui.commands import DONE, NAME
from tui.commands.init import OnlyOnPostgresql, print_sql, say_roles
from tui.commands.output import table
from tui.commands.parsing import common_options, json_option
from tui.commands.session import Session

_COLUMNS = (
    NC_("column", "Branch office"),
    NC_("column", "Numbers"),
    NC_("column", "Country"),
    NC_("column", "Currency"),
    NC_("column", "Time zone"),
    NC_("column", "Cards"),
    NC_("column", "Staff"),
)


def arguments(parser: ArgumentParser, words: Words) -> None:
    acts = parser.add_subparsers(dest="act", required=True, title=words(N_("what to do")), metavar="list|add|roles")
    listing = acts.add_parser("list", help=words(N_("list the branch offices")))
    adding = acts.add_parser("add", help=words(N_("open a further branch office")))
    adding.add_argument("branch", metavar=words(NAME), help=words(N_("the branch office")))
    country = words(N_("its country, in two letters: CN, FR, GB …"))
    adding.add_argument("--country", metavar=words(NC_("argument", "CC")), required=True, help=country)
    zone = words(N_("its time zone, as Europe/Paris; the country's if left out"))
    adding.add_argument("--timezone", metavar=words(NC_("argument", "ZONE")), default="", help=zone)
    prefix = words(N_("the letters that its card numbers begin with; from its name if left out"))
    adding.add_argument("--prefix", metavar=words(NC_("argument", "LETTERS")), default="", help=prefix)
    currency = words(N_("its currency, as CNY, EUR, GBP; the country's if left out"))
    adding.add_argument("--currency", metavar=words(NC_("argument", "CODE")), default="", help=currency)
    first = words(N_("who signs in there first, as clerk, keeper and manager: the name to sign in with"))
    adding.add_argument("--first", metavar=words(NAME), required=True, help=first)
    adding.add_argument("--name", metavar=words(NAME), required=True, help=words(N_("their full name")))
    roles = acts.add_parser("roles", help=words(N_("on PostgreSQL: make the roles that offices lack, and let them in")))
    printing = words(N_("only print the SQL that makes the role, for whoever may run it"))
    for act in (adding, roles):
        act.add_argument("--print-sql", action="store_true", help=printing)
    for act in (listing, adding, roles):
        json_option(act, words)
        common_options(act, words)


def run(session: Session, options: Namespace) -> int:
    match options.act:
        case "list":
            return _list(session, options)
        case "add":
            return _add(session, options)
        case _:
            return _roles(session, options)


def _list(session: Session, options: Namespace) -> int:
    found = branches.listed(session.sign_in())
    if options.json:
        session.answer([_as_json(one) for one in found])
        return DONE
    words = session.words
    rows = [
        [
            one.branch.name,
            one.branch.prefix,
            one.branch.country,
            one.branch.currency,
            one.branch.time_zone,
            *("" if count is None else words.number(count) for count in (one.cards, one.staff)),
        ]
        for one in found
    ]
    print(table([words(column) for column in _COLUMNS], rows, right={5, 6}))
    return DONE


def _as_json(one: Listed) -> dict[str, Any]:
    names = ("name", "prefix", "country", "currency", "time_zone", "head_office")
    counts = {name: count for name, count in (("cards", one.cards), ("staff", one.staff)) if count is not None}
    return {name: getattr(one.branch, name) for name in names} | counts


def _add(session: Session, options: Namespace) -> int:
    new = FirstBranch(
        options.branch,
        options.country,
        currency=options.currency,
        time_zone=options.timezone,
        prefix=options.prefix,
    )
    actor = session.sign_in()
    if options.print_sql:
        return _print_sql(session, [branches.planned(new).prefix], json=options.json)
    opened = branches.open_branch(actor, session.url, new, options.first, options.name)
    if options.json:
        listed = Listed(opened.branch, 0, 1)
        session.answer(
            _as_json(listed) | {"user": opened.user, "password": opened.password, "roles": opened.role.roles}
        )
        return DONE
    message = N_("{branch} is open. Its card numbers begin with {prefix}.")
    session.say(message, branch=opened.branch.name, prefix=opened.branch.prefix)
    added = N_("{name} signs in as {user} with the password {password}, to be changed at the first sign-in.")
    session.say(added, name=options.name, user=opened.user, password=opened.password)
    if opened.role.file is not None:
        say_roles(session, opened.role, opened.role.roles)
    return DONE


def _roles(session: Session, options: Namespace) -> int:
    access.require(session.sign_in(), Right.OPEN_BRANCH)
    if database.engine() == "sqlite":
        raise OnlyOnPostgresql()
    ownership.refuse_office()
    letters = [branch.prefix for branch in offices.branches()]
    if options.print_sql:
        return _print_sql(session, [*letters, office_roles.HEAD], json=options.json)
    made = office_roles.prepare(session.url, letters)
    let_in = office_roles.let_in(session.url)
    if options.json:
        session.answer({"roles": let_in, "made": made.roles})
        return DONE
    say_roles(session, made, let_in)
    session.say(N_("Let in: {roles}."), roles=", ".join(let_in) or "—")
    return DONE


def _print_sql(session: Session, whats: list[str], *, json: bool) -> int:
    if database.engine() == "sqlite":
        raise OnlyOnPostgresql()
    sql, file = office_roles.printed(session.url, whats, new_database=False)
    print_sql(session, sql, file, json=json)
    return DONE
