"""Every action of the program: its name, its keys, its words. What is not in this table has no key.

A screen declares which of them it offers with `bind("find", …)` and has a method `action_find` for each. The words are
marked here and rendered by `RoomScreen.active_bindings`, so that a change of language reaches the bottom line, the help
and the palette. `tui/keys.py` knows which keys browsers and terminals keep for themselves.
"""

from collections.abc import Mapping
from typing import NamedTuple

from textual.binding import Binding, BindingType

from locales.messages import N_, NC_, Message
from locales.words import Words


class Action(NamedTuple):
    """`keys` in the order of preference, the first is shown; `label` fits the bottom line; `help` is a sentence."""

    name: str
    keys: tuple[str, ...]
    label: Message
    help: Message | None = None
    palette: bool = True


_TABLE = (
    # what the hand does everywhere
    Action("help", ("f1",), NC_("key", "Help"), N_("Shows the keys that work here and what this screen is for.")),
    Action("edit", ("f2",), NC_("key", "Edit"), N_("Edits what the cursor stands on.")),
    Action("find", ("f3", "slash"), NC_("key", "Find"), N_("Finds by name, pinyin, number, phone, address or serial.")),
    Action("notches", ("f4",), NC_("key", "Notches"), N_("Narrows the list by list, kind, grade, district and more.")),
    Action("refresh", ("f5",), NC_("key", "Refresh"), N_("Reads everything on this screen again.")),
    Action("next_pane", ("f6",), NC_("key", "Next pane"), N_("Goes to the next part of this screen.")),
    Action("previous_pane", ("shift+f6",), NC_("key", "Previous pane")),
    Action("lend", ("f7",), NC_("key", "Lend"), N_("Lends the marked cards, or the one under the cursor.")),
    Action("ask", ("shift+f7",), NC_("key", "Ask for"), N_("Asks for the marked cards, or the one under the cursor.")),
    Action("give_back", ("f8",), NC_("key", "Return"), N_("Takes the marked cards back, or the one under the cursor.")),
    Action(
        "came_back", ("shift+f2",), NC_("key", "Came back…"), N_("Returns with the day and what the visit brought.")
    ),
    Action("commands", ("f9", "ctrl+p"), NC_("key", "Commands"), N_("Lists everything that can be done here.")),
    Action("new", ("ctrl+n", "insert"), NC_("key", "New"), N_("Starts a new one.")),
    Action("save", ("ctrl+s",), NC_("key", "Save"), N_("Keeps what was entered or chosen here.")),
    Action("accept", ("ctrl+s",), NC_("key", "Accept"), palette=False),
    Action("save_anyway", ("ctrl+s",), NC_("key", "Save all the same")),
    Action("export", ("ctrl+e",), NC_("key", "Export"), N_("Writes the list as found and notched to a workbook.")),
    Action("pick_fields", ("f4",), NC_("key", "Fields"), N_("Chooses which fields the workbook has, one by one.")),
    Action("template", (), NC_("key", "Template"), N_("Writes an empty sheet for an office to fill in and send back.")),
    Action("language", ("ctrl+l",), NC_("key", "Language"), N_("Changes the language of everything at once.")),
    Action("leave", ("ctrl+q",), NC_("key", "Leave"), N_("Ends the program. Drafts are kept.")),
    Action("open", ("enter",), NC_("key", "Open"), palette=False),
    Action("mark", ("space",), NC_("key", "Mark"), N_("Marks the line, so that several are handled in one step.")),
    Action("unmark_all", ("ctrl+u",), NC_("key", "Unmark all")),
    Action("back", ("escape",), NC_("key", "Back")),
    Action("undo", ("ctrl+z",), NC_("key", "Undo"), N_("Undoes what the message line tells of, until the next key.")),
    Action("lock", ("ctrl+k",), NC_("key", "Lock"), N_("Hides everything until you sign in again.")),
    Action("sign_out", ("ctrl+y",), NC_("key", "Sign out"), N_("Lets somebody else sign in.")),
    Action(
        "give_up_place", ("escape",), NC_("key", "Sign out"), N_("Gives up the place kept here, for somebody else.")
    ),
    Action("colours", (), NC_("key", "Colours"), N_("Dark, light, or the terminal's own colours.")),
    # moving
    Action("up", ("up",), NC_("key", "Up"), palette=False),
    Action("down", ("down",), NC_("key", "Down"), palette=False),
    Action("page_up", ("pageup",), NC_("key", "Page up"), palette=False),
    Action("page_down", ("pagedown",), NC_("key", "Page down"), palette=False),
    Action("first", ("home",), NC_("key", "First"), palette=False),
    Action("last", ("end",), NC_("key", "Last"), palette=False),
    Action("next_field", ("tab",), NC_("key", "Next field"), palette=False),
    Action("previous_field", ("shift+tab",), NC_("key", "Previous field"), palette=False),
    # inside a field
    Action("cursor_left", ("left",), N_("Move the caret left"), palette=False),
    Action("cursor_right", ("right",), N_("Move the caret right"), palette=False),
    Action("cursor_left_word", ("ctrl+left",), N_("Move the caret a word left"), palette=False),
    Action("cursor_right_word", ("ctrl+right",), N_("Move the caret a word right"), palette=False),
    Action("cursor_left(True)", ("shift+left",), N_("Select to the left"), palette=False),
    Action("cursor_right(True)", ("shift+right",), N_("Select to the right"), palette=False),
    Action("home", ("home",), N_("Move the caret to the start"), palette=False),
    Action("end", ("end",), N_("Move the caret to the end"), palette=False),
    Action("home(True)", ("shift+home",), N_("Select to the start"), palette=False),
    Action("end(True)", ("shift+end",), N_("Select to the end"), palette=False),
    Action("delete_left", ("backspace",), N_("Delete the character before the caret"), palette=False),
    Action("delete_right", ("delete",), N_("Delete the character after the caret"), palette=False),
    Action("delete_left_word", ("ctrl+w", "alt+backspace"), N_("Delete the word before the caret"), palette=False),
    Action("delete_left_all", ("ctrl+u",), N_("Delete to the start of the line"), palette=False),
    Action("submit", ("enter",), NC_("key", "Accept"), palette=False),
    Action("cut", ("ctrl+x",), N_("Cut the selected text"), palette=False),
    Action("copy", ("ctrl+c",), N_("Copy the selected text"), palette=False),
    Action("paste", ("ctrl+v", "shift+insert"), N_("Paste"), palette=False),
    Action("choose_next", ("right",), NC_("key", "Next choice"), palette=False),
    Action("choose_previous", ("left",), NC_("key", "Previous choice"), palette=False),
    Action("choose", ("space",), NC_("key", "Choose"), palette=False),
    # the rooms
    Action("desk", ("ctrl+d",), NC_("key", "Desk"), N_("Lends and takes back a stack of cards by their numbers.")),
    Action(
        "loans",
        ("ctrl+g",),
        NC_("key", "Loans"),
        N_("Shows the cards that are out, the overdue ones first."),
    ),
    Action(
        "overdue", ("f4",), NC_("key", "Overdue only"), N_("Shows only the overdue cards, or again all that are out.")
    ),
    Action("today", ("shift+f12",), NC_("key", "Today (●)"), N_("Shows what waits for you, and leads to its list.")),
    Action("submissions", (), NC_("key", "Submissions"), N_("Shows what was submitted, and what became of it.")),
    Action(
        "submit_new",
        (),
        NC_("key", "Submit new"),
        N_("Submits a new customer; the clerk or the manager makes the card."),
    ),
    Action(
        "submit_change",
        (),
        NC_("key", "Submit change"),
        N_("Submits a correction of the card; the clerk or the manager takes it over."),
    ),
    Action("send_in", ("ctrl+s", "f10"), NC_("key", "Submit"), N_("Submits what you typed.")),
    Action("take_over", ("f10", "ctrl+s"), NC_("key", "Take over"), N_("Takes over the fields that say “taken”.")),
    Action("requests", ("f12",), NC_("key", "Requests"), N_("Shows what is asked for, and what became of it.")),
    Action("approve", ("f10", "ctrl+s"), NC_("key", "Approve"), N_("Approves the marked requests.")),
    Action("refuse", ("delete",), NC_("key", "Refuse"), N_("Refuses what is marked, with a reason.")),
    Action(
        "let_pass",
        ("f10", "ctrl+s"),
        NC_("key", "Let pass"),
        N_("The warranty is in order after all; say why."),
    ),
    Action("withdraw", ("backspace",), NC_("key", "Withdraw"), N_("Takes back what this slip asks for.")),
    Action("waiting_only", ("f4",), NC_("key", "Waiting only"), N_("Shows only what nobody has answered, or all.")),
    Action("renew", ("ctrl+r",), NC_("key", "Renew"), N_("Lets the marked cards stay out for their usual time again.")),
    Action("recall", ("shift+f8",), NC_("key", "Recall"), N_("Asks the marked cards back by tomorrow.")),
    Action("reserve", (), NC_("key", "Reserve"), N_("Lets somebody wait for the cards that are out.")),
    Action("lost", ("ctrl+delete",), NC_("key", "Lost"), N_("Notes the marked cards as lost, once searched for.")),
    Action(
        "chase", ("ctrl+a",), NC_("key", "Chase"), N_("Shows who has overdue cards and how often they were reminded.")
    ),
    Action("remind", ("f10", "ctrl+s"), NC_("key", "Reminded"), N_("Notes that the marked borrowers were reminded.")),
    Action("pack", ("shift+f9",), NC_("key", "Pack"), N_("Prints the cards of this slip that are out, one a page.")),
    Action("slip", ("ctrl+o",), N_("Slip"), N_("Shows the slip with all its cards, and which were not read.")),
    Action("extract", (), NC_("key", "Ask for an extract"), N_("Asks for chosen sections on paper, for a colleague.")),
    Action("extracts", (), NC_("key", "Extracts"), N_("Shows the extracts: to print, on paper, past their due date.")),
    Action("print_extract", ("shift+f9",), NC_("key", "Print"), N_("Prints the extract of this slip; it is counted.")),
    Action("destroyed", ("ctrl+delete",), NC_("key", "Destroyed"), N_("Notes that the paper was destroyed.")),
    Action(
        "original",
        (),
        NC_("key", "Print the original"),
        N_("Prints the card's numbered original, once, to go with it."),
    ),
    Action(
        "void_original", (), NC_("key", "Void the original"), N_("Says that the paper no longer counts, with a reason.")
    ),
    Action(
        "changed",
        ("ctrl+f7",),
        NC_("key", "Changed meanwhile"),
        N_("Shows what was edited while the cards were out that just came back."),
    ),
    Action("labels", (), NC_("key", "Labels"), N_("Prints labels for the folders of the marked cards.")),
    Action(
        "wait_slip",
        ("ctrl+f8",),
        NC_("key", "Reservation"),
        N_("Prints for whom the cards are kept that just came back."),
    ),
    Action("rules", (), NC_("key", "Rules of lending"), N_("Shows and sets how long, how many, who approves.")),
    Action(
        "sheet_rules",
        (),
        NC_("key", "Rules for sheets"),
        N_("Sets, field by field, what holds when a sheet says something else than a card."),
    ),
    Action("sheet_ask", ("space",), NC_("key", "Ask"), N_("Somebody decides it each time.")),
    Action("export_rows", (), NC_("key", "Size of lists"), N_("Sets how long a list may leave unapproved.")),
    Action("own_requests", (), NC_("key", "Own requests"), N_("Lets an only manager approve their own, or not.")),
    Action(
        "read_it", ("f10",), NC_("key", "I have read it"), N_("Notes that you have read the card before your visit.")
    ),
    Action(
        "stocktaking",
        ("shift+f4",),
        NC_("key", "Stocktaking"),
        N_("Counts the drawer against the lending log, number by number."),
    ),
    Action(
        "differences", ("f4",), NC_("key", "Differences"), N_("Shows what differs from the log, and what was not seen.")
    ),
    Action("settle", ("f2",), NC_("key", "Settle"), N_("Settles this difference, with a reason.")),
    Action("end_count", ("f10", "ctrl+s"), NC_("key", "End the count"), N_("Ends it, once all is settled.")),
    Action("stop_count", (), NC_("key", "Give the count up"), N_("Ends the stocktaking unsettled, with a reason.")),
    Action("send_cards", (), NC_("key", "Send to a branch"), N_("Sends cards to another branch, with a reason.")),
    Action("transfers", (), NC_("key", "Cards on the way"), N_("Shows the cards on their way between branches.")),
    Action(
        "receive_cards",
        ("f10", "ctrl+s"),
        NC_("key", "Receive"),
        N_("Takes the cards in, under this branch's numbers."),
    ),
    Action("send_cards_back", ("delete",), NC_("key", "Send back"), N_("Sends them back to where they came from.")),
    Action("take_cards_back", ("ctrl+delete",), NC_("key", "Take back"), N_("They stay here after all.")),
    Action(
        "branches",
        (),
        NC_("key", "Branch offices"),
        N_("Shows the branch offices, and opens further ones."),
    ),
    Action("staff", ("ctrl+t",), NC_("key", "Staff"), N_("Shows who signs in, and as what.")),
    Action("rights", (), NC_("key", "Who may do what"), N_("Shows which role may do what with which card.")),
    Action("help_rights", ("f1", "enter"), NC_("key", "Who may do what"), palette=False),
    Action("journal", (), NC_("key", "Journal"), N_("Shows what was done in this branch, by whom.")),
    Action("close_day", (), NC_("key", "Close the day"), N_("Closes the day on a sheet that is kept elsewhere.")),
    Action("refusals", (), NC_("key", "Refusals"), N_("Shows what was refused in this branch, and to whom.")),
    Action("import_sheet", ("f10", "ctrl+o"), NC_("key", "Bring in a sheet"), N_("Reads a sheet of an office.")),
    Action("imports", (), NC_("key", "Imports"), N_("Shows the sheets that were brought in; one can be undone whole.")),
    Action("show_imports", ("f4",), NC_("key", "Imports"), palette=False),
    # the drawer
    Action("order", ("ctrl+r",), NC_("key", "Order"), N_("By name, by number, by grade, by last change.")),
    Action("clear_notches", ("delete",), NC_("key", "No notches"), N_("Takes all notches and the find text away.")),
    Action("where", ("ctrl+f",), NC_("key", "Where"), N_("Shows where a card is and who had it.")),
    # the card
    Action("previous_card", ("ctrl+pageup", "alt+up", "ctrl+up"), NC_("key", "Previous card")),
    Action("next_card", ("ctrl+pagedown", "alt+down", "ctrl+down"), NC_("key", "Next card")),
    Action("archive", ("ctrl+delete",), NC_("key", "Archive"), N_("Puts the card away; nothing is deleted.")),
    Action("bring_back", (), NC_("key", "Out of the archive"), N_("Puts the card among the others again.")),
    Action(
        "disclose", (), NC_("key", "What is kept about this person"), N_("Prints all that is kept, in their language.")
    ),
    Action(
        "restrict", (), NC_("key", "Restrict"), N_("Keeps the card, but nobody uses it until a manager lifts that.")
    ),
    Action("lift", (), NC_("key", "Lift the restriction"), N_("Lets the card be used again.")),
    Action("hold", (), NC_("key", "Hold"), N_("Keeps the card from being erased while there is a dispute.")),
    Action("release", (), NC_("key", "Release the hold"), N_("The dispute is over: the card may be erased again.")),
    Action("erase", (), NC_("key", "Erase"), N_("Erases what is kept about the customer; nothing brings it back.")),
    Action("erase_person", (), NC_("key", "Erase this person"), N_("Erases one person of the card, for good.")),
    Action(
        "retention", (), NC_("key", "Past retention"), N_("Shows the cards kept longer than is set, to erase them.")
    ),
    Action("months", ("f2",), NC_("key", "Months"), N_("Sets for how many months each kind of card is kept.")),
    Action("erase_past", ("delete",), NC_("key", "Erase"), N_("Erases the marked cards, with a reason, for good.")),
    Action("drafts", (), NC_("key", "My drafts"), N_("Shows what you typed into cards and did not save yet.")),
    Action(
        "doubles", (), NC_("key", "Likely doubles"), N_("Looks for cards of one customer, to merge or to tell apart.")
    ),
    Action(
        "look_for_doubles",
        ("ctrl+f",),
        NC_("key", "Search"),
        N_("Goes through the whole room; Esc stops it."),
    ),
    Action(
        "not_the_same",
        ("delete",),
        NC_("key", "Not the same"),
        N_("Says that they are two customers; they are not shown again."),
    ),
    Action("merge_sure", ("f10",), NC_("key", "Merge sure"), N_("Merges all pairs that are surely the same.")),
    Action(
        "merge",
        ("f10", "ctrl+s"),
        NC_("key", "Merge"),
        N_("Lets the other card go into the one that stays; a clerk says so, for a manager to do it."),
    ),
    Action("swap", ("f4",), NC_("key", "Other stays"), N_("Lets the other of the two cards stay.")),
    Action("take_left", ("left",), NC_("key", "Keep"), N_("Takes this field from the card that stays.")),
    Action("take_right", ("right",), NC_("key", "Take"), N_("Takes this field from the card that goes.")),
    Action("take_both", ("space",), NC_("key", "Both"), N_("Takes both texts, one below the other.")),
    Action("unmerge", (), NC_("key", "Undo the merge"), N_("Takes the card that was merged in last out again.")),
    Action("put_back", ("backspace",), NC_("key", "Put back"), N_("Gives a field or a whole save its old value.")),
    Action("remove", ("delete",), NC_("key", "Remove"), N_("Takes the line out.")),
    Action("discard", ("ctrl+x",), NC_("key", "Discard draft"), N_("Forgets what you typed and shows what is kept.")),
    Action("take_mine", ("right",), NC_("key", "Mine"), N_("Keeps what you typed in this field.")),
    Action("take_sheets", ("right",), NC_("key", "Sheet"), N_("Takes what the sheet says.")),
    Action("take_cards", ("left",), NC_("key", "Card"), N_("Leaves what the card says.")),
    Action("take_as_left", ("backspace",), NC_("key", "As left"), N_("Takes the value with which the list left.")),
    Action("take_submitted", ("right",), NC_("key", "Take"), N_("Takes this field over.")),
    Action("leave_out", ("left",), NC_("key", "Leave out"), N_("Leaves this field as the card says it.")),
    Action("take_theirs", ("left",), NC_("key", "Theirs"), N_("Keeps what your colleague saved in this field.")),
    # a sheet
    Action(
        "problems",
        ("tab",),
        NC_("key", "Problems only"),
        N_("Shows only the rows that something is wrong with, or all."),
    ),
    Action("columns", ("f4",), NC_("key", "Columns"), N_("Shows which column was understood as which field.")),
    Action("write", ("f10", "ctrl+s"), NC_("key", "Write"), N_("Writes the sound rows; nothing was written before.")),
    Action(
        "mend_alike",
        ("ctrl+r",),
        NC_("key", "Mend all alike"),
        N_("Mends every row that has the same value in the column where one was just mended."),
    ),
    Action(
        "all_alike", ("ctrl+a",), NC_("key", "All like this"), N_("Decides all rows alike that wait for this reason.")
    ),
    Action("undo_import", ("delete",), NC_("key", "Undo the import"), N_("Shows first what its undo would do.")),
    Action("undo_now", ("f10", "ctrl+s"), NC_("key", "Undo now"), N_("Undoes the whole import in one step.")),
    Action("keep_now", ("left",), NC_("key", "Keep"), N_("Leaves this field as it is now.")),
    Action("return_it", ("right",), NC_("key", "Put back"), N_("Gives this field its value from before the import.")),
    Action("keep_all", ("shift+left",), NC_("key", "Keep all"), N_("Leaves all these fields as they are now.")),
    Action(
        "return_all",
        ("shift+right",),
        NC_("key", "All back"),
        N_("Gives all these fields their values from before the import."),
    ),
    Action("problem_sheet", ("ctrl+e",), NC_("key", "Problem workbook"), N_("Writes the rows that need mending.")),
    # staff
    Action(
        "one_time", ("ctrl+a",), NC_("key", "One-time password"), N_("Gives a password that is changed at sign-in.")
    ),
    Action("roles", ("space",), NC_("key", "Roles")),
    Action(
        "handover",
        ("f10", "ctrl+s"),
        NC_("key", "Hand over"),
        N_("For a leave or for good: all that they hold or look after goes to a successor."),
    ),
    Action(
        "hand_back", ("f8",), NC_("key", "Hand back"), N_("The leave is over: what went to the successor comes back.")
    ),
    Action("handover_list", (), NC_("key", "Handover list"), N_("Shows what went with their last handover, to sign.")),
)

