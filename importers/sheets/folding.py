"""Headers and choices as they are compared: no case, accents, width or punctuation, and one way to write "number"."""

import re

from store.readings import fold

_WORDS = re.compile(r"[^\W_]+")
_NUMBER = {"n", "nr", "num", "numero", "number", "nummer"}
_SIMPLIFIED = str.maketrans(
    "電話號碼產購買郵編區縣備註價錢額發單據經銷戶顧機類別稱時間聯絡說明書處貨聯絡與從個體鎮鄉級證簽約維",
    "电话号码产购买邮编区县备注价钱额发单据经销户顾机类别称时间联络说明书处货联络与从个体镇乡级证签约维",
)


def folded(text: str) -> str:
    """`text` as headers and choices are compared; "" if no letter or digit is in it."""
    words = _WORDS.findall(fold(text).translate(_SIMPLIFIED))
    return "".join("no" if word in _NUMBER else word for word in words)


_BRACKETED = re.compile(r"[(\[{（【［〔].*?[)\]}）】］〕]")
_PIECES = re.compile(
    r"[/|\\\n()（）\[\]【】、,，;；]+|(?<=[\u3400-\u9fff])\s*(?=[A-Za-zÀ-ÿ])|(?<=[A-Za-zÀ-ÿ.])\s*(?=[\u3400-\u9fff])"
)


def pieces(header: str) -> list[str]:
    """What a header may be made of: "姓名 / Name", "Price (£)"; folded, the likeliest first, without the whole."""
    found = [folded(_BRACKETED.sub(" ", header)), *(folded(piece) for piece in _PIECES.split(header))]
    return [piece for piece in dict.fromkeys(found) if piece]


def alike(one: str, other: str) -> bool:
    """Whether two folded Latin texts of five letters or more differ by a slip of the finger: a letter more, less,
    other, or two in the wrong order; twice in words of ten letters or more. Never for Chinese, where 姓名 and 电话
    differ by no more."""
    shorter = min(len(one), len(other))
    if shorter < 5 or not (one.isascii() and other.isascii()):
        return False
    return _distance(one, other, 2 if shorter >= 10 else 1)


def _distance(one: str, other: str, most: int) -> bool:
    """Whether at most `most` slips make `other` of `one`."""
    if abs(len(one) - len(other)) > most:
        return False
    before: list[int] = []
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, start=1):
        older, before, row = before, row, [place]
        for at, wanted in enumerate(other, start=1):
            cost = min(row[at - 1] + 1, before[at] + 1, before[at - 1] + (letter != wanted))
            if place > 1 and at > 1 and letter == other[at - 2] and one[place - 2] == wanted:
                cost = min(cost, older[at - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return False
    return row[-1] <= most
