"""The command line: what was typed becomes one command, its outcome an exit code and, where refused, one sentence.

Standard output has the answer; everything else goes to standard error, in the person's language. With `--json` a
refusal is also an answer: `{"error": its class's name, …its values}`, so that no script reads sentences.
"""

import gc

gc.disable()  # until all is imported: none of it is garbage, and looking for some takes a tenth of the start

import contextlib
import os
import sys
from argparse import Namespace
from collections.abc import Mapping, Sequence
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from types import ModuleType

from locales.messages import N_, Message
from locales.words import LANGUAGES, Words, system_language, words
from store import database, log, slow
from store.errors import Refused
from store.system import log_folder
from tui.commands import COMMANDS, DONE, REFUSED, WRONG_USE, Command
from tui.commands.output import Visible, as_json, fact_a_line
from tui.commands.parsing import Parser, command_parser, program_parser, speaking
from tui.commands.session import LANGUAGE, LOG, PLAIN, Session
from tui.faults import note_fault

gc.enable()

VERSION = "0.1.0"


class NoSuchCommand(Refused):
    command: str
    message = N_("There is no command “{command}”. See: cardkeeper --help")
    exit_code = WRONG_USE


class MistypedCommand(NoSuchCommand):
    meant: str = ""
    message = N_("There is no command “{command}”. Did you mean “{meant}”?")


class FileRefused(Refused):
    file: str
    problem: Message
    message = N_("“{file}”: {problem}")


class Stopped(Refused):
    message = N_("Stopped.")


_FILE_PROBLEMS: dict[type[OSError], Message] = {
    FileNotFoundError: N_("there is no such file or folder."),
    PermissionError: N_("you may not read or write this."),
    IsADirectoryError: N_("this is a folder, not a file."),
    NotADirectoryError: N_("this is a file, not a folder."),
    FileExistsError: N_("there is a file of this name already."),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 refused, 2 wrong use, 3 written with rows left over."""
    typed = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that lacks a character shows “?”
    speaks = language_asked(typed, os.environ)
    said = words(speaks or system_language(os.environ))
    session = Session(said, speaks, os.environ, plain=plain_asked(typed, os.environ))
    with contextlib.ExitStack() as ending:
        ending.enter_context(contextlib.redirect_stdout(Visible(sys.stdout)))
        ending.enter_context(contextlib.redirect_stderr(Visible(sys.stderr)))
        ending.callback(log.close)
        ending.callback(database.disconnect)
        refused = _keep_log(typed, session)
        if refused is not None:
            return refused
        name, _ = split(typed)
        code = ending.enter_context(log.command((name or "open") if (name or "open") in COMMANDS else "?"))
        code.append(_ended(typed, session))
        return code[-1]


def _keep_log(typed: Sequence[str], session: Session) -> int | None:
    """Open the log that was asked for. Returns the exit code where that is refused."""
    slow.keep_in(log_folder())
    asked = option_asked(typed, "--log") or os.environ.get(LOG, "")
    try:
        if asked:
            log.open_file(Path(asked))
    except OSError as error:
        return _refuse(file_refusal(error), session, typed)
    return None


def _ended(typed: Sequence[str], session: Session) -> int:
    """Run what was typed to its end, whatever that is, and return the exit code."""
    try:
        with fact_a_line(session.line) if session.plain else contextlib.nullcontext():
            return run(typed, session)
    except Refused as refusal:
        return _refuse(refusal, session, typed)
    except KeyboardInterrupt:
        return _refuse(Stopped(), session, typed)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return REFUSED
    except OSError as error:
        return _refuse(file_refusal(error), session, typed)
    except Exception as error:
        return _refuse(note_fault(error), session, typed)


def run(typed: Sequence[str], session: Session) -> int:
    """Run what was typed; raises its refusals."""
    name, rest = split(typed)
    with speaking(session.words):
        if name is None and {"--help", "-h"} & set(rest):
            program_parser(list(COMMANDS.values()), session.words).print_help()
            return DONE
        if name is None and "--version" in rest:
            print(f"cardkeeper {VERSION}")
            return DONE
        command = _command(name or "open")
        parser = command_parser(command, session.words)
        module = import_module(f"tui.commands.{command.module}")
        try:
            session.options = _options(session, module, parser, rest)
        except SystemExit as leaving:  # after --help
            return int(leaving.code or 0)
    code: int = module.run(session, session.options)
    sys.stdout.flush()
    return code


def _options(session: Session, module: ModuleType, parser: Parser, rest: Sequence[str]) -> Namespace:
    """What was typed; in line mode, what is lacking is asked for."""
    if not session.plain:
        return parser.parse_args(list(rest))
    from tui.plain.fill import parsed

    return parsed(session, parser, getattr(module, "ASKS", ()), rest)


def split(typed: Sequence[str]) -> tuple[str | None, list[str]]:
    """The command's name, and what was typed but for it. Options that every command has may stand before the name."""
    place = 0
    while place < len(typed) and typed[place].startswith("-"):
        takes_value = typed[place] in ("--database", "--language", "--user", "--log")
        place += 2 if takes_value else 1
    if place >= len(typed):
        return None, list(typed)
    return typed[place], [*typed[:place], *typed[place + 1 :]]


def language_asked(typed: Sequence[str], environment: Mapping[str, str]) -> str | None:
    """The language that an option or the variable asks for; None if neither does."""
    for option, value in pairwise([*typed, ""]):
        asked = value if option == "--language" else option.removeprefix("--language=")
        if asked in LANGUAGES and option.startswith("--language"):
            return asked
    asked = environment.get(LANGUAGE, "")
    return system_language({LANGUAGE: asked}) if asked else None


def option_asked(typed: Sequence[str], name: str) -> str:
    """The value of an option that is needed before a command is known; empty where it is not there."""
    for option, value in pairwise([*typed, ""]):
        if option == name:
            return value
        if option.startswith(f"{name}="):
            return option.removeprefix(f"{name}=")
    return ""


def plain_asked(typed: Sequence[str], environment: Mapping[str, str]) -> bool:
    """Whether line mode is asked for, by the option or by the variable."""
    return "--plain" in typed or environment.get(PLAIN, "") not in ("", "0")


def _command(name: str) -> Command:
    if name in COMMANDS:
        return COMMANDS[name]
    from difflib import get_close_matches

    meant = get_close_matches(name, COMMANDS, 1)
    raise MistypedCommand(command=name, meant=meant[0]) if meant else NoSuchCommand(command=name)


def _refuse(refusal: Refused, session: Session, typed: Sequence[str]) -> int:
    session.note_refused(refusal)
    with contextlib.suppress(BrokenPipeError):
        if "--json" in typed:
            print(as_json({"error": type(refusal).__name__} | refusal.values), flush=True)
        print(sentence(refusal, session.words), file=sys.stderr, flush=True)
    return refusal.exit_code


def sentence(refusal: Refused, said: Words) -> str:
    return said(refusal.message, **refusal.said)


def file_refusal(error: OSError) -> Refused:
    """What a person is told of a file that could not be read or written."""
    for kind, problem in _FILE_PROBLEMS.items():
        if isinstance(error, kind):
            return FileRefused(file=str(error.filename or ""), problem=problem)
    return FileRefused(file=str(error.filename or ""), problem=N_("it cannot be read or written."))


if __name__ == "__main__":
    sys.exit(main())
