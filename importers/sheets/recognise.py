"""What a header means: known as it stands, known once what only qualifies it is taken away, or nearly known (X1).

"Billing City", "收货人手机" and "Téléphone du client" are City, 手机 and Téléphone: whose they are says nothing of what
they are. A header that is only nearly known is read, and that is said; one that fits two fields is not read, and that
is said too.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from importers.sheets.folding import folded, near_ones, pieces, slips, without_brackets, words_of
from importers.sheets.mistaken import mistaken_for

if TYPE_CHECKING:
    from importers.sheets.kind import Column

Bag = tuple[str, ...]
"""The words of a header in the order of the alphabet."""


class How(StrEnum):
    """How it is known what a column is."""

    KNOWN = "known"
    NEAR = "near"
    CELLS = "cells"
    REMEMBERED = "remembered"
    SAID = "said"
    EITHER = "either"
    TWICE = "twice"
    NOT = "not"


@dataclass(frozen=True, slots=True)
class Found:
    """What a header is read as, and how that is known; `fits` are the columns that one meaning EITHER may be."""

    column: "Column | None" = None
    how: How = How.NOT
    fits: "tuple[Column, ...]" = ()


NOTHING = Found()


def _words(*lines: str) -> tuple[str, ...]:
    return tuple(word for line in lines for word in line.split())


_LITTLE = frozenset(_words("of the a your to du de des d la le l les votre vos s in en if any please"))
_WHOSE = frozenset(
    _words(
        "customer client cliente user utilisateur buyer consumer consommateur purchaser acheteur owner proprietaire",
        "contact billing facturation shipping livraison delivery mailing home domicile personal personnel personnelle",
        "primary principal principale main default current registrant recipient destinataire confirm daytime evening",
        "preferred adherent abonne titulaire member full",
    )
)
_FIRST = frozenset(_words("1 value formatted line ligne"))
"""What a field is numbered and unfolded with where there may be several: "Phone 1 - Value"."""
_AT_WORK = frozenset(_words("business work company office professionnel pro bureau other autre 2 3"))
"""What a phone or an e-mail may be besides; an address or a town at work is none of the customer's."""
_WHAT = frozenset(_words("product produit item unit appliance appareil machine device article original"))
_ADDRESS = frozenset(("address", "adresse"))
_ASIDE = _WHOSE | _FIRST | _ADDRESS | _AT_WORK | _WHAT
"""The words that may be left out of a header, each of some fields."""
_CHINESE_WHOSE = _words(
    "收货人 收件人 购买人 购买者 购机人 消费者 联系人 登记人 持卡人 客户 用户 顾客 买家 买方 会员 机主 车主 业主 住户",
    "本人 您",
)
_CHINESE_WHAT = _words("所购产品 产品 商品 货品 机器 设备 家电 整机")
_CHINESE_ENDS = ("信息", "一栏")

_OF_GOODS = frozenset(("product", "model", "serial", "purchased_on", "price", "invoice", "dealer"))
_OF_ADDRESSES = frozenset(
    _words(
        "address address_more street house_no province city district postcode phone other_phone name family_name",
        "given_name work_unit",
    )
)
_REACHED = frozenset(("phone", "other_phone", "email"))

OTHERS = (
    "Country,Country code,Pays,Code pays,国家,Anniversary,Status,Statut,状态,Website,Web page,Site web,网址,Fax,传真,"
    "Mode,"
    "Counter,Type,Account,Compte,Sore,Size,Taille,Title page,Count,Quantity,Quantité,数量,Tax,Tag,Tags,Delivery,Code,"
    "订单编号,订单号,物流单号,银行账号,银行帐号,身份证号,微信号,经手人,业务员,保修期"
)
"""Headers that mean no field here, though some look nearly like one that does."""


