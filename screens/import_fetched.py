"""Choosing the sheet to bring in where the person's files are not on this machine: one is fetched from their computer,
or one that was judged and still waits is taken up (X1, K5)."""

from textual import on

from locales.messages import N_
from screens.judging import FETCHED, Entry, Judged, JudgingScreen, waiting_entries
from screens.widgets.listed import Listed
from screens.widgets.window import Slice
from screens.widgets.window_list import WindowList


class ImportFetchedScreen(JudgingScreen):
    """The first line fetches a file; where no sheet waits, it does so at once."""

    KEYS = ("open", "show_imports", "back")
    ABOUT = N_(
        "Your browser sends the sheet that an office sent: .xlsx, .xls, .ods or .csv. It is read and every row is"
        " judged; nothing is written before you have looked and agreed, and the file is not kept here."
    )
    HINT = N_("Enter on the first line lets you choose a file on your computer.")

    def on_mount(self) -> None:
        self.rows.focus()
        self.run(self._read)

    async def _read(self) -> None:
        await self.read_waiting()
        entries = [Entry(1, "", FETCHED), *waiting_entries(self.waiting, first=2)]
        self.rows.show_found(Listed(entries), Slice(entries, True, True, 0, 0))
        if not self.waiting:
            self._begin_to_fetch()

    @on(WindowList.Opened)
    def _chosen(self, event: WindowList.Opened) -> None:
        if event.row.plan is not None:
            self.dismiss(Judged(event.row.plan, None))
        else:
            self._begin_to_fetch()

    def _begin_to_fetch(self) -> None:
        self.run_once(self._fetch, "judge")

    async def _fetch(self) -> None:
        path = await self.room.files.fetch(self.words)
        if path is not None:
            await self.judge(path)
