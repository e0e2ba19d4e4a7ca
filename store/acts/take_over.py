"""A submission taken over field by field (F14): the card's drawer saves what is taken, the submission says so, in one
entry of the journal, which names whoever took it over and whoever wrote it.

What is undone brings the card's earlier values back and lets the submission wait again.
"""

from collections.abc import Collection
from typing import NamedTuple

from locales.messages import N_, Message
from store import cards, journal, submission_texts, submissions, submitted
from store.access import Actor
from store.acts import put_back
from store.cards import CardRecord
from store.errors import Refused
from store.submitted import SubmissionRecord, WholeSubmission


class NothingTaken(Refused):
    number: int
    message = N_("Take at least one field of submission {number} over, or refuse it.")


class NoSuchLine(Refused):
    number: int
    fields: tuple[str, ...]
    message = N_("Submission {number} does not say anything of {fields}.")


class ChooseFirst(Refused):
    """`fields` are the labels, `keys` what names them."""

    number: int
    fields: tuple[Message, ...]
    keys: tuple[str, ...]
    message = N_(
        "Submission {number}: the card says something else by now of {fields}. Nothing was changed; say which fields"
        " are taken over: --field."
    )


class Taken(NamedTuple):
    """The submission as it is now, the card it changed or made, and the number of the journal's entry."""

    record: SubmissionRecord
    card: CardRecord
    entry: int


def take(
    actor: Actor,
    number: int,
    wanted: Collection[str] | None = None,
    *,
    seen: WholeSubmission | None = None,
    learnt_at: str | None = None,
    despite_doubles: bool = False,
) -> Taken:
    """Take the `wanted` fields of a submission over; None for all, where the card has not changed since.

    `seen` is the submission as it was looked at. Raises NothingTaken, NoSuchLine, ChooseFirst, NotAllowed,
    NoSuchSubmission, AnsweredAlready, and whatever the card's save raises; then nothing is written.
    """
    found, edit = submissions.to_take(actor, number)
    record = found.record
    names = [says.field for says in found.says]
    if wanted is None:
        disputed = [says for says in found.says if submitted.must_choose(says)]
        if disputed:
            raise ChooseFirst(
                number=number,
                fields=tuple(says.label for says in disputed),
                keys=tuple(says.field for says in disputed),
            )
        wanted = names
    unknown = tuple(sorted(set(wanted) - set(names)))
    if unknown:
        raise NoSuchLine(number=number, fields=unknown)
    if not wanted:
        raise NothingTaken(number=number)
    looked_at = seen or found
    part = submission_texts.chosen(edit, wanted, looked_at.says)
    learnt = learnt_at or record.learnt_at
    with journal.entry(actor.branch_id, actor.staff_id, "take_over", f"{number} {record.by}") as entry:
        if record.card_id is None:
            card = cards.create(actor, part, learnt_at=learnt, despite_doubles=despite_doubles, submitted=True)
        else:
            card = cards.save(
                actor,
                record.card_id,
                looked_at.version,
                part,
                learnt_at=learnt,
                despite_doubles=despite_doubles,
                submitted=True,
            )
        submissions.mark_taken(entry, actor, record, card.id, frozenset(wanted))
    return Taken(submitted.of_number(actor, number), card, entry.number)


def take_back(actor: Actor, taken: Taken) -> None:
    """Undo the taking over of a correction: the card is as it was before, the submission waits again.

    For those who edit cards. Raises NotAllowed, AnsweredAlready, and whatever putting back raises.
    """
    with journal.entry(actor.branch_id, actor.staff_id, "undo_submission", str(taken.record.number)) as entry:
        put_back.put_back(actor, taken.card.id, taken.entry)
        submissions.wait_again(entry, actor, taken.record)
