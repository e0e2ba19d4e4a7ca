"""The base of every refusal: one class a refusal, its sentence a marked text, its values fields.

Whoever shows it renders `words(error.message, **error.values)`; the class's name goes into JSON, so that no script
reads sentences.
"""

from dataclasses import dataclass, fields
from typing import Any, ClassVar

from locales.messages import N_, Message


@dataclass(eq=False)
class Refused(Exception):
    """Something was refused and nothing was changed. Subclasses are dataclasses whose fields fill the sentence."""

    message: ClassVar[Message] = N_("This cannot be done.")
    exit_code: ClassVar[int] = 1

    @property
    def values(self) -> dict[str, Any]:
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def __str__(self) -> str:
        return type(self).__name__
