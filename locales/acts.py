"""What the acts in the journal are called. The store writes their codes; whoever shows them finds the words here."""

from datetime import date

from locales.messages import N_, NC_, Message
from locales.words import Words

ACTS = {
    "make_room": NC_("act", "room made"),
    "demonstrate": NC_("act", "room filled for the demo"),
    "open_branch": NC_("act", "branch office opened"),
    "send_cards": NC_("act", "sent to another branch"),
    "take_cards_back": NC_("act", "taken back, not sent after all"),
    "receive_cards": NC_("act", "received from another branch"),
    "send_cards_back": NC_("act", "sent back to the other branch"),
    "add_staff": NC_("act", "member of staff added"),
    "set_roles": NC_("act", "roles changed"),
    "leave_staff": NC_("act", "member of staff left"),
    "hand_over": NC_("act", "handed over"),
    "hand_back": NC_("act", "handed back after a leave"),
    "set_password": NC_("act", "password set"),
    "create_card": NC_("act", "card made"),
    "edit_card": NC_("act", "card edited"),
    "put_back": NC_("act", "earlier value put back"),
    "tell_apart": NC_("act", "said not to be the same"),
    "say_same": NC_("act", "said to be the same"),
    "ask_again": NC_("act", "whether the same, asked again"),
    "merge_cards": NC_("act", "cards merged"),
    "unmerge_cards": NC_("act", "merge undone"),
    "archive_card": NC_("act", "card archived"),
    "bring_back_card": NC_("act", "card taken out of the archive"),
    "restrict_card": NC_("act", "card restricted"),
    "lift_restriction": NC_("act", "restriction lifted"),
    "hold_card": NC_("act", "card put on hold"),
    "release_card": NC_("act", "hold released"),
    "erase_card": NC_("act", "erased"),
    "erase_again": NC_("act", "erased again, after a restore"),
    "disclose": NC_("act", "printed for the person"),
    "set_retention": NC_("act", "retention set"),
    "set_rule": NC_("act", "rule of lending set"),
    "set_sheet_rules": NC_("act", "rules for sheets set"),
    "ask": NC_("act", "asked for"),
    "approve": NC_("act", "approved"),
    "approve_own": NC_("act", "own request approved, in an office of one"),
    "refuse": NC_("act", "refused"),
    "withdraw": NC_("act", "request withdrawn"),
    "lend": NC_("act", "lent"),
    "renew": NC_("act", "renewed"),
    "recall": NC_("act", "recalled"),
    "remind": NC_("act", "borrower reminded"),
    "reserve": NC_("act", "reserved"),
    "give_up": NC_("act", "reservation given up"),
    "read_card": NC_("act", "read before the visit"),
    "lose": NC_("act", "lost"),
    "find_lost": NC_("act", "lost card found"),
    "return": NC_("act", "returned"),
    "undo_return": NC_("act", "return undone"),
    "cancel_slip": NC_("act", "slip cancelled"),
    "submit": NC_("act", "submitted"),
    "withdraw_submission": NC_("act", "submission withdrawn"),
    "refuse_submission": NC_("act", "submission refused"),
    "take_over": NC_("act", "submission taken over"),
    "undo_submission": NC_("act", "answer to a submission undone"),
    "begin_count": NC_("act", "stocktaking begun"),
    "count_cards": NC_("act", "counted"),
    "uncount_card": NC_("act", "not counted after all"),
    "settle_difference": NC_("act", "difference of a count settled"),
    "end_count": NC_("act", "stocktaking ended"),
    "stop_count": NC_("act", "stocktaking given up"),
    "import": NC_("act", "sheet brought in"),
    "settle_warranty": NC_("act", "held warranty settled"),
    "hold_warranty": NC_("act", "warranty held again"),
    "undo_import": NC_("act", "import undone"),
    "export": NC_("act", "list exported"),
    "make_pack": NC_("act", "pack made"),
    "make_extract": NC_("act", "extract printed"),
    "end_extract": NC_("act", "extract returned or destroyed"),
    "print_original": NC_("act", "original printed"),
    "void_original": NC_("act", "original voided"),
    "make_labels": NC_("act", "labels made"),
    "make_wait_slip": NC_("act", "reservation slip made"),
    "back_up": NC_("act", "backed up"),
    "restore": NC_("act", "backup put back"),
    "close_day": NC_("act", "day closed"),
    "print_close": NC_("act", "day's close printed again"),
}
"""By the code that the journal keeps. A code that is not here shows as it is."""


NUMBERED = N_("no. {number}")
FROM_SOMEBODY = N_("no. {number}, from {name}")
_OF_A_DAY = ("close_day", "print_close")
_OF_A_SUBMISSION = ("submit", "withdraw_submission", "undo_submission", "take_over")


def reason_of(act: str, reason: str | None, words: Words) -> str:
    """Why something was done, as a person reads it; of what is done to a submission, which one, and from whom; of the
    close of a day, which day."""
    if reason and act in _OF_A_DAY:
        return words.date(date.fromisoformat(reason), "short")
    if not reason or act not in _OF_A_SUBMISSION:
        return reason or ""
    number, _, name = reason.partition(" ")
    return words(FROM_SOMEBODY, number=number, name=name) if name else words(NUMBERED, number=number)


def act_name(code: str) -> Message | str:
    """The words of an act, to be rendered; the code itself for an act of a newer program."""
    return ACTS.get(code, code)
