"""The rows that a list keeps of a long order: as if it held them all."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from screens.widgets.window import KEPT, Slice, Window

PAGE = 30


@dataclass(frozen=True)
class Row:
    id: int


class Order:
    """A whole order, of which a window sees parts."""

    def __init__(self, length: int) -> None:
        self.rows = [Row(place) for place in range(length)]

    def start(self) -> Slice[Row]:
        return Slice(self.rows[:PAGE], True, len(self.rows) <= PAGE)

    def end(self) -> Slice[Row]:
        return Slice(self.rows[-PAGE:], len(self.rows) <= PAGE, True)

    def fill(self, window: Window[Row]) -> None:
        """Fetch until the window wants no more."""
        while window.rows and (side := window.wanted()):
            if side == "after":
                last = window.rows[-1].id + 1
                window.extend("after", Slice(self.rows[last : last + PAGE], at_end=last + PAGE >= len(self.rows)))
            else:
                first = window.rows[0].id
                window.extend("before", Slice(self.rows[max(first - PAGE, 0) : first], at_start=first <= PAGE))


def a_window(order: Order, height: int = 10) -> Window[Row]:
    window: Window[Row] = Window()
    window.resize(height)
    window.replace(order.start(), 0, 0)
    order.fill(window)
    return window


moves = st.lists(st.one_of(st.integers(-60, 60), st.sampled_from(["home", "end"])), max_size=60)


@given(st.integers(0, 3000), st.integers(1, 40), moves)
def test_the_cursor_walks_as_over_the_whole_order(length, height, steps):
    order = Order(length)
    window = a_window(order, height)
    place = 0
    for step in steps:
        if step == "home":
            window.replace(order.start(), 0, 0)
            place = 0
        elif step == "end":
            window.replace(order.end(), PAGE, height - 1)
            place = length - 1
        else:
            window.move(step)
            place += step
        order.fill(window)
        place = max(0, min(place, length - 1))
        assert (window.row.id if window.row else 0) == place
        assert 0 <= window.cursor - window.top < height
        assert len(window.rows) <= KEPT + PAGE


@given(st.integers(1, 3000), moves)
def test_the_place_is_right_where_it_is_known(length, steps):
    order = Order(length)
    window = a_window(order)
    for step in steps:
        if isinstance(step, int):
            window.move(step)
            order.fill(window)
            assert window.place(length) == window.row.id
        elif step == "end":
            window.replace(order.end(), PAGE, 9)
            order.fill(window)
            assert window.place(length) == length - 1


def test_a_move_past_what_is_loaded_is_owed_and_not_lost():
    order = Order(500)
    window: Window[Row] = Window()
    window.resize(10)
    window.replace(order.start(), 0, 0)
    for _ in range(5):
        window.move(20)
    assert window.row == order.rows[PAGE - 1]
    order.fill(window)
    assert window.row == order.rows[100]


def test_the_wheel_keeps_the_cursor_in_view():
    window = a_window(Order(100))
    window.scroll(3)
    assert window.shown(0) == Row(3)
    assert window.row == Row(3)


def test_rows_put_in_front_move_nothing_on_the_screen():
    order = Order(200)
    window: Window[Row] = Window()
    window.resize(10)
    window.replace(order.end(), PAGE, 9)
    shown = [window.shown(line) for line in range(10)]
    order.fill(window)
    assert [window.shown(line) for line in range(10)] == shown