class Recogniser:
    """Knows the headers of one kind of sheet. Reads no rows."""

    def __init__(self, headers: Mapping[str, "Column"], written: Iterable[tuple[str, "Column"]]) -> None:
        """`headers` are columns by folded header, `written` every header as it is declared."""
        self._headers = headers
        self._bags: dict[Bag, tuple[Column, ...]] = {}
        for header, column in written:
            bag = _bag(header)
            known = self._bags.get(bag, ())
            if bag and column not in known:
                self._bags[bag] = (*known, column)
        self._others = {folded(header) for header in OTHERS.split(",")} - set(headers)
        self.find: Callable[..., Found] = lru_cache(maxsize=1 << 12)(self._find)
        """What a header means by itself; with `near`, also one that differs from a known one by a slip."""
        self._latin = [text for text in headers if text.isascii()]
        self._chinese: dict[int, list[str]] = {}
        for text in headers:
            if not text.isascii():
                self._chinese.setdefault(len(text), []).append(text)

    def _find(self, header: str, *, near: bool = True) -> Found:
        text = folded(header)
        if text in self._headers:
            return Found(self._headers[text], How.KNOWN)
        if not text or text in self._others:
            return NOTHING
        found = self._in_pieces(header) or self._qualified(header)
        if found is None and near:
            found = self._near(header)
        return found or NOTHING

    def _in_pieces(self, header: str) -> Found | None:
        """A header that says the same twice, as in two languages; or two things at once."""
        columns: dict[str, Column] = {}
        outside = folded(without_brackets(header))
        for piece in pieces(header):
            one = self._headers.get(folded(piece)) or _only(self._qualified(piece))
            if one is not None:
                columns.setdefault(one.name, one)
                if len(pieces(header)) > _LONGEST_PAIR and folded(piece) == outside:
                    break  # what the brackets tell of it at such length explains it
        return _one_of(columns.values())

    def _qualified(self, header: str) -> Found | None:
        """A header that is known once whose it is, or what of, is left out."""
        for text, allowed in _chinese_cores(folded(header)):
            one = self._headers.get(text)
            if one is not None and (allowed is None or one.name in allowed):
                return Found(one, How.KNOWN)
        whole = _bag(header)
        if whole in self._bags:
            return _one_of(self._bags[whole])
        if _ASIDE.isdisjoint(whole):
            return None
        for more, allowed in (
            (_WHOSE, None),
            (_WHOSE | _FIRST, None),
            (_WHOSE | _FIRST | _ADDRESS, _OF_ADDRESSES),
            (_WHOSE | _FIRST | _AT_WORK, _REACHED),
            (_WHAT, _OF_GOODS),
        ):
            core = tuple(word for word in whole if word not in more)
            fitting = [one for one in self._bags.get(core, ()) if allowed is None or one.name in allowed]
            if core and core != whole and fitting:
                return _one_of(fitting)
        return None

    def _near(self, header: str) -> Found | None:
        """A header that is misspelt: by a letter, or by a character that is usually put for another."""
        numbered = "".join("no" if any(slips(word, one) for one in _NUMBERS) else word for word in words_of(header))
        if numbered in self._headers:
            return Found(self._headers[numbered], How.NEAR)
        texts = dict.fromkeys((folded(header), *(folded(piece) for piece in pieces(header))))
        best: dict[int, dict[str, Column]] = {}
        for text in texts.keys() - self._others:
            for known, found in self._alike(text):
                one = self._headers[known]
                best.setdefault(found, {}).setdefault(one.name, one)
        if not best:
            return None
        fitting = _one_of(best[min(best)].values())
        return Found(fitting.column, How.NEAR) if fitting and fitting.column else fitting

    def _alike(self, text: str) -> Iterator[tuple[str, int]]:
        """The known headers that a text is nearly, in the order in which they are declared, and by how many slips."""
        mistaken = {known for known in self._chinese.get(len(text), ()) if mistaken_for(text, known)}
        slipped = near_ones(text, self._latin)
        for known in self._headers if mistaken or slipped else ():
            if known in mistaken:
                yield known, 1
            elif known in slipped:
                yield known, slipped[known]


_LONGEST_PAIR = 3
_NUMBERS = ("number", "numero")
"""Words that are folded to one, and so must be known when they are misspelt."""


def _one_of(columns: Iterable["Column"]) -> Found | None:
    """The one column, the whole of which all are parts, or EITHER."""
    found = tuple(columns)
    if not found:
        return None
    if len(found) == 1:
        return Found(found[0], How.KNOWN)
    wholes = {one.field for one in found}
    if len(wholes) == 1 and (whole := next((one for one in found if one.part_of is None), None)):
        return Found(whole, How.KNOWN)
    return Found(None, How.EITHER, found)


def _only(found: Found | None) -> "Column | None":
    return found.column if found else None


def _bag(header: str) -> Bag:
    return tuple(sorted({word for word in words_of(header) if word not in _LITTLE}))


def _chinese_cores(text: str) -> Iterator[tuple[str, frozenset[str] | None]]:
    """What is left of a Chinese header without whose it is, or what of, and which fields that may be."""
    if text.isascii():
        return
    ends = [text, *(text.removesuffix(end) for end in _CHINESE_ENDS if text.endswith(end))]
    for rest in ends:
        if rest != text:
            yield rest, None
        for words, allowed in ((_CHINESE_WHOSE, None), (_CHINESE_WHAT, _OF_GOODS)):
            for word in words:
                core = rest.removeprefix(word).removeprefix("的")
                if core != rest and len(core) >= 2:
                    yield core, allowed


def known_twice(named: Sequence[Found]) -> list[Found]:
    """A field is read from one column, the first; `again` says what a second one fills."""
    taken: set[str] = set()
    result: list[Found] = []
    for found in named:
        one = found.column
        if one is not None and one.name in taken and one.again and one.again not in taken:
            one = replace(one, name=one.again, again=None)
        if one is not None and one.name in taken:
            result.append(Found(None, How.TWICE, (one,)))
            continue
        if one is not None:
            taken.add(one.name)
        result.append(replace(found, column=one))
    return result
