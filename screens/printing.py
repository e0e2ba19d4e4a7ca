"""What may be printed of the act just done: the pack of a slip that went out, the slip for whoever waits (L2, L4).

`screens/paper.py` is where the papers are made; it is opened only then.
"""

from typing import Any

from screens.base import RoomScreen
from store.access import Right
from store.card_rows import CardRow


def may_print_pack(screen: RoomScreen[Any]) -> bool:
    """Whether a slip was just lent here."""
    return screen.room.lent > 0 and screen.room.may(Right.LEND)


def print_pack(screen: RoomScreen[Any]) -> None:
    """Print the pack of the slip that was just lent."""
    from screens.paper import PackScreen

    screen.app.push_screen(PackScreen(screen.room.lent))


def may_print_wait_slip(screen: RoomScreen[Any]) -> bool:
    """Whether somebody waits for what just came back."""
    return bool(screen.room.came_back) and screen.room.may(Right.LEND)


def print_wait_slip(screen: RoomScreen[Any]) -> None:
    """Print for whom the cards are kept that just came back."""
    from screens.paper import WaitSlipScreen

    screen.app.push_screen(WaitSlipScreen(screen.room.came_back))


def may_print_original(card: CardRow) -> bool:
    """Whether the original of a card could be printed; the store knows whether it has one."""
    return not (card.out_to or card.set_aside)
