"""Which rows are data: totals, footnotes and headers printed again are not counted, faulty rows are."""

import pytest

from importers.sheets.cells import Cell, CellError, Row
from importers.sheets.data_rows import is_data
from importers.sheets.headers import find_header
from importers.sheets.warranty import WARRANTY

HEADER = ("编号", "姓名", "手机", "机号", "购买日期", "金额", "经手人")

ROWS: dict[str, tuple[bool, tuple[Cell, ...]]] = {
    "whole": (True, ("1", "王小明", "13010000000", "KA1", "2025-11-01", 1200)),
    "no name": (True, ("2", None, "13010000000", "KA2")),
    "no serial": (True, ("3", "王小明", "13010000000")),
    "a name alone": (True, (None, "王小明")),
    "neither name nor serial": (True, ("5", None, "13010000000", None, "2025-11-01", 1200)),
    "serial in error": (True, (None, None, None, CellError("#N/A"))),
    "blank": (False, ()),
    "numbered and empty": (False, ("17",)),
    "only what no column knows": (False, (None,) * 6 + ("周敏",)),
    "total": (False, ("合计", None, None, None, None, 2400)),
    "total by name": (False, (None, "总计：", None, None, None, 2400)),
    "total with its count": (False, (None, "Total (24)", None, None, None, 2400)),
    "sum without a word": (False, (None, None, 24, None, None, 2400)),
    "sum in error": (False, ("Sous-total", None, None, None, None, CellError(""))),
    "footnote": (False, ("制表：周敏　审核：吴经理",)),
    "footnote in two cells": (False, ("制表：周敏", None, None, None, "审核：吴经理")),
    "footnote under the names": (False, (None, "注:以上数据由各门店提供")),
    "sentence": (False, (None, "Les prix s'entendent toutes taxes comprises.")),
    "headers again": (False, HEADER),
}


@pytest.mark.parametrize(("data", "cells"), ROWS.values(), ids=ROWS.keys())
def test_a_row_is_data_or_is_not(data: bool, cells: tuple[Cell, ...]) -> None:
    header = find_header([Row(1, HEADER)], WARRANTY)
    assert header is not None
    assert is_data(Row(2, cells), header, WARRANTY) is data
