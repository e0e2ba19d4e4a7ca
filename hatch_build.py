"""Compiles the message catalogues and packs the readings of Chinese whenever a wheel is built, editable ones too."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class WordsHook(BuildHookInterface):  # type: ignore[type-arg]
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's own signature
        sys.path.insert(0, str(Path(self.root)))
        from locales import catalogues, pinyin

        catalogues.compile_all()
        pinyin.pack()
