"""What could not be sent before is sent: a save, a submission or a draft that was kept on this machine (F11, F14).

Nothing is applied twice: an entry that may have been committed before is looked for by its mark first, and the mark of
each new attempt is kept before it is committed. What somebody must look at becomes their draft on the card.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from store import cards, database, drafts, journal, restrictions, submissions, unsent
from store.access import Actor
from store.card_edits import Edit
from store.journal import Mark
from store.unsent import DRAFT, SAVE, Shelf, Unsent


class Sent(NamedTuple):
    """`card_no` None for what has no card yet."""

    one: Unsent
    card_no: str | None


def send(actor: Actor, one: Unsent, shelf: Shelf) -> Sent:
    """Do what was kept, and take it off the shelf. Raises what `cards.save`, `cards.create` and `submissions.submit`
    raise; then it is still on the shelf."""
    if one.kind == DRAFT:
        drafts.keep(actor, one.card_id, one.version, one.values, submission=one.submission)
        shelf.take_off(one.id)
        return Sent(one, None)
    written = [edit for mark, edit in one.tried if was_written(mark)]
    edit = unsent.left_of(one, written)
    kept = [one]

    def hear(mark: Mark) -> None:
        kept[0] = shelf.put(kept[0].tried_as([mark]))

    card_no = None
    with journal.marking(hear):
        if (edit.values or edit.people or edit.goods) and not (written and one.card_id is None):
            card_no = _do(actor, one, edit)
    shelf.take_off(one.id)
    return Sent(one, card_no)


def _do(actor: Actor, one: Unsent, edit: Edit) -> str | None:
    despite, learnt_at = one.despite_doubles, one.learnt_at
    if one.kind != SAVE:
        submissions.submit(actor, edit, card=one.card_id, learnt_at=learnt_at, despite_doubles=despite)
        return None
    if one.card_id is None:
        return cards.create(actor, edit, learnt_at=learnt_at, despite_doubles=despite).card_no
    saved = cards.save(actor, one.card_id, one.version, edit, learnt_at=learnt_at, despite_doubles=despite)
    return saved.card_no


def was_written(mark: Mark) -> bool:
    """Whether an act was committed whose answer got lost."""
    with database.writing():
        return journal.is_written(mark)


def make_draft(actor: Actor, one: Unsent, shelf: Shelf) -> bool:
    """Let what could not be saved as it is be the person's draft on its card, where saving asks what is to be asked.
    Returns whether it is: a draft of another new card is not overwritten, and then it stays on the shelf; of a card
    that was erased meanwhile nothing is kept."""
    if one.card_id is not None and restrictions.erased(one.card_id) is not None:
        shelf.take_off(one.id)
        return False
    draft = drafts.of(actor, None, submission=one.submission) if one.card_id is None else None
    if draft is not None and _name_in(draft.values) != _name_in(one.values):
        return False
    drafts.keep(actor, one.card_id, one.version, one.values, submission=one.submission)
    shelf.take_off(one.id)
    return True


def _name_in(values: Mapping[str, Any]) -> Any:
    """The name in a draft of a new card, by which it is told from another one."""
    return values.get("texts", {}).get("name")
