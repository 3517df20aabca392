"""Plain texts: a short piece in traditional Chinese, and a page of Markdown in English."""

from pathlib import Path

DAY_TITLE = "圖書館的一天"
DAY_KEYWORDS = ("圖書館", "館員", "讀者", "閱覽室")
DAY = """圖書館的一天

清晨七點半，館員把大門的鐵鎖打開。前一晚歸還的書堆在還書箱裡，還帶著雨水的氣味。她一本一本擦乾，放到推車上，按照索書號排好。

八點整，第一位讀者走進來。他每天都坐在靠窗的位子，讀同一份報紙，把讀過的版面摺好放回原處。館員不知道他的名字，卻知道他喜歡哪一盞燈。

上午，幼稚園的孩子來聽故事。故事講到一半，有個孩子問：「書裡的人，在我們走了以後還會動嗎？」館員想了想，說：「要等下一個人把書打開。」

中午安靜下來。一位學生來找一百年前的地圖，想知道自己家門前的河為什麼不見了。目錄裡沒有「不見的河」這一條，館員帶他從舊地名找起：先找街名，再找橋名，最後在一張發黃的水利圖上，看見那條河彎彎地流過今天的停車場。

下午四點，放學的學生擠滿了閱覽室。翻書聲、鉛筆聲、椅子輕輕移動的聲音，合起來像一場小雨。管理員走過去，把窗子開了一條縫。

傍晚，有人送來一箱舊書。多半已有館藏，只有一本手寫的食譜是從來沒有見過的，扉頁寫著：「給還不會做飯的女兒。」館員把它放在最上面，準備明天登記。

九點，燈一盞一盞熄了。架上空出來的位子，是正在別人家裡被讀著的書。明天早上，它們之中會有幾本回來，帶著另一家人的氣味。
"""
NAMES_TITLE = "File names that last"
NAMES_KEYWORDS = ("file names", "dates", "folders", "archiving")
NAMES = """# File names that last

A good file name still makes sense to a stranger in ten years. Five rules are enough.

## The rules

1. **Say what it is.** `minutes-readers-council-2026-03-12.docx`, not `doc1.docx`.
2. **Write dates as year, month, day.** `2026-03-12` sorts by itself.
3. **Keep to letters, digits and hyphens** where names travel between systems.
4. **Do not write “final”.** There will be a change. Number versions: `v1`, `v2`.
5. **Let folders say the rest.** A name need not repeat the whole path.

## Examples

| Before | After |
|---|---|
| `Scan0042.pdf` | `lease-library-hall-1987.pdf` |
| `Budget NEW final (2).xlsx` | `budget-2026-v3.xlsx` |
| `photo.jpg` | `reading-room-before-painting.jpg` |

## When it is too late

Rename in one sitting, keep a list of old and new names, and put the list beside the files:

```text
Scan0042.pdf -> lease-library-hall-1987.pdf
```

> The best time to name a file is when you save it. The second best time is today.
"""


def make_day(path: Path) -> None:
    """Write the Chinese piece as UTF-8 text."""
    path.write_text(DAY, encoding="utf-8", newline="\n")


def make_names(path: Path) -> None:
    """Write the English page as Markdown."""
    path.write_text(NAMES, encoding="utf-8", newline="\n")
