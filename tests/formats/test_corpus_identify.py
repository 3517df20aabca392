"""Files that others made: each is what its folder says, or is refused with a true reason.

The files lie beside the project and are no part of it; without them this is skipped.
"""

from pathlib import Path

import pytest

from wenyuan.formats.handlers import handler_for
from wenyuan.formats.identify import identify
from wenyuan.formats.model import Code, Limits, Metadata, Refused

CORPUS = Path(__file__).resolve().parents[2].parent / "shared" / "corpus"
FILES = sorted(path for path in CORPUS.glob("*/*") if path.is_file())
WITH_MACROS = {"docm": "docx", "xlsm": "xlsx", "pptm": "pptx"}

# Attack files whose maintainers encrypted the bytes as a whole, so that scanners keep calm: no program can
# tell what they are (an office suite shows them as pages of noise).
SCRAMBLED = {
    "doc/CVE-2010-3454-1.doc",
    "doc/CVE-2012-4886-1.doc",
    "doc/EDB-22215-1.doc",
    "odp/EDB-26517-1.odp",
    "ppt/EDB-39397-1.ppt",
    "xls/CVE-2014-6360-1.xls",
    "xls/EDB-22330-1.xls",
    "xls/EDB-22591-1.xls",
}
REFUSED = {
    **dict.fromkeys(SCRAMBLED, Code.UNKNOWN_TYPE),
    # Needs the password "pass".
    "docx/bug53475-password-is-pass.docx": Code.ENCRYPTED,
    # A folder put into an archive: nothing that an office document has stands where it must.
    "odt/invalid_ooo2_x_macro5.odt": Code.UNKNOWN_TYPE,
}
# A binary Word document under a name of the new format.
OTHERWISE = {
    "docm/cpansearch.perl.org_src_tobyink_acme-rundoc-0.001_word-lib_hello_world.docm": ("doc", "docx"),
}


@pytest.mark.skipif(not FILES, reason="the collection of real files is not beside the project")
def test_the_collection_is_whole() -> None:
    names = {str(path.relative_to(CORPUS)) for path in FILES}
    assert names >= set(REFUSED) | set(OTHERWISE)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name[:40]}")
def test_each_file_is_what_its_folder_says_or_refused_for_a_reason(path: Path) -> None:
    key = str(path.relative_to(CORPUS))
    if key in REFUSED:
        with pytest.raises(Refused) as caught:
            identify(path, name=path.name, limits=Limits())
        assert caught.value.reason is REFUSED[key]
        return
    identity = identify(path, name=path.name, limits=Limits())
    folder = WITH_MACROS.get(path.parent.name, path.parent.name)
    assert (identity.format, identity.named_as) == OTHERWISE.get(key, (folder, None))
    handler = handler_for(identity)
    assert isinstance(handler.metadata(path), Metadata)
    handler.source_text(path)
    handler.source_counts(path)
