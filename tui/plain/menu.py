"""`cardkeeper --plain`: in place of the full screen, a menu of lines. A number or a word runs a command, which asks for
what it lacks; the sign-in lasts until the end of the input."""

import shlex

from locales.messages import N_
from store import offices
from store.errors import Refused
from tui.commands import COMMANDS, DONE, Command
from tui.commands.session import DATABASE, PASSWORD, USER, Session
from tui.faults import note_fault
from tui.plain.dialogue import InputEnded

LEFT_OUT = ("open", "init", "demo", "restore")
"""What is no work in a room that is open."""
LEAVE = "0"
WHAT_NEXT = N_("A number or a word (? lists them, 0 leaves): ")
HOW = N_("Words may follow, as: find Li; return 12 15. What is lacking is asked for; “?” explains each question.")


def serve(session: Session, url: str, user: str | None = None, password: str | None = None) -> int:
    """Sign in, then do what is typed until 0 or the end of the input. Raises what opening the room raises."""
    given = {DATABASE: url} | ({USER: user} if user else {}) | ({PASSWORD: password} if password else {})
    session.environment = {**session.environment, **given}
    actor = session.sign_in()
    said = N_("{name} has signed in, {branch}.")
    session.dialogue.tell(session.words(said, name=actor.name, branch=offices.branch(actor).name))
    _list(session)
    while True:
        try:
            typed = _split(session.dialogue.line(session.words(WHAT_NEXT)))
        except InputEnded:
            return DONE
        if typed == [LEAVE]:
            return DONE
        if typed == ["?"]:
            _list(session)
        elif typed:
            _do(session, typed)


def _split(text: str) -> list[str]:
    """The words of a line; a quotation mark that is not closed stands for itself."""
    try:
        return shlex.split(text)
    except ValueError:
        return text.split()


def _offered() -> list[Command]:
    return [command for name, command in COMMANDS.items() if name not in LEFT_OUT]


def _list(session: Session) -> None:
    for number, command in enumerate(_offered(), 1):
        session.dialogue.tell(f"{number}. {command.name}: {session.words(command.help)}")
    session.dialogue.tell(f"{LEAVE}. {session.words(N_('leave'))}")
    session.dialogue.tell(session.words(HOW))


def _do(session: Session, typed: list[str]) -> None:
    """Run one command and say what was refused; the menu goes on."""
    from tui.command_line import file_refusal, run

    offered = _offered()
    if typed[0].isdecimal() and 1 <= int(typed[0]) <= len(offered):
        typed = [offered[int(typed[0]) - 1].name, *typed[1:]]
    try:
        run(typed, session)
    except Refused as refusal:
        session.dialogue.refused(refusal)
    except KeyboardInterrupt:
        session.dialogue.tell(session.words(N_("Stopped.")))
    except OSError as error:
        session.dialogue.refused(file_refusal(error))
    except Exception as error:
        session.dialogue.refused(note_fault(error))
