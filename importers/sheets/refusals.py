"""Why a file is not read: one class a refusal, each a sentence that says what is wrong, where, and what to do."""

from locales.messages import N_, Message
from store.errors import Refused


class FileMissing(Refused):
    file: str
    message = N_("There is no file “{file}”. Check the name and the folder.")


class IsFolder(Refused):
    file: str
    message = N_("“{file}” is a folder. Name the file in it that is to be brought in.")


class NotReadable(Refused):
    file: str
    message = N_("“{file}” cannot be opened. Close it in other programs and check that you may read it.")


class EmptyFile(Refused):
    file: str
    message = N_("“{file}” is empty. Ask for it to be sent again.")


class NotAWorkbook(Refused):
    """`holds` says what it is instead, as far as its first bytes tell."""

    file: str
    holds: Message
    message = N_("“{file}” is not a workbook: it holds {holds}. Open it in Excel and save it as .xlsx.")


class Damaged(Refused):
    file: str
    message = N_("“{file}” is damaged or cut short. Ask for it to be sent again, or open it in Excel and save it anew.")


class Encrypted(Refused):
    file: str
    message = N_("“{file}” is locked with a password. Open it in Excel, save it without the password and try again.")


class TooLarge(Refused):
    """`megabytes` is what may be read at most."""

    file: str
    megabytes: int
    message = N_("“{file}” unpacks to more than {megabytes} MB. Save only the sheet with the data as .xlsx.")


class FarCell(Refused):
    file: str
    sheet: str
    cell: str
    message = N_(
        "“{file}”, sheet “{sheet}”: cell {cell} lies far outside the data. Delete what is in it, save and try again."
    )


class ReaderGaveUp(Refused):
    """The reading process ran out of memory or died."""

    file: str
    message = N_("“{file}” is too large or too odd to be read. Save only the sheet with the data as .xlsx.")


class NoSheet(Refused):
    file: str
    message = N_("“{file}” has no sheet with anything in it that is not hidden. Show the sheet with the data and save.")


class NoSuchSheet(Refused):
    file: str
    sheet: str
    sheets: tuple[str, ...]
    message = N_("“{file}” has no sheet “{sheet}”. It has: {sheets}.")


class NoHeader(Refused):
    """`needed` are the labels of the columns without which a row cannot be judged."""

    file: str
    sheet: str
    needed: tuple[Message, ...]
    message = N_(
        "“{file}”, sheet “{sheet}”: no row names columns that are known here."
        " The sheet needs headers for {needed} at least."
    )


class MissingColumns(Refused):
    """The headers stand in `row`, but these columns are not among them."""

    file: str
    sheet: str
    row: str
    missing: tuple[Message, ...]
    message = N_("“{file}”, sheet “{sheet}”, row {row}: there is no column for {missing}; add it or name it.")


class NoData(Refused):
    file: str
    sheet: str
    message = N_("“{file}”, sheet “{sheet}”: there is no row of data under the headers.")


class UnknownColumn(Refused):
    """Somebody said what a column means, but there is no such column or no such field."""

    file: str
    column: str
    field: str
    message = N_("“{file}”: column “{column}” cannot be read as “{field}”. Check both names.")
    exit_code = 2


class UnknownEncoding(Refused):
    file: str
    message = N_("“{file}” is text in an unknown encoding. Open it in Excel and save it as .xlsx.")


class BrokenText(Refused):
    """A quotation mark that is never closed swallows the rest of the file."""

    file: str
    row: str
    message = N_("“{file}”, row {row}: a quotation mark is opened and never closed. Remove it and try again.")


class UnknownCountry(Refused):
    country: str
    message = N_("“{country}” is no country that is known here. Write two letters, as CN, FR or GB.")
    exit_code = 2
