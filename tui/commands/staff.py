"""`cardkeeper staff`: who signs in, and as what; somebody new; a forgotten password.

All but `reset` need a sign-in. `reset` is for the last manager: who may read the room's file is who may do it.
"""

from argparse import ArgumentParser, Namespace
from secrets import token_urlsafe

from locales.messages import N_, NC_
from locales.words import Words
from store import staff
from store.access import ROLE_NAMES, Role
from tui.commands import DONE, NAME
from tui.commands.output import table
from tui.commands.parsing import common_options, json_option
from tui.commands.session import Session

_COLUMNS = (
    NC_("column", "Signs in as"),
    NC_("column", "Name"),
    NC_("column", "Roles"),
    NC_("column", "Branch office"),
)


def arguments(parser: ArgumentParser, words: Words) -> None:
    acts = parser.add_subparsers(
        dest="act", required=True, title=words(N_("what to do")), metavar="list|add|roles|one-time|reset"
    )
    listing = acts.add_parser("list", help=words(N_("list the members of staff")))
    adding = acts.add_parser("add", help=words(N_("add somebody; they get a password for one time")))
    adding.add_argument("who", metavar=words(NAME), help=words(N_("the name to sign in with")))
    adding.add_argument("--name", metavar=words(NAME), required=True, help=words(N_("the full name")))
    roles = words(N_("a role; several if given several times"))
    adding.add_argument("--role", choices=[role.value for role in Role], action="append", required=True, help=roles)
    changing = acts.add_parser("roles", help=words(N_("give somebody other roles, in place of theirs")))
    changing.add_argument("who", metavar=words(NAME), help=words(N_("the name to sign in with")))
    changing.add_argument("--role", choices=[role.value for role in Role], action="append", required=True, help=roles)
    helping = acts.add_parser("one-time", help=words(N_("give a password for one time to somebody who forgot theirs")))
    helping.add_argument("who", metavar=words(NAME), help=words(N_("the name to sign in with")))
    resetting = acts.add_parser("reset", help=words(N_("give a password for one time, without signing in")))
    resetting.add_argument("who", metavar=words(NAME), help=words(N_("the name to sign in with")))
    for act in (listing, adding, changing, helping, resetting):
        json_option(act, words)
        common_options(act, words)


def run(session: Session, options: Namespace) -> int:
    match options.act:
        case "list":
            return _list(session, options)
        case "add":
            return _add(session, options)
        case "roles":
            return _set_roles(session, options)
        case "one-time":
            return _say_password(session, options, staff.give_one_time_password(session.sign_in(), options.who))
        case _:
            return _reset(session, options)


def _list(session: Session, options: Namespace) -> int:
    people = [person for person in staff.people(session.sign_in()) if not person.left]
    if options.json:
        session.answer([_as_json(person) for person in people])
        return DONE
    words = session.words
    rows = [[person.user, person.name, _roles(person, words), person.branch_name] for person in people]
    print(table([words(column) for column in _COLUMNS], rows))
    return DONE


def _add(session: Session, options: Namespace) -> int:
    actor = session.sign_in()
    person = staff.add(actor, options.who, options.name, map(Role, options.role), token_urlsafe())
    password = staff.give_one_time_password(actor, person.user)
    if options.json:
        session.answer(_as_json(person) | {"password": password})
        return DONE
    added = N_("{name} signs in as {user} with the password {password}, to be changed at the first sign-in.")
    session.say(added, name=person.name, user=person.user, password=password)
    return DONE


def _reset(session: Session, options: Namespace) -> int:
    session.open_room()
    return _say_password(session, options, staff.reset(options.who))


def _set_roles(session: Session, options: Namespace) -> int:
    person = staff.set_roles(session.sign_in(), options.who, map(Role, options.role))
    if options.json:
        session.answer(_as_json(person))
    else:
        session.say(N_("{name} is now: {roles}."), name=person.name, roles=_roles(person, session.words))
    return DONE


def _say_password(session: Session, options: Namespace, password: str) -> int:
    if options.json:
        session.answer({"user": options.who, "password": password})
        return DONE
    session.say(
        N_("{user} signs in once with the password {password} and then chooses a new one."),
        user=options.who,
        password=password,
    )
    return DONE


def _roles(person: staff.StaffRecord, words: Words) -> str:
    return words.list([ROLE_NAMES[role] for role in Role if role in person.roles])


def _as_json(person: staff.StaffRecord) -> dict[str, object]:
    return {
        "user": person.user,
        "name": person.name,
        "roles": [role.value for role in Role if role in person.roles],
        "branch": person.branch_name,
        "branch_prefix": person.branch_prefix,
    }
