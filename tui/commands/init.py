"""`cardkeeper init`: an empty card room with its first branch and member of staff, without a screen."""

import shlex
from argparse import ArgumentParser, Namespace

from locales.messages import N_, NC_
from locales.words import Words
from store import offices
from store.acts import rooms
from store.database import place
from tui.commands import DONE, NAME
from tui.commands.parsing import json_option
from tui.commands.session import Session


def arguments(parser: ArgumentParser, words: Words) -> None:
    name = words(NAME)
    parser.add_argument("--branch", metavar=name, required=True, help=words(N_("the branch office")))
    country = words(N_("its country, in two letters: CN, FR, GB …"))
    parser.add_argument("--country", metavar=words(NC_("argument", "CC")), required=True, help=country)
    zone = words(N_("its time zone, as Europe/Paris; the country's if left out"))
    parser.add_argument("--timezone", metavar=words(NC_("argument", "ZONE")), default="", help=zone)
    prefix = words(N_("the letters that its card numbers begin with; from its name if left out"))
    parser.add_argument("--prefix", metavar=words(NC_("argument", "LETTERS")), default="", help=prefix)
    currency = words(N_("its currency, as CNY, EUR, GBP; the country's if left out"))
    parser.add_argument("--currency", metavar=words(NC_("argument", "CODE")), default="", help=currency)
    parser.add_argument("--name", metavar=name, required=True, help=words(N_("the full name of whoever signs in")))
    json_option(parser, words)


def run(session: Session, options: Namespace) -> int:
    user = session.ask_user()
    member = rooms.FirstMember(user, options.name, session.new_password(user))
    branch = rooms.FirstBranch(
        options.branch,
        options.country,
        currency=options.currency,
        time_zone=options.timezone,
        prefix=options.prefix,
        language=session.speaks or "",
    )
    actor = rooms.make_room(session.url, branch, member)
    if options.json:
        session.answer({"database": place(session.url), "branch_prefix": offices.branch(actor).prefix})
        return DONE
    command = "cardkeeper"
    if getattr(options, "database", None):  # without the option it would open another room, or none
        command = f"cardkeeper --database {shlex.quote(options.database)}"
    message = N_("The card room is ready at {place}. Open it with: {command}")
    session.say(message, place=place(session.url), command=command)
    return DONE
