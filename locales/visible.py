"""Characters that nobody sees and that a terminal obeys: they are shown as a sign each, wherever text is shown.

A value keeps them as they were typed or sent; whoever looks at it sees that they are there, and nothing happens.
"""

import re

UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
"""What moves the cursor, begins an order to the terminal, turns the direction of writing, or takes no room."""
_SPACES = re.compile("[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]")
_PICTURES, _DELETE, _OTHER = 0x2400, "␡", "\ufffd"


def sign(character: str) -> str:
    """The sign that stands for an unseen character: ␛ for escape, � where there is none of its own."""
    code = ord(character)
    if code < ord(" "):
        return chr(_PICTURES + code)
    return _DELETE if code == 0x7F else _OTHER


def visible(text: str, keep: str = "\n\t") -> str:
    """`text` with a sign for each unseen character but those of `keep`."""
    if not UNSEEN.search(text):
        return text
    return UNSEEN.sub(lambda found: found[0] if found[0] in keep else sign(found[0]), text)


def in_one_line(text: str) -> str:
    """`text` as it stands in a line: what begins a new line or column is a space."""
    return visible(_SPACES.sub(" ", text), "") if UNSEEN.search(text) else text
