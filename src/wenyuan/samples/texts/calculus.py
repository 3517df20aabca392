"""A mathematics note with formulas, in Chinese."""

from pathlib import Path

from wenyuan.samples import pictures
from wenyuan.samples.formula import (
    brackets,
    fraction,
    function,
    index,
    limit,
    matrix,
    operator,
    power,
    root,
    row,
)
from wenyuan.samples.word import Word

TITLE = "微积分速览：极限、导数与积分"
KEYWORDS = ("微积分", "极限", "导数", "积分", "泰勒公式")


def make(path: Path) -> None:
    """Write the note as DOCX."""
    word = Word(
        title=TITLE,
        author="文渊",
        language="zh-CN",
        subject="一元微积分的基本公式",
        keywords=" ".join(KEYWORDS),
    )
    word.heading(TITLE, 0)
    word.subtitle("一份可以检索的公式笔记")
    word.paragraph(
        "微积分研究两件事：变化有多快，以及变化积累起来有多少。前者是导数，后者是积分，把两者连在一起的是极限。"
        "下面按这个顺序写出最常用的公式，每个公式都附一句话的解释。"
    )
    _limits(word)
    _derivatives(word)
    _integrals(word)
    _series(word)
    word.save(path)


def _limits(word: Word) -> None:
    word.heading("一、极限")
    word.mixed(
        "当 ",
        row("x"),
        " 靠近 ",
        row("a"),
        " 时，如果 ",
        row("f", brackets("x")),
        " 可以任意接近 ",
        row("L"),
        "，就说它的极限是 ",
        row("L"),
        "。最重要的两个极限是：",
    )
    word.formula(row(limit("x→0", fraction(function("sin", "x"), "x")), "=1"))
    word.formula(row(limit("n→∞", power(brackets(row("1+", fraction("1", "n"))), "n")), "=e≈2.71828"))
    word.paragraph(
        "第一个来自单位圆上弧长与弦长的比较，第二个就是自然对数的底，利息按越来越短的周期计算时就会遇到它。"
    )


def _derivatives(word: Word) -> None:
    word.heading("二、导数")
    word.paragraph("导数是函数图像在一点处切线的斜率，也是瞬时的变化率。它的定义只用到极限：")
    quotient = fraction(row("f", brackets("x+h"), "-f", brackets("x")), "h")
    word.formula(row("f′", brackets("x"), "=", limit("h→0", quotient)))
    word.picture(
        pictures.curve(),
        width_cm=13.5,
        height_cm=7.8,
        caption="图 1  抛物线在一点处的切线（蓝），以及曲线下从 1 到 2 的面积（浅色）",
    )
    word.heading("（一）求导法则", 2)
    product = row(brackets("uv"), "′", "=", "u′", "v+u", "v′")
    ratio = row(
        brackets(fraction("u", "v")),
        "′",
        "=",
        fraction(row("u′", "v-u", "v′"), power("v", "2")),
    )
    word.formula(product)
    word.formula(ratio)
    word.formula(row(fraction("dy", "dx"), "=", fraction("dy", "du"), "·", fraction("du", "dx")))
    word.heading("（二）常用导数", 2)
    word.table(
        [
            ["函数", "导数", "备注"],
            ["xⁿ", "n·xⁿ⁻¹", "n 为任意实数，x 使两边有意义"],
            ["sin x", "cos x", "角度以弧度计"],
            ["cos x", "−sin x", "角度以弧度计"],
            ["eˣ", "eˣ", "唯一等于自身导数的一类函数"],
            ["ln x", "1/x", "x > 0"],
        ],
        [3, 3, 6],
    )


def _integrals(word: Word) -> None:
    word.heading("三、积分")
    word.paragraph("把曲线下的面积切成很细的竖条再加起来，条数趋于无穷时的极限就是定积分：")
    strips = operator("∑", "i=1", "n", row("f", brackets(index("x", "i")), "Δx"))
    word.formula(row(operator("∫", "a", "b", row("f", brackets("x"), "dx")), "=", limit("n→∞", strips)))
    word.paragraph("微积分基本定理说，求面积与求导互为逆运算。只要找到一个原函数，面积就是两端函数值之差：")
    word.formula(
        row(
            operator("∫", "a", "b", row("f", brackets("x"), "dx")),
            "=F",
            brackets("b"),
            "-F",
            brackets("a"),
            ",  ",
            "F′",
            "=f",
        )
    )
    word.paragraph("例如图 1 中的浅色面积：")
    word.formula(
        row(
            operator("∫", "1", "2", row(power("x", "2"), "dx")),
            "=",
            fraction(power("2", "3"), "3"),
            "-",
            fraction(power("1", "3"), "3"),
            "=",
            fraction("7", "3"),
        )
    )
    word.paragraph("没有初等原函数的积分也可能有漂亮的值，钟形曲线下的面积就是一例：")
    word.formula(
        row(operator("∫", "-∞", "+∞", row(power("e", row("-", power("x", "2"))), "dx")), "=", root("π"))
    )


def _series(word: Word) -> None:
    word.heading("四、用多项式逼近")
    word.paragraph("光滑的函数在一点附近可以用多项式代替，次数越高，靠得越近。这就是泰勒公式：")
    term = row(fraction(row(power("f", "(k)"), brackets("a")), "k!"), power(brackets("x-a"), "k"))
    word.formula(row("f", brackets("x"), "=", operator("∑", "k=0", "∞", term)))
    word.paragraph("取 a = 0，得到三个最常用的展开式：")
    word.formula(
        row(
            power("e", "x"),
            "=1+x+",
            fraction(power("x", "2"), "2!"),
            "+",
            fraction(power("x", "3"), "3!"),
            "+⋯",
        )
    )
    word.formula(
        row(
            function("sin", "x"),
            "=x-",
            fraction(power("x", "3"), "3!"),
            "+",
            fraction(power("x", "5"), "5!"),
            "-⋯",
        )
    )
    word.formula(
        row(
            function("cos", "x"),
            "=1-",
            fraction(power("x", "2"), "2!"),
            "+",
            fraction(power("x", "4"), "4!"),
            "-⋯",
        )
    )
    word.heading("五、不止一个变量")
    word.paragraph(
        "函数有两个变量时，各个方向的变化率排成一列，称为梯度；变换有几个分量时，排成一个矩阵，称为雅可比矩阵："
    )
    cells = [[fraction("∂u", "∂x"), fraction("∂u", "∂y")], [fraction("∂v", "∂x"), fraction("∂v", "∂y")]]
    word.formula(row("J=", matrix(cells)))
    word.paragraph("它的行列式说明变换把一小块面积放大了多少倍，换元积分时要乘上它的绝对值。")
