"""A slide deck on speaking clearly, in Chinese; its points appear click by click."""

from pathlib import Path

from wenyuan.samples import pictures
from wenyuan.samples.slides import Box, Picture, Slide, save

TITLE = "十分钟讲清楚一件事"
KEYWORDS = ("汇报", "演讲", "幻灯片", "表达", "结构")


def make(path: Path) -> None:
    """Write the deck as PPTX."""
    save(
        path,
        _slides(),
        title=TITLE,
        author="文渊",
        subject="怎样做一次清楚的汇报",
        keywords=" ".join(KEYWORDS),
    )


def _slides() -> list[Slide]:
    return [
        Slide(title=TITLE, subtitle="怎样准备一次让人记得住的汇报", is_cover=True),
        Slide(
            title="先想听众，再想内容",
            points=(
                "他们已经知道什么？——不必从头讲起",
                "他们要做什么决定？——这才是汇报的目的",
                "他们会担心什么？——主动回答，比被问住好",
                "讲完之后，希望他们记住哪一句话？",
            ),
            note="点击一次，出现一条。准备时把最后一条写在纸上。",
        ),
        Slide(
            title="一次汇报的三段",
            points=(
                "结论：用一句话说出结果和建议",
                "理由：最多三条，每条配一个事实或数字",
                "行动：谁，在什么时候，做什么",
            ),
            picture=Picture(
                pictures.journey(), Box(4.4, 10.2, 25, 7.5), "从文件到检索的四个步骤：文件、筛选、分页、查找"
            ),
        ),
        Slide(
            title="一张幻灯片，一个意思",
            points=(
                "标题写成一句话，而不是一个词",
                "字号不小于 20 磅，字数不超过 40 个",
                "数字用图表示，图上直接标注要看的地方",
                "动画只有一种用途：让听众和您看同一处",
            ),
        ),
        Slide(
            title="图比形容词有力",
            points=("说“增长很快”，不如画出曲线", "标出起点、终点和转折", "坐标轴从零开始，单位写清楚"),
            picture=Picture(
                pictures.curve(), Box(18.2, 4.6, 13.4, 7.74), "一条越来越陡的曲线和它在一点处的切线"
            ),
        ),
        Slide(
            title="上场前的检查",
            points=(
                "把十分钟的内容练成八分钟",
                "在会场的屏幕上翻一遍，看最后一排能否看清",
                "带一份 PDF：字体缺失时，版面不会乱",
                "准备三个最可能被问到的问题",
            ),
            note="讲完以后，把文件放进文渊，没有到场的人也能一页一页地看。",
        ),
    ]
