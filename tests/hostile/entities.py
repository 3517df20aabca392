"""XML that asks its reader to expand, fetch or nest without end: nine known shapes and some of our own."""

BODY = '<w:document xmlns:w="w"><w:body>{}</w:body></w:document>'


def _document(subset: str, body: str, *, before: str = "") -> str:
    """A document with an internal subset."""
    return f"{before}<!DOCTYPE d [{subset}]>{BODY.format(body)}"


def _layers(depth: int) -> str:
    """Each entity repeats the one below ten times."""
    told = ['<!ENTITY l0 "ha">']
    told += [f'<!ENTITY l{level} "{f"&l{level - 1};" * 10}">' for level in range(1, depth)]
    return "".join(told)


def entity_shapes(port: int = 9, secret: str = "/etc/hostname") -> dict[str, bytes]:
    """Documents whose prologue declares entities; each must be refused."""
    site = f"http://127.0.0.1:{port}"
    simple = '<!ENTITY a "b">'
    long, wide = "x" * 1000, "&a;" * 1000
    utf16 = '<?xml version="1.0" encoding="UTF-16"?>'
    told = {
        "billion_laughs": _document(_layers(10), "&l9;"),
        "two_layers": _document(f'<!ENTITY a "{long}"><!ENTITY b "{wide}">', "&b;" * 1000),
        "quadratic": _document(f'<!ENTITY a "{long * 100}">', "&a;" * 10_000),
        "cyclic": _document('<!ENTITY a "&b;"><!ENTITY b "&a;">', "&a;"),
        "external_http": _document(f'<!ENTITY a SYSTEM "{site}/entity">', "&a;"),
        "external_file": _document(f'<!ENTITY a SYSTEM "file://{secret}">', "&a;"),
        "parameter": _document(f'<!ENTITY % a SYSTEM "{site}/dtd"> %a;', ""),
        "behind_comment": _document(simple, "&a;", before=f"<!--{'c' * 70_000}-->"),
    }
    encoded = {name: text.encode() for name, text in told.items()}
    encoded["utf16"] = _document(simple, "&a;", before=utf16).encode("utf-16")
    return encoded


def other_shapes() -> dict[str, bytes]:
    """Shapes that the one parser must refuse, but that a package may hold."""
    return {
        "document_type": f'<!DOCTYPE d SYSTEM "http://127.0.0.1:9/dtd">{BODY.format("")}'.encode(),
        "nested": b"<a>" * 100_000,
        "endless_tag": b"<a " + b'b="c" ' * 1_000_000,
    }


class Nothing:
    """A reader of the parser's events that keeps nothing."""

    def start(self, tag: str, attributes: dict[str, str]) -> None: ...

    def end(self, tag: str) -> None: ...

    def data(self, text: str) -> None: ...
