"""`cardkeeper settings`: the rules by which cards are lent and lists leave, whether an office of one approves its own
requests, and what holds where a sheet says something else than a card."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable

from locales.messages import N_, NC_, NP_
from locales.words import Words
from store import loan_rules
from store.access import Actor
from store.acts import sheet_rules, take_out
from store.acts.sheet_rules import RULED, RULES, TAKE
from store.errors import Refused
from store.fields import FIELDS
from store.loan_rules import APPROVERS, OWN_REQUESTS, Rule
from tui.commands import DONE, NAME, NUMBER
from tui.commands.output import pairs, table
from tui.commands.parsing import a_count, common_options, json_option
from tui.commands.session import Session
from tui.plain.fill import Ask

_COLUMNS = (
    NC_("column", "Borrower"),
    NC_("column", "Grade"),
    NC_("column", "Days"),
    NC_("column", "Most cards"),
    NC_("column", "Renewals"),
    NC_("column", "Who approves"),
)
EVERYBODY, EVERY_GRADE = N_("everybody"), NC_("grade", "every one")

FIELD_RULE = NC_("argument", "FIELD=RULE")


class NoSuchField(Refused):
    text: str
    message = N_("“{text}” is no field of the card that has a rule for sheets.")


def _asked_field(session: Session, _options: Namespace) -> list[tuple[str, str]]:
    """One field and its rule, as line mode asks for them."""

    def understood(text: str) -> str:
        name = _field(text, session.words)
        if name is None:
            raise NoSuchField(text=text)
        return name

    about = session.words(N_("the field's name on the card, or as phone, address, contact_phone"))
    name = session.dialogue.ask(session.words(N_("Field")), understood, help=about, required=True)
    offered = [(rule, session.words(said)) for rule, said in RULES.items()]
    return [(str(name), str(session.dialogue.choose(N_("What holds"), offered)))]


ASKS = (
    Ask("borrower", N_("Only for this salesperson")),
    Ask("grade", N_("Only for cards of this grade")),
    Ask("days", N_("Days")),
    Ask("most", N_("Most cards")),
    Ask("renewals", N_("Renewals")),
    Ask("approver", N_("Who approves")),
    Ask("fields", N_("Field"), own=_asked_field),
)
"""What line mode asks for of a rule."""


def arguments(parser: ArgumentParser, words: Words) -> None:
    acts = parser.add_subparsers(
        dest="act",
        required=True,
        title=words(N_("what to do")),
        metavar="list|rule|own-requests|export-rows|sheet-field",
    )
    listing = acts.add_parser("list", help=words(N_("show the rules")))
    ruling = acts.add_parser("rule", help=words(N_("set a rule; what is left out, it leaves to the next one")))
    ruling.add_argument("--borrower", metavar=words(NAME), default="", help=words(N_("only for this salesperson")))
    grades = list(FIELDS["grade"].choices)
    ruling.add_argument("--grade", choices=grades, default="", help=words(N_("only for cards of this grade")))
    a_number = a_count(words, 0, 10_000)
    for name, help_ in (
        ("--days", N_("for how many days a card is lent")),
        ("--most", N_("how many cards somebody may hold")),
        ("--renewals", N_("how often a loan may be renewed")),
    ):
        ruling.add_argument(name, metavar=words(NUMBER), type=a_number, help=words(help_))
    ruling.add_argument("--approver", choices=list(APPROVERS), help=words(N_("who has to approve")))
    own = acts.add_parser("own-requests", help=words(N_("whether the only manager approves their own requests")))
    own.add_argument("allowed", choices=["on", "off"], help=words(N_("on or off")))
    size = acts.add_parser("export-rows", help=words(N_("how many rows of a list leave without approval")))
    size.add_argument("rows", metavar=words(NUMBER), type=a_count(words, 0, take_out.LARGEST), help=words(N_("rows")))
    telling = N_("what holds when a sheet says something else than a known customer's card: keep, take or ask")
    sheets = acts.add_parser("sheet-field", help=words(telling))
    fields = N_("a field of the card and its rule, as phone=ask or address=keep")
    sheets.add_argument("fields", metavar=words(FIELD_RULE), nargs="+", type=_field_rule(words), help=words(fields))
    for act in (listing, ruling, own, size, sheets):
        json_option(act, words)
        common_options(act, words)


def _field_rule(words: Words) -> Callable[[str], tuple[str, str]]:
    def understood(text: str) -> tuple[str, str]:
        field, _, rule = text.partition("=")
        name = _field(field, words)
        if name is None or rule not in RULES:
            problem = N_("“{text}” is not written as phone=ask: a field of the card, and keep, take or ask.")
            raise ArgumentTypeError(words(problem, text=text))
        return name, rule

    return understood


def _field(text: str, words: Words) -> str | None:
    """The field of this name, or that is called so in the person's language."""
    wanted = text.strip().casefold()
    return next((name for name, info in RULED.items() if wanted in (name, words(info.label).casefold())), None)


def run(session: Session, options: Namespace) -> int:
    actor = session.sign_in()
    match options.act:
        case "rule":
            loan_rules.set_rule(
                actor,
                borrower=options.borrower,
                grade=options.grade,
                days=options.days,
                most=options.most,
                renewals=options.renewals,
                approver=options.approver,
            )
        case "own-requests":
            loan_rules.allow_own_requests(actor, options.allowed == "on")
        case "export-rows":
            take_out.set_most_rows(actor, options.rows)
        case "sheet-field":
            sheet_rules.set_rules(actor, dict(options.fields))
    return _show(session, actor, options.json)


def _show(session: Session, actor: Actor, as_json: bool) -> int:
    rules, own = loan_rules.rules(actor), loan_rules.own_requests_set(actor)
    most = take_out.most_rows(actor.branch_id)
    of_sheets = {name: rule for name, rule in sheet_rules.rules(actor).items() if rule != TAKE}
    if as_json:
        lending = {"rules": [_as_json(rule) for rule in rules], OWN_REQUESTS: own, take_out.MOST_ROWS: most}
        session.answer({**lending, "sheet_fields": of_sheets})
        return DONE
    words = session.words
    if rules:
        print(table([words(column) for column in _COLUMNS], [_row(rule, words) for rule in rules], right={3, 4}))
    else:
        session.say(N_("There is no rule: everybody is lent every card for the usual days, and nobody has to approve."))
    if own:
        session.say(N_("A manager who is the only one here may approve their own requests."))
    unapproved = NP_(
        "Lists leave without approval up to {n} row; longer ones need the manager.",
        "Lists leave without approval up to {n} rows; longer ones need the manager.",
    )
    session.say(unapproved, n=most)
    if of_sheets:
        session.say(N_("When a sheet says something else than a known customer's card:"))
        print(pairs([(words(RULED[name].label), words(RULES[rule])) for name, rule in of_sheets.items()]))
    return DONE


def _row(rule: Rule, words: Words) -> list[str]:
    return [
        rule.borrower or words(EVERYBODY),
        rule.grade or words(EVERY_GRADE),
        words(NP_("{n} day", "{n} days"), n=rule.days) if rule.days is not None else "",
        words.value(rule.most),
        words.value(rule.renewals),
        words(APPROVERS[rule.approver]) if rule.approver else "",
    ]


def _as_json(rule: Rule) -> dict[str, object]:
    return {
        "borrower": rule.borrower_user,
        "grade": rule.grade,
        "days": rule.days,
        "most": rule.most,
        "renewals": rule.renewals,
        "approver": rule.approver,
    }
