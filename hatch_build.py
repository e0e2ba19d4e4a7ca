"""Compiles the message catalogues whenever a wheel is built, editable ones too."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CatalogueHook(BuildHookInterface):  # type: ignore[type-arg]
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's own signature
        sys.path.insert(0, str(Path(self.root)))
        from locales.catalogues import compile_all

        compile_all()
