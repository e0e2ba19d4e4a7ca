"""The commands: each a file with `arguments(parser, words)` and `run(session, options)`, which returns the exit code.

`COMMANDS` is the one list of them, in the order of the help. A command's file is imported only when it is asked for,
so that `cardkeeper find` answers without Textual and without a workbook's reader.
"""

from typing import NamedTuple

from locales.messages import N_, NC_, Message

DONE, REFUSED, WRONG_USE, LEFT_OVER = 0, 1, 2, 3
"""Exit codes: done; refused or nothing written; wrong use; written, with rows left over."""


class Command(NamedTuple):
    """`module` is the file beside this one; `help` stands in the list of commands and above the command's own help."""

    name: str
    module: str
    help: Message


_TABLE = (
    Command("open", "open_program", N_("open the program (also without any command)")),
    Command("init", "init", N_("make an empty card room")),
    Command("demo", "demo", N_("make a card room filled with invented customers, and open it")),
    Command("import", "bring_in", N_("bring in a sheet of an office")),
    Command("held", "held", N_("list warranties that are held, let them pass or refuse them")),
    Command("imports", "imports", N_("list the sheets that were brought in")),
    Command("undo", "undo", N_("undo a whole import")),
    Command("export", "export", N_("write a list to a workbook")),
    Command("template", "template", N_("write an empty sheet to be filled in, with choices and notes")),
    Command("find", "find", N_("find cards by name, pinyin, number, phone, address or serial")),
    Command("show", "show", N_("show a card")),
    Command("new", "new", N_("make a card")),
    Command("set", "change", N_("change fields of a card")),
    Command("ask", "ask", N_("ask for cards")),
    Command("requests", "requests", N_("list what is asked for")),
    Command("approve", "approve", N_("approve what is asked for on slips")),
    Command("refuse", "refuse", N_("refuse what is asked for on slips, with a reason")),
    Command("withdraw", "withdraw", N_("take back what a slip asks for")),
    Command("submit", "submit", N_("submit a new customer or a correction")),
    Command("submissions", "submissions", N_("list, take over or refuse what was submitted")),
    Command("lend", "lend", N_("lend cards on a slip")),
    Command("return", "give_back", N_("take cards back")),
    Command("renew", "renew", N_("let cards stay out longer")),
    Command("recall", "recall", N_("ask cards back before their due date")),
    Command("reserve", "reserve", N_("wait for cards that are out")),
    Command("pack", "pack", N_("print the cards of a slip, one a page")),
    Command("extract", "extract", N_("ask for an extract of cards for a colleague")),
    Command("extracts", "extracts", N_("list and print extracts, and note what became of them")),
    Command("original", "original", N_("print the numbered original of a card, or void it")),
    Command("labels", "labels", N_("print labels for the folders of cards")),
    Command("waits", "waits", N_("print for whom returned cards are kept")),
    Command("lost", "lost", N_("note cards as lost, or as found again")),
    Command("chase", "chase", N_("list who has overdue cards, and note who was reminded")),
    Command("where", "where", N_("say where a card is")),
    Command("loans", "loans", N_("list the cards that are out")),
    Command("count", "count", N_("count the drawer against the lending log")),
    Command("journal", "journal", N_("show what was done, by whom")),
    Command("rights", "rights", N_("print, restrict, hold or erase what is kept about a person")),
    Command("retention", "retention", N_("list cards kept longer than is set, and erase them")),
    Command("doubles", "doubles", N_("list likely doubles, look for them, tell them apart")),
    Command("merge", "merge", N_("merge two cards of one customer")),
    Command("unmerge", "unmerge", N_("undo a merge")),
    Command("close", "close", N_("close the day, with a sheet to keep")),
    Command("staff", "staff", N_("list, add and help members of staff")),
    Command("branches", "branches", N_("list the branch offices, or open a further one")),
    Command("transfers", "transfers", N_("send cards to another branch, receive them, list those on their way")),
    Command("handover", "handover", N_("hand over for a leave or for good, with a list to sign")),
    Command("settings", "settings", N_("show and set the rules of lending")),
    Command("today", "today", N_("say what waits for you today")),
    Command("status", "status", N_("say what room this is and what waits in it")),
    Command("check", "check", N_("check the database and the journal's chain")),
    Command("backup", "backup", N_("copy the room while it is in use, and check the copy")),
    Command("restore", "restore", N_("put a backup back")),
    Command("move", "move", N_("bring a room over to another engine, from a file to PostgreSQL or back")),
    Command("serve", "serve", N_("serve the program to browsers")),
)

COMMANDS = {command.name: command for command in _TABLE}

CARD = NC_("argument", "CARD")
SLIP = NC_("argument", "SLIP")
FILE = NC_("argument", "FILE")
NAME = NC_("argument", "NAME")
TEXT = NC_("argument", "TEXT")
DATE = NC_("argument", "DATE")
NUMBER = NC_("argument", "N")
FIELD = NC_("argument", "FIELD")
FIELD_VALUE = NC_("argument", "FIELD=VALUE")
