"""The base of every refusal: one class a refusal, its sentence a marked text, its values fields.

Whoever shows it renders `words(error.message, **error.said)`; the class's name goes into JSON, so that no script
reads sentences.
"""

from typing import Any, ClassVar, dataclass_transform

from locales.messages import N_, Message


@dataclass_transform(eq_default=False)
class Refused(Exception):
    """Something was refused and nothing was changed. A subclass names its values as a dataclass does its fields; they
    fill the places of its `message`. (A dataclass proper writes and compiles code for each class: a tenth of the
    program's start.)"""

    message: ClassVar[Message] = N_("This cannot be done.")
    exit_code: ClassVar[int] = 1
    logged: ClassVar[bool] = False
    """Whether it is kept who was refused this: where a right was missing."""
    names: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls) -> None:
        own = (name for name, kind in vars(cls).get("__annotations__", {}).items() if "ClassVar" not in str(kind))
        cls.names = (*(name for name in cls.names if name not in vars(cls).get("__annotations__", {})), *own)

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__()
        given = dict(zip(self.names, args, strict=False)) | values
        missing = [name for name in self.names if name not in given and not hasattr(type(self), name)]
        unknown = given.keys() - set(self.names)
        if missing or unknown or len(args) > len(self.names):
            raise TypeError(f"{type(self).__name__} has the values {self.names}, not {(*args, *values)}")
        for name, value in given.items():
            setattr(self, name, value)

    @property
    def values(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.names}

    @property
    def said(self) -> dict[str, Any]:
        """What fills the places of its sentence; scripts read `values`."""
        return self.values

    def __str__(self) -> str:
        return type(self).__name__
