"""A Chinese DOCX of several pages for the journeys: every paragraph says what stands only there."""

from pathlib import Path

from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt

TOPICS = ("书架", "目录", "借阅", "修补", "捐赠", "朗读", "检索", "值班")
PARAGRAPHS = 9


def write(path: Path, *, mark: str) -> Path:
    """Write a report of at least five pages whose text holds ``mark`` so that no other file is its copy."""
    paper = Document()
    style = paper.styles["Normal"]
    style.font.size = Pt(12)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "宋体")
    paper.core_properties.title = f"乡镇图书室工作札记 {mark}"
    paper.add_heading(f"乡镇图书室工作札记 {mark}", level=0)
    for number, topic in enumerate(TOPICS, start=1):
        paper.add_heading(f"第{number}章 {topic}", level=1)
        for line in range(1, PARAGRAPHS + 1):
            paper.add_paragraph(_paragraph(topic, number, line, mark))
    paper.save(str(path))
    return path


def _paragraph(topic: str, chapter: int, line: int, mark: str) -> str:
    days, people = chapter * 7 + line, chapter * 31 + line * 3
    return (
        f"在{topic}这件事上,我们用了{days}天走访了{people}位读者,记下他们在第{chapter}季度第{line}周提出的意见。"
        f"负责{topic}的同事把每一条都写进编号为{mark}-{chapter:02}{line:02}的本子,并在月底的例会上逐条回应。"
        f"实践说明,只要把{topic}的时间和办法事先公布出来,来图书室的人就会慢慢多起来,误会也会少下去。"
    )