ACTIONS = {action.name: action for action in _TABLE}


def bind(*names: str, show: bool = True, priority: bool = False) -> list[BindingType]:
    """The bindings of the named actions, in that order. Their words are put in where they are shown."""
    return [
        Binding(",".join(action.keys), name, action.label.text, show=show, priority=priority, id=name)
        for name in names
        if (action := ACTIONS[name]).keys
    ]


def quiet(*names: str) -> list[BindingType]:
    """Bindings that work and stand in the help, but not on the bottom line."""
    return bind(*names, show=False)


_KEY_NAMES: Mapping[str, Message | str] = {
    "enter": NC_("key name", "Enter"),
    "space": NC_("key name", "Space"),
    "escape": NC_("key name", "Esc"),
    "tab": NC_("key name", "Tab"),
    "backspace": NC_("key name", "Backspace"),
    "delete": NC_("key name", "Del"),
    "insert": NC_("key name", "Ins"),
    "home": NC_("key name", "Home"),
    "end": NC_("key name", "End"),
    "pageup": NC_("key name", "PgUp"),
    "pagedown": NC_("key name", "PgDn"),
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "ctrl": NC_("key name", "Ctrl"),
    "shift": NC_("key name", "Shift"),
    "alt": NC_("key name", "Alt"),
    "slash": NC_("key name", "/"),
}


def key_text(key: str, words: Words) -> str:
    """A key as it is printed on a keyboard, in the person's words."""
    return "+".join(words.value(_KEY_NAMES.get(part, part.upper())) for part in key.split("+"))
