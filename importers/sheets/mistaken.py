"""Chinese headers with a wrong character: one that is read alike (手机号吗 for 手机号码) or looks alike (购卖日期).

Edit distance tells nothing here: 姓名 and 电话 differ by two characters, 姓名 and 品名 by one. What tells is whether a
hand that meant the one character would put the other.
"""

from functools import cache

from locales import pinyin
from store.readings import chinese

_ALIKE = (
    "己已巳 末未 日曰目 土士工 人入八 买卖 话活 备各 价介 格恪 客容 户尸卢 编偏遍骗 经径 家冢 品晶 号另 金全"
    " 额颜颔 期欺斯 址扯 机杌 姓性牲 型刑 发友 票漂栗 商啇 销消稍 地他她 邮油 贷货 购沟钩 牌碑脾 注往住 电申由甲 间问"
    " 城诚 市布 码玛吗妈 店占 单早 籍藉 历厉 称祢 门们 联朕 系糸 定电 析折 县具 区匹 箱相 意竟"
)
"""Characters that are put for one another by their looks; 定 for 电 is what typing 定话 for 电话 makes usual."""


def mistaken_for(header: str, known: str) -> bool:
    """Whether a folded header is a known one with a usual wrong character; two in a header of five and more."""
    if len(header) != len(known) or len(known) < 2:
        return False
    others = [(one, other) for one, other in zip(header, known, strict=True) if one != other]
    most = 2 if len(known) >= 5 else 1
    return 0 < len(others) <= most and all(_confused(one, other) for one, other in others)


@cache
def _confused(one: str, other: str) -> bool:
    if not (chinese(one) and chinese(other)):
        return False
    return any(one in group and other in group for group in _ALIKE.split()) or pinyin.read(one) == pinyin.read(other)
