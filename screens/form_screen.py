"""A screen that is one form: what its fields explain stands on the message line, and a refusal goes to its field."""

from collections.abc import Mapping
from typing import ClassVar, Generic

from textual import on

from locales.messages import Message
from screens.actions import ACTIONS, quiet
from screens.ask import leave
from screens.base import Result, RoomScreen
from screens.widgets.form import Form
from store.errors import Refused


class FormScreen(RoomScreen[Result], Generic[Result]):
    """`body` of a subclass yields the form; Enter in its last field, or Ctrl+S in any, does what the screen is for."""

    BINDINGS = quiet("accept")
    CSS_PATH = "form_screen.tcss"
    FIELD_OF: ClassVar[Mapping[type[Refused], str]] = {}
    """The field that a refusal speaks of, unless it names one itself."""
    ACCEPT: ClassVar[Message] = ACTIONS["accept"].label
    """The word of Ctrl+S on the bottom line: what the screen is for."""

    @property
    def form(self) -> Form:
        return self.query_one(Form)

    def on_mount(self) -> None:
        self.form.focus()

    def hint(self) -> str:
        return self.form.hint() if self.is_mounted else ""

    @on(Form.Entered)
    def _entered(self) -> None:
        self.message_changed()
        self.refresh_bindings()

    def refused(self, refusal: Refused) -> None:
        """Say it, with the cursor where it can be mended."""
        name = self.FIELD_OF.get(type(refusal), getattr(refusal, "field", None))
        if name is not None:
            self.form.focus()
            self.form.go_to(name)
        super().refused(refusal)

    def label_of(self, action: str) -> Message:
        return self.ACCEPT if action == "accept" else super().label_of(action)

    def action_accept(self) -> None:
        self.form.submit()

    def action_back(self) -> None:
        leave(self)
