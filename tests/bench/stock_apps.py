"""Stock Textual programs to measure beside ours: python -m tests.bench.stock_apps {table,inputs,bare}"""

import sys

from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import DataTable, Footer, Header, Input


class TableApp(App[None]):
    """Header, a DataTable of 100 rows, Footer."""

    BINDINGS = [("q", "quit", "Quit")]

    def compose(self) -> ComposeResult:
        yield Header()
        yield DataTable(cursor_type="row")
        yield Footer()

    def on_mount(self) -> None:
        table = self.query_one(DataTable)
        table.add_columns("No.", "Name", "Grade", "Kind", "District", "Phone")
        table.add_rows([(f"ROW{i:06}", f"张伟{i}", "A", "fixed", "鼓楼区", f"130 1000 {i:04}") for i in range(100)])
        table.focus()


class InputsApp(App[None]):
    """Mounts sixty Inputs when Enter is pressed."""

    BINDINGS = [("enter", "open", "Open")]

    def compose(self) -> ComposeResult:
        yield Header()
        yield VerticalScroll(can_focus=False)
        yield Footer()

    async def action_open(self) -> None:
        await self.query_one(VerticalScroll).mount_all([Input(f"value {i}", id=f"field{i}") for i in range(60)])


if __name__ == "__main__":
    {"table": TableApp, "inputs": InputsApp}[sys.argv[1]]().run()
