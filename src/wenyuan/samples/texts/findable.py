"""An essay on writing documents that can be found, in English."""

from pathlib import Path

from wenyuan.samples.word import Word

TITLE = "A document that can be found"
KEYWORDS = ("titles", "headings", "plain language", "document structure", "search")


def make(path: Path) -> None:
    """Write the essay as DOCX."""
    word = Word(
        title=TITLE,
        author="Wenyuan",
        language="en-GB",
        subject="How to write so that readers find what they need",
        keywords=", ".join(KEYWORDS),
    )
    word.heading(TITLE, 0)
    word.subtitle("Seven habits of writers whose readers arrive")
    word.paragraph(
        "Most documents are read by people whom the writer will never meet. They arrive from a search, at a page in "
        "the middle, with one question. If the page answers it, they stay; if not, they are gone before the second "
        "paragraph. Writing for them is a matter of a few habits, none of which costs more than a minute."
    )
    _habits(word)
    _structure(word)
    _checklist(word)
    word.save(path)


def _habits(word: Word) -> None:
    word.heading("1 The title")
    word.paragraph(
        "A title is a promise about the contents. “Report” promises nothing; “Opening hours of the branch "
        "libraries, 2026” tells a stranger whether to open it. Put the subject first, then the place and the year. "
        "Leave out words that are true of every document, such as **final**, **new** or **version 3 corrected**."
    )
    word.table(
        [
            ["Instead of", "Write"],
            ["Minutes_final2.docx", "Minutes of the readers’ council, 12 March 2026"],
            ["Some thoughts", "Why the reading room needs daylight"],
            ["Untitled presentation", "Moving the children’s library: plan and costs"],
        ],
        [4, 7],
    )
    word.heading("2 The first paragraph")
    word.paragraph(
        "Say in two sentences what the document is about and what follows from it. A reader who stops there should "
        "know the result. The reasons come after; the history of how you came to them usually need not come at all."
    )
    word.heading("3 Words that readers use")
    word.paragraph(
        "People search with the words that they know. If the law says “lending right remuneration” and your readers "
        "say “library royalties”, use both, the second in the heading. Spell out an abbreviation once on each page "
        "on which somebody may arrive."
    )


def _structure(word: Word) -> None:
    word.heading("4 Headings that are headings")
    word.paragraph(
        "Bold text looks like a heading, but only a heading style is one. From styles the computer makes an outline; "
        "from the outline readers with a screen reader jump to the part that they need, and so does everybody else."
    )
    word.bullets(
        "One level for chapters, one for sections; a third is rarely needed.",
        "A heading says what the part says: “Costs fell by a third” rather than “Costs”.",
        "Numbers help when people speak about the document in a meeting.",
    )
    word.heading("5 Pictures and tables")
    word.paragraph(
        "A picture of a table cannot be searched, copied or read aloud. Make tables as tables. Give each picture a "
        "caption that says what one should see in it, and repeat in the text any number that matters."
    )
    word.heading("6 Dates and sources")
    word.paragraph(
        "Write 12 March 2026, not “last week”. Name a source so that it can be found again: who, what, when, and "
        "where it is kept. A document without a date is old from the first day."
    )
    word.heading("7 A licence")
    word.paragraph(
        "Without a licence, others may read your text but hardly do anything with it. If you want it translated, "
        "taught or printed, say so. The Creative Commons licences exist so that one line is enough."
    )


def _checklist(word: Word) -> None:
    word.heading("Before you publish")
    word.steps(
        "Read only the title and the headings aloud. Do they tell the story?",
        "Search the text for “this”, “it” and “above”. Would a reader who begins on that page know what is meant?",
        "Open the outline. Is every heading in it, and nothing else?",
        "Ask somebody who was not there to find one fact. Watch where they look first.",
    )
    word.quote(
        "A library can lead a reader to the right page. Only the writer can see to it that there is one."
    )
