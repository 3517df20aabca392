"""East Asian faces by class: what stands for the Windows and Mac faces that a server does not have.

Without this, fontconfig answers 宋体 with a sans serif face. Song, fang and kai are set in Noto Serif CJK and
hei in Noto Sans CJK, in the regional form that belongs to the face. A face that is installed wins.
"""

from collections.abc import Mapping
from xml.sax.saxutils import escape

_CLASSES: Mapping[str, str] = {
    "Noto Serif CJK SC": (
        "宋体|SimSun|新宋体|NSimSun|中易宋体|华文宋体|STSong|华文中宋|STZhongsong|"
        "方正书宋_GBK|方正小标宋_GBK|方正小标宋简体|Songti SC|宋体-简|仿宋|FangSong|"
        "仿宋_GB2312|FangSong_GB2312|华文仿宋|STFangsong|方正仿宋_GBK|楷体|KaiTi|"
        "楷体_GB2312|KaiTi_GB2312|华文楷体|STKaiti|方正楷体_GBK|Kaiti SC|思源宋体|"
        "Source Han Serif SC|Source Han Serif CN"
    ),
    "Noto Sans CJK SC": (
        "黑体|SimHei|微软雅黑|Microsoft YaHei|Microsoft YaHei UI|等线|DengXian|"
        "等线 Light|DengXian Light|华文黑体|STHeiti|华文细黑|STXihei|方正黑体_GBK|幼圆|"
        "YouYuan|PingFang SC|苹方-简|Heiti SC|思源黑体|Source Han Sans SC|"
        "Source Han Sans CN"
    ),
    "Noto Serif CJK TC": ("新細明體|PMingLiU|細明體|MingLiU|標楷體|DFKai-SB|BiauKai|Songti TC|Kaiti TC"),
    "Noto Sans CJK TC": ("微軟正黑體|Microsoft JhengHei|Microsoft JhengHei UI|PingFang TC|Heiti TC"),
    "Noto Serif CJK JP": (
        "ＭＳ 明朝|MS Mincho|MS 明朝|ＭＳ Ｐ明朝|MS PMincho|游明朝|Yu Mincho|Hiragino Mincho ProN"
    ),
    "Noto Sans CJK JP": (
        "ＭＳ ゴシック|MS Gothic|ＭＳ Ｐゴシック|MS PGothic|メイリオ|Meiryo|Meiryo UI|"
        "游ゴシック|Yu Gothic|Hiragino Kaku Gothic ProN"
    ),
    "Noto Serif CJK KR": ("바탕|Batang|궁서|Gungsuh|AppleMyungjo"),
    "Noto Sans CJK KR": ("맑은 고딕|Malgun Gothic|굴림|Gulim|돋움|Dotum|Apple SD Gothic Neo"),
}


def configuration() -> str:
    """A fontconfig file: the system's own, then the classes."""
    aliases = "".join(
        f'<alias binding="same"><family>{escape(face)}</family>'
        f"<accept><family>{family}</family></accept></alias>\n"
        for family, faces in _CLASSES.items()
        for face in faces.split("|")
    )
    return (
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">\n<fontconfig>\n'
        f'<include ignore_missing="yes">/etc/fonts/fonts.conf</include>\n{aliases}</fontconfig>\n'
    )
