"""The message catalogues: gathers the marked texts of the five packages, keeps one .po a language, compiles and checks.

    python -m locales.catalogues extract    write cardkeeper.pot and bring every cardkeeper.po up to date with it
    python -m locales.catalogues compile    write the .mo files (the build does this by itself)
    python -m locales.catalogues check      say what is missing, fuzzy, obsolete, or not marked at all; 1 if anything is

English has no catalogue: its texts are the ids. Files are sorted and carry neither dates nor line numbers, so that a
change of a text is all that a diff shows.
"""

import io
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from locales.places import places, wrong_places

HERE = Path(__file__).parent
PACKAGES = ("tui", "screens", "store", "importers", "locales")
TRANSLATED = ("zh_CN", "fr")
KEYWORDS: dict[str, Any] = {"N_": (1,), "NC_": ((1, "c"), 2), "NP_": (1, 2)}
TEMPLATE = HERE / "cardkeeper.pot"


def catalogue_file(language: str, folder: Path = HERE) -> Path:
    return folder / language / "LC_MESSAGES" / "cardkeeper.po"


def extract(root: Path = HERE.parent) -> Catalog:
    """Every marked text under `root`'s packages, with the files it stands in."""
    catalogue = Catalog(charset="utf-8", fuzzy=False)
    for package in PACKAGES:
        found = extract_from_dir(root / package, [("**.py", "python")], keywords=KEYWORDS, comment_tags=())
        for name, _, text, _, context in sorted(found, key=lambda entry: (entry[0], entry[1])):
            catalogue.add(text, locations=[(f"{package}/{Path(name).as_posix()}", 0)], context=context)
    for message in _texts(catalogue):
        message.locations = sorted(set(message.locations))
    return catalogue


def read(language: str, folder: Path = HERE) -> Catalog:
    """The catalogue of one language; empty if there is none yet."""
    path = catalogue_file(language, folder)
    source = path.read_bytes() if path.exists() else b""
    return read_po(io.BytesIO(source), locale=language, charset="utf-8")


def update(language: str, template: Catalog, folder: Path = HERE) -> Catalog:
    """The catalogue of one language with just the template's texts; those not yet translated are empty."""
    known = {_key(message): message for message in _texts(read(language, folder))}
    updated = Catalog(locale=language, charset="utf-8", fuzzy=False)
    for message in _texts(template):
        before = known.get(_key(message))
        updated.add(
            message.id,
            before.string if before else "",
            locations=message.locations,
            context=message.context,
            flags={"fuzzy"} if before and before.fuzzy else (),
        )
    return updated


def save(catalogue: Catalog, path: Path) -> None:
    """Write a .po or .pot sorted by text, with a header that says only what a reader of the file needs."""
    for message in _texts(catalogue):
        message.flags -= {"python-format", "python-brace-format"}  # whether babel sets these depends on its version
    body = io.BytesIO()
    write_po(body, catalogue, width=120, omit_header=True, sort_output=True, include_lineno=False)
    header = ['msgid ""', 'msgstr ""', '"Content-Type: text/plain; charset=utf-8\\n"']
    if catalogue.locale is not None:
        header.append(f'"Language: {catalogue.locale}\\n"')
        header.append(f'"Plural-Forms: {catalogue.plural_forms}\\n"')
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes("\n".join(header).encode() + b"\n\n" + body.getvalue().rstrip(b"\n") + b"\n")


def extract_all() -> None:
    template = extract()
    save(template, TEMPLATE)
    for language in TRANSLATED:
        save(update(language, template), catalogue_file(language))


def compile_all(folder: Path = HERE) -> None:
    """Write a .mo beside every .po, whole at once. A text without a translation is left out and shows in English."""
    for language in TRANSLATED:
        path = catalogue_file(language, folder)
        if path.exists():
            part = path.with_suffix(f".{os.getpid()}")
            with part.open("wb") as out:
                write_mo(out, read(language, folder), use_fuzzy=False)
            part.replace(path.with_suffix(".mo"))


def problems(language: str, catalogue: Catalog, template: Catalog) -> Iterator[str]:
    """What is wrong with one language, a line each."""
    wanted = {_key(message) for message in _texts(template)}
    known = {_key(message): message for message in _texts(catalogue)}
    for key in sorted(wanted - known.keys(), key=str):
        yield f"{language}: missing: {key[1]!r}"
    for key in sorted(known.keys() - wanted, key=str):
        yield f"{language}: no longer in the code: {key[1]!r}"
    for message in catalogue.obsolete.values():
        yield f"{language}: obsolete: {message.id!r}"
    forms = catalogue.num_plurals
    for key in sorted(known.keys() & wanted, key=str):
        message = known[key]
        texts = _strings(message)
        if not all(text.strip() for text in texts):
            yield f"{language}: not translated: {message.id!r}"
            continue
        if message.fuzzy:
            yield f"{language}: fuzzy: {message.id!r}"
        if message.pluralizable and len(texts) != forms:
            yield f"{language}: {len(texts)} plural forms instead of {forms}: {message.id!r}"
        for text in texts:
            if reason := wrong_places(message.id, text):
                yield f"{language}: {reason}: {message.id!r} → {text!r}"


def template_problems(template: Catalog) -> Iterator[str]:
    """What is wrong with the marked texts themselves."""
    for message in _texts(template):
        for text in [message.id] if isinstance(message.id, str) else message.id:
            if places(text) is None:
                yield f"places that cannot be read: {text!r}"
        if message.pluralizable and "n" not in (places(message.id[1]) or set()):
            yield f"a text that counts has no place {{n}}: {message.id[1]!r}"


def check() -> list[str]:
    """Everything that is wrong, a line each: in the code's marks, in the files, in the translations."""
    from locales.unmarked import unmarked_texts

    template = extract()
    found = list(template_problems(template))
    for language in TRANSLATED:
        found.extend(problems(language, read(language), template))
    found.extend(unmarked_texts(HERE.parent))
    return found


def _texts(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def _key(message: Message) -> tuple[str | None, Any]:
    return message.context, message.id if isinstance(message.id, str) else tuple(message.id)


def _strings(message: Message) -> Sequence[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


def main(arguments: Sequence[str]) -> int:
    match list(arguments):
        case ["extract"]:
            extract_all()
            return 0
        case ["compile"]:
            compile_all()
            return 0
        case ["check"]:
            found = check()
            print(*found, sep="\n", end="\n" if found else "")
            print(f"{len(found)} to mend" if found else "every text is marked and translated")
            return 1 if found else 0
        case _:
            print(__doc__)
            return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
