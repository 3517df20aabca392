"""A reading list on books and libraries, in English, with bookmarks and a line of years."""

from pathlib import Path

from wenyuan.samples.pdf import Pdf

TITLE = "Six centuries of thinking about libraries: a reading list"
KEYWORDS = ("libraries", "history of libraries", "catalogues", "classification", "reading list")
_BEGINNINGS = (
    (
        "1345",
        "Richard de Bury, The Philobiblon",
        "A bishop’s love letter to books: why they are worth more than gold, how they should be lent, and what happens to those who turn pages with wet fingers. Short, and still funny.",
    ),
    (
        "1597",
        "Francis Bacon, Of Studies",
        "Two pages that everybody quotes: some books are to be tasted, others to be swallowed, and some few to be chewed and digested. Read the whole to see what he says against reading too much.",
    ),
    (
        "1627",
        "Gabriel Naudé, Advice on establishing a library",
        "The first handbook for librarians, written for a collector in Paris. A library, Naudé argues, should hold all sides of every question and be open to whoever needs it.",
    ),
    (
        "1644",
        "John Milton, Areopagitica",
        "A speech against licensing before printing. Its case for letting truth and falsehood grapple in the open is the root of most later arguments on free reading.",
    ),
)
_ORDER = (
    (
        "1876",
        "Melvil Dewey, A Classification and Subject Index",
        "Forty-four pages that put shelves in order by decimal numbers. Worth reading for the preface, which shows how practical the idea was, and for the table, which shows its time.",
    ),
    (
        "1876",
        "Charles Ammi Cutter, Rules for a Printed Dictionary Catalogue",
        "Says what a catalogue is for: to let a person find a book of which the author, the title or the subject is known, and to show what the library has. Search engines still answer these three questions.",
    ),
    (
        "1931",
        "S. R. Ranganathan, The Five Laws of Library Science",
        "Books are for use; every reader his or her book; every book its reader; save the time of the reader; a library is a growing organism. Each law is a chapter of examples from Madras.",
    ),
)
_MACHINES = (
    (
        "1934",
        "Paul Otlet, Traité de documentation",
        "A Belgian lawyer imagines books taken apart into facts, linked, and read on a screen at a distance. In French; the last chapters are the ones to begin with.",
    ),
    (
        "1941",
        "Jorge Luis Borges, The Library of Babel",
        "A story of a library that holds every possible book, and is therefore of no use at all without a catalogue. The best short argument for librarians.",
    ),
    (
        "1945",
        "Vannevar Bush, As We May Think",
        "An engineer describes a desk that keeps a person’s books and the trails between them. The essay that later builders of hypertext all mention.",
    ),
)


def make(path: Path) -> None:
    """Write the list as PDF."""
    pdf = Pdf(
        title=TITLE,
        author="Wenyuan",
        subject="Ten works on books, catalogues and machines",
        keywords=", ".join(KEYWORDS),
    )
    pdf.heading("Six centuries of thinking about libraries", size=22, before=6)
    pdf.paragraph("A reading list", size=12)
    pdf.paragraph(
        "What should a library collect, who may read there, and how does one find anything? The ten works below "
        "gave answers that outlived their authors. They are listed by year, with a word on why one might read them "
        "today. Most of the older ones are in the public domain and easy to find in full."
    )
    pdf.timeline(
        [
            (1345, "de Bury"),
            (1597, "Bacon"),
            (1627, "Naudé"),
            (1644, "Milton"),
            (1876, "Dewey, Cutter"),
            (1931, "Ranganathan"),
            (1945, "Bush"),
        ],
        1320,
        1970,
    )
    for heading, works in (
        ("Books and who may read them", _BEGINNINGS),
        ("Putting them in order", _ORDER),
        ("Machines for readers", _MACHINES),
    ):
        pdf.heading(heading)
        for year, name, words in works:
            pdf.entry(year, name, words)
    pdf.heading("How to read this list")
    pdf.paragraph(
        "Begin with Borges and Bush: one evening is enough for both. Then take Cutter’s first page and ask of any "
        "search box how well it does what he wanted in 1876. If you have a summer, read Ranganathan slowly and try "
        "each of his laws on the library where you live."
    )
    pdf.paragraph("A list is never finished. Anyone may take this one, add to it and pass it on.", size=9.5)
    pdf.save(path)
