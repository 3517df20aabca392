"""Click builds: what appears on a slide at which click, as PowerPoint's animation timing."""


class _Nodes:
    """Numbers for the nodes of a timing tree."""

    def __init__(self) -> None:
        self._last = 0

    def next(self) -> int:
        """A number not given before."""
        self._last += 1
        return self._last


def builds(*, text_shape: int, paragraphs: int, last_shape: int | None = None) -> str:
    """Timing in which each paragraph of ``text_shape`` appears at a click, then ``last_shape``.

    Both are shape numbers of the slide. The first paragraph stands there from the start.
    """
    nodes = _Nodes()
    root, main = nodes.next(), nodes.next()
    targets = [_paragraph(text_shape, number) for number in range(1, paragraphs)]
    if last_shape is not None:
        targets.append(f'<p:spTgt spid="{last_shape}"/>')
    clicks = "".join(_click(nodes, target) for target in targets)
    built = f'<p:bldP spid="{text_shape}" grpId="0" build="p"/>' if paragraphs > 1 else ""
    return (
        f'<p:timing><p:tnLst><p:par><p:cTn id="{root}" dur="indefinite" restart="never" nodeType="tmRoot">'
        '<p:childTnLst><p:seq concurrent="1" nextAc="seek">'
        f'<p:cTn id="{main}" dur="indefinite" nodeType="mainSeq"><p:childTnLst>{clicks}</p:childTnLst>'
        f"</p:cTn><p:prevCondLst>{_when('onPrev')}</p:prevCondLst>"
        f"<p:nextCondLst>{_when('onNext')}</p:nextCondLst>"
        f"</p:seq></p:childTnLst></p:cTn></p:par></p:tnLst><p:bldLst>{built}</p:bldLst></p:timing>"
    )


def _when(event: str) -> str:
    return f'<p:cond evt="{event}" delay="0"><p:tgtEl><p:sldTgt/></p:tgtEl></p:cond>'


def _paragraph(shape: int, number: int) -> str:
    return f'<p:spTgt spid="{shape}"><p:txEl><p:pRg st="{number}" end="{number}"/></p:txEl></p:spTgt>'


def _click(nodes: _Nodes, target: str) -> str:
    """One click: the target becomes visible at once (the effect "Appear")."""
    outer, inner, effect, behaviour = (nodes.next() for _ in range(4))
    return (
        f'<p:par><p:cTn id="{outer}" fill="hold"><p:stCondLst><p:cond delay="indefinite"/></p:stCondLst>'
        f'<p:childTnLst><p:par><p:cTn id="{inner}" fill="hold"><p:stCondLst><p:cond delay="0"/></p:stCondLst>'
        f'<p:childTnLst><p:par><p:cTn id="{effect}" presetID="1" presetClass="entr" presetSubtype="0" '
        'fill="hold" grpId="0" nodeType="clickEffect"><p:stCondLst><p:cond delay="0"/></p:stCondLst>'
        f'<p:childTnLst><p:set><p:cBhvr><p:cTn id="{behaviour}" dur="1" fill="hold">'
        '<p:stCondLst><p:cond delay="0"/></p:stCondLst></p:cTn>'
        f"<p:tgtEl>{target}</p:tgtEl><p:attrNameLst><p:attrName>style.visibility</p:attrName></p:attrNameLst>"
        '</p:cBhvr><p:to><p:strVal val="visible"/></p:to></p:set></p:childTnLst></p:cTn></p:par>'
        "</p:childTnLst></p:cTn></p:par></p:childTnLst></p:cTn></p:par>"
    )
